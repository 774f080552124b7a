"""Due dates counted by hand on the calendars that the State Council published, 2019 to 2026.

Every case is written out: start and due moment on the city's clocks. 调休 Saturdays and Sundays are marked.
"""

from datetime import UTC, datetime

import pytest

from hotline.domain.calendar_source import load_calendar
from hotline.domain.city import CITY_ZONE
from hotline.domain.deadlines import Lamp, Limit, Start, Unit, add_working_days, due, explain_due, lamp

CALENDAR = load_calendar()


def local(text: str) -> datetime:
    """Read a moment on the city's clocks."""
    return datetime.fromisoformat(text).replace(tzinfo=CITY_ZONE)


FROM_NEXT_DAY = [
    # start, working days, due day (always 18:00)
    ("2019-02-01 10:00", 3, "2019-02-11"),  # Sat 2 and Sun 3 are worked, Spring Festival 4–10
    ("2019-04-04 09:00", 1, "2019-04-08"),  # Qingming is the Friday
    ("2019-04-26 15:00", 2, "2019-04-29"),  # Sun 28 is worked
    ("2019-04-26 15:00", 5, "2019-05-06"),  # Labour Day 1–4, Sun 5 is worked
    ("2019-06-06 11:00", 3, "2019-06-12"),  # Dragon Boat Festival is Fri 7
    ("2019-09-12 11:00", 1, "2019-09-16"),  # Mid-autumn is Fri 13
    ("2019-09-27 17:00", 3, "2019-10-08"),  # Sun 29 is worked, National Day 1–7
    ("2019-09-27 17:00", 15, "2019-10-23"),  # Sat 12 Oct is worked
    ("2020-01-17 09:30", 3, "2020-01-21"),  # Sun 19 is worked
    ("2020-01-17 09:30", 7, "2020-02-04"),  # Spring Festival 24 Jan – 2 Feb, made longer in the epidemic
    ("2020-04-24 16:00", 7, "2020-05-07"),  # Sun 26 is worked, Labour Day 1–5
    ("2020-04-24 16:00", 9, "2020-05-09"),  # due on a worked Saturday
    ("2020-06-24 16:00", 1, "2020-06-28"),  # due on a worked Sunday
    ("2020-09-30 08:00", 2, "2020-10-10"),  # National Day and Mid-autumn 1–8, Sat 10 is worked
    ("2021-02-10 12:00", 3, "2021-02-20"),  # Spring Festival 11–17, Sat 20 is worked
    ("2021-04-02 12:00", 1, "2021-04-06"),  # Qingming holiday on Mon 5
    ("2021-09-17 12:00", 2, "2021-09-22"),  # Sat 18 is worked, Mid-autumn 19–21
    ("2021-09-30 12:00", 3, "2021-10-11"),  # Sat 9 is worked, Sun 10 is not
    ("2022-01-28 12:00", 3, "2022-02-07"),  # Sat 29 and Sun 30 are worked, festival 31 Jan – 6 Feb
    ("2022-04-29 12:00", 3, "2022-05-07"),  # Labour Day 30 Apr – 4 May, Sat 7 is worked
    ("2022-09-30 12:00", 1, "2022-10-08"),  # Sat 8 is worked
    ("2022-09-30 12:00", 3, "2022-10-10"),  # Sun 9 is worked, too
    ("2022-12-30 12:00", 1, "2023-01-03"),  # over the turn of the year, Mon 2 is off
    ("2023-01-20 12:00", 2, "2023-01-29"),  # festival 21–27, Sat 28 and Sun 29 are worked
    ("2023-04-28 12:00", 3, "2023-05-06"),  # Labour Day 29 Apr – 3 May, Sat 6 is worked
    ("2023-06-21 12:00", 1, "2023-06-25"),  # due on a worked Sunday
    ("2023-09-28 12:00", 1, "2023-10-07"),  # 29 Sep – 6 Oct off, Sat 7 is worked
    ("2024-02-09 12:00", 1, "2024-02-18"),  # festival 10–17, Sun 18 is worked
    ("2024-04-03 12:00", 1, "2024-04-07"),  # Qingming 4–6, Sun 7 is worked
    ("2024-05-10 12:00", 1, "2024-05-11"),  # Sat 11 is worked
    ("2024-09-13 12:00", 2, "2024-09-18"),  # Sat 14 is worked, Mid-autumn 15–17
    ("2024-09-30 12:00", 5, "2024-10-12"),  # Sat 12 is worked
    ("2025-01-24 12:00", 3, "2025-02-05"),  # Sun 26 is worked, festival 28 Jan – 4 Feb
    ("2025-02-07 12:00", 1, "2025-02-08"),  # Sat 8 is worked
    ("2025-04-30 12:00", 1, "2025-05-06"),  # Labour Day 1–5
    ("2025-09-26 12:00", 5, "2025-10-10"),  # Sun 28 is worked, 1–8 Oct off
    ("2025-09-26 12:00", 6, "2025-10-11"),  # Sat 11 is worked
    ("2025-12-31 12:00", 1, "2026-01-04"),  # Sun 4 is worked
    ("2026-02-13 12:00", 2, "2026-02-24"),  # Sat 14 is worked, festival 15–23
    ("2026-02-13 12:00", 7, "2026-03-02"),  # Sat 28 is worked
    ("2026-05-08 12:00", 1, "2026-05-09"),  # Sat 9 is worked
    ("2026-09-18 12:00", 1, "2026-09-20"),  # Sun 20 is worked
    ("2026-09-28 16:20", 15, "2026-10-23"),  # National Day 1–7, Sat 10 is worked
    ("2026-12-31 12:00", 1, "2027-01-04"),  # 2027 is not arranged yet: Fri 1 January is off by law
    ("2026-11-21 12:00", 1, "2026-11-23"),  # handed in on a Saturday
    ("2026-11-24 23:59", 1, "2026-11-25"),  # the evening still belongs to its day
    ("2026-11-25 00:00", 1, "2026-11-26"),
]


