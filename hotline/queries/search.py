"""Finding tickets: by service number, by Chinese words, by a citizen's phone.

The terms asked for are made by the same function as the terms stored. Writes nothing.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, select

from hotline.db import db
from hotline.domain import number
from hotline.errors import BadInput, MalformedNumber
from hotline.models import Assignment, Message, Ticket
from hotline.models.search import TICKETS, count_holding_all, holds_all
from hotline.queries.paging import Page, Paging
from hotline.queries.rows import MOST_COUNTED, NEWEST_FIRST, TicketRow, page_of_rows
from routing import normalise, query_terms

LONGEST_QUERY = 100


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
    if department:
        return page_of_rows(_holds(terms), _taken_part_in(department), order=NEWEST_FIRST, paging=paging)
    total = count_holding_all(db.session(), TICKETS, terms, most=MOST_COUNTED)
    return page_of_rows(_holds(terms), order=NEWEST_FIRST, paging=paging, counted=total)


def page_by_phone(phone: str, paging: Paging) -> Page[TicketRow]:
    """Return the tickets of the citizen with this phone number, the newest first."""
    return page_of_rows(_of_citizen(phone), order=NEWEST_FIRST, paging=paging)


def first_texts(ids: Iterable[int]) -> dict[int, str]:
    """Return the first message's text of each of these tickets, for the excerpts of a list."""
    query = select(Message.ticket_id, Message.text).where(Message.ticket_id.in_(list(ids))).order_by(Message.id.desc())
    return {ticket_id: text for ticket_id, text in db.session.execute(query)}  # noqa: C416 — rows are not pairs


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
