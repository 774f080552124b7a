"""From a limit and a start to a due moment, its reason in words, and its lamp.

Moments are aware and in UTC; days are the city's. "From the next day" follows 民法典 art. 201 (the day of the start is
not counted); limits in hours run from the moment, day and night. Knows no ticket and no rule table.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from hotline.domain.city import city_time
from hotline.domain.vocabulary import Labelled
from hotline.domain.workdays import DAY, WorkingCalendar, day_text, moment_on


class Unit(Labelled):
    """In what a limit is counted."""

    HOURS = "hours", "小时"
    WORKING_HOURS = "working_hours", "个工作小时"
    CALENDAR_DAYS = "calendar_days", "天"
    WORKING_DAYS = "working_days", "个工作日"


class Start(Labelled):
    """From when a limit is counted."""

    MOMENT = "moment", "即时起算"
    NEXT_DAY = "next_day", "次日起算"


class Lamp(Labelled):
    """How near a due moment is."""

    GREEN = "green", "绿灯"
    YELLOW = "yellow", "黄灯"
    RED = "red", "红灯"


IN_HOURS = (Unit.HOURS, Unit.WORKING_HOURS)


@dataclass(frozen=True)
class Limit:
    """So much time of a unit, from the moment or from the next day; ``str()`` says it in Chinese."""

    amount: float
    unit: Unit
    start: Start = Start.NEXT_DAY

    def __str__(self) -> str:
        if self.unit is Unit.HOURS and self.amount < 1:
            return f"{self.amount * 60:g}分钟"
        return f"{self.amount:g}{self.unit.label}"


def due(start: datetime, limit: Limit, calendar: WorkingCalendar) -> datetime:
    """Return the moment (UTC) at which a limit that begins at ``start`` ends.

    A limit in working days ends at the end of the office day; raises ValueError for a moment without an offset.
    """
    begin = _begin(start, limit)
    if limit.unit is Unit.HOURS:
        return begin + timedelta(hours=limit.amount)
    if limit.unit is Unit.WORKING_HOURS:
        return calendar.add_working_hours(begin, timedelta(hours=limit.amount))
    days = int(limit.amount)
    if limit.unit is Unit.CALENDAR_DAYS:
        return begin + days * DAY
    # The day before the first day that can count: the local eve of ``begin``, or its own day once the office is shut.
    eve = city_time(begin).date()
    if begin < calendar.end_of_office_day(eve):
        eve -= DAY
    return calendar.end_of_office_day(calendar.nth_working_day_after(eve, days))


def add_working_days(moment: datetime, days: int, calendar: WorkingCalendar) -> datetime:
    """Return the end of the office day ``days`` working days after ``moment``: how a granted extension moves a date."""
    return due(moment, Limit(days, Unit.WORKING_DAYS, Start.NEXT_DAY), calendar)


def resumed(due_at: datetime, *, paused_at: datetime, at: datetime, unit: Unit, calendar: WorkingCalendar) -> datetime:
    """Return when a clock is due that stood still from ``paused_at`` to ``at``: exactly what was left then is left now.

    Where working time counts, working time is what is left and restored; a limit in days ends with an office day.
    """
    if unit not in (Unit.WORKING_DAYS, Unit.WORKING_HOURS):
        return at + (due_at - paused_at)
    counted = calendar.until_the_day_ends() if unit is Unit.WORKING_DAYS else calendar
    return counted.add_working_hours(at, counted.office_time_between(paused_at, due_at))


def lamp(due_at: datetime | None, now: datetime, calendar: WorkingCalendar) -> Lamp | None:
    """Return red past the due moment, yellow while at most one working day is left after today, else green.

    What is closed has no due moment (None) and no lamp. Source: 黄牌/红牌 of 山东 2017.
    """
    if due_at is None:
        return None
    if now > due_at:
        return Lamp.RED
    last_day = city_time(due_at).date()
    in_two_days = calendar.nth_working_day_after(city_time(now).date(), 2)
    return Lamp.GREEN if in_two_days <= last_day else Lamp.YELLOW


def explain_due(start: datetime, limit: Limit, calendar: WorkingCalendar) -> str:
    """Say in Chinese how the due moment of ``limit`` from ``start`` was counted, day by day where days are skipped."""
    end = due(start, limit, calendar)
    said = [f"时限{limit}，自{_moment_text(start)}{limit.start.label}"]
    if limit.unit in (Unit.WORKING_DAYS, Unit.WORKING_HOURS):
        said += _skipped_and_added(city_time(start), city_time(end), calendar)
    if limit.unit is Unit.WORKING_DAYS:
        said.append(f"第{limit}是{day_text(city_time(end).date())}，至{calendar.hours.end_of_day:%H:%M}下班时截止")
    elif limit.unit is Unit.WORKING_HOURS:
        said.append(f"只计办公时间，至{_moment_text(end)}截止")
    else:
        said.append(f"昼夜连续计算、节假日不扣除，至{_moment_text(end)}截止")
    return "；".join(said) + "。"


def _begin(start: datetime, limit: Limit) -> datetime:
    if start.tzinfo is None:
        raise ValueError("a start needs its offset")
    if limit.start is Start.MOMENT:
        return start.astimezone(UTC)
    return moment_on(city_time(start).date() + DAY, time())


def _moment_text(moment: datetime) -> str:
    local = city_time(moment)
    return f"{day_text(local.date())}{local:%H:%M}"


def _skipped_and_added(start: datetime, end: datetime, calendar: WorkingCalendar) -> list[str]:
    """Name the holidays, weekends and make-up days that the count met."""
    days = [start.date() + DAY * n for n in range((end.date() - start.date()).days + 1)]
    holidays = list(dict.fromkeys(name for day in days if (name := calendar.holiday_name(day))))
    weekend = any(not calendar.is_working_day(day) and not calendar.holiday_name(day) for day in days)
    added = [day_text(day, year=False) for day in days if day in calendar.makeup_days]
    unknown = sorted({day.year for day in days if not calendar.knows(day)})
    skipped = [*(["周末"] if weekend else []), *(f"{name}放假" for name in holidays)]
    said = [f"{'、'.join(skipped)}不计"] if skipped else []
    said += [f"{'、'.join(added)}调休上班，计入"] if added else []
    return said + [f"{year}年的放假安排尚未录入，暂按周一至周五推算" for year in unknown]
