"""Reading the table of time limits: strict, and every refusal names the place and the reason in Chinese.

Knows no ticket; whether the rules fit together is for limits.py to check.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from hotline.domain.deadlines import IN_HOURS, Limit, Start, Unit
from hotline.domain.limit_rules import DIMENSION_LABELS, TABLE_CLOCKS, YES, Rule, When
from hotline.domain.strict import (
    GRADES,
    STATUSES,
    Wrong,
    count,
    day,
    filled_list,
    labelled,
    mapping,
    one_of,
    reading,
    text_in,
)
from hotline.domain.vocabulary import ClockKind, Kind, Urgency

LIMIT_CLASSES = ("ordinary", "urgent", "complex")
LEVELS = ("市级", "区级", "街道", "企业")
LONGEST_DAYS, LONGEST_HOURS = 366, 24 * 366
_UNITS = {unit.value: unit for unit in Unit}
_STARTS = {start.value: start for start in Start}
RULE_KEYS = ("id", "name", "when", "limits", "extensions", "source", "grade", "status", "note")


def read_rules(path: Path) -> tuple[Rule, ...]:
    """Return the rules of a file in its order; raise ConfigurationError for the first thing that is wrong in it."""
    with reading(path) as document:
        rows = mapping(document, "文件", ("about", "updated_on", "rules")).get("rules")
        if not isinstance(rows, list) or not rows:
            raise Wrong("rules 应为至少有一条规则的列表。")
        rules = tuple(_rule(row, f"rules[{at}]") for at, row in enumerate(rows))
        _refuse_same_id(rules)
    return rules


def _rule(row: object, place: str) -> Rule:
    record = mapping(row, place, RULE_KEYS)
    rule_id = text_in(record, "id", place)
    place = f"{place}（“{rule_id}”）"
    extensions = mapping(record.get("extensions"), f"{place}.extensions", ("times", "days"))
    return Rule(
        id=rule_id,
        name=text_in(record, "name", place),
        when=_when(record.get("when"), f"{place}.when"),
        limits=_limits(record.get("limits"), f"{place}.limits"),
        max_extensions=count(extensions.get("times"), f"{place}.extensions.times", most=LONGEST_DAYS),
        max_extension_days=count(extensions.get("days"), f"{place}.extensions.days", most=LONGEST_DAYS),
        source=text_in(record, "source", place),
        grade=one_of(record.get("grade"), GRADES, f"{place}.grade"),
        status=one_of(record.get("status"), STATUSES, f"{place}.status"),
    )


def _when(value: object, place: str) -> When:
    record = mapping(value, place, tuple(DIMENSION_LABELS))
    choices = {
        name: frozenset(_choice(name, each, f"{place}.{name}") for each in filled_list(wanted, f"{place}.{name}"))
        for name, wanted in record.items()
        if name not in ("window", "rework")
    }
    if "rework" in record:
        if record["rework"] is not True:
            raise Wrong(f"{place}.rework 只能写 true；不限重办时请删去这一项。")
        choices["rework"] = frozenset({YES})
    first, last = _window(record["window"], f"{place}.window") if "window" in record else (None, None)
    return When(choices=MappingProxyType(choices), first_day=first, last_day=last)


def _choice(dimension: str, value: object, place: str) -> str:
    if dimension == "kind":
        return labelled(Kind, value, place)
    if dimension == "urgency":
        return labelled(Urgency, value, place)
    if dimension == "limit_class":
        return one_of(value, LIMIT_CLASSES, place)
    if dimension == "level":
        return one_of(value, LEVELS, place)
    if not isinstance(value, str) or not value.strip():
        raise Wrong(f"{place} 不能有空值。")
    return value.strip()


def _window(value: object, place: str) -> tuple[date | None, date | None]:
    record = mapping(value, place, ("from", "to"))
    first, last = (day(record[key], f"{place}.{key}") if key in record else None for key in ("from", "to"))
    if first is None and last is None:
        raise Wrong(f"{place} 应写 from 或 to；不限日期时请删去这一项。")
    if first and last and first > last:
        raise Wrong(f"{place}：起始日 {first} 晚于截止日 {last}。")
    return first, last


def _limits(value: object, place: str) -> Mapping[ClockKind, Limit | None]:
    record = mapping(value, place, tuple(clock.value for clock in TABLE_CLOCKS))
    for clock in TABLE_CLOCKS:
        if clock.value not in record:
            raise Wrong(f"{place} 缺少 {clock.value}（{clock.label}）；确实没有此项时限时请写 null。")
    if record[ClockKind.HANDLE.value] is None:
        raise Wrong(f"{place}.handle：办理时限不能为空。")
    return MappingProxyType({clock: limit_in(record[clock.value], f"{place}.{clock.value}") for clock in TABLE_CLOCKS})


def limit_in(value: object, place: str) -> Limit | None:
    """Return the limit written there, None for null."""
    if value is None:
        return None
    record = mapping(value, place, ("amount", "unit", "start"))
    unit = _UNITS[one_of(record.get("unit"), tuple(_UNITS), f"{place}.unit")]
    start = _STARTS[one_of(record.get("start"), tuple(_STARTS), f"{place}.start")]
    return Limit(_amount(record.get("amount"), f"{place}.amount", in_hours=unit in IN_HOURS), unit, start)


def _amount(value: Any, place: str, *, in_hours: bool) -> float:
    longest, form = (LONGEST_HOURS, "数") if in_hours else (LONGEST_DAYS, "整数")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and 0 < value <= longest and (in_hours or value == int(value)):
        return value if in_hours else int(value)
    raise Wrong(f"{place} 应为大于0、不超过{longest}的{form}，现为“{value}”。")


def _refuse_same_id(rules: Iterable[Rule]) -> None:
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise Wrong(f"规则编号“{rule.id}”重复。")
        seen.add(rule.id)
