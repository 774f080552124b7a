"""Reading a city's configuration files strictly: every refusal names the place and the reason, in Chinese.

Whoever reads a file opens it by ``reading``; the small readers below raise Wrong with the place they are told.
Knows no file's meaning.
"""

import difflib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol, TypeVar

from hotline.domain.vocabulary import Labelled
from hotline.errors import ConfigurationError, reason_of

STATUSES = ("to be confirmed", "confirmed")
GRADES = ("A", "B", "C", "D", "BG", "INF", "city")


class Wrong(Exception):
    """Something in the file is wrong; the text names the place."""


@contextmanager
def reading(path: Path) -> Iterator[object]:
    """Give the file's JSON; whatever is wrong in it or said to be wrong becomes a ConfigurationError with its name."""
    try:
        yield json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise ConfigurationError(f"{path.name}：文件无法读取：{reason_of(problem)}。") from problem
    except (Wrong, ConfigurationError) as wrong:
        raise ConfigurationError(f"{path.name}：{wrong}") from wrong


def mapping(value: object, place: str, known: tuple[str, ...]) -> Mapping[str, Any]:
    """Return an object that has no other keys than these."""
    if not isinstance(value, dict):
        raise Wrong(f"{place} 应为对象。")
    for key in value:
        one_of(key, known, f"{place} 的项目")
    return value


def filled_list(value: object, place: str) -> list[Any]:
    """Return a list that is not empty."""
    if not isinstance(value, list) or not value:
        raise Wrong(f"{place} 应为不空的列表；不限时请删去这一项。")
    return value


def text_in(record: Mapping[str, Any], key: str, place: str) -> str:
    """Return a text that says something."""
    value = record.get(key)
    if not isinstance(value, str) or not value.strip():
        raise Wrong(f"{place} 缺少 {key}。")
    return value


class Dated(Protocol):
    """A version of the city's rules, in force from its first day."""

    @property
    def version(self) -> str:
        """Return its name."""

    @property
    def first_day(self) -> date:
        """Return the day from which it is in force."""


Version = TypeVar("Version", bound=Dated)


def dated_versions(document: object, read: Callable[[object, str], Version]) -> tuple[Version, ...]:
    """Return the file's versions, the oldest first; no two begin on one day or have one name."""
    record = mapping(document, "文件", ("about", "updated_on", "versions"))
    rows = filled_list(record.get("versions"), "versions")
    versions = tuple(read(row, f"versions[{at}]") for at, row in enumerate(rows))
    for older, newer in pairwise(versions):
        if newer.first_day <= older.first_day:
            raise Wrong(f"versions：“{newer.version}”的生效日 {newer.first_day} 应晚于前一版的 {older.first_day}。")
    if len({each.version for each in versions}) != len(versions):
        raise Wrong("versions 的 version 不能重复。")
    return versions


def count(value: object, place: str, *, most: int) -> int:
    """Return a whole number from 0 to ``most``."""
    if type(value) is not int or not 0 <= value <= most:
        raise Wrong(f"{place} 应为0至{most}的整数，现为“{value}”。")
    return value


def flag(value: object, place: str) -> bool:
    """Return true or false, which must be written out."""
    if not isinstance(value, bool):
        raise Wrong(f"{place} 应写 true 或 false，现为“{value}”。")
    return value


def labelled(words: type[Labelled], value: object, place: str) -> str:
    """Return the stored word of a label."""
    label = one_of(value, tuple(word.label for word in words), place)
    return next(word.value for word in words if word.label == label)


def one_of(value: object, known: tuple[str, ...], place: str) -> str:
    """Return a word that is one of these; the refusal names the nearest."""
    if isinstance(value, str) and value in known:
        return value
    near = difflib.get_close_matches(str(value), known, n=1)
    hint = f"是否想写“{near[0]}”？" if near else ""
    raise Wrong(f"{place}：不认识“{value}”，可用 {'、'.join(str(each) for each in known)}。{hint}")


def day(value: object, place: str) -> date:
    """Return a day written as 2024-07-15."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise Wrong(f"{place}：“{value}”不是日期（应如 2024-07-15）。") from None
