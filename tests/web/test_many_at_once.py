"""Signing several tickets at once, and the earlier matters of somebody who calls: hidden until opened, written down."""

import re

from flask import Flask

from hotline.domain.lifecycle import State
from tests.web import staff
from tests.web.tickets import made


def ticks(page: str) -> list[str]:
    return re.findall(r'name="ticket" value="([^"]+)"', page)


def test_several_tickets_are_signed_in_one_go_and_the_filters_stay(app: Flask) -> None:
    numbers = [made(app, State.DISPATCHED) for _ in range(3)]
    made(app, State.HANDLING)
    officer = staff.officer(app)
    page = officer.get("/department?state=dispatched").text
    assert sorted(each.partition(":")[0] for each in ticks(page)) == sorted(numbers)
    answered = officer.post("/department/sign", {"ticket": ticks(page)[:2]}, page="/department?state=dispatched")
    assert "已签收 2 件" in answered.text
    assert answered.request.args["state"] == "dispatched"
    assert sorted(staff.state_of(app, number) for number in numbers) == ["dispatched", "handling", "handling"]


def test_one_that_moved_on_meanwhile_holds_up_none_of_the_others(app: Flask) -> None:
    numbers = [made(app, State.DISPATCHED) for _ in range(2)]
    officer = staff.officer(app)
    chosen = ticks(officer.get("/department").text)
    officer.step(numbers[0], "sign")
    stranger = made(app, State.CLASSIFIED)
    answered = officer.post("/department/sign", {"ticket": [*chosen, f"{stranger}:1", "x", "1:x"]}, page="/department")
    assert "已签收 1 件" in answered.text
    assert "有 4 件没有签收" in answered.text
    assert staff.state_of(app, numbers[1]) == State.HANDLING.value
    assert staff.state_of(app, stranger) == State.CLASSIFIED.value


def test_nothing_ticked_signs_nothing_and_says_so(app: Flask) -> None:
    number = made(app, State.DISPATCHED)
    answered = staff.officer(app).post("/department/sign", {}, page="/department")
    assert "请先勾选" in answered.text
    assert staff.state_of(app, number) == State.DISPATCHED.value


def test_a_helper_is_offered_no_tick(app: Flask) -> None:
    made(app, State.DISPATCHED)
    assert not ticks(staff.officer(app, "traffic_police").get("/department").text)


def test_earlier_matters_of_a_caller_are_hidden_until_opened_and_the_opening_is_written_down(app: Flask) -> None:
    number = made(app, State.HANDLING, title="不该先看到的标题")
    operator = staff.operator(app)
    page = operator.post("/operator", {"text": "还是上次那件事情", "phone": "13871234567", "then": "propose"}).text
    assert "来电人以前的诉求" in page
    assert number in page
    assert "不该先看到的标题" not in page
    opened = operator.send(f"/operator/tickets/{number}/open-earlier", {"csrf_token": operator.token()})
    assert "不该先看到的标题" in opened.text
    assert any(what == "opened" for what, _, _ in staff.journal_of(app, number))
    assert "来电时查看" in opened.text
    assert "来电时查看" not in staff.officer(app).get(f"/department/tickets/{number}").text
