"""Supervision as data: the rungs of the ladder 催办 → 督办 → 通报 and what each asks for, by dated versions.

Source: 催办 before and just after the date, 督办 for what stays undone, 通报 for what is long overdue (one city's rule:
催办通知书 the day after, 书面通报 after more than five working days); a 督办单 is answered with the name of the
responsible leader. What a city decides stands in data/supervision.json. Knows no ticket and no file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from hotline.domain.city import city_time
from hotline.domain.vocabulary import Labelled

if TYPE_CHECKING:
    from hotline.domain.reminders import Step


class OrderKind(Labelled):
    """The rungs of the ladder, the mildest first."""

    URGE = "urge", "催办"
    SUPERVISE = "supervise", "督办"
    CIRCULATE = "circulate", "通报"


class OrderStage(Labelled):
    """Where an order stands."""

    OPEN = "open", "待答复"
    ANSWERED = "answered", "已答复待审"
    CLOSED = "closed", "已办结"
    LAPSED = "lapsed", "已失效"


@dataclass(frozen=True, kw_only=True)
class OrderRule:
    """What one kind of order asks for: an answer at all, and the responsible leader's name on it."""

    kind: OrderKind
    title: str
    needs_answer: bool
    needs_leader: bool


@dataclass(frozen=True, kw_only=True)
class SupervisionVersion:
    """The rules in force from a day on."""

    version: str
    first_day: date
    source: str
    status: str
    orders: Mapping[OrderKind, OrderRule]
    steps: tuple["Step", ...]
    late_after: timedelta


@dataclass(frozen=True)
class SupervisionRules:
    """All versions, the oldest first: an old one still explains what was done under it."""

    versions: tuple[SupervisionVersion, ...]

    def in_force(self, at: datetime) -> SupervisionVersion:
        """Return the version in force at a moment; the oldest before its own first day."""
        day = city_time(at).date()
        fitting = [each for each in self.versions if each.first_day <= day]
        return fitting[-1] if fitting else self.versions[0]
