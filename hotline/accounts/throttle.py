"""The throttle at every door that asks for a secret: sign-in, query codes. Knows no HTTP and no account.

What is kept is a digest of door and source, never a name or an address.
"""

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, text

from hotline.db import UtcDateTime, db, unit_of_work
from hotline.errors import TooManyAttempts
from hotline.models import Attempt

WINDOW = timedelta(minutes=15)


@dataclass(frozen=True)
class Door:
    """A door and how many failures within its window it bears from one source."""

    name: str
    failures: int
    window: timedelta = WINDOW


SIGN_IN_BY_NAME = Door("sign-in by name", 8)
SIGN_IN_BY_SOURCE = Door("sign-in by source", 60)  # a whole office may share one address
FOLLOW = Door("follow", 20)  # service number with query code
# Who goes on after every lock of FOLLOW is no citizen who mistypes; a citizen's centre behind one address may be.
FOLLOW_FOR_LONG = Door("follow for long", 100, timedelta(days=1))

_COUNT = text(
    "INSERT INTO attempt (key, failures, since) VALUES (:key, 1, :at) ON CONFLICT (key) DO UPDATE SET "
    "failures = CASE WHEN attempt.since <= :edge THEN 1 ELSE attempt.failures + 1 END, "
    "since = CASE WHEN attempt.since <= :edge THEN :at ELSE attempt.since END"
).bindparams(bindparam("at", type_=UtcDateTime()), bindparam("edge", type_=UtcDateTime()))


def refuse_crowd(door: Door, source: str, *, at: datetime) -> None:
    """Raise TooManyAttempts, naming the minutes to wait, where this source failed too often at this door."""
    found = db.session.get(Attempt, _key(door, source), populate_existing=True)
    if found is None or found.failures < door.failures:
        return
    left = found.since + door.window - at
    if left > timedelta(0):
        raise TooManyAttempts(f"尝试次数过多，请{_in_words(left)}后再试。", wait=math.ceil(left.total_seconds()))


def count_failure(door: Door, source: str, *, at: datetime) -> None:
    """Count one failure, in a transaction of its own: the refusal that follows must not undo it."""
    with unit_of_work():
        db.session.execute(_COUNT, {"key": _key(door, source), "at": at, "edge": at - door.window})


def forget(door: Door, source: str) -> None:
    """Forget the failures of a source that came in after all."""
    with unit_of_work():
        db.session.execute(delete(Attempt).where(Attempt.key == _key(door, source)))


def _key(door: Door, source: str) -> str:
    return hashlib.sha256(f"{door.name}\0{source}".encode()).hexdigest()


def _in_words(left: timedelta) -> str:
    minutes = math.ceil(left.total_seconds() / 60)
    return f"{minutes}分钟" if minutes <= 60 else f"{math.ceil(minutes / 60)}小时"
