"""What Open311 shows of tickets: those handed in through it and those whose citizens agreed to be public.

No name, phone, address or description stands here; a description is shown only once it was masked, reviewed and
published. Confidential tickets are left out. Writes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, or_, select

from hotline.db import db
from hotline.domain.lifecycle import FINISHED, State
from hotline.errors import NotFound
from hotline.models import Department, JournalEntry, Message, Publication, Ticket
from hotline.queries.citizen_story import STANDINGS, UNKNOWN_UNIT

OWNER = "open311:"  # how the keys of requests begin that were handed in through Open311
MOST = 1_000
UNKNOWN_REQUEST = "没有找到这个编号的诉求。"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which requests are asked for; empty means all."""

    numbers: Sequence[str] = ()
    matters: Sequence[str] = ()
    is_open: bool | None = None
    start: datetime | None = None
    end: datetime | None = None
    most: int = MOST
    skipped: int = 0


@dataclass(frozen=True, kw_only=True)
class ServiceRequest:
    """One request as everybody may see it."""

    number: str
    state: State
    notes: str
    matter_id: str
    description: str | None
    department: str | None
    requested_at: datetime
    updated_at: datetime
    expected_at: datetime | None

    @property
    def status(self) -> str:
        """Return open or closed: the two words that Open311 knows."""
        return "closed" if self.state in FINISHED else "open"


def list_requests(wanted: Wanted) -> tuple[ServiceRequest, ...]:
    """Return at most 1,000 requests, the newest first, after those that are skipped."""
    query = _visible().where(*_conditions(wanted)).order_by(Ticket.received_at.desc(), Ticket.id.desc())
    query = query.limit(min(wanted.most, MOST)).offset(wanted.skipped)
    return tuple(_request(row) for row in db.session.execute(query))


def get_request(number: str) -> ServiceRequest:
    """Return one request by its service number; raises NotFound where there is none to be shown."""
    found = list_requests(Wanted(numbers=(number,)))
    if not found:
        raise NotFound(UNKNOWN_REQUEST)
    return found[0]


def _visible() -> Select[Any]:
    updated = select(func.max(JournalEntry.at)).where(JournalEntry.ticket_id == Ticket.id).scalar_subquery()
    through_us = exists().where(Message.ticket_id == Ticket.id, Message.request_owner.startswith(OWNER))
    columns: tuple[Any, ...] = (
        Ticket.number,
        Ticket.state,
        Ticket.matter_id,
        Publication.asked,
        Publication.answered,
        Department.name,
        Ticket.received_at,
        updated.label("updated_at"),
        Ticket.promised_at,
    )
    return (
        select(*columns)
        .outerjoin(Publication, (Publication.ticket_id == Ticket.id) & Publication.withdrawn_at.is_(None))
        .outerjoin(Department, Ticket.lead_department_id == Department.id)
        .where(Ticket.confidential.is_(False), or_(Ticket.may_publish, through_us))
    )


def _conditions(wanted: Wanted) -> list[Any]:
    if wanted.numbers:
        return [Ticket.number.in_(wanted.numbers)]  # overrides all other arguments, as the specification says
    conditions: list[Any] = [Ticket.matter_id.in_(wanted.matters)] if wanted.matters else []
    if wanted.is_open is not None:
        conditions.append(Ticket.state.not_in(FINISHED) if wanted.is_open else Ticket.state.in_(FINISHED))
    if wanted.start is not None:
        conditions.append(Ticket.received_at >= wanted.start)
    if wanted.end is not None:
        conditions.append(Ticket.received_at <= wanted.end)
    return conditions


def _request(row: Any) -> ServiceRequest:
    standing = STANDINGS[row.state]
    notes = f"{standing.label}：{standing.meaning.format(unit=row.name or UNKNOWN_UNIT)}"
    return ServiceRequest(
        number=row.number,
        state=row.state,
        notes=f"{notes}\n{row.answered}" if row.answered else notes,
        matter_id=row.matter_id,
        description=row.asked,
        department=row.name,
        requested_at=row.received_at,
        updated_at=row.updated_at or row.received_at,
        expected_at=row.promised_at,
    )
