"""The working calendar and the override file behind it."""

import json
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from hotline.domain.calendar_source import load_calendar
from hotline.domain.workdays import WorkingCalendar, day_text
from hotline.errors import ConfigurationError

HOURS = {"periods": [["09:00", "12:00"], ["14:00", "17:30"]], "end_of_day": "18:00"}
YEAR_2027 = {
    "year": 2027,
    "source": "试例，非正式安排",
    "days_off": {"2027-01-01": "元旦", "2027-02-08": "春节", "2027-02-09": "春节"},
    "makeup_days": {"2027-02-20": "春节"},
}


def load(folder: Path, **parts: Any) -> WorkingCalendar:
    path = folder / "overrides.json"
    whole = {"office_hours": HOURS, "years": [], "extra_days": []} | parts
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    return load_calendar(path)


class TestPackagedCalendar:
    """ "built from the chinesecalendar package (years it knows) plus a dated override file"."""

    CALENDAR = load_calendar()

    def test_it_knows_2019_to_2026(self) -> None:
        assert all(self.CALENDAR.knows(date(year, 6, 1)) for year in range(2019, 2027))

    def test_a_makeup_saturday_is_worked_and_a_holiday_monday_is_not(self) -> None:
        assert self.CALENDAR.is_working_day(date(2026, 10, 10))
        assert not self.CALENDAR.is_working_day(date(2026, 4, 6))
        assert self.CALENDAR.holiday_name(date(2026, 4, 6)) == "清明节"

    def test_the_next_working_day_is_never_the_day_itself(self) -> None:
        assert self.CALENDAR.next_working_day(date(2026, 11, 24)) == date(2026, 11, 25)
        assert self.CALENDAR.next_working_day(date(2026, 9, 30)) == date(2026, 10, 8)

    def test_days_of_a_year_nobody_has_entered_are_told(self) -> None:
        unknown = self.CALENDAR.unknown_days(date(2026, 12, 30), 5)
        assert unknown == (date(2027, 1, 1), date(2027, 1, 2), date(2027, 1, 3))
        assert self.CALENDAR.unknown_days(date(2026, 1, 1), 365) == ()

    def test_in_a_year_nobody_knows_weekdays_are_worked_except_the_fixed_holidays(self) -> None:
        year = [date(2030, 1, 1) + timedelta(days=n) for n in range(365)]
        off = [day for day in year if day.weekday() < 5 and not self.CALENDAR.is_working_day(day)]
        assert off == [
            date(2030, 1, 1),
            date(2030, 5, 1),
            date(2030, 5, 2),
            date(2030, 10, 1),
            date(2030, 10, 2),
            date(2030, 10, 3),
        ]
        assert not any(self.CALENDAR.is_working_day(day) for day in year if day.weekday() >= 5)
        assert not any(self.CALENDAR.knows(day) for day in year)

    def test_a_day_is_written_with_its_weekday(self) -> None:
        assert day_text(date(2026, 10, 10)) == "2026年10月10日（周六）"
        assert day_text(date(2026, 10, 10), year=False) == "10月10日（周六）"


class TestOverrides:
    """ "an override file for years it does not know yet, and local extra days"."""

    def test_a_year_can_be_entered_whole(self, tmp_path: Path) -> None:
        calendar = load(tmp_path, years=[YEAR_2027])
        assert calendar.knows(date(2027, 5, 1))
        assert not calendar.is_working_day(date(2027, 2, 8))
        assert calendar.is_working_day(date(2027, 2, 20))
        assert calendar.is_working_day(date(2027, 10, 1))  # the entered year decides alone

    def test_an_entered_year_replaces_the_packages(self, tmp_path: Path) -> None:
        calendar = load(tmp_path, years=[{"year": 2026, "source": "试例", "days_off": {"2026-01-01": "元旦"}}])
        assert calendar.is_working_day(date(2026, 10, 1))
        assert not calendar.is_working_day(date(2026, 10, 10))
        assert not calendar.is_working_day(date(2025, 10, 1))

    def test_a_local_extra_day_is_laid_over_both(self, tmp_path: Path) -> None:
        extra = [
            {"day": "2026-11-24", "kind": "off", "name": "暴雪停工", "source": "试例"},
            {"day": "2026-10-01", "kind": "working", "name": "值守", "source": "试例"},
        ]
        calendar = load(tmp_path, extra_days=extra)
        assert calendar.holiday_name(date(2026, 11, 24)) == "暴雪停工"
        assert not calendar.is_working_day(date(2026, 11, 24))
        assert calendar.is_working_day(date(2026, 10, 1))

    def test_office_hours_come_from_the_file(self, tmp_path: Path) -> None:
        calendar = load(tmp_path, office_hours={"periods": [["08:30", "17:00"]], "end_of_day": "17:00"})
        assert calendar.hours.end_of_day == time(17)
        assert calendar.end_of_office_day(date(2026, 11, 24)).isoformat() == "2026-11-24T09:00:00+00:00"

    @pytest.mark.parametrize(
        ("parts", "reason"),
        [
            ({"years": None}, "缺少 years"),
            ({"years": ["2027"]}, "years[0] 应为对象"),
            ({"years": [YEAR_2027 | {"year": "2027"}]}, "years[0].year 应为年份，现为“2027”"),
            ({"years": [YEAR_2027 | {"year": 2028}]}, "2027-01-01 不在2028年内"),
            ({"years": [YEAR_2027 | {"source": ""}]}, "years[0]（2027年）缺少 source"),
            ({"years": [YEAR_2027 | {"days_off": {"2027-02-30": "春节"}}]}, "“2027-02-30”不是日期"),
            ({"years": [YEAR_2027 | {"makeup_days": {"2027-02-19": "春节"}}]}, "2027-02-19 不可能是调休上班日"),
            ({"extra_days": [{"day": "2027-02-19", "kind": "free", "name": "假", "source": "试例"}]}, "kind 应为 off"),
            ({"extra_days": [{"day": "2027-02-19", "kind": "off"}]}, "缺少 name 或 source"),
            ({"extra_days": [{"kind": "off", "name": "假", "source": "试例"}]}, "extra_days[0].day：“None”不是日期"),
            ({"office_hours": {"periods": [["9am", "5pm"]], "end_of_day": "18:00"}}, "office_hours 应写成 09:00"),
            ({"office_hours": {"periods": [["12:00", "09:00"]], "end_of_day": "18:00"}}, "时段应先后有序"),
            ({"office_hours": {"periods": [], "end_of_day": "18:00"}}, "时段应先后有序"),
            ({"office_hours": {"periods": [["09:00", "19:00"]], "end_of_day": "18:00"}}, "不晚于 end_of_day"),
            ({"office_hours": {}}, "office_hours"),
        ],
    )
    def test_a_wrong_file_is_refused_with_its_place(self, tmp_path: Path, parts: dict[str, Any], reason: str) -> None:
        with pytest.raises(ConfigurationError) as refusal:
            load(tmp_path, **parts)
        assert refusal.value.message.startswith("overrides.json：")
        assert reason in refusal.value.message

    @pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff"])
    def test_a_file_that_is_no_calendar_is_refused(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "overrides.json"
        path.write_bytes(content)
        with pytest.raises(ConfigurationError, match=r"overrides\.json"):
            load_calendar(path)
