"""Questions that an operator asks while somebody is on the line. Writes nothing."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from hotline.db import db
from hotline.domain.lifecycle import Action, State
from hotline.errors import UnknownNumber
from hotline.models import Department, JournalEntry, Message, Proposal, Ticket
from hotline.queries.due import why_promised


@dataclass(frozen=True)
class Receipt:
    """What is read aloud at the end of a call: number, query code, where the matter goes and until when."""

    number: str
    query_code: str
    state: State
    title: str
    department: str | None
    promised_at: datetime | None
    received_at: datetime
    promised_why: str = ""


def get_receipt(number: str, *, staff_id: int) -> Receipt:
    """Return the receipt of a contact that this person took in; raises UnknownNumber for anybody else's."""
    home = aliased(Ticket)
    mine = select(JournalEntry.ticket_id).where(
        JournalEntry.what == Action.RECEIVE.value,
        JournalEntry.by_staff_id == staff_id,
        JournalEntry.ticket_id == home.id,
    )
    query = (
        select(home.number, Message.query_code, home.state, home.title, Department.name, home.promised_at)
        .add_columns(home.received_at, home.id)
        .join(Message, or_(Message.home_ticket_id == home.id, Message.ticket_id == home.id))
        .outerjoin(Department, home.lead_department_id == Department.id)
        .where(home.number == number, mine.exists())
        .order_by(Message.id)
    )
    row = db.session.execute(query).first()
    if row is None:
        raise UnknownNumber()
    receipt = Receipt(*tuple(row)[:-1])
    return replace(receipt, promised_why=why_promised(row.id, row.promised_at)) if row.promised_at else receipt


def find_matter(number: str, department_id: str) -> str:
    """Return the matter under which the study proposed this department for a ticket; "" where it did not."""
    query = select(Proposal.decision).join(Ticket, Proposal.ticket_id == Ticket.id).where(Ticket.number == number)
    decision = db.session.scalars(query.order_by(Proposal.id.desc())).first()
    candidates = decision["candidates"] if decision else ()
    return next((each.get("matter_id") or "" for each in candidates if each["department_id"] == department_id), "")


def find_leading(ticket_id: int) -> str | None:
    """Return the number of the ticket that leads a merged one; None where it is not merged."""
    leading = aliased(Ticket)
    query = select(leading.number).join(Ticket, Ticket.merged_into_id == leading.id).where(Ticket.id == ticket_id)
    return db.session.scalar(query)


def list_merged(ticket_id: int) -> tuple[str, ...]:
    """Return the numbers of the tickets that were merged into this one."""
    return tuple(db.session.scalars(select(Ticket.number).filter_by(merged_into_id=ticket_id).order_by(Ticket.id)))
