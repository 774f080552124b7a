"""A board's answer as rows: JSON by paths, CSV by headings, RSS and Atom by their standard. Knows no network."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import feedparser

from hotline.domain.boards import Board, Shape
from hotline.errors import BadInput
from hotline.schemas.old_tickets import COLUMNS
from workers.boards.markup import plain

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Told:
    """The rows of one answer, under our own names; the position behind them, "" where the board tells none."""

    rows: tuple[Row, ...]
    position: str = ""


def understand(board: Board, body: bytes, *, url: str) -> Told:
    """Return what an answer from ``url`` tells; raises BadInput where it is not in the board's shape."""
    return _READERS[board.shape](board, body, url)


def _json(board: Board, body: bytes, url: str) -> Told:
    try:
        answer = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise BadInput(f"“{board.name}”的回答不是有效的 JSON。") from None
    items = _at(answer, board.items)
    if not isinstance(items, list) or not all(isinstance(each, dict) for each in items):
        raise BadInput(f"“{board.name}”的回答里没有留言列表。")
    rows = tuple(_named(board, each) for each in items)
    return Told(rows=rows, position=_position(board, answer, rows, url))


def _position(board: Board, answer: Any, rows: tuple[Row, ...], url: str) -> str:
    if board.next:
        following = _at(answer, board.next)
        return urljoin(url, str(following)) if following else url
    if board.after and board.position:
        return str(_at(answer, board.position) or "")
    return str(rows[-1].get("external_id") or "") if board.after and rows else ""


def _csv(board: Board, body: bytes, _url: str) -> Told:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        lines = csv.DictReader(io.StringIO(text.replace("\0", ""), newline=""))
        return Told(rows=tuple(_named(board, each) for each in lines if any(each.values())))
    raise BadInput(f"“{board.name}”的回答既不是 UTF-8 也不是 GB 18030 编码的文本。")


def _feed(board: Board, body: bytes, url: str) -> Told:
    found = feedparser.parse(io.BytesIO(body), response_headers={"content-location": url})
    if not found.version:
        raise BadInput(f"“{board.name}”的回答不是 RSS 或 Atom。")
    return Told(rows=tuple(_named(board, dict(_entry(each))) for each in found.entries))


def _entry(entry: Any) -> Iterator[tuple[str, Any]]:
    """Yield what a feed says of one entry; markup is taken out, for a message is what a person wrote."""
    told = entry.get("content") or ()
    yield "external_id", entry.get("id") or entry.get("link")
    yield "title", plain(entry.get("title", ""))
    yield (
        "text",
        plain(told[0].get("value", "") if told else entry.get("summary", "")) or plain(entry.get("title", "")),
    )
    yield "name", entry.get("author", "")
    when = entry.get("published_parsed") or entry.get("updated_parsed")
    if when:
        year, month, day, hour, minute, second = when[:6]
        yield "received_at", datetime(year, month, day, hour, minute, second, tzinfo=UTC).isoformat()
    yield from ((key, value) for key, value in entry.items() if isinstance(value, str) and key not in _STANDARD)


def _named(board: Board, item: Mapping[str, Any]) -> Row:
    """Return an item under our names: those the board's fields name, else what has one of our headings."""
    row = {COLUMNS[key]: value for key, value in item.items() if isinstance(key, str) and key in COLUMNS}
    return row | {ours: _at(item, theirs) for ours, theirs in board.fields.items()}


def _at(told: Any, path: str) -> Any:
    """Return what stands at a path with dots, None where nothing does; the whole for an empty path."""
    for name in path.split(".") if path else ():
        told = told.get(name) if isinstance(told, Mapping) else None
    return told


_STANDARD = frozenset(("id", "title", "summary", "author", "link"))
_READERS: Mapping[Shape, Callable[[Board, bytes, str], Told]] = {
    Shape.JSON: _json,
    Shape.CSV: _csv,
    Shape.FEED: _feed,
}
