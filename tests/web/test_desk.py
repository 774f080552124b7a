"""Signing in and out: every role finds its own counter, nobody anybody else's."""

import re

import pytest
from flask import Flask

from hotline import accounts
from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.people import Role
from hotline.web.guards import came_from
from tests.people import LEAD
from tests.web import staff
from tests.web.visitor import Visitor, words

PASSWORD = "correct-horse-battery"


@pytest.fixture
def account(app: Flask) -> str:
    with app.app_context(), unit_of_work():
        accounts.add_staff("xiaowang", name="王小燕", role=Role.OPERATOR, password=PASSWORD, at=now())
    return "xiaowang"


def sign_in(visitor: Visitor, username: str, password: str = PASSWORD, **more: str):
    return visitor.post("/login", {"username": username, "password": password, **more}, follow=False)


def test_signing_in_leads_to_the_own_counter(app: Flask, account: str) -> None:
    visitor = Visitor(app)
    answer = sign_in(visitor, account)
    assert (answer.status_code, answer.location) == (303, "/operator")
    assert "王小燕" in visitor.get("/operator").text


def test_a_wrong_password_is_refused_and_never_shown_again(app: Flask, account: str) -> None:
    answer = sign_in(Visitor(app), account, "wrong-password-typed")
    assert answer.status_code == 401
    assert "用户名或密码不正确" in answer.text
    assert account in answer.text
    assert "wrong-password-typed" not in answer.text


def test_an_unknown_name_is_refused_with_the_same_words(app: Flask, account: str) -> None:
    known, unknown = sign_in(Visitor(app), account, "wrong"), sign_in(Visitor(app), "nobody", "wrong")
    assert unknown.status_code == known.status_code == 401
    assert words(unknown.text).replace("nobody", "") == words(known.text).replace(account, "")


def test_too_many_tries_have_to_wait_even_with_the_right_password(app: Flask, account: str) -> None:
    visitor = Visitor(app)
    for _ in range(8):
        sign_in(visitor, account, "wrong")
    answer = sign_in(visitor, account)
    assert answer.status_code == 429
    assert "分钟后再试" in answer.text


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/operator/tickets?list=waiting", "/operator/tickets?list=waiting"),
        ("//evil.example/operator", "/operator"),
        ("https://evil.example/", "/operator"),
        ("/\\evil.example", "/operator"),
        ("/operator/\\evil", "/operator"),
        ("/admin", "/operator"),
        ("/operatorx", "/operator"),
    ],
)
@pytest.mark.backend("sqlite")  # no query differs
def test_the_way_on_stays_at_the_own_counter(app: Flask, account: str, wanted: str, reached: str) -> None:
    assert sign_in(Visitor(app), account, next=wanted).location == reached


def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_back(app: Flask) -> None:
    answer = Visitor(app).client.get("/department")
    assert (answer.status_code, answer.location) == (302, "/login?next=/department")


def test_who_signs_in_again_finds_the_filters_that_stood_in_the_address(app: Flask, account: str) -> None:
    visitor = Visitor(app)
    answer = visitor.client.get("/operator/tickets?list=waiting&page=2")
    form = {**visitor.hidden(answer.location, "/login"), "username": account, "password": PASSWORD}
    assert visitor.send("/login", form, follow=False).location == "/operator/tickets?list=waiting&page=2"


def test_a_counter_is_closed_to_other_roles(app: Flask) -> None:
    people = (staff.operator(app), staff.officer(app, LEAD), staff.supervisor(app), staff.admin(app))
    for person in people:
        for counter in ("operator", "department", "supervisor", "admin"):
            expected = 200 if counter == person.role.value else 403
            assert person.get(f"/{counter}").status_code == expected, (person.role, counter)


def test_signing_out_ends_the_session(app: Flask) -> None:
    person = staff.operator(app)
    person.send("/logout", {"csrf_token": person.token()})
    assert person.client.get("/operator").status_code == 302


def test_a_copy_of_the_cookie_opens_nothing_after_signing_out(app: Flask, account: str) -> None:
    visitor, elsewhere, thief = Visitor(app), Visitor(app), Visitor(app)
    for each in (visitor, elsewhere):
        sign_in(each, account)
    thief.client.set_cookie("hotline", visitor.client.get_cookie("hotline").value)
    assert thief.client.get("/operator").status_code == 200
    visitor.send("/logout", {"csrf_token": visitor.hidden("/operator", "/logout")["csrf_token"]})
    assert thief.client.get("/operator").status_code == 302
    assert elsewhere.client.get("/operator").status_code == 200


def test_closing_an_account_ends_its_sessions(app: Flask, account: str) -> None:
    visitor = Visitor(app)
    sign_in(visitor, account)
    with app.app_context(), unit_of_work():
        accounts.disable(accounts.get_staff(account))
    assert visitor.client.get("/operator").status_code == 302
    assert sign_in(Visitor(app), account).status_code == 401


@pytest.mark.parametrize(
    ("named", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:51234", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::9]:443", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
@pytest.mark.backend("sqlite")  # asks no table
def test_locks_count_one_subscriber_whatever_address_of_theirs_is_used(app: Flask, named: str, counted: str) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": named}, headers={"X-Forwarded-For": "203.0.113.9"}):
        assert came_from() == counted


@pytest.mark.parametrize("number", [0, 2**31, 10**20])
def test_an_id_that_no_row_can_have_is_an_address_that_nothing_stands_at(app: Flask, number: int) -> None:
    person, tried = staff.admin(app), 0
    form = {"csrf_token": person.token()}
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("admin.") and rule.arguments and "<int:" in rule.rule:
            address = re.sub(r"<[^>]+>", str(number), rule.rule)
            answer = person.send(address, form) if "POST" in rule.methods else person.get(address)
            assert answer.status_code in (404, 422), address
            tried += 1
    assert tried > 5


def test_every_form_of_the_staff_is_refused_without_its_csrf_token(app: Flask) -> None:
    persons = {person.role.value: person for person in (staff.operator(app), staff.officer(app), staff.supervisor(app))}
    persons["admin"] = staff.admin(app)
    tried = 0
    for rule in app.url_map.iter_rules():
        counter = rule.endpoint.split(".")[0]
        if "POST" not in rule.methods or counter not in persons:
            continue
        path = rule.rule.replace("<number>", "202603020000017")
        path = re.sub(r"<[a-z_]+>", "x", re.sub(r"<int:[a-z_]+>", "1", path))
        assert persons[counter].client.post(path, data={"note": "x"}).status_code == 400, path
        tried += 1
    assert tried > 30
