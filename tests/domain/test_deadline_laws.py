"""Laws of due dates over the calendars of 2019–2026, against a second, slow and obvious count."""

from datetime import UTC, date, datetime, time, timedelta

import chinese_calendar
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.domain.calendar_source import load_calendar
from hotline.domain.city import CITY_ZONE, city_time
from hotline.domain.deadlines import IN_HOURS, Lamp, Limit, Start, Unit, due, explain_due, lamp

CALENDAR = load_calendar()
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)

moments = st.datetimes(datetime(2019, 1, 1), datetime(2026, 6, 30), timezones=st.just(UTC))  # noqa: DTZ001
counts = st.integers(1, 30)
starts = st.sampled_from(Start)
limits = st.builds(Limit, counts, st.sampled_from(Unit), starts)
day_limits = st.builds(Limit, counts, st.just(Unit.WORKING_DAYS), starts)
LAMPS = (Lamp.GREEN, Lamp.YELLOW, Lamp.RED)


def worked(day: date) -> bool:
    """Ask the library itself, not our table."""
    return bool(chinese_calendar.is_workday(day))


def slow_working_days(start: datetime, limit: Limit) -> datetime:
    """Write down every day that could count, strike out those not worked, and take the n-th."""
    local = start.astimezone(CITY_ZONE)
    counts_today = limit.start is Start.MOMENT and local.time() < time(18)
    candidates = [local.date() + DAY * n for n in range(0 if counts_today else 1, 120)]
    return datetime.combine([day for day in candidates if worked(day)][int(limit.amount) - 1], time(18), CITY_ZONE)


def slow_working_hours(start: datetime, limit: Limit) -> datetime:
    """Walk minute by minute and count those in which the office is open."""
    now = start.astimezone(CITY_ZONE)
    if limit.start is Start.NEXT_DAY:
        now = datetime.combine(now.date() + DAY, time(), CITY_ZONE)
    left = int(limit.amount) * 60
    while left:
        clock = now.time()
        is_open = time(9) <= clock < time(12) or time(14) <= clock < time(17, 30)
        left -= is_open and worked(now.date())
        now += MINUTE
    return now


def slow_hours(start: datetime, limit: Limit) -> datetime:
    """Let the clock on the wall go on minute by minute, whatever day it is."""
    now = start.astimezone(CITY_ZONE)
    while limit.start is Start.NEXT_DAY and (now.date() == start.astimezone(CITY_ZONE).date()):
        now += MINUTE
    for _ in range(int(limit.amount) * 60):
        now += MINUTE
    return now


def slow_calendar_days(start: datetime, limit: Limit) -> datetime:
    """Tear off a leaf of the calendar for every day; from the next day, the first leaf is tomorrow's."""
    local = start.astimezone(CITY_ZONE)
    day, clock = local.date(), local.timetz()
    if limit.start is Start.NEXT_DAY:
        day, clock = day + DAY, time(tzinfo=CITY_ZONE)
    for _ in range(int(limit.amount)):
        day += DAY
    return datetime.combine(day, clock)


class TestAgainstASlowCount:
    """ "checked against an independent count (a second, slow, obvious implementation in the tests)"."""

    @given(moments, day_limits)
    def test_working_days(self, start: datetime, limit: Limit) -> None:
        assert due(start, limit, CALENDAR) == slow_working_days(start, limit)

    @settings(max_examples=40)
    @given(moments, st.integers(1, 12), starts)
    def test_working_hours(self, start: datetime, hours: int, begin: Start) -> None:
        whole_minute = start.replace(second=0, microsecond=0)
        limit = Limit(hours, Unit.WORKING_HOURS, begin)
        assert due(whole_minute, limit, CALENDAR) == slow_working_hours(whole_minute, limit)

    @settings(max_examples=40)
    @given(moments, st.integers(1, 72), starts)
    def test_hours_run_day_and_night_minute_by_minute(self, start: datetime, hours: int, begin: Start) -> None:
        whole_minute = start.replace(second=0, microsecond=0)
        limit = Limit(hours, Unit.HOURS, begin)
        assert due(whole_minute, limit, CALENDAR) == slow_hours(whole_minute, limit)

    @given(moments, counts, starts)
    def test_calendar_days(self, start: datetime, days: int, begin: Start) -> None:
        limit = Limit(days, Unit.CALENDAR_DAYS, begin)
        assert due(start, limit, CALENDAR) == slow_calendar_days(start, limit)

    def test_every_day_of_eight_years_is_worked_or_not_as_the_library_says(self) -> None:
        days = (date(2019, 1, 1) + DAY * n for n in range((date(2026, 12, 31) - date(2019, 1, 1)).days + 1))
        assert all(CALENDAR.is_working_day(day) == worked(day) for day in days)


