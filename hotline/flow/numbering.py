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
    "INSERT INTO counter (key, value) VALUES (:key, 1) "
    "ON CONFLICT (key) DO UPDATE SET value = counter.value + 1 RETURNING value"
)


def next_number(at: datetime) -> str:
    """Return the next service number of the city's day; holds the day's counter until the transaction ends."""
    day = city_time(at).date()
    sequence: int = db.session.execute(_NEXT, {"key": f"number:{day.isoformat()}"}).scalar_one()
    return number.compose(day, sequence)