@pytest.mark.parametrize(("start", "days", "day"), FROM_NEXT_DAY)
def test_working_days_from_the_next_day_end_with_the_office_day(start: str, days: int, day: str) -> None:
    limit = Limit(days, Unit.WORKING_DAYS, Start.NEXT_DAY)
    assert due(local(start), limit, CALENDAR) == local(f"{day} 18:00")


@pytest.mark.parametrize(
    ("start", "limit", "end"),
    [
        ("2026-11-23 09:00", Limit(1, Unit.WORKING_DAYS, Start.MOMENT), "2026-11-23 18:00"),
        ("2026-11-23 17:59", Limit(1, Unit.WORKING_DAYS, Start.MOMENT), "2026-11-23 18:00"),
        ("2026-11-23 18:00", Limit(1, Unit.WORKING_DAYS, Start.MOMENT), "2026-11-24 18:00"),
        ("2026-10-03 10:00", Limit(2, Unit.WORKING_DAYS, Start.MOMENT), "2026-10-09 18:00"),
        ("2024-02-09 23:30", Limit(2, Unit.HOURS, Start.MOMENT), "2024-02-10 01:30"),  # day and night, festival or not
        ("2026-10-01 08:00", Limit(24, Unit.HOURS, Start.MOMENT), "2026-10-02 08:00"),
        ("2026-10-01 08:00", Limit(0.5, Unit.HOURS, Start.MOMENT), "2026-10-01 08:30"),
        ("2026-10-01 08:00", Limit(2, Unit.HOURS, Start.NEXT_DAY), "2026-10-02 02:00"),
        ("2024-09-28 10:00", Limit(7, Unit.CALENDAR_DAYS, Start.MOMENT), "2024-10-05 10:00"),
        ("2024-02-28 10:00", Limit(2, Unit.CALENDAR_DAYS, Start.MOMENT), "2024-03-01 10:00"),
        ("2026-11-24 10:00", Limit(1, Unit.CALENDAR_DAYS, Start.NEXT_DAY), "2026-11-26 00:00"),
        ("2026-11-20 17:00", Limit(4, Unit.WORKING_HOURS, Start.MOMENT), "2026-11-23 14:30"),
        ("2026-11-23 08:00", Limit(3, Unit.WORKING_HOURS, Start.MOMENT), "2026-11-23 12:00"),
        ("2026-11-23 12:30", Limit(1, Unit.WORKING_HOURS, Start.MOMENT), "2026-11-23 15:00"),
        ("2026-09-30 17:00", Limit(1, Unit.WORKING_HOURS, Start.MOMENT), "2026-10-08 09:30"),
        ("2026-10-09 17:00", Limit(1, Unit.WORKING_HOURS, Start.MOMENT), "2026-10-10 09:30"),  # a worked Saturday
        ("2026-11-20 17:00", Limit(1, Unit.WORKING_HOURS, Start.NEXT_DAY), "2026-11-23 10:00"),
    ],
)
def test_the_other_units_and_starts(start: str, limit: Limit, end: str) -> None:
    assert due(local(start), limit, CALENDAR) == local(end)


