"""自动办结: an answer of which the citizen says nothing closes by itself, by the city's dated rule, and says so."""

import pytest
from sqlalchemy import select

from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import State
from hotline.domain.people import CITIZEN, Role
from hotline.domain.vocabulary import RemarkKind, Satisfaction
from hotline.flow import handling, reviewing
from hotline.models import Reminder
from hotline.parts import parts
from hotline.queries import citizen
from tests.factories import a_ticket, the
from tests.flow.laws import flaws
from tests.people import DAY, HOUR, MONDAY, OPERATOR
from tests.workers.test_reminding import at_city
from workers.reminding import make_round

pytestmark = pytest.mark.usefixtures("inside")
# Answered on Monday 30 November 2026: the follow-up lasts until Thursday 18:00, the rule closes two working days later.
ANSWERED, CLOSES = at_city("2026-11-30 10:00"), at_city("2026-12-07 09:00")


def answered(at=ANSWERED):
    return a_ticket(State.APPROVED, at=at)


def passed_over(ticket_id):
    db.session.rollback()
    query = select(Reminder.because).where(Reminder.ticket_id == ticket_id, Reminder.skipped.is_(True))
    return list(db.session.scalars(query))


def test_silence_closes_at_its_moment_and_not_a_second_before():
    ticket_id = answered()
    make_round(CLOSES - (HOUR / 3600))
    assert the(ticket_id).state is State.APPROVED
    make_round(CLOSES)
    ticket = the(ticket_id)
    assert (ticket.state, ticket.due_at) == (State.CLOSED, None)
    closing = next(entry for entry in ticket.journal if entry.what == "close")
    assert (closing.by_role, closing.at, closing.note) == (Role.SYSTEM, CLOSES, reviewing.UNANSWERED)
    make_round(CLOSES + DAY)
    assert [entry.what for entry in the(ticket_id).journal].count("close") == 1
    assert flaws() == []


def test_the_citizen_is_told_and_may_still_rate_and_ask_for_more():
    ticket_id = answered()
    make_round(CLOSES)
    message = the(ticket_id).messages[0]
    view = citizen.view_of(message)
    assert "没有收到您的意见" in view.timeline[0].title
    assert {"rate", "rework"} <= view.may
    with unit_of_work():
        reviewing.rate(the(ticket_id).messages[0], Satisfaction.GOOD, by=CITIZEN, at=CLOSES + DAY)


def test_who_is_unhappy_is_called_by_a_person_first():
    rated, wished = answered(), answered()
    with unit_of_work():
        reviewing.rate(the(rated).messages[0], Satisfaction.BAD, by=CITIZEN, at=ANSWERED + DAY)
    with unit_of_work():
        wish = {"kind": RemarkKind.REWORK_WISH, "message_id": the(wished).messages[0].id}
        handling.remark(the(wished), "摊贩又回来了", by=CITIZEN, at=ANSWERED + DAY, **wish)
    make_round(CLOSES)
    for ticket_id in (rated, wished):
        assert the(ticket_id).state is State.APPROVED
        assert passed_over(ticket_id) == ["市民不满意或提出了新的要求，等待回访，不自动办结"]
    make_round(CLOSES + 30 * DAY)
    assert the(rated).state is State.APPROVED


def test_a_call_before_the_date_is_the_operators_own_closing():
    ticket_id = answered()
    with unit_of_work():
        reviewing.close(the(ticket_id), by=OPERATOR, at=ANSWERED + DAY, note="回访：市民满意")
    make_round(CLOSES)
    closings = [entry for entry in the(ticket_id).journal if entry.what == "close"]
    assert [each.by_name for each in closings] == [OPERATOR.name]


def test_the_rule_is_dated_and_may_be_left_out():
    ticket_id = answered(at=MONDAY)  # of March 2026, when the rules in force knew no such step
    make_round(MONDAY + 200 * DAY)
    assert the(ticket_id).state is State.APPROVED
    closing = {
        version.version: [step.id for step in version.steps if step.act.value == "close"]
        for version in parts().rules.supervision.versions
    }
    assert closing == {"2026-1": [], "2026-2": ["follow-up-close"]}
