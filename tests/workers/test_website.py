"""The website's interaction system and the hotline: whatever goes wrong between them, both hold the same in the end."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from flask import Flask

from hotline import accounts
from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import Tell
from hotline.flow.same_matter import merging
from hotline.models import Message, Source, Ticket
from hotline.queries import citizen
from tests import factories, servers
from tests.people import MINUTE, OPERATOR
from tests.web.caller import Caller
from tests.web.served import served
from tests.workers.house import wait_until
from tests.workers.yard import rows
from workers import jobs

LETTERS = 40
STEPS = (factories.classify, factories.dispatch, factories.sign, factories.answer, factories.approve)


@contextlib.contextmanager
def website(folder: Path, hotline: str, token: str) -> Iterator[str]:
    """Run the stand-in as a program of its own and yield its address."""
    port = servers.free_port()
    command = [sys.executable, "-m", "tests.website", str(folder / "website.sqlite3"), str(port), hotline, token]
    program = subprocess.Popen(command)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: _answers(address), lambda: "the website did not start")
        yield address
    finally:
        program.terminate()
        program.wait()


def _answers(address: str) -> bool:
    with contextlib.suppress(requests.ConnectionError):
        return steer(address, "holdings") == {}
    return False


def steer(address: str, what: str, **asked: object) -> object:
    answer = requests.post(f"{address}/steer/{what}", json=asked, timeout=120)
    answer.raise_for_status()
    return answer.json()


def deliver(app: Flask) -> list[str]:
    """Let the yard send what it owes to other systems, as the relay would when it is due; return what went wrong."""
    with app.app_context():
        open_rows = [row for row in rows() if row.tell is Tell.TELL_SOURCE and not row.done_at and not row.dead_at]
        handed = [(row.id, row.attempts) for row in open_rows]
    for each in handed:
        with app.app_context():
            jobs.carry_out("webhooks", [each])
    with app.app_context():
        return [row.last_error for row in rows() if row.tell is Tell.TELL_SOURCE and not row.done_at]


def walk(app: Flask) -> None:
    """Bring every third letter further than the one before it, and merge one into its neighbour."""
    with app.app_context():
        numbers = [row.number for row in db.session.query(Ticket).order_by(Ticket.id)]
        with unit_of_work():
            into, ticket = (db.session.query(Ticket).filter_by(number=each).one() for each in numbers[:2])
            merging.merge(ticket, into=into, by=OPERATOR, at=now() - timedelta(hours=1), note="同一事项")
        for place, number in enumerate(numbers[2:] + numbers[:1]):
            for count, step in enumerate(STEPS[: place % (len(STEPS) + 1)]):
                with unit_of_work():
                    ticket = db.session.query(Ticket).filter_by(number=number).one()
                    step(ticket, now() - timedelta(minutes=30) + count * MINUTE)


def held_by_the_hotline(app: Flask) -> dict[str, list[object]]:
    """Return what a citizen would read of every letter, by the website's own id."""
    with app.app_context():
        views = {each.external_id: citizen.view_of(each) for each in db.session.query(Message)}
        return {
            each: [view.number, view.state.value, view.answer.text if view.answer else None]
            for each, view in views.items()
        }


@pytest.mark.backend("postgresql")  # both sides write at once
def test_in_the_end_both_sides_hold_the_same_tickets_states_and_answers(app: Flask, tmp_path: Path) -> None:
    caller = Caller(app)
    letters = {f"W-{each}": f"第{each}盏路灯坏了，晚上很黑。" for each in range(LETTERS)}
    with served(app) as hotline, website(tmp_path, hotline, caller.token) as address:
        with app.app_context(), unit_of_work():
            secret = accounts.set_webhook(db.session.query(Source).one(), f"{address}/hook")
        steer(address, "secret", secret=secret)
        sent = steer(address, "send", letters=letters, seed=7)
        assert sent["requests"] > LETTERS
        assert sent["lost"] > 0
        steer(address, "down", down=True)
        walk(app)
        failed = deliver(app)
        assert failed
        assert {each[-5:] for each in failed} == {"（503）"}
        steer(address, "down", down=False)
        assert deliver(app) == []
        by_notices = steer(address, "holdings")
        assert {each: held[0] for each, held in by_notices.items()} == {
            each: held[0] for each, held in held_by_the_hotline(app).items()
        }
        shown = steer(address, "poll")
        assert shown >= LETTERS
        assert steer(address, "poll") == 0
        assert steer(address, "holdings") == held_by_the_hotline(app)
        assert len(held_by_the_hotline(app)) == LETTERS
        with app.app_context():
            assert db.session.query(Ticket).count() == LETTERS
