"""What a city decides about returns, disputes, waits and parts: the packaged version, and what is refused of others."""

import json
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain.calendar_source import load_calendar
from hotline.domain.casework_file import load_casework
from hotline.domain.city import CITY_ZONE, city_time
from hotline.domain.deadlines import Limit, Start, Unit, due, resumed
from hotline.errors import ConfigurationError

CALENDAR = load_calendar()
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
PACKAGED = json.loads((Path(str(files("data"))) / "casework.json").read_text(encoding="utf-8"))


def city(day: str, clock: str) -> datetime:
    """Return a moment on the city's clocks."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=CITY_ZONE)


def a_file(tmp_path: Path, **changes: Any) -> Path:
    """Write the packaged rules with some parts of their one version changed."""
    version = {**PACKAGED["versions"][0], **changes}
    path = tmp_path / "casework.json"
    path.write_text(json.dumps({**PACKAGED, "versions": [version]}, ensure_ascii=False), encoding="utf-8")
    return path


def test_nothing_claims_to_be_confirmed_for_wuhan() -> None:
    assert all(each.to_be_confirmed and each.source for each in load_casework().versions)


def test_the_version_of_the_day_is_in_force_and_the_old_one_still_for_old_tickets(tmp_path: Path) -> None:
    first = PACKAGED["versions"][0]
    newer = {**first, "version": "2026-7", "from": "2026-07-01", "returns": {"most": 1}}
    path = tmp_path / "casework.json"
    path.write_text(json.dumps({**PACKAGED, "versions": [first, newer]}, ensure_ascii=False), encoding="utf-8")
    rules = load_casework(path)
    assert rules.in_force(city("2026-06-30", "23:59")).most_returns == 2
    assert rules.in_force(city("2026-07-01", "00:00")).most_returns == 1
    assert rules.in_force(city("2001-01-01", "00:00")).first_day == date(2020, 1, 1)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"returns": {"most": 0}}, "returns.most"),
        ({"returns": {"most": 2.5}}, "returns.most"),
        ({"ruling": {"limit": None, "when_late": "wait"}}, "ruling.limit"),
        ({"ruling": {**PACKAGED["versions"][0]["ruling"], "when_late": "falback"}}, "fallback"),
        ({"wait": {"times": 1, "limit": {"amount": 5, "unit": "weeks", "start": "moment"}}}, "weeks"),
        ({"joint": {**PACKAGED["versions"][0]["joint"], "approved_by": "citizen"}}, "approved_by"),
        ({"fallback": {"department": " "}}, "fallback"),
        ({"from": "soon"}, "from"),
        ({"extra": 1}, "extra"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(tmp_path: Path, changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        load_casework(a_file(tmp_path, **changes))
    assert says in refusal.value.message
    assert "versions[0]" in refusal.value.message


class TestStandingStill:
    """待补充 stops the clock: exactly the time that was left is left afterwards."""

    @pytest.mark.parametrize(
        ("due_at", "paused", "at", "unit", "wanted"),
        [
            # Wednesday 10:00 to Friday 18:00 are 2 + 4 + 7 + 7 office hours; from Monday 10:00 they end on Wednesday.
            (("2026-03-06", "18:00"), ("2026-03-04", "10:00"), ("2026-03-09", "10:00"), Unit.WORKING_DAYS,
             ("2026-03-11", "18:00")),
            # On a Saturday nothing is lost: the whole of Monday was left, the whole of Tuesday is.
            (("2026-03-09", "18:00"), ("2026-03-07", "12:00"), ("2026-03-09", "20:00"), Unit.WORKING_DAYS,
             ("2026-03-10", "18:00")),
            (("2026-03-05", "10:00"), ("2026-03-04", "11:00"), ("2026-03-06", "09:30"), Unit.HOURS,
             ("2026-03-07", "08:30")),
            (("2026-03-05", "10:00"), ("2026-03-05", "09:00"), ("2026-03-05", "17:00"), Unit.WORKING_HOURS,
             ("2026-03-06", "09:30")),
        ],
    )  # fmt: skip
    def test_by_hand(self, due_at: Any, paused: Any, at: Any, unit: Unit, wanted: Any) -> None:
        found = resumed(city(*due_at), paused_at=city(*paused), at=city(*at), unit=unit, calendar=CALENDAR)
        assert city_time(found) == city(*wanted)

    moments = st.integers(0, 640 * 24 * 60).map(
        lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    )
    spans = st.integers(0, 60 * 24 * 20).map(lambda minutes: timedelta(minutes=minutes))

    @given(moments, spans, spans, spans, st.sampled_from(Unit), st.integers(1, 10))
    def test_what_was_left_is_left(
        self, start: datetime, worked: timedelta, first: timedelta, more: timedelta, unit: Unit, amount: int
    ) -> None:
        due_at = due(start, Limit(amount, unit, Start.MOMENT), CALENDAR)
        paused = min(start + worked, due_at - timedelta(minutes=1))

        def after(wait: timedelta) -> datetime:
            return resumed(due_at, paused_at=paused, at=paused + wait, unit=unit, calendar=CALENDAR)

        calendar = CALENDAR.until_the_day_ends() if unit is Unit.WORKING_DAYS else CALENDAR
        if unit in (Unit.WORKING_DAYS, Unit.WORKING_HOURS):
            left = calendar.office_time_between(paused, due_at)
            assert calendar.office_time_between(paused + first, after(first)) == left
            assert CALENDAR.is_working_day(city_time(after(first)).date())
        else:
            assert after(first) - (paused + first) == due_at - paused
        assert after(first) <= after(first + more), "who waits longer is due no earlier"
