"""The clock program alone, started by the very command of the keeper: every one of its rounds does its work once."""

import subprocess
from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline import keeper
from hotline.accounts import throttle
from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.domain.city import city_time
from hotline.domain.lifecycle import State, Tell
from hotline.models import Attempt, Heartbeat, OutboxMessage, Reminder
from hotline.parts import parts
from hotline.settings import child_environment
from tests.factories import a_ticket, the
from tests.people import DAY, MONDAY
from tests.workers.house import wait_until
from workers import schedule

CLOCK = next(part for part in keeper.PARTS if part.name == "clock")


@pytest.fixture
def said(inside, tmp_path):
    """Start the clock as the keeper does, and return a function that tells what it has said so far."""
    log = tmp_path / "clock.log"
    started = []

    def start():
        with log.open("wb") as file:
            environment = child_environment(parts().settings)
            program = subprocess.Popen(CLOCK.command, env=environment, stdout=file, stderr=file)
        started.append(program)
        return log.read_text

    yield start
    for program in started:
        program.terminate()
        assert program.wait(120) == 0, "a clock that is asked to stop ends well"


@pytest.mark.backend("sqlite")  # as `make run` starts it; two clocks on PostgreSQL stand in test_reminding_chaos.py
def test_a_clock_by_itself_does_the_work_of_every_round(said):
    silent, asked, disputed = (a_ticket(state) for state in (State.DISPATCHED, State.WAITING, State.DISPUTED))
    old, given_up = outbox_row(done_at=now() - schedule.KEEP_DONE_ROWS - DAY), outbox_row(dead_at=MONDAY)
    throttle.count_failure(throttle.FOLLOW, "somewhere", at=MONDAY)
    log = said()
    before = now()

    def seen():
        db.session.rollback()
        db.session.expire_all()
        rounds = dict(db.session.execute(select(Heartbeat.name, Heartbeat.at)).all())
        return {
            **{each.name: rounds.get(f"round:{each.name}") is not None for each in schedule.ROUNDS},
            "reminded": db.session.scalars(select(Reminder).filter_by(ticket_id=silent)).first() is not None,
            "forgotten": db.session.scalars(select(Attempt)).all() == [],
            "cleared": db.session.get(OutboxMessage, old) is None,
            "reported": "1 outbox rows were given up" in log(),
            "looked ahead": ("does not know" in log()) is calendar_ends_soon(before),
            "accepted by silence": the(silent).state is State.HANDLING,
            "went on without the citizen": the(asked).state is State.RECEIVED,
            "ruled": the(disputed).state is State.DISPATCHED,
        }

    wait_until(lambda: all(seen().values()), lambda: f"{seen()}\n{log()}")
    assert db.session.get(OutboxMessage, given_up).dead_at is not None


def outbox_row(**moments):
    with unit_of_work():
        row = OutboxMessage(tell=Tell.REMIND, created_at=MONDAY, next_try_at=MONDAY, facts={}, **moments)
        db.session.add(row)
        db.session.flush()
        return row.id


def calendar_ends_soon(at):
    years = {city_time(at + ahead).year for ahead in (timedelta(0), schedule.LOOK_AHEAD)}
    return not years <= parts().rules.calendar.known_years
