"""Every page that shows a date says how it was counted: by which rule, from when, so many of which days."""

import re
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.domain.city import city_time
from hotline.domain.lifecycle import State
from hotline.domain.supervision import OrderKind
from hotline.domain.vocabulary import ClockKind
from hotline.flow import supervision
from hotline.flow.casework import petitions
from hotline.models import Deadline, Ticket
from hotline.parts import parts
from hotline.queries import citizen
from tests.factories import a_ticket, open_petition, the
from tests.people import DAY, HOUR, OFFICER, SUPERVISOR
from tests.web import staff
from tests.web.tickets import made
from tests.web.visitor import Visitor

WORDS = re.compile(r"按规则“投诉、举报”（依据：[^<]+：时限15个工作日，自[^<]+起算[^<]+截止")
SUMMARY = "<summary>怎样算出"


@pytest.mark.parametrize(
    "address",
    ["/department", "/operator/tickets?list=to-dispatch", "/supervisor/tickets?list=in-hand", "/supervisor/orders"],
)
def test_lists_explain_each_date_by_a_piece_that_opens_by_key(app: Flask, address: str) -> None:
    waiting, number = made(app, State.CLASSIFIED), made(app, State.HANDLING)
    with app.app_context(), unit_of_work():
        wish = supervision.OrderWish(kind=OrderKind.SUPERVISE, text="请包案")
        supervision.issue(ticket_of(number), wish, rules=parts().rules, by=SUPERVISOR, at=now())
    role = address.split("/")[1].split("?")[0]
    person = {"department": staff.officer, "operator": staff.operator, "supervisor": staff.supervisor}[role](app)
    page = person.get(address).text
    assert (waiting if role == "operator" else number) in page
    assert SUMMARY in page
    assert "起算" in page.partition(SUMMARY)[2]


def test_the_cases_behind_a_figure_explain_the_date_they_are_counted_by(app: Flask) -> None:
    with app.app_context():
        a_ticket(State.HANDLING, at=now() - 40 * DAY)
        due_at = the_only_due_date()
    month = f"{city_time(due_at):%Y-%m}"
    person = staff.supervisor(app)
    assert WORDS.search(person.get(f"/supervisor/figures/on-time?period={month}&part=denominator").text)
    assert SUMMARY not in person.get(f"/supervisor/figures/satisfied?period={month}").text


def the_only_due_date() -> datetime:
    found = db.session.scalars(select(Deadline.due_at).filter_by(clock=ClockKind.HANDLE)).one()
    assert found
    return found


@pytest.mark.parametrize("role", ["operator", "department", "supervisor"])
def test_a_file_and_its_sheet_explain_each_running_clock_and_the_promise(app: Flask, role: str) -> None:
    number = made(app, State.HANDLING)
    person = {"department": staff.officer, "operator": staff.operator, "supervisor": staff.supervisor}[role](app)
    page = person.get(f"/{role}/tickets/{number}").text
    assert len(WORDS.findall(page)) >= 2
    assert WORDS.search(person.get(f"/sheets/{number}").text)


def test_the_citizen_reads_how_the_promised_date_was_counted_but_nothing_that_staff_wrote(app: Flask) -> None:
    with app.app_context():
        ticket_id = a_ticket(State.HANDLING, at=now() - HOUR)
        with unit_of_work():
            rules = parts().rules
            petitions.ask_to_extend(the(ticket_id), days=3, note="需要招标", rules=rules, by=OFFICER, at=now())
        before = citizen.view_of(the(ticket_id).messages[0])
        with unit_of_work():
            petition = open_petition(the(ticket_id))
            petitions.grant(petition, rules=parts().rules, by=SUPERVISOR, at=now(), note="陈秀英家属同意")
        after = citizen.view_of(the(ticket_id).messages[0])
        message = the(ticket_id).messages[0]
        number, code = citizen.number_of(message), message.query_code
    assert WORDS.search(before.promised_why)
    assert after.promised_at > before.promised_at + DAY
    assert "陈秀英" not in after.promised_why
    assert after.promised_why.endswith("；经批准延期3个工作日")
    page = Visitor(app).post("/follow", {"number": number, "code": code}).text
    assert "承诺答复日期怎样算出" in page
    assert "起算" in page.partition("怎样算出")[2]


def ticket_of(number: str) -> Ticket:
    return db.session.query(Ticket).filter_by(number=number).one()
