"""Where the working calendar comes from: the chinesecalendar package and the city's dated override file over it.

A wrong file is refused as a whole, with the place and the reason. Knows no ticket and never asks what day it is.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from chinese_calendar import constants

from hotline.domain.workdays import SATURDAY, OfficeHours, WorkingCalendar
from hotline.errors import ConfigurationError, reason_of

FILE_NAME = "calendar_overrides.json"
NAMES = MappingProxyType(
    {
        "New Year's Day": "元旦",
        "Spring Festival": "春节",
        "Tomb-sweeping Day": "清明节",
        "Labour Day": "劳动节",
        "Dragon Boat Festival": "端午节",
        "National Day": "国庆节",
        "Mid-autumn Festival": "中秋节",
        "Anti-Fascist 70th Day": "抗战胜利纪念日",
    }
)


@dataclass
class _Draft:
    days_off: dict[date, str] = field(default_factory=dict)
    makeup_days: dict[date, str] = field(default_factory=dict)
    years: set[int] = field(default_factory=set)

    def forget_year(self, year: int) -> None:
        self.days_off = {day: name for day, name in self.days_off.items() if day.year != year}
        self.makeup_days = {day: name for day, name in self.makeup_days.items() if day.year != year}

    def set_day(self, day: date, name: str, *, working: bool) -> None:
        self.days_off.pop(day, None)
        self.makeup_days.pop(day, None)
        (self.makeup_days if working else self.days_off)[day] = name


def load_calendar(path: Path | None = None) -> WorkingCalendar:
    """Return the calendar of the package with the override file (default: the packaged one) laid over it.

    Raises ConfigurationError, in Chinese and with the place, for a file that is wrong in any part.
    """
    source = path or Path(str(files("data"))) / FILE_NAME
    draft = _packaged_draft()
    try:
        overrides = json.loads(source.read_text(encoding="utf-8"))
        hours = _read_hours(_part(overrides, "office_hours", dict))
        for at, entry in enumerate(_part(overrides, "years", list)):
            _lay_year(draft, entry, place=f"years[{at}]")
        for at, entry in enumerate(_part(overrides, "extra_days", list)):
            _lay_day(draft, entry, place=f"extra_days[{at}]")
    except (OSError, json.JSONDecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise ConfigurationError(f"{source.name}：文件无法读取：{reason_of(problem)}。") from problem
    except _Wrong as wrong:
        raise ConfigurationError(f"{source.name}：{wrong}") from wrong
    return WorkingCalendar(
        days_off=MappingProxyType(draft.days_off),
        makeup_days=MappingProxyType(draft.makeup_days),
        known_years=frozenset(draft.years),
        hours=hours,
    )


class _Wrong(Exception):
    """The override file is wrong; the text names the place."""


def _packaged_draft() -> _Draft:
    # A notice may appear in the package by halves (New Year's Day alone); a year counts once its autumn is there.
    autumn = {day.year for day in constants.holidays if (day.month, day.day) == (10, 1)}
    return _Draft(
        days_off={day: NAMES.get(name, name) for day, name in constants.holidays.items()},
        makeup_days={day: NAMES.get(name, name) for day, name in constants.workdays.items()},
        years=autumn,
    )


def _lay_year(draft: _Draft, entry: object, *, place: str) -> None:
    record = _mapping(entry, place)
    year = record.get("year")
    if type(year) is not int or not 1949 <= year <= 9998:
        raise _Wrong(f"{place}.year 应为年份，现为“{year}”。")
    if not record.get("source"):
        raise _Wrong(f"{place}（{year}年）缺少 source：请写明放假通知的文号或网址。")
    draft.forget_year(year)
    draft.years.add(year)
    for working, key in ((False, "days_off"), (True, "makeup_days")):
        for text, name in _mapping(record.get(key, {}), f"{place}.{key}").items():
            day = _read_day(text, f"{place}.{key}")
            if day.year != year:
                raise _Wrong(f"{place}.{key}：{text} 不在{year}年内。")
            if draft.days_off.get(day) or (working and day.weekday() < SATURDAY):
                raise _Wrong(f"{place}.{key}：{text} 不可能是调休上班日（已列为放假，或本来就是工作日）。")
            draft.set_day(day, str(name), working=working)


def _lay_day(draft: _Draft, entry: object, *, place: str) -> None:
    record = _mapping(entry, place)
    day = _read_day(record.get("day"), f"{place}.day")
    kind = record.get("kind")
    if kind not in ("off", "working"):
        raise _Wrong(f"{place}.kind 应为 off（放假）或 working（上班），现为“{kind}”。")
    if not record.get("name") or not record.get("source"):
        raise _Wrong(f"{place}（{day}）缺少 name 或 source：请写明名称和依据。")
    draft.set_day(day, str(record["name"]), working=kind == "working")


def _read_hours(record: Mapping[str, Any]) -> OfficeHours:
    try:
        periods = tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in record["periods"])
        end_of_day = time.fromisoformat(record["end_of_day"])
    except (KeyError, TypeError, ValueError) as problem:
        raise _Wrong("office_hours 应写成 09:00 这样的时间。") from problem
    edges = [edge for period in periods for edge in period]
    if not edges or edges != sorted(set(edges)) or end_of_day < edges[-1]:
        raise _Wrong("office_hours 的时段应先后有序、互不重叠，且不晚于 end_of_day。")
    return OfficeHours(periods=periods, end_of_day=end_of_day)


def _part(record: object, key: str, kind: type[Any]) -> Any:
    part = _mapping(record, "文件").get(key)
    if not isinstance(part, kind):
        raise _Wrong(f"缺少 {key}，或其类型不对。")
    return part


def _mapping(value: object, place: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _Wrong(f"{place} 应为对象。")
    return value


def _read_day(text: object, place: str) -> date:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise _Wrong(f"{place}：“{text}”不是日期（应如 2027-01-01）。") from None
