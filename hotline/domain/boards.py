"""Message boards (城市留言板) that are read by us because they do not hand in by themselves: where, and in which shape.

A wrong file is refused as a whole, with the place and the reason. Knows no message and no network.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

from hotline.domain.vocabulary import Channel
from hotline.errors import ConfigurationError, reason_of

FILE_NAME = "message_boards.json"
FIELDS = frozenset(
    (
        *("external_id", "title", "text", "name", "phone", "email", "occurred", "place", "district", "kind"),
        *("received_at", "confidential", "may_publish"),
    )
)
USUAL_RHYTHM, LONGEST_RHYTHM = 10, 1_440  # minutes; 0 is read by hand only
_ID = re.compile(r"[a-z0-9-]{1,40}")
_TOLD = frozenset(("about", "source", "status", "boards", "mailboxes"))
_PATHS = ("items", "next", "after", "position")
_KNOWN = frozenset(("id", "name", "shape", "url", "channel", "fields", "headers", "every", *_PATHS))


class Entry(Protocol):
    """What every source that is read by us has."""

    @property
    def id(self) -> str:
        """Return the name by which its position is kept."""


_Entry = TypeVar("_Entry", bound=Entry)
_Word = TypeVar("_Word", bound=StrEnum)


class Shape(StrEnum):
    """In which shape a board tells its messages."""

    JSON = "json"
    CSV = "csv"
    FEED = "feed"  # RSS or Atom


@dataclass(frozen=True, kw_only=True)
class Board:
    """One board. ``fields`` says under which name, or path with dots, the board tells each of ours.

    Of JSON: ``items`` is the path to the list, ``next`` the path to the address of the next page, ``after`` the name of
    the parameter that asks for what came later than ``position`` (a path in the answer; else the id of the last item).
    """

    id: str
    name: str
    shape: Shape
    url: str
    channel: Channel = Channel.MESSAGE_BOARD
    fields: Mapping[str, str] = field(default_factory=dict)
    items: str = ""
    next: str = ""
    after: str = ""
    position: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    every: int = USUAL_RHYTHM  # minutes


def load_boards(path: Path | None = None) -> tuple[Board, ...]:
    """Return the boards of a file, else of the packaged one; raises ConfigurationError for the first thing wrong."""
    return read_entries(path, "boards", _board)


def read_entries(path: Path | None, kind: str, read: Callable[[Mapping[str, Any]], _Entry]) -> tuple[_Entry, ...]:
    """Return what the file names under this kind, each read by ``read``; raises ConfigurationError."""
    source = path or Path(str(files("data") / FILE_NAME))
    try:
        told = json.loads(source.read_text(encoding="utf-8"))
        if unknown := set(told) - _TOLD:
            raise ValueError(f"不认识的项目：{'、'.join(sorted(unknown))}")
        entries = tuple(read(row) for row in told.get(kind, ()))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as problem:
        raise ConfigurationError(f"{source.name}：留言板或邮箱的配置无法读取：{reason_of(problem)}。") from problem
    except KeyError as missing:
        raise ConfigurationError(f"{source.name}：留言板或邮箱的配置无法读取（缺少 {missing.args[0]}）。") from missing
    except (TypeError, AttributeError) as problem:
        raise ConfigurationError(f"{source.name}：留言板或邮箱的配置无法读取（应为对象和列表）。") from problem
    except ValueError as problem:
        raise ConfigurationError(f"{source.name}：留言板或邮箱的配置无法读取（{problem}）。") from problem
    refuse_twice([each.id for each in entries], source.name)
    return entries


def refuse_twice(ids: Sequence[str], file_name: str = FILE_NAME) -> None:
    """Raise ConfigurationError where two sources have one id."""
    twice = {each for each in ids if ids.count(each) > 1}
    if twice:
        raise ConfigurationError(f"{file_name}：编号重复：{'、'.join(sorted(twice))}。")


def refuse_unknown(row: Mapping[str, Any], known: frozenset[str]) -> None:
    """Raise ValueError where an entry has a name that nobody knows, or an id that cannot be one."""
    unknown = set(row) - known
    if unknown:
        raise ValueError(f"不认识的项目：{'、'.join(sorted(unknown))}")
    if not _ID.fullmatch(str(row["id"])):
        raise ValueError("id 应由小写字母、数字和连字符组成，最多40个")


def word_in(row: Mapping[str, Any], name: str, kind: type[_Word], *, usual: _Word | None = None) -> _Word:
    """Return which of a few words an entry says; raises ValueError with those that can be meant."""
    told = row[name] if usual is None else row.get(name, usual.value)
    for each in kind:
        if each.value == told:
            return each
    raise ValueError(f"{row['id']} 的 {name} 为“{told}”，应为以下之一：{'、'.join(each.value for each in kind)}")


def rhythm_of(row: Mapping[str, Any]) -> int:
    """Return every how many minutes an entry is read; raises ValueError for what is none."""
    every = row.get("every", USUAL_RHYTHM)
    if not isinstance(every, int) or isinstance(every, bool) or not 0 <= every <= LONGEST_RHYTHM:
        raise ValueError(f"{row['id']} 的 every 应为0至{LONGEST_RHYTHM}的整数（分钟；0表示不定时读取）")
    return every


def _board(row: Mapping[str, Any]) -> Board:
    refuse_unknown(row, _KNOWN)
    if urlsplit(str(row["url"])).scheme not in ("http", "https"):
        raise ValueError(f"{row['id']} 的 url 应以 http:// 或 https:// 开头")
    fields = _words(row, "fields")
    if not fields.keys() <= FIELDS:
        raise ValueError(f"{row['id']} 的 fields 不认识：{'、'.join(sorted(fields.keys() - FIELDS))}")
    return Board(
        id=str(row["id"]),
        name=str(row["name"]),
        shape=word_in(row, "shape", Shape),
        url=str(row["url"]),
        channel=word_in(row, "channel", Channel, usual=Channel.MESSAGE_BOARD),
        fields=fields,
        headers=_words(row, "headers"),
        every=rhythm_of(row),
        **{name: str(row.get(name, "")) for name in _PATHS},
    )


def _words(row: Mapping[str, Any], name: str) -> dict[str, str]:
    found = row.get(name, {})
    if not isinstance(found, dict):
        raise ValueError(f"{name} 应为一个对象")
    return {str(key): str(value) for key, value in found.items()}
