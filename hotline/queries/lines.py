"""Where a ticket was handed over to. Writes nothing."""

from dataclasses import dataclass

from sqlalchemy import select

from hotline.db import db
from hotline.domain.lines import Standing
from hotline.models import Handover


@dataclass(frozen=True)
class HandoverRow:
    """A handover as a ticket's file shows it."""

    line: str
    standing: str
    their_number: str


def find_handover(ticket_id: int) -> HandoverRow | None:
    """Return where the ticket was handed to and how it stands there, if anywhere."""
    found = db.session.scalars(select(Handover).filter_by(ticket_id=ticket_id)).one_or_none()
    return HandoverRow(found.line_name, Standing(found.standing).label, found.their_number) if found else None
