"""Who has a part in a ticket now, and how all are released. Starts nothing; knows nothing of HTTP."""

from datetime import datetime

from sqlalchemy import select

from hotline.db import db
from hotline.domain.vocabulary import PartInTicket
from hotline.models import Assignment, Ticket


def end_assignments(ticket: Ticket, *, at: datetime) -> None:
    """Release every department from the ticket; their parts stay readable as history."""
    for assignment in current_assignments(ticket):
        assignment.ended_at = at
    ticket.lead_department_id = None


def current_assignments(ticket: Ticket) -> list[Assignment]:
    """Return the parts that are in force, the lead first."""
    query = select(Assignment).where(Assignment.ticket_id == ticket.id, Assignment.ended_at.is_(None))
    parts = db.session.scalars(query.order_by(Assignment.id))
    return sorted(parts, key=lambda each: each.part is PartInTicket.HELPER)
