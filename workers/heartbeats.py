"""Signs of life in the database, where the health pages read them. Knows no Redis and no ticket."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, text

from hotline.db import UtcDateTime, db, unit_of_work

EVERY = timedelta(seconds=5)

_MOMENTS = (bindparam("at", type_=UtcDateTime()), bindparam("edge", type_=UtcDateTime()))
_BEAT = text(
    "INSERT INTO heartbeat (name, at) VALUES (:name, :at) ON CONFLICT (name) DO UPDATE SET at = :at "
    "WHERE heartbeat.at <= :edge"
).bindparams(*_MOMENTS)


class Pulse:
    """The heartbeat of one part: writes a sign of life, but not more often than needed."""

    def __init__(self, name: str) -> None:
        """Make the pulse of the part of this name."""
        self.name = name
        self._last: datetime | None = None

    def beat(self, *, at: datetime) -> bool:
        """Write that the part is at work, if the last sign is older than EVERY; tell whether it was written."""
        if self._last is not None and at - self._last < EVERY:
            return False
        take_turn(self.name, every=timedelta(0), at=at)
        self._last = at
        return True


def take_turn(name: str, *, every: timedelta, at: datetime) -> bool:
    """Write the sign if the last one is at least so old, and tell whether it was: of many programs, one gets true."""
    with unit_of_work():
        written = db.session.execute(_BEAT, {"name": name, "at": at, "edge": at - every})
        return bool(written.rowcount)  # type: ignore[attr-defined]
