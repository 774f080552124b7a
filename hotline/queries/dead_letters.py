"""Effects that were given up, for the people who look after the service. Writes nothing."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from hotline.db import db
from hotline.domain.lifecycle import Tell
from hotline.models import OutboxMessage, Ticket

MOST_SHOWN = 50
MANY = "多张工单"


@dataclass(frozen=True)
class DeadLetter:
    """An effect that was given up; ``number`` is the ticket it belongs to."""

    id: int
    tell: Tell
    number: str
    created_at: datetime
    dead_at: datetime
    attempts: int
    last_error: str


def list_dead_letters() -> tuple[DeadLetter, ...]:
    """Return the latest effects that were given up and are still not brought about."""
    query = (
        select(OutboxMessage.id, OutboxMessage.tell, func.coalesce(Ticket.number, MANY))
        .add_columns(OutboxMessage.created_at, OutboxMessage.dead_at)
        .add_columns(OutboxMessage.attempts, OutboxMessage.last_error)
        .outerjoin(Ticket, OutboxMessage.ticket_id == Ticket.id)
        .where(OutboxMessage.dead_at.is_not(None), OutboxMessage.done_at.is_(None))
        .order_by(OutboxMessage.id.desc())
        .limit(MOST_SHOWN)
    )
    return tuple(DeadLetter(*row) for row in db.session.execute(query))
