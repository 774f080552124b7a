"""The city's dated rules on repeats: from which probability they are proposed, and which are merged without a person.

A wrong file is refused as a whole, with the place and the reason. Knows no message and no ticket.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from hotline.domain.city import city_time
from hotline.errors import ConfigurationError

FILE_NAME = "repeat_rules.json"
SENDERS = ("phone", "email")


@dataclass(frozen=True, kw_only=True)
class MergeRule:
    """What is merged without a person: the same sender, words this much alike, within so many days."""

    id: str
    name: str
    same: tuple[str, ...]
    words_alike: float
    within_days: int


@dataclass(frozen=True, kw_only=True)
class RepeatRules:
    """One version of the rules, in force from a day on."""

    id: str
    first_day: date
    propose_from: float
    window_days: int
    most: int
    merge_by_rule: tuple[MergeRule, ...]


def load_repeat_rules(path: Path | None = None) -> tuple[RepeatRules, ...]:
    """Return every version, the oldest first; raises ConfigurationError for the first thing that is wrong."""
    source = path or Path(str(files("data") / FILE_NAME))
    try:
        document = json.loads(source.read_text(encoding="utf-8"))
        versions = tuple(sorted((_version(row) for row in document["versions"]), key=lambda each: each.first_day))
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise ConfigurationError(f"{source.name}：重复件规则无法读取（{problem!r}）。") from problem
    if not versions:
        raise ConfigurationError(f"{source.name}：versions 至少要有一个版本。")
    return versions


def in_force(versions: tuple[RepeatRules, ...], at: datetime) -> RepeatRules:
    """Return the version of that day; before the first one, the first."""
    day = city_time(at).date()
    return next((each for each in reversed(versions) if each.first_day <= day), versions[0])


def _version(row: Mapping[str, Any]) -> RepeatRules:
    return RepeatRules(
        id=str(row["id"]),
        first_day=date.fromisoformat(row["from"]),
        propose_from=_share(row["propose_from"], "propose_from"),
        window_days=_count(row["window_days"], "window_days"),
        most=_count(row["most"], "most"),
        merge_by_rule=tuple(_merge_rule(each) for each in row["merge_by_rule"]),
    )


def _merge_rule(row: Mapping[str, Any]) -> MergeRule:
    same = tuple(row["same"])
    if not same or any(each not in SENDERS for each in same):
        raise ValueError(f"same 应为 {'、'.join(SENDERS)} 中的一项或几项")
    return MergeRule(
        id=str(row["id"]),
        name=str(row["name"]),
        same=same,
        words_alike=_share(row["words_alike"], "words_alike"),
        within_days=_count(row["within_days"], "within_days"),
    )


def _share(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
        raise ValueError(f"{name} 应大于0、不超过1")
    return float(value)


def _count(value: Any, name: str) -> int:
    if type(value) is not int or not 1 <= value <= 3_660:
        raise ValueError(f"{name} 应为1至3660的整数")
    return value
