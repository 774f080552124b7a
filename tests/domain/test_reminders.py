"""When the steps that follow from a clock are due, and what the file of steps is refused for."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain.calendar_source import load_calendar
from hotline.domain.city import CITY_ZONE
from hotline.domain.deadlines import Limit, Start, Unit, due
from hotline.domain.reminders import Act, Planned, Step, When, moment_of, schedule
from hotline.domain.supervision_file import load_supervision
from hotline.domain.vocabulary import ClockKind
from hotline.errors import ConfigurationError
from tests.domain.test_deadline_laws import moments
from tests.domain.test_supervision_rules import load, spoilt

CALENDAR = load_calendar()
STEPS = load_supervision().versions[-1].steps


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CITY_ZONE)


def step(when: When, amount: float = 0, unit: Unit = Unit.HOURS, **changes: Any) -> Step:
    usual: dict[str, Any] = {"id": "s", "title": "t", "clock": ClockKind.HANDLE, "act": Act.REMIND}
    return Step(when=when, amount=amount, unit=unit, **(usual | changes))


def planned(start: str, end: str) -> list[str]:
    found = schedule(STEPS, ClockKind.HANDLE, start=local(start), due=local(end), calendar=CALENDAR)
    return [f"{each.step.id} {each.at.astimezone(CITY_ZONE):%m-%d %H:%M}" for each in found]


@pytest.mark.parametrize(
    ("when", "amount", "unit", "at"),
    [
        (When.DUE, 0, Unit.HOURS, "2026-10-12 18:00"),
        (When.BEFORE, 1, Unit.WORKING_DAYS, "2026-10-10 09:00"),  # a worked Saturday
        (When.BEFORE, 2, Unit.WORKING_DAYS, "2026-10-09 09:00"),
        (When.BEFORE, 4, Unit.WORKING_DAYS, "2026-09-30 09:00"),  # over the whole National Day
        (When.BEFORE, 1, Unit.CALENDAR_DAYS, "2026-10-11 18:00"),
        (When.BEFORE, 0.5, Unit.HOURS, "2026-10-12 17:30"),
        (When.AFTER, 1, Unit.WORKING_DAYS, "2026-10-13 09:00"),
        (When.AFTER, 5, Unit.WORKING_DAYS, "2026-10-19 09:00"),
        (When.AFTER, 2, Unit.HOURS, "2026-10-12 20:00"),
        (When.AFTER, 1, Unit.CALENDAR_DAYS, "2026-10-13 18:00"),
    ],
)
def test_a_step_lies_so_far_from_the_date(when: When, amount: float, unit: Unit, at: str) -> None:
    assert moment_of(step(when, amount, unit), local("2026-10-12 18:00"), CALENDAR) == local(at)


def test_the_packaged_steps_of_a_complaint_over_national_day() -> None:
    assert planned("2026-09-21 10:00", "2026-10-09 18:00") == [
        "handle-yellow 10-08 09:00",
        "handle-due 10-09 18:00",
        "handle-urge 10-10 09:00",
        "handle-supervise 10-13 09:00",
        "handle-circulate 10-16 09:00",
    ]


def test_a_limit_of_two_hours_has_no_day_before_it() -> None:
    assert planned("2026-11-20 22:00", "2026-11-21 00:00") == [
        "handle-half-hour 11-20 23:30",
        "handle-due 11-21 00:00",
        "handle-urge 11-23 09:00",
        "handle-supervise 11-25 09:00",
        "handle-circulate 11-30 09:00",
    ]


@given(moments, st.integers(1, 20), st.sampled_from((Unit.WORKING_DAYS, Unit.HOURS, Unit.CALENDAR_DAYS)))
def test_steps_come_in_order_inside_working_time_and_never_before_the_clock(
    start: datetime, amount: int, unit: Unit
) -> None:
    end = due(start, Limit(amount, unit, Start.NEXT_DAY), CALENDAR)
    found = schedule(STEPS, ClockKind.HANDLE, start=start, due=end, calendar=CALENDAR)
    assert [each.at for each in found] == sorted(each.at for each in found)
    assert all(each.at > start for each in found)
    ladder = [each.step.act for each in found if each.step.act.order]
    assert ladder == [Act.URGE, Act.SUPERVISE, Act.CIRCULATE]
    for each in found:
        _in_working_time(each)


def _in_working_time(each: Planned) -> None:
    local_time = each.at.astimezone(CITY_ZONE)
    if each.step.unit is Unit.WORKING_DAYS:
        assert CALENDAR.is_working_day(local_time.date())
        assert f"{local_time:%H:%M}" == "09:00"


@given(moments, st.integers(1, 30))
def test_counting_back_undoes_counting_forward(moment: datetime, count: int) -> None:
    day = CALENDAR.next_working_day(moment.date())
    assert CALENDAR.nth_working_day_before(CALENDAR.nth_working_day_after(day, count), count) == day


def first_step(**changes: Any) -> dict[str, Any]:
    def spoil(document: dict[str, Any]) -> None:
        row = document["versions"][0]["reminders"]["steps"][0]
        row.update(changes)
        for key in [key for key, value in changes.items() if value is ...]:
            del row[key]

    return spoilt(spoil)


STEP = {"id": "x", "title": "x", "clock": "handle", "when": "after", "unit": "hours", "amount": 1, "act": "remind"}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"id": ...}, "steps[0] 缺少 id"),
        ({"id": "handle-due"}, "步骤编号“handle-due”重复"),
        (STEP | {"unit": "weeks"}, "unit：不认识“weeks”，可用 hours、calendar_days、working_days"),
        (STEP | {"unit": "hour"}, "是否想写“hours”？"),
        (STEP | {"unit": "working_hours"}, "不认识“working_hours”"),
        (STEP | {"amount": 0}, "amount 应为大于0"),
        (STEP | {"amount": True}, "现为“True”"),
        (STEP | {"amount": 1.5, "unit": "working_days"}, "不超过366的整数"),
        (STEP | {"when": "later"}, "when：不认识“later”"),
        ({"when": "due", "amount": 3}, "到期时的步骤不能再写 amount"),
        (STEP | {"clock": "sleep"}, "clock：不认识“sleep”"),
        (STEP | {"act": "shout"}, "act：不认识“shout”"),
        (STEP | {"act": "close"}, "“close”只能用于 follow_up，现用于“handle”"),
        (STEP | {"act": "urge", "clock": "dispatch"}, "“urge”只能用于"),
        ({"title": " "}, "缺少 title"),
        ({"colour": "red"}, "不认识“colour”"),
        (STEP | {"act": "circulate", "unit": "working_days", "amount": 2}, "应晚于"),
        ({"limit_up_to_hours": -1}, "limit_up_to_hours 应为大于0"),
    ],
)
def test_a_wrong_step_is_refused_with_its_place(tmp_path: Path, changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        load(tmp_path, first_step(**changes))
    assert refusal.value.message.startswith("supervision.json：versions[0]")
    assert reason in refusal.value.message


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"versions": {}}'])
def test_a_file_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "supervision.json"
    path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"supervision\.json"):
        load_supervision(path)


def test_every_step_says_where_it_comes_from() -> None:
    document = json.loads((Path(__file__).parents[2] / "data" / "supervision.json").read_text(encoding="utf-8"))
    assert all(row.get("source") for version in document["versions"] for row in version["reminders"]["steps"])
    assert timedelta(minutes=document["versions"][0]["reminders"]["late_after_minutes"]) > timedelta(minutes=1)
