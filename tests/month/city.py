"""A month of a synthetic city: so many tickets with invented matters, each with a life; the same seed, the same city.

Tickets begin up to 30 days before the month, so that cases are carried over; nothing happens after ``until``.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from hotline.domain.number import compose
from hotline.domain.periods import Period
from hotline.domain.rules import CityRules
from tests.month.life import Life
from tests.month.rows import Rows

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class City:
    """The teller of lives; ``rows`` is what they leave."""

    rules: CityRules
    departments: tuple[str, ...]
    until: datetime
    seed: int
    rows: Rows = field(default_factory=Rows)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.sequences: dict[Any, int] = {}

    def tell(self, count: int, month: Period) -> Rows:
        """Tell so many lives, begun from 30 days before the month to its end, and return their rows."""
        first = month.start - 30 * DAY
        span = (min(month.end, self.until) - first).total_seconds()
        begun = sorted(first + timedelta(seconds=int(self.random.random() * span)) for _ in range(count))
        for at in begun:
            Life(self, self.number(at), at).tell()
        return self.rows

    def number(self, at: datetime) -> str:
        """Return the next service number of the day."""
        day = (at + 8 * HOUR).date()
        self.sequences[day] = self.sequences.get(day, 0) + 1
        return compose(day, self.sequences[day])
