"""Past tickets as a changed directory is tried on them: what was said, and who was in charge. Writes nothing."""

from sqlalchemy import select

from hotline.db import db
from hotline.models import Department, Message, Ticket
from routing.changes import Ticket as Tried


def latest_tickets(most: int) -> tuple[Tried, ...]:
    """Return the newest tickets; ``department`` is the lead that people gave them, "" where none has been given."""
    latest = select(Ticket.id, Ticket.number, Ticket.title, Ticket.lead_department_id)
    rows = db.session.execute(latest.order_by(Ticket.id.desc()).limit(most)).all()
    texts = texts_of([row.id for row in rows])
    return tuple(Tried(row.number, row.title, texts.get(row.id, ""), row.lead_department_id or "") for row in rows)


def texts_of(ids: list[int]) -> dict[int, str]:
    """Return what all citizens of each of these tickets said."""
    if not ids:
        return {}
    query = select(Message.ticket_id, Message.text).where(Message.ticket_id.between(min(ids), max(ids)))
    texts: dict[int, list[str]] = {}
    for ticket_id, text in db.session.execute(query.order_by(Message.id)):
        texts.setdefault(ticket_id, []).append(text)
    return {ticket_id: "\n".join(said) for ticket_id, said in texts.items()}


def names_of_departments() -> dict[str, str]:
    """Return every department's name by its id."""
    query = select(Department.id, Department.name)
    return {department: name for department, name in db.session.execute(query)}  # noqa: C416 — rows are not pairs
