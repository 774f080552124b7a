"""A day, week or month of the city, with the moments at which it begins and ends. Asks no clock, knows no ticket."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hotline.domain.city import city_time
from hotline.domain.vocabulary import Labelled
from hotline.domain.workdays import moment_on

DAY = timedelta(days=1)
_KEY = re.compile(r"(\d{4})-(?:W(\d{2})|(\d{2})(?:-(\d{2}))?)")


class Span(Labelled):
    """How long a period is."""

    DAY = "day", "日"
    WEEK = "week", "周"
    MONTH = "month", "月"


@dataclass(frozen=True)
class Period:
    """The days from ``first`` up to and without ``after``, on the city's clocks."""

    span: Span
    first: date
    after: date

    @property
    def start(self) -> datetime:
        """Return the moment (UTC) at which it begins."""
        return moment_on(self.first, time())

    @property
    def end(self) -> datetime:
        """Return the moment (UTC) at which it is over; it no longer belongs to the period."""
        return moment_on(self.after, time())

    @property
    def key(self) -> str:
        """Return the word that stands in an address: 2026-03, 2026-W10 or 2026-03-02."""
        if self.span is Span.MONTH:
            return f"{self.first:%Y-%m}"
        if self.span is Span.WEEK:
            year, week, _ = self.first.isocalendar()
            return f"{year:04d}-W{week:02d}"
        return self.first.isoformat()

    @property
    def label(self) -> str:
        """Return the name that people read."""
        if self.span is Span.MONTH:
            return f"{self.first.year}年{self.first.month}月"
        last = self.after - DAY
        if self.span is Span.WEEK:
            year, week, _ = self.first.isocalendar()
            return f"{year}年第{week}周（{self.first.month}月{self.first.day}日至{last.month}月{last.day}日）"
        return f"{self.first.year}年{self.first.month}月{self.first.day}日"

    def previous(self) -> "Period":
        """Return the period before this one."""
        return period_on(self.first - DAY, self.span)

    def following(self) -> "Period":
        """Return the period after this one."""
        return period_on(self.after, self.span)


def period_on(day: date, span: Span) -> Period:
    """Return the period of this length that holds the day; weeks begin on Monday (GB/T 7408)."""
    if span is Span.MONTH:
        first = day.replace(day=1)
        return Period(span, first, (first + 31 * DAY).replace(day=1))
    if span is Span.WEEK:
        first = day - day.weekday() * DAY
        return Period(span, first, first + 7 * DAY)
    return Period(span, day, day + DAY)


def period_at(moment: datetime, span: Span) -> Period:
    """Return the period of this length in which the moment lies on the city's clocks."""
    return period_on(city_time(moment).date(), span)


def read_period(key: str) -> Period | None:
    """Return the period that an address names; None where it names none."""
    found = _KEY.fullmatch(key)
    if found is None or not key.isascii():
        return None
    year, week, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        if week:
            return period_on(date.fromisocalendar(year, week, 1), Span.WEEK)
        return period_on(date(year, month, day or 1), Span.DAY if day else Span.MONTH)
    except (ValueError, OverflowError):
        return None
