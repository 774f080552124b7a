"""Room 2, numbering: one daily sequence for all channels, without a gap. Knows nothing of HTTP.

The counter row is raised inside intake's own transaction: a request that fails gives its number back.
"""

from datetime import datetime

from sqlalchemy import text

from hotline.db import db
from hotline.domain import number
from hotline.domain.city import city_time

# UPSERT … RETURNING, because UPDATE … RETURNING alone races on the first ticket of a day.
_NEXT = text(
    "INSERT INTO counter (key, value) VALUES (:key, :count) "
    "ON CONFLICT (key) DO UPDATE SET value = counter.value + :count RETURNING value"
)


def next_number(at: datetime) -> str:
    """Return the next service number of the city's day; holds the day's counter until the transaction ends."""
    return next_numbers(at, 1)[0]


def next_numbers(at: datetime, count: int) -> tuple[str, ...]:
    """Return the next ``count`` service numbers of the city's day, in order, as ``next_number`` would one by one."""
    day = city_time(at).date()
    last: int = db.session.execute(_NEXT, {"key": f"number:{day.isoformat()}", "count": count}).scalar_one()
    return tuple(number.compose(day, sequence) for sequence in range(last - count + 1, last + 1))
