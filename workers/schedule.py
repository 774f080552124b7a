"""The clock: makes its rounds at their hours, each by one clock however many run. Moves no ticket by itself."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.exc import SQLAlchemyError

from hotline.attachments import sweep
from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.domain.city import city_time
from hotline.errors import StoreAway
from hotline.models import Attempt, OutboxMessage
from hotline.parts import parts
from hotline.queries import attachments
from workers import reminding
from workers.casework import go_on_without_citizens, rule_late_disputes, take_silence_as_accepted
from workers.heartbeats import Pulse, take_turn
from workers.held_files import scan_held_files

LOOK_EVERY = 1.0  # seconds
KEEP_TRIES = timedelta(days=1)
KEEP_UNNAMED = timedelta(days=7)  # a backup of the database that is a week old still finds its files
KEEP_DONE_ROWS = timedelta(days=30)
LOOK_AHEAD = timedelta(days=60)
OFTEN = timedelta(minutes=2)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Round:
    """One thing that is looked after again and again."""

    name: str
    every: timedelta
    make: Callable[[datetime], None]


def forget_old_tries(at: datetime) -> None:
    """Forget failed tries; their window (hotline.accounts.throttle) was over long ago."""
    with unit_of_work():
        db.session.execute(delete(Attempt).where(Attempt.since <= at - KEEP_TRIES))


def clear_outbox(at: datetime) -> None:
    """Take rows out that were done long ago; the journal keeps what happened."""
    with unit_of_work():
        db.session.execute(delete(OutboxMessage).where(OutboxMessage.done_at <= at - KEEP_DONE_ROWS))


def report_given_up(_at: datetime) -> None:
    """Say how many rows were given up and wait for a person."""
    dead = db.session.scalar(select(func.count()).where(OutboxMessage.dead_at.is_not(None)))
    if dead:
        log.warning("%s outbox rows were given up; see hotline doctor", dead)


def look_at_calendar(at: datetime) -> None:
    """Say when the working calendar ends within LOOK_AHEAD, while there is time to add the new year."""
    unknown = {city_time(at + ahead).year for ahead in (timedelta(0), LOOK_AHEAD)} - parts().rules.calendar.known_years
    if unknown:
        log.warning("the working calendar does not know %s; add it to calendar_overrides.json", sorted(unknown))


def sweep_attachments(at: datetime) -> None:
    """Remove files that no row names and that were put long ago; asks again where the store is away."""
    store = parts().attachments
    try:
        swept = sweep(store, attachments.list_named, put_before=at - KEEP_UNNAMED)
    except StoreAway:
        log.warning("the store of attachments is away; it is swept another day")
        return
    if swept.refused:
        log.error("%s of %s stored files are named by no row; none was removed", swept.unnamed, swept.old)
    elif swept.removed:
        log.info("%s stored files that no row named were removed", swept.removed)


def remind(at: datetime) -> None:
    """Make the reminders that are due and take the steps that follow from silence."""
    reminding.make_round(at)


ROUNDS = (
    Round("remind", timedelta(seconds=2), remind),
    Round("forget_old_tries", timedelta(hours=1), forget_old_tries),
    Round("clear_outbox", timedelta(days=1), clear_outbox),
    Round("scan_held_files", OFTEN, scan_held_files),
    Round("sweep_attachments", timedelta(days=1), sweep_attachments),
    Round("report_given_up", timedelta(hours=1), report_given_up),
    Round("look_at_calendar", timedelta(days=1), look_at_calendar),
    Round("take_silence_as_accepted", OFTEN, take_silence_as_accepted),
    Round("go_on_without_citizens", OFTEN, go_on_without_citizens),
    Round("rule_late_disputes", OFTEN, rule_late_disputes),
)


def run(*, stopping: threading.Event) -> None:
    """Make the rounds until asked to stop; outlives a database that is away. Needs an app context."""
    pulse = Pulse("clock")
    while not stopping.wait(LOOK_EVERY):
        try:
            pulse.beat(at=now())
            make_rounds(at=now())
        except SQLAlchemyError as trouble:
            log.warning("%s: trying again", type(trouble).__name__)
        finally:
            db.session.remove()


def make_rounds(*, at: datetime) -> list[str]:
    """Make the rounds whose hour has come and return their names; a round that fails waits for its next hour."""
    made = []
    for each in ROUNDS:
        if take_turn(f"round:{each.name}", every=each.every, at=at):
            each.make(at)
            made.append(each.name)
    return made
