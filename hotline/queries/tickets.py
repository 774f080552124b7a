"""Questions about one ticket, asked by someone who may or may not see it. Writes nothing."""

from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.base import ExecutableOption

from hotline.db import db
from hotline.domain import number as service_number
from hotline.domain.people import Actor, Role
from hotline.errors import StaleForm, UnknownNumber
from hotline.models import Answer, Assignment, Deadline, Dispute, Message, Petition, Proposal, Rating, Remark, Ticket

Row = TypeVar("Row", Answer, Assignment, Deadline, Dispute, Message, Petition, Proposal, Rating, Remark)


@dataclass(frozen=True, kw_only=True)
class File:
    """Everything a staff page shows of one ticket, read in a fixed number of queries."""

    ticket: Ticket
    messages: tuple[Message, ...]
    assignments: tuple[Assignment, ...]
    deadlines: tuple[Deadline, ...]
    petitions: tuple[Petition, ...]
    disputes: tuple[Dispute, ...]
    answers: tuple[Answer, ...]
    remarks: tuple[Remark, ...]
    ratings: tuple[Rating, ...]
    proposal: Proposal | None
    confidential_homes: frozenset[int]


def get_ticket(number: str) -> Ticket:
    """Return the ticket with this service number; raises MalformedNumber, WrongCheckDigit or UnknownNumber."""
    wanted = str(service_number.parse(number))
    ticket = db.session.scalars(select(Ticket).filter_by(number=wanted)).one_or_none()
    if ticket is None:
        raise UnknownNumber()
    return ticket


def get_ticket_for(number: str, person: Actor, *, seen: int | None = None) -> Ticket:
    """Return the ticket where this person may see it; for a department only its own, else UnknownNumber.

    ``seen`` is the version that the person's form was made from: raises StaleForm where the ticket moved on since.
    """
    ticket = get_ticket(number)
    if person.role is Role.DEPARTMENT and not _takes_part(ticket, person):
        raise UnknownNumber()
    if seen is not None and seen != ticket.version:
        raise StaleForm()
    return ticket


def leading_of(ticket: Ticket) -> Ticket:
    """Return the ticket that lives for this one: itself, or the one at the end of its merges."""
    while ticket.merged_into_id is not None:
        ticket = db.session.get_one(Ticket, ticket.merged_into_id)
    return ticket


def get_file(number: str, person: Actor) -> File:
    """Return the whole file of a ticket for a staff page."""
    ticket = get_ticket_for(number, person)

    def rows(model: type[Row], *options: ExecutableOption) -> tuple[Row, ...]:
        query = select(model).filter_by(ticket_id=ticket.id).options(*options).order_by(model.id)
        return tuple(db.session.scalars(query))

    proposals, messages = rows(Proposal), rows(Message)
    return File(
        ticket=ticket,
        messages=messages,
        assignments=rows(Assignment, joinedload(Assignment.department)),
        deadlines=rows(Deadline),
        petitions=rows(Petition, joinedload(Petition.department)),
        disputes=rows(Dispute, joinedload(Dispute.lead)),
        answers=rows(Answer),
        remarks=_remarks_of(ticket, messages),
        ratings=rows(Rating),
        proposal=proposals[-1] if proposals else None,
        confidential_homes=_confidential_homes(ticket, messages),
    )


def _remarks_of(ticket: Ticket, messages: tuple[Message, ...]) -> tuple[Remark, ...]:
    """Return what was said about the ticket, and what its citizens said wherever their message stood then."""
    theirs = Remark.message_id.in_([each.id for each in messages])
    return tuple(
        db.session.scalars(select(Remark).where(or_(Remark.ticket_id == ticket.id, theirs)).order_by(Remark.id))
    )


def _confidential_homes(ticket: Ticket, messages: tuple[Message, ...]) -> frozenset[int]:
    """Return under which of their first tickets the citizens asked for confidence; a merge takes nothing of it away."""
    own = {ticket.id} if ticket.confidential else set()
    homes = [each.home_ticket_id for each in messages if each.home_ticket_id]
    if not homes:
        return frozenset(own)
    asked = select(Ticket.id).where(Ticket.id.in_(homes), Ticket.confidential.is_(True))
    return frozenset(own | set(db.session.scalars(asked)))


def _takes_part(ticket: Ticket, person: Actor) -> bool:
    mine = select(Assignment.id).filter_by(ticket_id=ticket.id, department_id=person.department_id, ended_at=None)
    return db.session.scalar(mine.limit(1)) is not None
