"""Every door has a guard written beside it, and every door is walked: by nobody, and by every role at work."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from werkzeug.routing import Rule

from hotline import accounts
from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.domain.number import compose
from hotline.domain.people import Role
from hotline.web import COUNTERS
from hotline.web.guards import anyone
from tests.people import LEAD

pytestmark = pytest.mark.backend("sqlite")  # guards stand before any table

KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:json|xml))?")
COUNTER_OF = {role.value: role for role in (Role.OPERATOR, Role.DEPARTMENT, Role.SUPERVISOR, Role.ADMIN)}
GUARDS = {blueprint.name: guard for blueprint, guard in COUNTERS}
FOR_ANYONE = frozenset(
    {"appearance", "citizen", "following", "own_attachments", "public", "desk", "health", "api_followed", "open311"}
)
SAMPLES = {"number": compose(date(2026, 3, 2), 1), "username": "nobody", "filename": "hotline.css", "form": "json"}


def doors(app):
    """Yield every address with the counter it belongs to and each method it takes."""
    for rule in app.url_map.iter_rules():
        counter = rule.endpoint.rpartition(".")[0]
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield SimpleNamespace(rule=rule, counter=counter, method=method, path=address_of(rule))


def address_of(rule: Rule) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: SAMPLES.get(found.group(1), "1"), rule.rule)


def test_every_counter_is_registered_with_a_guard_and_no_guard_is_forgotten(app):
    assert set(app.blueprints) == set(GUARDS)
    assert len(GUARDS) == len(COUNTERS)


def test_anyone_is_written_out_for_the_open_counters_and_for_no_other():
    assert {name for name, guard in GUARDS.items() if guard is anyone} <= FOR_ANYONE


def test_every_address_belongs_to_a_counter(app):
    assert {door.counter for door in doors(app)} - set(GUARDS) == {""}
    assert {door.rule.endpoint for door in doors(app) if not door.counter} == {"static"}


def test_addresses_are_written_in_kebab_case(app):
    for door in doors(app):
        pieces = [piece.strip(".") for piece in re.sub(r"<[^>]*>", "", door.rule.rule).split("/")]
        assert all(KEBAB.fullmatch(piece) for piece in pieces if piece), door.rule


def test_nobody_comes_past_a_guard_without_signing_in(app):
    app.config["WTF_CSRF_ENABLED"] = False  # a form without its token is refused before the guard is asked
    try:
        for door in doors(app):
            answer = app.test_client().open(door.path, method=door.method, buffered=True)
            if door.counter in COUNTER_OF and door.method == "GET":
                assert answer.status_code == 302, door
                assert answer.location.startswith("/login"), door
            elif door.counter in COUNTER_OF or door.counter == "api":
                assert answer.status_code == 401, door
            else:
                assert answer.status_code < 500 or door.path == "/health/ready", door  # no yard runs beside it here
    finally:
        app.config["WTF_CSRF_ENABLED"] = True


def test_no_form_is_taken_without_its_token(app):
    for door in doors(app):
        if door.method == "POST" and not door.counter.startswith(("api", "open311")):
            assert app.test_client().post(door.path).status_code == 400, door


@pytest.mark.parametrize("role", COUNTER_OF.values())
def test_every_role_finds_its_own_counter_open_and_every_other_closed(app, role):
    client = signed_in(app, role)
    for door in doors(app):
        if door.method != "GET" or door.counter not in COUNTER_OF:
            continue
        status = client.get(door.path).status_code
        if COUNTER_OF[door.counter] is role:
            assert status in (200, 404), door
        else:
            assert status == 403, door


def signed_in(app, role: Role):
    """Return a client whose cookie is that of a person of this role."""
    department = LEAD if role is Role.DEPARTMENT else None
    with app.app_context(), unit_of_work():
        password = accounts.new_password()
        person = accounts.add_staff(
            role.value, name=role.label, role=role, password=password, at=now(), department_id=department
        )
        db.session.flush()
        key = accounts.open_session(person, epoch=person.epoch, at=now())
    client = app.test_client()
    with client.session_transaction() as session:
        session["staff_session"] = key
    return client
