"""A sub-centre's own system: the record of a call goes to it, its reports come back under our number, each once."""

import threading

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from hotline import accounts
from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import State, Tell
from hotline.domain.lines import load_lines
from hotline.domain.vocabulary import RemarkKind
from hotline.errors import BadInput
from hotline.flow import handling, intake, reviewing
from hotline.flow.casework import handovers, petitions, waiting
from hotline.models import HandoverReport, OutboxMessage, Source, Ticket
from hotline.parts import parts
from tests import factories
from tests.factories import NAME, PHONE
from tests.people import OPERATOR, SUPERVISOR
from tests.web import staff
from tests.web.caller import Caller, is_problem
from tests.web.test_feed import ask, events
from tests.web.visitor import words

LINES = {line.id: line for line in load_lines()}
HANDOVERS = "/api/v1/handovers"


@pytest.fixture
def centre(app: Flask) -> Caller:
    return Caller(app, name="12366系统", scope="handovers", line="12366")


def handed(app: Flask, line: str = "12366", **changes: object) -> str:
    with app.app_context():
        ticket_id = factories.a_ticket(State.CLASSIFIED, at=now(), **changes)
        with unit_of_work():
            ticket = factories.the(ticket_id)
            handovers.hand_over(ticket, LINES[line], rules=parts().rules, by=OPERATOR, at=now(), note="来电人很急")
            return ticket.number


def report(centre: Caller, number: str, sequence: int, standing: str, **more: object) -> TestResponse:
    return centre.post(f"{HANDOVERS}/{number}/reports", {"sequence": sequence, "standing": standing} | more)


def step(app: Flask, number: str, room, **more: object) -> None:
    """Let one of us take a step on the ticket."""
    with app.app_context(), unit_of_work():
        room(db.session.query(Ticket).filter_by(number=number).one(), at=now(), **more)


def story(app: Flask, number: str) -> list[str]:
    with app.app_context():
        return [each.what for each in db.session.query(Ticket).filter_by(number=number).one().journal]


def test_the_record_goes_to_the_centre_and_its_reports_move_the_ticket_up_to_our_review(app, centre) -> None:
    number = handed(app)
    [told] = events(centre)
    record = told["handover"]
    assert (told["service_number"], told["title"], told["note"]) == (number, "转交贵中心办理", "来电人很急")
    assert record["messages"][0]["citizen"] == {"name": NAME, "phone": PHONE}
    assert record["messages"][0]["text"].startswith("建设路与和平街")
    assert ask(centre, f"{HANDOVERS}/{number}").get_json() == record
    assert "query_code" not in ask(centre).text
    taken = report(centre, number, 1, "accepted", their_number="SW-88")
    assert taken.status_code == 201
    assert taken.get_json() == {
        "service_number": number, "sequence": 1, "standing": "accepted", "late": False,
        "status": "handling", "status_text": "办理中",
    }  # fmt: skip
    report(centre, number, 2, "handling", text="已联系来电人核对申报记录。")
    assert report(centre, number, 3, "answered", text="已说明申报期限。", resolution="solved").status_code == 201
    step(app, number, reviewing.approve, rules=parts_of(app).rules, by=SUPERVISOR)
    assert report(centre, number, 4, "closed").get_json()["status"] == "approved"
    assert [each["title"] for each in events(centre)] == ["转交贵中心办理", "答复审核通过"]
    assert {each["external_id"] for each in events(centre)} == {"SW-88"}
    with app.app_context():
        assert db.session.query(OutboxMessage).filter_by(tell=Tell.TELL_CITIZEN).count() == 1
    page = words(staff.operator(app).get(f"/operator/tickets/{number}").text)
    for shown in ("SW-88", "已联系来电人核对申报记录。", "12366系统", "分中心已办结"):
        assert shown in page


def test_a_repeat_changes_nothing_and_a_report_that_was_overtaken_is_only_kept(app, centre) -> None:
    number = handed(app)
    first = report(centre, number, 5, "answered", text="已说明。")
    before = story(app, number)
    again = report(centre, number, 5, "answered", text="已说明。")
    assert (first.status_code, again.status_code, again.get_json()) == (201, 200, first.get_json())
    assert is_problem(report(centre, number, 5, "answered", text="另一段话。"), 409, "idempotency_conflict")
    late = report(centre, number, 2, "accepted", their_number="SW-88")
    assert (late.status_code, late.get_json()["late"], late.get_json()["status"]) == (201, True, "answered")
    assert report(centre, number, 2, "accepted", their_number="SW-88").status_code == 200
    assert story(app, number) == before
    assert is_problem(report(centre, number, 6, "handling"), 409, "illegal_transition")


def test_what_was_handed_to_another_line_or_to_none_is_not_there(app, centre) -> None:
    others, nobodys = handed(app, "12333"), factories_number(app)
    for number in (others, nobodys):
        assert is_problem(report(centre, number, 1, "accepted"), 404, "not_found")
        assert is_problem(ask(centre, f"{HANDOVERS}/{number}"), 404, "not_found")
    assert events(centre) == []
    stranger = Caller(app, name="website", scope="messages handovers")
    assert is_problem(report(stranger, others, 1, "accepted"), 403, "not_allowed")
    assert is_problem(report(Caller(app, name="wechat"), others, 1, "accepted"), 403, "not_allowed")


def test_who_asked_in_confidence_is_not_named_to_the_centre(app, centre) -> None:
    handed(app, confidential=True)
    said = ask(centre).text
    assert '"confidential":true' in said
    assert NAME not in said
    assert PHONE not in said


