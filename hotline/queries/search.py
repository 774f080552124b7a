"""Finding tickets: by service number, by Chinese words, by a citizen's phone, and those like a new message.

The terms asked for are made by the same function as the terms stored. Writes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select

from hotline.db import db
from hotline.domain import number
from hotline.errors import BadInput, MalformedNumber
from hotline.models import Assignment, Message, Ticket
from hotline.models.search import TICKETS, holds_all
from hotline.queries.paging import Page, Paging
from hotline.queries.rows import NEWEST_FIRST, TicketRow, newest_rows, page_of_rows
from routing import normalise, query_terms, search_terms

LONGEST_QUERY = 100
REPEAT_WINDOW = timedelta(days=90)
MOST_SIMILAR = 5
LOOKED_AT = 20  # newest tickets that share the telling words; ranked by how much else they share
LEAST_OVERLAP = 0.25  # of the shorter text's terms


def find_number(typed: str) -> str | None:
    """Return the service number that was typed; None where it is none; raises WrongCheckDigit for a mistyped one."""
    try:
        return str(number.parse(typed))
    except MalformedNumber:
        return None


def page_of_found(typed: str, paging: Paging, *, department: str = "") -> Page[TicketRow]:
    """Return the tickets that hold everything that was typed, the newest first; within a department where named."""
    terms = query_terms(typed[:LONGEST_QUERY])
    if not terms:
        raise BadInput("请输入要查找的文字或服务编号。", field="q")
    narrowed = [_taken_part_in(department)] if department else []
    return page_of_rows(_holds(terms), *narrowed, order=NEWEST_FIRST, paging=paging)


def page_by_phone(phone: str, paging: Paging) -> Page[TicketRow]:
    """Return the tickets of the citizen with this phone number, the newest first."""
    return page_of_rows(_of_citizen(phone), order=NEWEST_FIRST, paging=paging)


def first_texts(ids: Iterable[int]) -> dict[int, str]:
    """Return the first message's text of each of these tickets, for the excerpts of a list."""
    query = select(Message.ticket_id, Message.text).where(Message.ticket_id.in_(list(ids))).order_by(Message.id.desc())
    return {ticket_id: text for ticket_id, text in db.session.execute(query)}  # noqa: C416 — rows are not pairs


@dataclass(frozen=True, kw_only=True)
class NewMessage:
    """What is known of a message while it is being written down."""

    text: str
    title: str = ""
    phone: str = ""
    telling: Sequence[str] = ()  # the words that decided where it goes
    places: Sequence[str] = ()


@dataclass(frozen=True)
class Repeat:
    """An earlier ticket that may be the same matter, and why it may be."""

    row: TicketRow
    why: str


def list_similar(message: NewMessage, *, at: datetime) -> tuple[Repeat, ...]:
    """Return at most five recent tickets that may be the same matter: the caller's own first, then alike ones."""
    found: dict[int, Repeat] = {}
    recent = Ticket.received_at >= at - REPEAT_WINDOW
    if message.phone:
        for row in newest_rows(_of_citizen(message.phone), most=MOST_SIMILAR):
            found[row.id] = Repeat(row, "同一来电号码")
    alike = [row for row in _sharing_words(message, recent) if row.id not in found]
    ranked = _ranked(message, alike)
    return (*found.values(), *ranked)[:MOST_SIMILAR]


def _sharing_words(message: NewMessage, recent: ColumnElement[bool]) -> Sequence[TicketRow]:
    """Ask for a telling word at the same place, then for a telling word anywhere: few rows, however many tickets."""
    words = [word for word in dict.fromkeys(message.telling) if len(word) > 1][:2]
    here = [(word, place) for word in words for place in message.places[:2]]
    for pairs in (here, [(word, "") for word in words]):
        found: dict[int, TicketRow] = {}
        for terms in (query_terms(f"{word} {place}") for word, place in pairs):
            found.update((row.id, row) for row in newest_rows(recent, _holds(terms), most=LOOKED_AT))
        if found:
            return tuple(found.values())
    return ()


def _ranked(message: NewMessage, rows: Sequence[TicketRow]) -> list[Repeat]:
    mine = set(search_terms(f"{message.title}\n{message.text}"))
    texts = first_texts(row.id for row in rows)
    shares = []
    for row in rows:
        theirs = set(search_terms(f"{row.title}\n{texts.get(row.id, '')}"))
        share = len(mine & theirs) / max(1, min(len(mine), len(theirs)))
        shares.append((share, row))
    shares.sort(key=lambda pair: (-pair[0], -pair[1].id))
    return [Repeat(row, "内容相近") for share, row in shares if share >= LEAST_OVERLAP]


def words_to_mark(typed: str) -> tuple[str, ...]:
    """Return the words of a search as they should be marked in what was found, the longest first."""
    return tuple(sorted(set(normalise(typed).split()), key=len, reverse=True))


def _holds(terms: Sequence[str]) -> ColumnElement[bool]:
    return holds_all(db.session(), TICKETS, terms, column="ticket.id")


def _of_citizen(phone: str) -> ColumnElement[bool]:
    return Ticket.id.in_(select(Message.ticket_id).where(Message.citizen_phone == phone))


def _taken_part_in(department: str) -> ColumnElement[bool]:
    mine = select(Assignment.ticket_id).where(Assignment.department_id == department, Assignment.ended_at.is_(None))
    return Ticket.id.in_(mine)
