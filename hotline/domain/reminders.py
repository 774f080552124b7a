"""Which steps follow from a running clock, and when: reminders, orders of the ladder, and what silence means. Pure.

The steps are data (data/supervision.json). A step before the date that would lie before the clock's own start does not
apply: a limit of two hours has no day before it. Knows no ticket, no table and never asks what time it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline.domain.city import city_time
from hotline.domain.deadlines import Unit
from hotline.domain.supervision import OrderKind
from hotline.domain.vocabulary import ClockKind, Labelled
from hotline.domain.workdays import DAY, WorkingCalendar


class When(Labelled):
    """On which side of the due moment a step lies."""

    BEFORE = "before", "到期前"
    DUE = "due", "到期时"
    AFTER = "after", "到期后"


class Act(Labelled):
    """What a step does beside being written down and told."""

    REMIND = "remind", "提醒"
    URGE = "urge", "催办"
    SUPERVISE = "supervise", "督办"
    CIRCULATE = "circulate", "通报"
    CLOSE = "close", "自动办结"

    @property
    def order(self) -> OrderKind | None:
        """Return the kind of order that the step issues, if any."""
        return next((kind for kind in OrderKind if kind.value == self.value), None)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a clock's schedule; its id is unique in its version and names the step for ever."""

    id: str
    title: str
    clock: ClockKind
    when: When
    act: Act
    amount: float = 0
    unit: Unit = Unit.HOURS
    limit_up_to_hours: float | None = None


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A step with the moment at which it is due."""

    at: datetime
    step: Step


def schedule(
    steps: Iterable[Step], clock: ClockKind, *, start: datetime, due: datetime, calendar: WorkingCalendar
) -> tuple[Planned, ...]:
    """Return what follows from a clock that runs from ``start`` to ``due``, the first first."""
    planned = [
        Planned(at=moment_of(step, due, calendar), step=step)
        for step in steps
        if step.clock is clock and _fits_limit(step, due - start)
    ]
    kept = [each for each in planned if each.step.when is not When.BEFORE or each.at > start]
    return tuple(sorted(kept, key=lambda each: each.at))


def moment_of(step: Step, due: datetime, calendar: WorkingCalendar) -> datetime:
    """Return when a step is due (UTC): so far from the date; on a working day, when the office opens."""
    if step.when is When.DUE:
        return due
    sign = -1 if step.when is When.BEFORE else 1
    if step.unit is Unit.HOURS:
        return due + sign * timedelta(hours=step.amount)
    if step.unit is Unit.CALENDAR_DAYS:
        return due + sign * step.amount * DAY
    last_day, count = city_time(due).date(), int(step.amount)
    if step.when is When.BEFORE:
        return calendar.start_of_office_day(calendar.nth_working_day_before(last_day, count))
    return calendar.start_of_office_day(calendar.nth_working_day_after(last_day, count))


def _fits_limit(step: Step, length: timedelta) -> bool:
    return step.limit_up_to_hours is None or length <= timedelta(hours=step.limit_up_to_hours)