def test_a_return_waits_for_our_decision_and_ends_the_centres_part_once_it_is_granted(app, centre) -> None:
    number = handed(app)
    assert is_problem(report(centre, number, 1, "returned", text="不属于税务"), 422, "bad_input")
    wish = {"text": "不属于税务部门职责", "basis": "权责清单第3项", "reason": "not_our_duty"}
    assert report(centre, number, 2, "returned", **wish).get_json()["status"] == "dispatched"
    assert is_problem(report(centre, number, 3, "handling"), 409, "illegal_transition")
    decide(app, number, petitions.refuse, "属于税务咨询")
    assert events(centre)[-1]["note"] == "属于税务咨询"
    assert report(centre, number, 4, "accepted").status_code == 201
    report(centre, number, 5, "returned", **wish)
    decide(app, number, petitions.grant, "同意")
    assert events(centre)[-1]["title"] == "工单已收回，贵中心不再办理"
    assert [each["handover"] for each in events(centre)] == [None] * 3
    assert is_problem(ask(centre, f"{HANDOVERS}/{number}"), 404, "not_found")
    assert is_problem(report(centre, number, 6, "accepted"), 409, "illegal_transition")
    assert report(centre, number, 5, "returned", **wish).status_code == 200  # its answer may have been lost


def test_an_answer_that_we_refused_is_followed_by_another_and_not_by_the_first_again(app, centre) -> None:
    number = handed(app)
    report(centre, number, 1, "answered", text="请看网站。")
    step(app, number, reviewing.reject, rules=parts_of(app).rules, by=SUPERVISOR, note="请写明期限")
    assert (events(centre)[-1]["title"], events(centre)[-1]["note"]) == ("答复需要完善，请继续办理", "请写明期限")
    assert report(centre, number, 1, "answered", text="请看网站。").get_json()["status"] == "handling"
    assert report(centre, number, 2, "answered", text="每月15日前申报。").get_json()["status"] == "answered"
    with app.app_context():
        ticket = db.session.query(Ticket).filter_by(number=number).one()
        assert reviewing.latest_answer(ticket).text == "每月15日前申报。"


def test_an_answer_that_comes_while_we_wait_for_the_citizen_is_not_lost(app, centre) -> None:
    number = handed(app)
    report(centre, number, 1, "accepted")
    step(app, number, waiting.pause, rules=parts_of(app).rules, by=OPERATOR, note="请补充税号")
    assert report(centre, number, 2, "closed", text="已说明。").get_json()["status"] == "answered"
    assert [each["title"] for each in events(centre)[1:]] == ["已请市民补充，暂停计时", "恢复办理"]


def test_what_the_citizen_adds_and_presses_for_is_told_to_the_centre(app, centre) -> None:
    number = handed(app)
    step(app, number, intake.supply, text="税号尾数是8。", rules=parts_of(app).rules, by=OPERATOR)
    step(app, number, handling.remark, text="市民催办", kind=RemarkKind.URGE, by=OPERATOR)
    step(app, number, handling.remark, text="内部备注", kind=RemarkKind.NOTE, by=OPERATOR)
    told = events(centre)
    assert [each["title"] for each in told[1:]] == ["市民补充了情况", "市民催办"]
    assert [each["text"] for each in told[-1]["handover"]["supplements"]] == ["税号尾数是8。"]
    assert "内部备注" not in ask(centre).text


@pytest.mark.backend("postgresql")  # SQLite lets one transaction write at a time
def test_one_report_sent_by_many_hands_at_once_is_taken_once(app, centre) -> None:
    number = handed(app)
    said: list[int] = []

    def send(hand: Caller) -> None:
        said.append(report(hand, number, 1, "answered", text="已说明。").status_code)

    hands = [threading.Thread(target=send, args=(centre.beside(app),)) for _ in range(6)]
    for each in hands:
        each.start()
    for each in hands:
        each.join()
    assert sorted(said) == [200] * 5 + [201]
    with app.app_context():
        assert db.session.query(HandoverReport).count() == 1


@pytest.mark.backend("sqlite")  # a check of words
def test_a_centre_is_told_at_no_address_that_everybody_on_the_way_could_read(app, centre) -> None:
    with app.app_context():
        source = db.session.query(Source).one()
        with pytest.raises(BadInput, match="https"), unit_of_work():
            accounts.set_webhook(source, "http://tax.example/hook")
        with unit_of_work():
            accounts.set_webhook(source, "https://tax.example/hook")
            accounts.bind_to_line(source, "")
            accounts.set_webhook(source, "http://tax.example/hook")
        with pytest.raises(BadInput, match="https"), unit_of_work():
            accounts.bind_to_line(source, "12366")


@pytest.mark.backend("sqlite")  # a form
def test_the_admin_says_of_which_line_a_system_is_the_centre(app) -> None:
    Caller(app, name="税务系统", scope="handovers")
    person = staff.admin(app)
    with app.app_context():
        source_id = db.session.query(Source).one().id
    address = f"/admin/sources/{source_id}"
    page = person.get(address)
    assert "12366 纳税缴费服务热线" in page.text
    assert "12369" not in page.text  # 整体并入: takes no calls
    for line, status in (("12366", 303), ("12369", 422), ("", 303)):
        answer = person.post(f"{address}/line", {"line": line}, page=address, follow=False)
        assert answer.status_code == status


def parts_of(app: Flask):
    with app.app_context():
        return parts()


def factories_number(app: Flask) -> str:
    with app.app_context():
        return factories.the(factories.a_ticket(State.HANDLING, at=now())).number


def decide(app: Flask, number: str, verdict, note: str) -> None:
    with app.app_context(), unit_of_work():
        petition = petitions.find_open(db.session.query(Ticket).filter_by(number=number).one())
        verdict(petition, rules=parts().rules, by=OPERATOR, at=now(), note=note)