def test_days_turn_at_midnight_of_the_city_not_of_utc() -> None:
    limit = Limit(1, Unit.WORKING_DAYS, Start.NEXT_DAY)
    before = datetime(2026, 11, 24, 15, 59, 59, tzinfo=UTC)  # 23:59:59 on the 24th in the city
    after = datetime(2026, 11, 24, 16, tzinfo=UTC)  # 00:00 on the 25th
    assert due(before, limit, CALENDAR) == datetime(2026, 11, 25, 10, tzinfo=UTC)
    assert due(after, limit, CALENDAR) == datetime(2026, 11, 26, 10, tzinfo=UTC)


def test_a_due_moment_is_in_utc_whatever_the_start_was_in() -> None:
    limit = Limit(2, Unit.HOURS, Start.MOMENT)
    assert due(local("2026-11-24 10:00"), limit, CALENDAR).tzinfo is UTC


def test_a_moment_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        due(datetime(2026, 11, 24, 10), Limit(1, Unit.HOURS), CALENDAR)  # noqa: DTZ001 — the mistake is meant


def test_an_extension_counts_from_the_old_due_date() -> None:
    assert add_working_days(local("2026-09-30 18:00"), 3, CALENDAR) == local("2026-10-10 18:00")


class TestLamp:
    """ "Lamps green, yellow (1 working day left), red; closed items have none"."""

    @pytest.mark.parametrize(
        ("now", "colour"),
        [
            ("2026-11-24 23:59", Lamp.GREEN),  # due on Thursday 26th
            ("2026-11-25 00:00", Lamp.YELLOW),
            ("2026-11-26 18:00", Lamp.YELLOW),
            ("2026-11-26 18:00:01", Lamp.RED),
        ],
    )
    def test_it_turns_yellow_a_working_day_before_and_red_after(self, now: str, colour: Lamp) -> None:
        assert lamp(local("2026-11-26 18:00"), local(now), CALENDAR) is colour

    def test_days_off_do_not_count_as_days_left(self) -> None:
        due_at = local("2026-10-08 18:00")
        assert lamp(due_at, local("2026-09-29 10:00"), CALENDAR) is Lamp.GREEN
        assert lamp(due_at, local("2026-09-30 10:00"), CALENDAR) is Lamp.YELLOW
        assert lamp(due_at, local("2026-10-05 10:00"), CALENDAR) is Lamp.YELLOW

    def test_what_is_closed_has_none(self) -> None:
        assert lamp(None, local("2026-11-26 18:00"), CALENDAR) is None


class TestExplanation:
    """ "the reason is shown ('why is this due on Thursday 18:00?')"."""

    def test_it_names_start_skipped_days_added_days_and_the_end(self) -> None:
        said = explain_due(local("2026-09-28 16:20"), Limit(15, Unit.WORKING_DAYS, Start.NEXT_DAY), CALENDAR)
        assert said == (
            "时限15个工作日，自2026年9月28日（周一）16:20次日起算；周末、国庆节放假不计；10月10日（周六）调休上班，计入；"
            "第15个工作日是2026年10月23日（周五），至18:00下班时截止。"
        )

    def test_it_says_why_a_plain_thursday(self) -> None:
        said = explain_due(local("2026-11-23 10:00"), Limit(3, Unit.WORKING_DAYS, Start.NEXT_DAY), CALENDAR)
        assert said == (
            "时限3个工作日，自2026年11月23日（周一）10:00次日起算；第3个工作日是2026年11月26日（周四），至18:00下班时截止。"
        )

    def test_it_says_that_hours_run_day_and_night(self) -> None:
        said = explain_due(local("2026-10-01 23:00"), Limit(2, Unit.HOURS, Start.MOMENT), CALENDAR)
        assert said.endswith("昼夜连续计算、节假日不扣除，至2026年10月2日（周五）01:00截止。")

    def test_it_says_that_only_office_hours_count(self) -> None:
        said = explain_due(local("2026-11-20 17:00"), Limit(4, Unit.WORKING_HOURS, Start.MOMENT), CALENDAR)
        assert "周末不计；只计办公时间，至2026年11月23日（周一）14:30截止" in said

    def test_it_says_when_a_year_is_not_arranged_yet(self) -> None:
        said = explain_due(local("2026-12-31 10:00"), Limit(3, Unit.WORKING_DAYS, Start.NEXT_DAY), CALENDAR)
        assert "2027年的放假安排尚未录入，暂按周一至周五推算" in said

    def test_half_an_hour_is_said_in_minutes(self) -> None:
        assert str(Limit(0.5, Unit.HOURS)) == "30分钟"
        assert str(Limit(7, Unit.CALENDAR_DAYS)) == "7天"
