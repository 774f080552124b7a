"""Health for machines: ready only where the work is done; counters for the neighbourhood only."""

import dataclasses
from datetime import timedelta

import pytest

from hotline import accounts
from hotline.app import create_app
from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.domain.city import city_time
from hotline.models import Heartbeat, OutboxMessage
from hotline.parts import EXTENSION
from hotline.queries import yard
from hotline.settings import Settings
from tests.factories import a_ticket
from workers.heartbeats import take_turn


@pytest.fixture
def client(app):
    return app.test_client()


def everybody_lives(app, *, but="", since=timedelta(0)):
    with app.app_context():
        for name in yard.SILENCE:
            take_turn(name, every=timedelta(0), at=now() - (since if name == but else timedelta(0)))


def test_a_program_is_alive_even_without_its_database(client):
    assert client.get("/health/live").json == {"status": "alive"}


def test_a_house_where_everybody_works_is_ready(app, client):
    everybody_lives(app)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json["status"]) == (200, "ready")


def test_a_house_whose_parts_never_started_is_not_ready(client):
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json["checks"]["worker"] == {"ok": False, "seen_seconds_ago": None}
    assert answer.json["checks"]["database"]["ok"]


@pytest.mark.backend("sqlite")  # which is not asked: the database is elsewhere, and away
def test_a_database_that_is_away_is_named_as_the_part_that_does_not_work(tmp_path):
    elsewhere = "postgresql+psycopg://hotline@127.0.0.1:1/hotline"
    away = create_app(Settings(data_dir=tmp_path, secret_key="k" * 40, database_url=elsewhere))
    answer = away.test_client().get("/health/ready")
    assert (answer.status_code, answer.json["status"]) == (503, "not ready")
    assert answer.json["checks"] == {"database": {"ok": False, "error": "OperationalError"}}


@pytest.mark.parametrize("name", yard.SILENCE)
def test_a_house_with_a_silent_part_is_not_ready_and_names_it(app, client, name):
    everybody_lives(app, but=name, since=yard.SILENCE[name] + timedelta(seconds=5))
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert [part for part, check in answer.json["checks"].items() if not check["ok"]] == [name]


def test_a_house_where_work_waits_too_long_is_not_ready(app, client):
    everybody_lives(app)
    with app.app_context():
        a_ticket(at=now() - yard.LATEST - timedelta(minutes=1))
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json["checks"]["outbox"]["open"] == 1
    assert answer.json["checks"]["outbox"]["overdue_seconds"] > yard.LATEST.total_seconds()


def test_a_letter_that_was_put_off_makes_nobody_unready(app, client):
    everybody_lives(app)
    with app.app_context():
        a_ticket(at=now() - timedelta(days=1))
        with unit_of_work():
            db.session.execute(db.update(OutboxMessage).values(next_try_at=now() + timedelta(hours=3)))
    assert client.get("/health/ready").status_code == 200


def test_tables_of_another_step_make_the_house_unready(app, client, monkeypatch):
    everybody_lives(app)
    monkeypatch.setattr(yard, "NEWEST_STEP", "9999")
    assert client.get("/health/ready").json["checks"]["migrations"] == {"ok": False}


def test_a_calendar_that_ends_soon_is_a_warning_and_no_fault(app, client):
    everybody_lives(app)
    known = app.extensions[EXTENSION].rules.calendar.known_years
    soon = city_time(now() + timedelta(days=60)).year
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert any(str(soon) in warning for warning in answer.json["warnings"]) == (soon not in known)


def test_counters_are_given_to_the_neighbourhood(app, client):
    everybody_lives(app)
    with app.app_context():
        a_ticket(at=now())
    answer = client.get("/metrics")
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    assert 'hotline_tickets{state="received"} 1' in answer.text
    assert "hotline_outbox_open 1" in answer.text
    assert 'hotline_part_silence_seconds{part="relay"}' in answer.text


@pytest.mark.parametrize(
    "asking",
    [
        {"environ_base": {"REMOTE_ADDR": "8.8.8.8"}},
        {"headers": {"X-Forwarded-For": "127.0.0.1"}},
        {"headers": {"X-Forwarded-For": "8.8.8.8"}},
    ],
)
def test_counters_are_not_given_to_strangers_nor_through_an_unknown_proxy(client, asking):
    assert client.get("/metrics", **asking).status_code == 401


def test_a_token_for_counters_opens_them_and_no_other_token_does(app, client):
    with app.app_context(), unit_of_work():
        fitting = accounts.create_token("monitoring", scope="metrics", at=now())
        other = accounts.create_token("website", scope="messages", at=now())
    stranger = {"REMOTE_ADDR": "8.8.8.8"}
    for secret, status in ((fitting, 200), (other, 403), ("hl_wrong", 401)):
        headers = {"Authorization": f"Bearer {secret}"}
        assert client.get("/metrics", environ_base=stranger, headers=headers).status_code == status


def test_a_known_proxy_is_believed(app, client):
    before = app.extensions[EXTENSION]
    settings = dataclasses.replace(before.settings, trusted_proxies=1)
    app.extensions[EXTENSION] = dataclasses.replace(before, settings=settings)
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.1"}).status_code == 200
    app.extensions[EXTENSION] = before


def test_health_tells_nothing_of_tickets(app, client):
    with app.app_context():
        a_ticket(at=now())
        assert db.session.query(Heartbeat).count() == 0
    for path in ("/health/ready", "/metrics"):
        assert "占道" not in client.get(path).text