class TestLaws:
    """ "a due date is never outside working time where working time counts; adding limits is monotone; n working days
    hold exactly n working days; 调休 Saturdays count; time zone edges".
    """  # fmt: skip

    @given(moments, day_limits)
    def test_working_days_end_on_a_working_day_when_the_office_closes(self, start: datetime, limit: Limit) -> None:
        end = city_time(due(start, limit, CALENDAR))
        assert CALENDAR.is_working_day(end.date())
        assert end.time() == CALENDAR.hours.end_of_day

    @given(moments, counts, starts)
    def test_working_hours_end_in_office_hours(self, start: datetime, hours: int, begin: Start) -> None:
        end = city_time(due(start, Limit(hours, Unit.WORKING_HOURS, begin), CALENDAR))
        assert CALENDAR.is_working_day(end.date())
        assert any(opens < end.time() <= closes for opens, closes in CALENDAR.hours.periods)

    @given(moments, counts)
    def test_n_working_days_hold_exactly_n_working_days(self, start: datetime, count: int) -> None:
        end = due(start, Limit(count, Unit.WORKING_DAYS, Start.NEXT_DAY), CALENDAR)
        assert CALENDAR.working_days_between(city_time(start).date(), city_time(end).date()) == count

    @given(moments, limits)
    def test_a_limit_ends_after_it_begins(self, start: datetime, limit: Limit) -> None:
        assert due(start, limit, CALENDAR) > start

    @given(moments, limits)
    def test_more_time_never_ends_earlier(self, start: datetime, limit: Limit) -> None:
        longer = Limit(limit.amount + 1, limit.unit, limit.start)
        assert due(start, longer, CALENDAR) > due(start, limit, CALENDAR)

    @given(moments, st.timedeltas(timedelta(), timedelta(days=20)), limits)
    def test_a_later_start_never_ends_earlier(self, start: datetime, later: timedelta, limit: Limit) -> None:
        assert due(start + later, limit, CALENDAR) >= due(start, limit, CALENDAR)

    @given(moments, limits)
    def test_the_next_day_never_ends_before_the_moment(self, start: datetime, limit: Limit) -> None:
        at_once = Limit(limit.amount, limit.unit, Start.MOMENT)
        assert due(start, Limit(limit.amount, limit.unit), CALENDAR) >= due(start, at_once, CALENDAR)

    @given(moments, counts, counts)
    def test_working_days_add_up(self, start: datetime, one: int, other: int) -> None:
        by = {n: Limit(n, Unit.WORKING_DAYS, Start.NEXT_DAY) for n in (one, other, one + other)}
        assert due(due(start, by[one], CALENDAR), by[other], CALENDAR) == due(start, by[one + other], CALENDAR)

    @given(moments, limits, st.sampled_from([-11, -5, 0, 3, 8, 14]))
    def test_the_zone_in_which_a_start_is_written_makes_no_difference(
        self, start: datetime, limit: Limit, offset: int
    ) -> None:
        elsewhere = datetime.fromisoformat(
            (start + timedelta(hours=offset)).isoformat().replace("+00:00", f"{offset:+03d}:00")
        )
        assert due(elsewhere, limit, CALENDAR) == due(start, limit, CALENDAR)

    @given(moments, limits)
    def test_the_reason_names_the_limit_and_the_due_day(self, start: datetime, limit: Limit) -> None:
        end = city_time(due(start, limit, CALENDAR))
        said = explain_due(start, limit, CALENDAR)
        assert str(limit) in said
        assert f"{end.year}年{end.month}月{end.day}日" in said
        assert ("小时" in str(limit)) == (limit.unit in IN_HOURS)

    @given(moments, moments, st.timedeltas(timedelta(), timedelta(days=30)))
    def test_a_lamp_only_ever_gets_worse(self, due_at: datetime, now: datetime, later: timedelta) -> None:
        first, then = lamp(due_at, now, CALENDAR), lamp(due_at, now + later, CALENDAR)
        assert first
        assert then
        assert LAMPS.index(first) <= LAMPS.index(then)
        assert (first is Lamp.RED) == (now > due_at)
