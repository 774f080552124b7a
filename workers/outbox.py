"""The outbox rows' way: due, leased by the relay, claimed by a job, done; or put off, or given up.

``attempts`` is the fence: a row is handed over with the number of attempts it had, and only one job can claim it with
that number. A job that was lost, handed over twice or run twice therefore does no harm, and a row whose job dies each
time is given up in the end. Knows no Redis and brings no effect about.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from hotline.db import db
from hotline.domain.lifecycle import Tell
from hotline.models import OutboxMessage as Row

PAUSES = tuple(
    timedelta(seconds=seconds) for seconds in (2, 10, 60, 300, 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600)
)
MOST_ATTEMPTS = len(PAUSES) + 1
_OPEN = (Row.done_at.is_(None), Row.dead_at.is_(None))


@dataclass(frozen=True)
class Handed:
    """A row as it is handed over: its id, what it asks for, and the attempts it had."""

    id: int
    tell: Tell
    attempts: int


def any_due(*, at: datetime) -> bool:
    """Tell whether any row waits to be handed over; reads one entry of an index."""
    return db.session.scalar(select(Row.id).where(*_OPEN, Row.next_try_at <= at).limit(1)) is not None


def lease(tells: Collection[Tell], *, most: int, until: datetime, at: datetime) -> list[Handed]:
    """Take up to ``most`` due rows, the longest due first; nobody else is given them before ``until``."""
    query = (
        select(Row.id, Row.tell, Row.attempts)
        .where(*_OPEN, Row.next_try_at <= at, Row.tell.in_(tells))
        .order_by(Row.next_try_at, Row.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    taken = [Handed(*row) for row in db.session.execute(query)]
    put_off((each.id for each in taken), until=until)
    return taken


def put_off(ids: Iterable[int], *, until: datetime) -> None:
    """Let these rows wait until then."""
    db.session.execute(update(Row).where(Row.id.in_(list(ids)), *_OPEN).values(next_try_at=until))


def claim(handed: Iterable[tuple[int, int]], *, until: datetime, at: datetime) -> list[int]:
    """Count one attempt on each (id, attempts) that is still as it was handed over; return the ids that are ours."""
    ours = []
    for row_id, attempts in handed:
        same = (Row.id == row_id, Row.attempts == attempts, *_OPEN)
        if attempts >= MOST_ATTEMPTS:
            db.session.execute(update(Row).where(*same).values(dead_at=at, last_error="每次办理都中途退出"))
            continue
        claimed = update(Row).where(*same).values(attempts=attempts + 1, next_try_at=until)
        if db.session.execute(claimed).rowcount:  # type: ignore[attr-defined]
            ours.append(row_id)
    return ours


def find_open(row_id: int) -> Row | None:
    """Return the row, locked, where it is still to be done."""
    return db.session.scalars(select(Row).where(Row.id == row_id, *_OPEN).with_for_update()).one_or_none()


def put_down_failure(row: Row, reason: str, *, forever: bool = False, at: datetime) -> None:
    """Write why an attempt failed and when to try again; give the row up after MOST_ATTEMPTS, or at once."""
    row.last_error = reason[:200]
    if forever or row.attempts >= MOST_ATTEMPTS:
        row.dead_at = at
    else:
        row.next_try_at = at + PAUSES[max(row.attempts, 1) - 1]
