"""The working calendar: which days and hours count as working time in this city.

A table of days off and make-up days decides; for a year that nobody has decided yet, Monday to Friday except the
public holidays whose date is fixed by law, and ``knows`` says no. Reads no file and knows no ticket.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType

from hotline.domain.city import CITY_ZONE, city_time

DAY = timedelta(days=1)
SATURDAY = 5
# 全国年节及纪念日放假办法 (revision in force from 2025-01-01): the statutory days that need no lunar calendar.
FIXED_HOLIDAYS = MappingProxyType(
    {(1, 1): "元旦", (5, 1): "劳动节", (5, 2): "劳动节", (10, 1): "国庆节", (10, 2): "国庆节", (10, 3): "国庆节"}
)
WEEKDAYS = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]


@dataclass(frozen=True)
class OfficeHours:
    """The city's office hours (local time); a limit in working days ends at ``end_of_day``."""

    periods: tuple[tuple[time, time], ...] = ((time(9), time(12)), (time(14), time(17, 30)))
    end_of_day: time = time(18)


@dataclass(frozen=True, kw_only=True)
class WorkingCalendar:
    """Days off and make-up days by name, the years they are complete for, and the office hours."""

    days_off: Mapping[date, str] = field(default_factory=dict)
    makeup_days: Mapping[date, str] = field(default_factory=dict)
    known_years: frozenset[int] = frozenset()
    hours: OfficeHours = field(default_factory=OfficeHours)

    def knows(self, day: date) -> bool:
        """Tell whether the arrangement of holidays of that day's year has been decided and entered."""
        return day.year in self.known_years

    def is_working_day(self, day: date) -> bool:
        """Tell whether offices work on that day; make-up Saturdays and Sundays (调休) do."""
        if day in self.makeup_days:
            return True
        return day.weekday() < SATURDAY and self.holiday_name(day) is None

    def holiday_name(self, day: date) -> str | None:
        """Return the name of the holiday on that day, None where it is none."""
        if day in self.days_off:
            return self.days_off[day]
        if self.knows(day) or day in self.makeup_days:
            return None
        return FIXED_HOLIDAYS.get((day.month, day.day))

    def next_working_day(self, day: date) -> date:
        """Return the first working day after ``day``."""
        return self.nth_working_day_after(day, 1)

    def nth_working_day_after(self, day: date, count: int) -> date:
        """Return the day on which ``count`` working days (one or more) after ``day`` have been counted."""
        while count > 0:
            day += DAY
            count -= self.is_working_day(day)
        return day

    def nth_working_day_before(self, day: date, count: int) -> date:
        """Return the day on which ``count`` working days (one or more) before ``day`` have been counted."""
        while count > 0:
            day -= DAY
            count -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Return how many working days lie after ``start`` up to and including ``end``."""
        return sum(self.is_working_day(start + DAY * n) for n in range(1, (end - start).days + 1))

    def unknown_days(self, start: date, days: int) -> tuple[date, ...]:
        """Return those of the ``days`` days from ``start`` on whose year's arrangement nobody has entered yet."""
        coming = (start + DAY * n for n in range(days))
        return tuple(day for day in coming if not self.knows(day))

    def end_of_office_day(self, day: date) -> datetime:
        """Return the moment (UTC) at which the office day ends on that day."""
        return moment_on(day, self.hours.end_of_day)

    def start_of_office_day(self, day: date) -> datetime:
        """Return the moment (UTC) at which the office opens on that day."""
        return moment_on(day, self.hours.periods[0][0])

    def add_working_hours(self, start: datetime, span: timedelta) -> datetime:
        """Return the moment (UTC) at which ``span`` of office time after ``start`` has passed."""
        day = city_time(start).date()
        while True:
            for opens, closes in self._open_periods(day):
                begin = max(opens, start)
                if begin >= closes:
                    continue
                if begin + span <= closes:
                    return begin + span
                span -= closes - begin
            day += DAY

    def office_time_between(self, start: datetime, end: datetime) -> timedelta:
        """Return how much office time lies between two moments; none where ``end`` is not after ``start``."""
        total, day = timedelta(), city_time(start).date()
        while moment_on(day, time()) < end:
            for opens, closes in self._open_periods(day):
                total += max(min(closes, end) - max(opens, start), timedelta())
            day += DAY
        return total

    def until_the_day_ends(self) -> "WorkingCalendar":
        """Return the same calendar with offices open until the end of the office day, where limits in days end."""
        *before, (opens, _closes) = self.hours.periods
        hours = OfficeHours(periods=(*before, (opens, self.hours.end_of_day)), end_of_day=self.hours.end_of_day)
        return replace(self, hours=hours)

    def _open_periods(self, day: date) -> list[tuple[datetime, datetime]]:
        if not self.is_working_day(day):
            return []
        return [(moment_on(day, opens), moment_on(day, closes)) for opens, closes in self.hours.periods]


def moment_on(day: date, clock: time) -> datetime:
    """Return the moment (UTC) at which the city's clocks show that time on that day."""
    return datetime.combine(day, clock, CITY_ZONE).astimezone(UTC)


def day_text(day: date, *, year: bool = True) -> str:
    """Return a day as people say it: 2026年10月10日（周六）."""
    head = f"{day.year}年" if year else ""
    return f"{head}{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"
