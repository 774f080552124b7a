"""Supervision orders at the counters: the supervisor issues and closes, the department sees and answers."""

from typing import Any

import pytest
from flask import Flask

from hotline.clock import now
from hotline.domain.lifecycle import State
from tests.factories import NAME, PHONE, a_ticket, the
from tests.people import HELPER, HOUR, OTHER
from tests.web import staff

ORDER = {"kind": "supervise", "department": "", "text": "超期三天仍未答复，请局领导包案。"}
REPLY = {"text": "已约谈施工单位，三日内整改。", "leader": "王建国（副局长）"}


@pytest.fixture
def number(app: Flask) -> str:
    with app.app_context():
        return the(a_ticket(State.HANDLING, at=now() - HOUR)).number


@pytest.fixture
def ordered(app: Flask, number: str) -> str:
    assert staff.supervisor(app).step(number, "issue-order", **ORDER).status_code == 200
    return number


def page_of(person: Any, number: str, serial: int = 1) -> Any:
    return person.get(f"/{person.role.value}/tickets/{number}/orders/{serial}")


def act(person: Any, number: str, step: str, **form: str) -> Any:
    path = f"/{person.role.value}/tickets/{number}/orders/1"
    return person.post(f"{path}/{step}", form, page=path, follow=True)


def test_an_order_is_issued_answered_and_closed(app: Flask, ordered: str) -> None:
    officer, supervisor = staff.officer(app), staff.supervisor(app)
    assert ORDER["text"] in page_of(officer, ordered).text
    assert "怎样算出" in page_of(officer, ordered).text
    act(officer, ordered, "answer", **REPLY)
    assert REPLY["leader"] in page_of(supervisor, ordered).text
    assert "督办单已办结" in act(supervisor, ordered, "close", note="").text
    assert [what for what, _, _ in staff.journal_of(app, ordered) if what.startswith("order.")] == [
        "order.supervise",
        "order.answer",
        "order.close",
    ]


def test_an_answer_without_the_leaders_name_keeps_what_was_typed(app: Flask, ordered: str) -> None:
    refused = act(staff.officer(app), ordered, "answer", text=REPLY["text"], leader=" ")
    assert refused.status_code == 422
    assert "请填写责任领导的姓名和职务" in refused.text
    assert REPLY["text"] in refused.text


def test_a_supervisor_sends_an_answer_back_with_a_reason(app: Flask, ordered: str) -> None:
    act(staff.officer(app), ordered, "answer", **REPLY)
    supervisor = staff.supervisor(app)
    assert act(supervisor, ordered, "send-back", note="").status_code == 422
    act(supervisor, ordered, "send-back", note="没有写明完成时间")
    page = page_of(staff.officer(app), ordered).text
    assert "没有写明完成时间" in page
    assert "提交答复" in page


def test_a_form_made_from_an_older_ticket_is_shown_beside_the_new_state(app: Flask, ordered: str) -> None:
    officer = staff.officer(app)
    path = f"/department/tickets/{ordered}/orders/1"
    old = officer.get(path).text
    act(staff.supervisor(app), ordered, "close", note="市民已满意")
    version = old.split('name="version" value="')[1].split('"')[0]
    stale = officer.send(f"{path}/answer", {"csrf_token": officer.token(), "version": version, **REPLY})
    assert stale.status_code == 409
    assert REPLY["text"] in stale.text
    assert "已办结" in stale.text


def test_others_neither_see_nor_answer_it(app: Flask, ordered: str) -> None:
    for department in (HELPER, OTHER):
        person = staff.officer(app, department)
        assert page_of(person, ordered).status_code == 404
        assert ordered not in person.get("/department/orders").text
    assert page_of(staff.officer(app), ordered, 2).status_code == 404


def test_lists_show_what_waits_and_never_who_the_citizen_is(app: Flask, ordered: str) -> None:
    for person in (staff.officer(app), staff.supervisor(app)):
        page = person.get(f"/{person.role.value}/orders?stage=open&kind=supervise").text
        assert ordered in page
        assert NAME not in page
        assert PHONE not in page
        assert ordered not in person.get(f"/{person.role.value}/orders?stage=closed").text
        assert ordered in person.get(f"/{person.role.value}/tickets/{ordered}").text
    assert ordered not in staff.supervisor(app).get(f"/supervisor/orders?department={OTHER}").text


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"text": " "}, "请填写督办事项"),
        ({"kind": "shout"}, "请选择催办、督办或通报"),
        ({"department": OTHER}, "主办或协办"),
    ],
)
def test_a_wrong_order_is_refused_and_nothing_is_lost(
    app: Flask, number: str, change: dict[str, str], reason: str
) -> None:
    person = staff.supervisor(app)
    refused = person.step(number, "issue-order", **(ORDER | {"text": "请尽快答复。"} | change))
    assert refused.status_code == 422
    assert reason in refused.text
    assert "order.supervise" not in [what for what, _, _ in staff.journal_of(app, number)]
