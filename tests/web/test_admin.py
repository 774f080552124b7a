"""The admin's counter: secrets are shown once, accounts and tokens end at once, what was given up can be sent again."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from hotline import accounts
from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import State
from hotline.errors import SignInFailed
from hotline.models import OutboxMessage, Staff
from tests.factories import a_ticket
from tests.web import staff
from tests.web.staff import AtCounter
from tests.web.visitor import Visitor, words

PERSON = {"username": "xiaoli", "name": "李小明", "role": "operator", "department": ""}


def add(person: AtCounter, **form: str) -> Any:
    return person.post("/admin/staff", {**PERSON, **form})


def secret_in(page: Any) -> str:
    found = re.search(r'class="secret[^"]*">([^<]+)<', page.text)
    return found.group(1) if found else ""


class TestStaff:
    def test_a_new_account_gets_a_password_that_is_shown_once_and_works(self, app: Flask) -> None:
        person = staff.admin(app)
        password = secret_in(add(person))
        assert len(password) > 15
        assert password not in person.get("/admin/staff").text
        visitor = Visitor(app)
        answer = visitor.post("/login", {"username": "xiaoli", "password": password}, follow=False)
        assert answer.location == "/operator"

    def test_a_new_password_ends_the_old_one(self, app: Flask) -> None:
        person = staff.admin(app)
        old = secret_in(add(person))
        new = secret_in(person.post("/admin/staff/xiaoli/password", {}, page="/admin/staff"))
        assert new != old
        with app.app_context():
            with pytest.raises(SignInFailed):
                accounts.sign_in("xiaoli", old, source="x", at=now())
            assert accounts.sign_in("xiaoli", new, source="x", at=now())[0].name == "李小明"

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"username": "X Y"}, "用户名应为"),
            ({"username": ""}, "请填写用户名"),
            ({"name": ""}, "请填写姓名"),
            ({"role": "king"}, "请选择角色"),
            ({"role": "citizen"}, "角色应为"),
            ({"role": "department"}, "必须指明所属单位"),
            ({"department": "urban_mgmt"}, "其他账号不应指明"),
            ({"department": "nowhere"}, "请选择目录中现有的承办单位"),
        ],
    )
    def test_a_wrong_account_is_refused_with_the_form_kept(
        self, app: Flask, wrong: dict[str, str], sentence: str
    ) -> None:
        page = add(staff.admin(app), **wrong)
        assert page.status_code == 422
        assert sentence in page.text
        assert not secret_in(page)

    def test_a_name_is_given_once(self, app: Flask) -> None:
        person = staff.admin(app)
        add(person)
        assert "已被使用" in add(person).text

    def test_closing_an_account_but_never_the_own(self, app: Flask) -> None:
        person = staff.admin(app)
        add(person)
        person.post("/admin/staff/xiaoli/disable", {}, page="/admin/staff")
        form = {"csrf_token": person.token()}
        assert person.send("/admin/staff/admin1/disable", form).status_code == 422
        assert person.send("/admin/staff/nobody/disable", form).status_code == 404
        with app.app_context():
            active = db.session.execute(select(Staff.username, Staff.active)).all()
            assert dict(active) == {"xiaoli": False, "admin1": True}


class TestTokens:
    def test_a_token_is_shown_once_and_opens_until_it_is_revoked(self, app: Flask) -> None:
        person = staff.admin(app)
        page = person.post("/admin/tokens", {"name": "政府网站", "scope": "messages"})
        secret = secret_in(page)
        assert secret.startswith("hl_")
        assert secret not in person.get("/admin/tokens").text
        with app.app_context():
            token = accounts.check_token(secret, scope="messages", at=now()).id
        person.post(f"/admin/tokens/{token}/revoke", {}, page="/admin/tokens")
        with app.app_context(), pytest.raises(SignInFailed):
            accounts.check_token(secret, scope="messages", at=now())

    def test_a_token_needs_a_name_of_its_own_and_a_known_scope(self, app: Flask) -> None:
        person = staff.admin(app)
        person.post("/admin/tokens", {"name": "网站", "scope": "messages"})
        for wrong in (
            {"name": "网站", "scope": "messages"},
            {"name": "", "scope": "messages"},
            {"name": "x", "scope": "all"},
        ):
            assert person.post("/admin/tokens", wrong).status_code == 422, wrong

    def test_an_unknown_token_is_not_found(self, app: Flask) -> None:
        person = staff.admin(app)
        assert person.send("/admin/tokens/99/revoke", {"csrf_token": person.token()}).status_code == 404


class TestOutbox:
    def give_up(self, app: Flask) -> int:
        with app.app_context():
            a_ticket(State.RECEIVED, at=now())
            with unit_of_work():
                row = db.session.scalars(select(OutboxMessage)).one()
                row.dead_at, row.attempts, row.last_error = now(), 11, "邮件服务器拒绝"
                return row.id

    def test_what_was_given_up_is_shown_and_sent_again(self, app: Flask) -> None:
        row, person = self.give_up(app), staff.admin(app)
        assert "邮件服务器拒绝" in person.get("/admin/outbox").text
        person.post(f"/admin/outbox/{row}/send-again", {}, page="/admin/outbox")
        with app.app_context():
            again = db.session.get_one(OutboxMessage, row)
            assert (again.dead_at, again.attempts) == (None, 0)
            assert again.next_try_at <= now()
        assert "没有发送失败的消息" in person.get("/admin/outbox").text

    def test_twice_is_once(self, app: Flask) -> None:
        row, person = self.give_up(app), staff.admin(app)
        form = {"csrf_token": person.token()}
        assert person.send(f"/admin/outbox/{row}/send-again", form).status_code == 200
        assert person.send(f"/admin/outbox/{row}/send-again", form).status_code == 409
        assert person.send("/admin/outbox/99/send-again", form).status_code == 404


def test_the_directory_is_searched_by_matter_keyword_and_department(app: Flask) -> None:
    person = staff.admin(app)
    for typed in ("路灯", "市城管执法委"):
        page = words(person.get(f"/admin/directory?q={typed}").text)
        assert "市城管执法委" in page
    assert "没有找到" in person.get("/admin/directory?q=没有这种事").text
    assert person.get("/admin/directory?page=9999").status_code == 200


def test_the_overview_says_what_does_not_run(app: Flask) -> None:
    page = words(staff.admin(app).get("/admin").text)
    assert "从未运行" in page  # no relay, worker or clock runs in this test
    assert "45 个单位" in page


def test_departments_show_their_open_accounts(app: Flask) -> None:
    staff.officer(app, "housing")
    page = staff.admin(app).get("/admin/departments").text
    row = next(row for row in page.split("<tr") if "市房管局" in row)
    assert re.search(r'data-label="账号"[^>]*>1<', row)


def test_a_system_is_bound_to_the_channels_that_are_ticked(app: Flask) -> None:
    person = staff.admin(app)
    person.post("/admin/tokens", {"name": "政府网站", "scope": "messages"})
    page = re.search(r"/admin/sources/\d+", person.get("/admin/sources").text)
    assert page
    limits = f"{page.group()}/limits"
    for ticked in (["website", "wechat"], []):
        shown = person.post(limits, {"channels": ticked, "pace": ""}, page=page.group())
        assert re.findall(r'name="channels" value="(\w+)" checked', shown.text) == ticked
    refused = person.post(limits, {"channels": ["wechat"], "pace": "often"}, page=page.group())
    assert refused.status_code == 422
    assert re.findall(r'name="channels" value="(\w+)" checked', refused.text) == ["wechat"]


def test_the_calendar_shows_three_months_and_marks_today(app: Flask) -> None:
    page = staff.admin(app).get("/admin/calendar").text
    assert page.count("<caption>") == 3
    assert page.count('aria-current="date"') == 1
    assert page.count("休") > 20
