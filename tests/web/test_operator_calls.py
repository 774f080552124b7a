"""One screen for a call: taken once, dispatched by one key, and nothing lost when something is wrong."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from hotline.db import db
from hotline.models import Answer, Assignment, Message, Ticket
from tests.web import staff
from tests.web.staff import AtCounter
from tests.web.visitor import words

CALL: dict[str, Any] = {
    "name": "陈秀英",
    "phone": "138 7123 4567",
    "channel": "phone",
    "text": "建设路与和平街交叉口每天傍晚都有流动摊贩占道经营，行人只能走机动车道。",
    "place": "建设路与和平街交叉口",
    "occurred": "每天傍晚",
    "district": "江岸区",
    "urgency": "normal",
    "may_publish": "1",
}


def count(app: Flask, model: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def call(person: AtCounter, **form: Any) -> Any:
    return person.post("/operator", {**CALL, **form})


def test_one_key_takes_the_call_in_and_dispatches_it(app: Flask) -> None:
    person = staff.operator(app)
    page = call(person, dispatch_to="urban_mgmt", helpers=["traffic_police"])
    ticket = staff.the_only_ticket(app)
    assert (ticket["state"].value, ticket["lead_department_id"]) == ("dispatched", "urban_mgmt")
    assert "市城管执法委" in page.text
    assert "前答复您" in page.text
    with app.app_context():
        parts = db.session.execute(select(Assignment.department_id, Assignment.part).order_by(Assignment.id)).all()
        assert [(each, part.value) for each, part in parts] == [("urban_mgmt", "lead"), ("traffic_police", "helper")]


def test_what_is_read_aloud_is_the_number_in_groups_and_the_query_code(app: Flask) -> None:
    page = words(call(staff.operator(app), then="accept").text)
    number = staff.the_only_ticket(app)["number"]
    with app.app_context():
        code = db.session.scalars(select(Message.query_code)).one()
    assert f"{number[:4]} {number[4:8]} {number[8:11]} {number[11:14]} {number[14]}" in page
    assert f"{code[:4]} {code[4:]}" in page


def test_the_contact_is_kept_by_its_five_elements(app: Flask) -> None:
    call(staff.operator(app), then="accept", kind="complaint", confidential="1", tag="专项", title="占道经营")
    with app.app_context():
        message = db.session.scalars(select(Message)).one()
        assert (message.citizen_name, message.citizen_phone) == ("陈秀英", "13871234567")
        assert (message.occurred, message.place) == ("每天傍晚", "建设路与和平街交叉口")
        ticket = message.ticket
        assert (ticket.kind.value, ticket.confidential, ticket.tag, ticket.title) == (
            "complaint",
            True,
            "专项",
            "占道经营",
        )
        assert ticket.may_publish is False  # who asks for confidence is not published


def test_a_call_may_be_left_for_the_dispatch_list(app: Flask) -> None:
    call(staff.operator(app), then="accept")
    assert staff.the_only_ticket(app)["state"].value == "received"


def test_another_department_is_chosen_by_its_name(app: Flask) -> None:
    call(staff.operator(app), then="dispatch", lead="市房管局")
    assert staff.the_only_ticket(app)["lead_department_id"] == "housing"


def test_an_answer_on_the_spot_closes_the_matter(app: Flask) -> None:
    page = call(staff.operator(app), then="settle", answer="已告知夜市开放时间和投诉办法。")
    assert staff.the_only_ticket(app)["state"].value == "closed"
    assert "已经当场答复" in page.text
    with app.app_context():
        assert db.session.scalars(select(Answer)).one().approved


def test_declining_needs_the_proper_path_and_takes_nothing_without_it(app: Flask) -> None:
    person = staff.operator(app)
    refused = call(person, then="decline", path="")
    assert refused.status_code == 422
    assert count(app, Ticket) == 0
    call(person, then="decline", path="请按判决书写明的期限向上一级法院上诉。")
    assert staff.the_only_ticket(app)["state"].value == "declined"


def test_a_form_sent_twice_is_one_ticket(app: Flask) -> None:
    person = staff.operator(app)
    form = {**person.hidden("/operator", "/operator"), **CALL, "dispatch_to": "urban_mgmt"}
    first, second = person.send("/operator", form, follow=False), person.send("/operator", form, follow=False)
    assert first.location == second.location
    assert (first.status_code, second.status_code) == (303, 303)
    assert staff.the_only_ticket(app)["state"].value == "dispatched"


def test_an_old_form_with_another_text_asks_before_it_makes_a_second_ticket(app: Flask) -> None:
    person = staff.operator(app)
    form = {**person.hidden("/operator", "/operator"), **CALL, "then": "accept"}
    person.send("/operator", form)
    refused = person.send("/operator", {**form, "text": "另一件事：路灯不亮。"})
    assert refused.status_code == 422
    assert "这张登记表已经提交过一次" in refused.text
    assert "另一件事：路灯不亮。" in refused.text
    assert count(app, Ticket) == 1
    again = re.search(r'name="form_key" value="([^"]+)"', refused.text)
    assert again is not None
    assert again.group(1) != form["form_key"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text": ""}, "请填写诉求内容"),
        ({"phone": "12345"}, "电话号码“12345”不正确"),
        ({"channel": "pigeon"}, "渠道不认识"),
        ({"text": "字" * 20_001}, "内容过长"),
        ({"then": "dispatch", "lead": "没有这个局"}, "请选择目录中现有的承办单位"),
        ({"then": "dispatch", "lead": ""}, "请选择目录中现有的承办单位"),
        ({"dispatch_to": "nowhere"}, "请选择目录中现有的承办单位"),
        ({"then": "settle", "answer": " "}, "请填写当场答复的内容"),
    ],
)
def test_wrong_input_is_told_and_everything_typed_is_still_there(
    app: Flask, wrong: dict[str, str], sentence: str
) -> None:
    page = call(staff.operator(app), **wrong)
    assert page.status_code == 422
    assert sentence in page.text
    for value in ("陈秀英", "每天傍晚", "江岸区"):
        assert value in page.text
    assert count(app, Ticket) == 0


def test_broken_text_and_control_signs_do_no_harm(app: Flask) -> None:
    person = staff.operator(app)
    assert call(person, text="路灯\x00不亮\u202e,😀请修", then="accept").status_code == 200
    assert staff.the_only_ticket(app)["title"] == "路灯不亮,😀请修"


def test_what_a_screen_reader_hears_of_the_proposals_is_one_short_sentence(app: Flask) -> None:
    person = staff.operator(app)
    part = person.send("/operator/proposals", {"text": CALL["text"], "csrf_token": person.token()}).text
    heard = re.search(r'data-says="([^"]*)"', part)
    assert heard
    assert re.fullmatch(r"首选市城管执法委，把握(\d+|<1|&lt;1)%，共\d个单位可选。", heard.group(1))


def test_without_a_script_the_proposals_come_in_a_second_step(app: Flask) -> None:
    person = staff.operator(app)
    page = call(person, then="propose")
    assert page.status_code == 200
    assert page.text.count('name="dispatch_to"') == 1  # nobody else has a share worth a line
    assert "陈秀英" in page.text
    assert count(app, Ticket) == 0


class TestWhileTyping:
    def ask(self, person: AtCounter, **form: str) -> Any:
        return person.client.post("/operator/proposals", data=form, headers={"X-CSRFToken": person.token()})

    def test_candidates_come_with_share_and_marked_evidence(self, app: Flask) -> None:
        page = self.ask(staff.operator(app), text=CALL["text"])
        assert 'data-choice="1"' in page.text
        assert re.search(r'<mark class="how-exact"[^>]*>占道经营</mark>', page.text)
        assert "市城管执法委" in page.text
        assert "<html" not in page.text

    def test_an_emergency_says_whom_to_call_instead(self, app: Flask) -> None:
        page = words(self.ask(staff.operator(app), text="我家着火了，快来人").text)
        assert "119" in page
        assert "请告诉来电人" in page

    def test_earlier_matters_of_the_same_phone_are_shown(self, app: Flask) -> None:
        person = staff.operator(app)
        call(person, then="dispatch", lead="市房管局")
        page = self.ask(person, text="完全不同的一件事情，请问怎样办理护照", phone="13871234567")
        assert staff.the_only_ticket(app)["number"] in page.text
        assert "同一来电号码" in page.text

    def test_the_same_matter_from_somebody_else_is_shown(self, app: Flask) -> None:
        person = staff.operator(app)
        call(person, dispatch_to="urban_mgmt")
        page = self.ask(person, text="建设路路口流动摊贩占道经营，走不了路", phone="13900000000")
        assert staff.the_only_ticket(app)["number"] in page.text
        assert "都提到“建设路”" in page.text

    def test_half_typed_or_strange_text_is_no_error(self, app: Flask) -> None:
        person = staff.operator(app)
        for text in ("", "路", "\x00\x01", "😀😀", "!!!???", "字" * 30_000, "' OR 1=1 --", '"" AND NEAR('):
            assert self.ask(person, text=text, phone="138-").status_code == 200, text[:10]


def test_the_query_code_is_read_only_by_who_took_the_call(app: Flask) -> None:
    one, other = staff.operator(app), staff.operator(app)
    call(one, then="accept")
    path = f"/operator/calls/{staff.the_only_ticket(app)['number']}"
    assert one.get(path).status_code == 200
    assert other.get(path).status_code == 404
