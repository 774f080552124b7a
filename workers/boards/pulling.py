"""One board read to its end: page after page, each taken in together with the position behind it. Holds no rule.

At least once: a board that is asked again after a kill tells the last page again; what is known by its id stays one.
"""

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from marshmallow import ValidationError
from sqlalchemy.exc import IntegrityError

from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.boards import FIELDS, Board
from hotline.domain.contact import Contact
from hotline.domain.people import Actor, Role
from hotline.domain.text_input import TITLE_LIMIT, past_moment
from hotline.domain.vocabulary import Kind
from hotline.errors import BadInput
from hotline.flow.doors import pulling
from hotline.flow.doors.pulling import Mark, Page
from hotline.schemas.old_tickets import OldTicket
from workers.boards.reading import Told, understand
from workers.channels.http_client import NotModified, get

MOST_PAGES = 1_000
TOGETHER = 100  # messages in one transaction: the day's counter is held as long, and live calls wait for it
TRIES = 3
NEEDED = ("external_id", "text")
READER = OldTicket()
log = logging.getLogger(__name__)


@dataclass
class Tally:
    """What came of reading a board."""

    new: int = 0
    known: int = 0
    refused: int = 0


def pull(board: Board, *, going_on: Callable[[], None] = lambda: None) -> Tally:
    """Read a board from where it was read to; raises TryLater, Refused and BadInput, each with one plain sentence.

    ``going_on`` is called before each page: it may stop the reading by raising.
    """
    tally = Tally()
    for _ in range(MOST_PAGES):
        going_on()
        with unit_of_work():
            since = pulling.mark_of(board.id)
        url = _address(board, since)
        try:
            answer = get(url, _conditions(board, since), whom=f"“{board.name}”")
        except NotModified:
            break
        told = understand(board, answer.body, url=url)
        mark = Mark(position=told.position or since.position, etag=answer.etag[:200], modified=answer.modified[:80])
        _take(board, told, since=since, mark=mark, tally=tally)
        if not (board.next or board.after) or not told.rows or told.position in ("", since.position, url):
            break
    return tally


def _address(board: Board, since: Mark) -> str:
    if board.next:
        return since.position or board.url
    if board.after and since.position:
        joint = "&" if "?" in board.url else "?"
        return f"{board.url}{joint}{quote(board.after)}={quote(since.position)}"
    return board.url


def _conditions(board: Board, since: Mark) -> dict[str, str]:
    """Ask only for what is new where the whole is one document; a page with a position is always read."""
    if board.next or board.after:
        return dict(board.headers)
    asked = {"If-None-Match": since.etag, "If-Modified-Since": since.modified}
    return {**board.headers, **{name: value for name, value in asked.items() if value}}


def _take(board: Board, told: Told, *, since: Mark, mark: Mark, tally: Tally) -> None:
    """Take the rows in, some in each transaction; the mark moves with the last of them."""
    actor = Actor(role=Role.CITIZEN, name=board.name)
    for start in range(0, max(1, len(told.rows)), TOGETHER):
        contacts, refused = [], 0
        for row in told.rows[start : start + TOGETHER]:
            try:
                contacts.append(contact_of(board, row, at=now()))
            except BadInput as trouble:
                refused += 1
                log.warning("board %s: a message could not be read: %s", board.id, trouble.field or "row")
        last = start + TOGETHER >= len(told.rows)
        page = Page(contacts=tuple(contacts), refused=refused, mark=mark if last else since)
        new = _in_one_go(board, page, since=since, by=actor)
        tally.new, tally.known = tally.new + new, tally.known + len(contacts) - new
        tally.refused += refused


def _in_one_go(board: Board, page: Page, *, since: Mark, by: Actor) -> int:
    """Take a page in; a live message that brings the same id at the same moment makes us look again."""
    for last_try in (*[False] * (TRIES - 1), True):
        try:
            with unit_of_work():
                return pulling.take(board.id, page, since=since, by=by, at=now())
        except IntegrityError:
            if last_try:
                raise
    raise AssertionError("the last try returns or raises")


def contact_of(board: Board, row: Mapping[str, Any], *, at: datetime) -> Contact:
    """Return a row as a contact; what is wrong beside the text is left out, for the citizen asked all the same.

    Raises BadInput where there is no text that could be read.
    """
    cells = {name: _cell(row[name]) for name in FIELDS if row.get(name) not in (None, "")}
    if len(cells.get("title", "")) > TITLE_LIMIT:
        cells["text"] = f"{cells['title']}\n{cells.get('text', '')}".strip()
        cells["title"] = cells["title"][: TITLE_LIMIT - 1] + "…"
    values = _loaded(cells)
    name, phone, email = (values.pop(field, "") for field in ("name", "phone", "email"))
    received_at = values.pop("received_at", None)
    try:
        received_at = past_moment(received_at, now=at) if received_at else None
    except BadInput:
        received_at = None
    return Contact(
        channel=board.channel,
        kind=values.pop("kind", None) or Kind.OTHER,
        citizen_name=name,
        citizen_phone=phone,
        citizen_email=email,
        received_at=received_at,
        external_id=_known_as(board, values.pop("external_id", None) or "", values["text"]),
        **values,
    )


def _loaded(cells: dict[str, str]) -> dict[str, Any]:
    try:
        return dict(READER.load(cells))
    except ValidationError as error:
        wrong = set(error.messages) if isinstance(error.messages, dict) else set(NEEDED)
    if wrong & {"text"}:
        raise BadInput("留言没有可读的内容。", field="text")
    return dict(READER.load({name: value for name, value in cells.items() if name not in wrong}))


def _known_as(board: Board, their_id: str, text: str) -> str:
    """Return the id under which we know it: the board's and theirs; one without an id is known by its text."""
    told = their_id or hashlib.sha256(text.encode()).hexdigest()
    known = f"{board.id}:{told}"
    return known if len(known) <= 200 else f"{board.id}:{hashlib.sha256(told.encode()).hexdigest()}"


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)
