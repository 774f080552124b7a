"""What the clock has said about a ticket. Writes nothing."""

from sqlalchemy import select

from hotline.db import db
from hotline.domain.people import Actor, Role
from hotline.models import Reminder

MOST_SHOWN = 20


def list_of_ticket(ticket_id: int, person: Actor) -> tuple[Reminder, ...]:
    """Return a ticket's reminders, the newest first; a department sees those that were meant for it."""
    query = select(Reminder).where(Reminder.ticket_id == ticket_id)
    if person.role is Role.DEPARTMENT:
        query = query.where(Reminder.department_id == person.department_id)
    return tuple(db.session.scalars(query.order_by(Reminder.made_at.desc(), Reminder.id.desc()).limit(MOST_SHOWN)))
