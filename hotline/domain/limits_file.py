"""Reading the table of time limits: strict, and every refusal names the place and the reason in Chinese.

Knows no ticket; whether the rules fit together is for limits.py to check.
"""

import difflib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from hotline.domain.deadlines import IN_HOURS, Limit, Start, Unit
from hotline.domain.limit_rules import DIMENSION_LABELS, YES, Rule, When
from hotline.domain.vocabulary import ClockKind, Kind, Labelled, Urgency
from hotline.errors import ConfigurationError

LIMIT_CLASSES = ("ordinary", "urgent", "complex")
LEVELS = ("市级", "区级", "街道", "企业")
STATUSES = ("to be confirmed", "confirmed")
GRADES = ("A", "B", "C", "D", "BG", "INF", "city")
LONGEST_DAYS, LONGEST_HOURS = 366, 24 * 366
_UNITS = {unit.value: unit for unit in Unit}
_STARTS = {start.value: start for start in Start}
RULE_KEYS = ("id", "name", "when", "limits", "extensions", "source", "grade", "status", "note")


class _Wrong(Exception):
    """The table is wrong; the text names the place."""


def read_rules(path: Path) -> tuple[Rule, ...]:
    """Return the rules of a file in its order; raise ConfigurationError for the first thing that is wrong in it."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        rows = _mapping(document, "文件", ("about", "updated_on", "rules")).get("rules")
        if not isinstance(rows, list) or not rows:
            raise _Wrong("rules 应为至少有一条规则的列表。")
        rules = tuple(_rule(row, f"rules[{at}]") for at, row in enumerate(rows))
        _refuse_same_id(rules)
    except (OSError, json.JSONDecodeError, UnicodeDecodeError) as problem:
        raise ConfigurationError(f"{path.name}:文件无法读取({problem})。") from problem
    except _Wrong as wrong:
        raise ConfigurationError(f"{path.name}:{wrong}") from wrong
    return rules


def _rule(row: object, place: str) -> Rule:
    record = _mapping(row, place, RULE_KEYS)
    rule_id = _text(record, "id", place)
    place = f"{place}(“{rule_id}”)"
    extensions = _mapping(record.get("extensions"), f"{place}.extensions", ("times", "days"))
    return Rule(
        id=rule_id,
        name=_text(record, "name", place),
        when=_when(record.get("when"), f"{place}.when"),
        limits=_limits(record.get("limits"), f"{place}.limits"),
        max_extensions=_count(extensions.get("times"), f"{place}.extensions.times"),
        max_extension_days=_count(extensions.get("days"), f"{place}.extensions.days"),
        source=_text(record, "source", place),
        grade=_one_of(record.get("grade"), GRADES, f"{place}.grade"),
        status=_one_of(record.get("status"), STATUSES, f"{place}.status"),
    )


def _when(value: object, place: str) -> When:
    record = _mapping(value, place, tuple(DIMENSION_LABELS))
    choices = {
        name: frozenset(_choice(name, each, f"{place}.{name}") for each in _list(wanted, f"{place}.{name}"))
        for name, wanted in record.items()
        if name not in ("window", "rework")
    }
    if "rework" in record:
        if record["rework"] is not True:
            raise _Wrong(f"{place}.rework 只能写 true;不限重办时请删去这一项。")
        choices["rework"] = frozenset({YES})
    first, last = _window(record["window"], f"{place}.window") if "window" in record else (None, None)
    return When(choices=MappingProxyType(choices), first_day=first, last_day=last)


def _choice(dimension: str, value: object, place: str) -> str:
    if dimension == "kind":
        return _labelled(Kind, value, place)
    if dimension == "urgency":
        return _labelled(Urgency, value, place)
    if dimension == "limit_class":
        return _one_of(value, LIMIT_CLASSES, place)
    if dimension == "level":
        return _one_of(value, LEVELS, place)
    if not isinstance(value, str) or not value.strip():
        raise _Wrong(f"{place} 不能有空值。")
    return value.strip()


def _window(value: object, place: str) -> tuple[date | None, date | None]:
    record = _mapping(value, place, ("from", "to"))
    first, last = (_day(record[key], f"{place}.{key}") if key in record else None for key in ("from", "to"))
    if first is None and last is None:
        raise _Wrong(f"{place} 应写 from 或 to;不限日期时请删去这一项。")
    if first and last and first > last:
        raise _Wrong(f"{place}:起始日 {first} 晚于截止日 {last}。")
    return first, last


def _limits(value: object, place: str) -> Mapping[ClockKind, Limit | None]:
    record = _mapping(value, place, tuple(clock.value for clock in ClockKind))
    for clock in ClockKind:
        if clock.value not in record:
            raise _Wrong(f"{place} 缺少 {clock.value}({clock.label});确实没有此项时限时请写 null。")
    if record[ClockKind.HANDLE.value] is None:
        raise _Wrong(f"{place}.handle:办理时限不能为空。")
    return MappingProxyType({clock: _limit(record[clock.value], f"{place}.{clock.value}") for clock in ClockKind})


def _limit(value: object, place: str) -> Limit | None:
    if value is None:
        return None
    record = _mapping(value, place, ("amount", "unit", "start"))
    unit = _UNITS[_one_of(record.get("unit"), tuple(_UNITS), f"{place}.unit")]
    start = _STARTS[_one_of(record.get("start"), tuple(_STARTS), f"{place}.start")]
    return Limit(_amount(record.get("amount"), f"{place}.amount", in_hours=unit in IN_HOURS), unit, start)


def _amount(value: Any, place: str, *, in_hours: bool) -> float:
    longest, form = (LONGEST_HOURS, "数") if in_hours else (LONGEST_DAYS, "整数")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and 0 < value <= longest and (in_hours or value == int(value)):
        return value if in_hours else int(value)
    raise _Wrong(f"{place} 应为大于0、不超过{longest}的{form},现为“{value}”。")


def _refuse_same_id(rules: Iterable[Rule]) -> None:
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise _Wrong(f"规则编号“{rule.id}”重复。")
        seen.add(rule.id)


def _mapping(value: object, place: str, known: tuple[str, ...]) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _Wrong(f"{place} 应为对象。")
    for key in value:
        _one_of(key, known, f"{place} 的项目")
    return value


def _list(value: object, place: str) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise _Wrong(f"{place} 应为不空的列表;不限时请删去这一项。")
    return value


def _text(record: Mapping[str, Any], key: str, place: str) -> str:
    value = record.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _Wrong(f"{place} 缺少 {key}。")
    return value


def _count(value: object, place: str) -> int:
    if type(value) is not int or not 0 <= value <= LONGEST_DAYS:
        raise _Wrong(f"{place} 应为0至{LONGEST_DAYS}的整数,现为“{value}”。")
    return value


def _labelled(words: type[Labelled], value: object, place: str) -> str:
    label = _one_of(value, tuple(word.label for word in words), place)
    return next(word.value for word in words if word.label == label)


def _one_of(value: object, known: tuple[str, ...], place: str) -> str:
    if isinstance(value, str) and value in known:
        return value
    near = difflib.get_close_matches(str(value), known, n=1)
    hint = f"是否想写“{near[0]}”?" if near else ""
    raise _Wrong(f"{place}:不认识“{value}”,可用 {'、'.join(str(each) for each in known)}。{hint}")


def _day(value: object, place: str) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise _Wrong(f"{place}:“{value}”不是日期(应如 2024-07-15)。") from None
