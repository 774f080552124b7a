"""The row that every staff list shows of a ticket, and how one page of such rows is read. Writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, ScalarSelect, Select, UnaryExpression, func, select

from hotline.db import db
from hotline.domain.city import city_time
from hotline.domain.lifecycle import State
from hotline.domain.limits import Lamp
from hotline.domain.vocabulary import Channel, Kind, PartInTicket, Urgency
from hotline.domain.workdays import WorkingCalendar, moment_on
from hotline.models import Department, Proposal, Ticket
from hotline.queries.due import reasons_of
from hotline.queries.paging import Page, Paging
from hotline.queries.refusals import list_refusals, lower

MOST_COUNTED = 1000  # beyond this a list says "more than": counting on would cost more than anyone reads

Order = UnaryExpression[Any] | ColumnElement[Any]
Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True, kw_only=True)
class TicketRow:
    """One ticket as a list shows it: never a name, a phone number or an address."""

    id: int
    number: str
    version: int
    title: str
    state: State
    kind: Kind
    urgency: Urgency
    channel: Channel
    district: str
    confidential: bool
    returns: int
    round: int
    received_at: datetime
    due_at: datetime | None
    department: str | None = None
    part: PartInTicket | None = None
    taken_by: str | None = None
    at_desk: str | None = None
    due_why: str = ""
    candidate: Mapping[str, Any] | None = None


COLUMNS = (
    Ticket.id,
    Ticket.number,
    Ticket.version,
    Ticket.title,
    Ticket.state,
    Ticket.kind,
    Ticket.urgency,
    Ticket.channel,
    Ticket.district,
    Ticket.confidential,
    Ticket.returns,
    Ticket.round,
    Ticket.received_at,
    Ticket.due_at,
    Ticket.taken_by.label("at_desk"),
)
DUE_FIRST: tuple[Order, ...] = (Ticket.due_at.asc().nulls_last(), Ticket.id.asc())
NEWEST_FIRST: tuple[Order, ...] = (Ticket.id.desc(),)


@dataclass(frozen=True)
class LampEdges:
    """Where the lamps change: red before ``red``, yellow before ``green``, green from there on."""

    red: datetime | BindParameter[datetime]
    green: datetime | BindParameter[datetime]

    @classmethod
    def at(cls, moment: datetime, calendar: WorkingCalendar) -> "LampEdges":
        """Return the edges as domain.deadlines.lamp draws them at this moment."""
        in_two_days = calendar.nth_working_day_after(city_time(moment).date(), 2)
        return cls(moment, moment_on(in_two_days, time()))

    def shows(self, lamp: Lamp) -> ColumnElement[bool]:
        """Return the condition that a ticket's lamp is of this colour."""
        if lamp is Lamp.RED:
            return Ticket.due_at < self.red
        if lamp is Lamp.YELLOW:
            return Ticket.due_at.between(self.red, self.green) & (Ticket.due_at != self.green)
        return Ticket.due_at >= self.green


def page_of_rows(
    *conditions: ColumnElement[bool],
    order: Sequence[Order] = DUE_FIRST,
    paging: Paging,
    joined: Rows | None = None,
    counted: ScalarSelect[int] | None = None,
) -> Page[TicketRow]:
    """Return one page of the tickets that meet the conditions, in two queries however many there are.

    ``joined`` is a selection of ticket columns (see ``rows_query``) with joins of its own; ``counted`` a cheaper way
    to count the same tickets. A total of MOST_COUNTED means that many or more. The total comes with the rows; only
    a page beyond the last one asks for it by itself.
    """
    query = (rows_query() if joined is None else joined).where(*conditions)
    if counted is None:
        ids = query.with_only_columns(Ticket.id, maintain_column_froms=True).limit(MOST_COUNTED).subquery()
        counted = select(func.count()).select_from(ids).scalar_subquery()
    wanted = query.order_by(*order).limit(paging.size).offset((paging.number - 1) * paging.size)
    found = db.session.execute(wanted.add_columns(counted.label("total"))).all()
    rows = _explained(tuple(TicketRow(**_columns_of(row)) for row in found))
    if not found and paging.number > 1:
        return Page(rows, db.session.scalar(select(counted)) or 0, paging)
    return Page(rows, found[0].total if found else 0, paging)


def newest_rows(*conditions: ColumnElement[bool], most: int) -> tuple[TicketRow, ...]:
    """Return the newest tickets that meet the conditions, at most so many, without counting the others."""
    wanted = rows_query().where(*conditions).order_by(*NEWEST_FIRST).limit(most)
    return _explained(tuple(TicketRow(**row._mapping) for row in db.session.execute(wanted)))


def _columns_of(row: Any) -> dict[str, Any]:
    return {name: value for name, value in row._mapping.items() if name != "total"}


def _explained(rows: tuple[TicketRow, ...]) -> tuple[TicketRow, ...]:
    """Return the rows, each with the words that explain its date."""
    why = reasons_of({row.id: row.due_at for row in rows})
    return tuple(replace(row, due_why=why.get(row.id, "")) for row in rows)


def rows_query(*more: Any) -> Rows:
    """Return the selection of a row's columns, with the lead department's name and any further columns."""
    lead = Department.name.label("department")
    return select(*COLUMNS, lead, *more).outerjoin(Department, Ticket.lead_department_id == Department.id)


def with_candidates(page: Page[TicketRow]) -> Page[TicketRow]:
    """Return the page with the first candidate on every row, after the ticket's own returns, in two more queries."""
    ids = [row.id for row in page.rows]
    query = select(Proposal.ticket_id, Proposal.decision).where(Proposal.ticket_id.in_(ids)).order_by(Proposal.id)
    refusals = list_refusals(ids)
    first = {
        ticket_id: next(iter(lower(decision["candidates"], refusals.get(ticket_id, {}))), None)
        for ticket_id, decision in db.session.execute(query)
    }
    return Page(tuple(replace(row, candidate=first.get(row.id)) for row in page.rows), page.total, page.paging)
