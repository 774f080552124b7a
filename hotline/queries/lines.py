"""Where a ticket was handed over to, what its centre may know of it and what it said since. Writes nothing."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from hotline.db import db
from hotline.domain.lifecycle import State
from hotline.domain.lines import Standing
from hotline.domain.vocabulary import Kind, PartInTicket, RemarkKind, Urgency
from hotline.models import Assignment, Handover, HandoverReport, Message, Remark, Source, Ticket

Handed = tuple[Ticket, Handover]
GONE = (State.MERGED, State.VOIDED)


@dataclass(frozen=True)
class ReportRow:
    """One report of a centre, as staff read it."""

    at: datetime
    standing: str
    text: str
    their_number: str
    by: str
    late: bool


@dataclass(frozen=True, kw_only=True)
class HandoverRow:
    """A handover as a ticket's file shows it; ``told_by_system`` where the centre has a system of its own."""

    line: str
    standing: str
    their_number: str
    handed_at: datetime
    is_there: bool
    told_by_system: str
    reports: tuple[ReportRow, ...]


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who asked."""

    name: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class HandedMessage:
    """One contact word for word; no ``citizen`` where the city may not tell who it was (保密)."""

    received_at: datetime
    text: str
    occurred: str
    place: str
    citizen: Caller | None


@dataclass(frozen=True, kw_only=True)
class Supplement:
    """What a citizen added later."""

    at: datetime
    text: str


@dataclass(frozen=True, kw_only=True)
class HandedRecord:
    """The record of a call as the centre that handles it may know it."""

    line_id: str
    handed_at: datetime
    their_number: str
    standing: Standing
    service_number: str
    status: State
    kind: Kind
    urgency: Urgency
    title: str
    district: str
    place: str
    confidential: bool
    promised_at: datetime | None
    messages: tuple[HandedMessage, ...]
    supplements: tuple[Supplement, ...]


def find_handover(ticket: Ticket) -> HandoverRow | None:
    """Return where the ticket was handed to and what was reported since, the newest first, if anywhere."""
    found = db.session.scalars(select(Handover).filter_by(ticket_id=ticket.id)).one_or_none()
    if found is None:
        return None
    query = select(HandoverReport).filter_by(handover_id=found.id, line_id=found.line_id)
    systems = db.session.scalars(select(Source.name).filter_by(line_id=found.line_id).order_by(Source.name))
    return HandoverRow(
        line=found.line_name,
        standing=Standing(found.standing).label,
        their_number=found.their_number,
        handed_at=found.handed_at,
        is_there=is_with_centre(ticket, found),
        told_by_system="、".join(systems),
        reports=tuple(
            ReportRow(row.at, Standing(row.standing).label, row.text, row.their_number, row.by_name, row.late)
            for row in db.session.scalars(query.order_by(HandoverReport.id.desc()))
        ),
    )


def find_handed(number: str, line_id: str, *, lock: bool = False) -> Handed | None:
    """Return the ticket of this number and its handover, if this line's centre was the last it was handed to.

    ``lock`` keeps everybody else from the ticket until the transaction ends.
    """
    query = select(Ticket.id).join(Handover, Handover.ticket_id == Ticket.id)
    ticket_id = db.session.scalar(query.where(Ticket.number == number, Handover.line_id == line_id))
    if ticket_id is None or not line_id:
        return None
    ticket = db.session.get_one(Ticket, ticket_id, with_for_update=lock or None, populate_existing=lock)
    return ticket, db.session.scalars(select(Handover).filter_by(ticket_id=ticket_id)).one()


def count_reports(ticket_id: int) -> int:
    """Return how many reports on this ticket are kept."""
    query = select(func.count()).select_from(HandoverReport).join(Handover, HandoverReport.handover_id == Handover.id)
    return db.session.scalar(query.where(Handover.ticket_id == ticket_id)) or 0


def is_with_centre(ticket: Ticket, handover: Handover) -> bool:
    """Tell whether the dispatch that came with the handover still stands: else the centre has nothing to do with it."""
    query = select(Assignment.id).where(
        Assignment.ticket_id == ticket.id,
        Assignment.part == PartInTicket.LEAD,
        Assignment.ended_at.is_(None),
        Assignment.since == handover.handed_at,
    )
    return ticket.state not in GONE and db.session.scalar(query) is not None


def record_for_centre(ticket: Ticket, handover: Handover) -> HandedRecord | None:
    """Return the call as its centre may know it; None once the centre has nothing to do with it any more."""
    if not is_with_centre(ticket, handover):
        return None
    added = select(Remark.at, Remark.text).where(Remark.ticket_id == ticket.id, Remark.kind == RemarkKind.SUPPLEMENT)
    return HandedRecord(
        line_id=handover.line_id,
        handed_at=handover.handed_at,
        their_number=handover.their_number,
        standing=Standing(handover.standing),
        service_number=ticket.number,
        status=ticket.state,
        kind=ticket.kind,
        urgency=ticket.urgency,
        title=ticket.title,
        district=ticket.district,
        place=ticket.place,
        confidential=ticket.confidential,
        promised_at=ticket.promised_at,
        messages=_messages(ticket),
        supplements=tuple(Supplement(at=at, text=text) for at, text in db.session.execute(added.order_by(Remark.id))),
    )


def _messages(ticket: Ticket) -> tuple[HandedMessage, ...]:
    """Return what was said; who said it in confidence, here or before their ticket was merged into this, is not."""
    home = aliased(Ticket)
    query = select(Message, home.confidential).outerjoin(home, Message.home_ticket_id == home.id)
    rows = db.session.execute(query.where(Message.ticket_id == ticket.id).order_by(Message.id))
    return tuple(
        HandedMessage(
            received_at=message.received_at,
            text=message.text,
            occurred=message.occurred,
            place=message.place,
            citizen=None
            if ticket.confidential or in_confidence
            else Caller(name=message.citizen_name, phone=message.citizen_phone),
        )
        for message, in_confidence in rows
    )
