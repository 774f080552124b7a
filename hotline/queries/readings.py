"""How the boards and mailboxes that are read by us are doing, for those who look after the service. Writes nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from hotline.db import db
from hotline.models import BoardPosition, MailRecord

MOST_ASIDE = 50


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How far a source was read, how many came of it, and what went wrong last, in plain words."""

    source_id: str
    position: str
    taken: int
    refused: int
    read_at: datetime | None
    last_error: str
    failed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class PutAside:
    """A mail that was not taken, and why; who sent it is read in the mailbox."""

    source_id: str
    place: str
    reason: str
    at: datetime


def by_source() -> dict[str, Reading]:
    """Return every source that was ever read or tried, by its id."""
    rows = db.session.scalars(select(BoardPosition))
    return {
        row.board_id: Reading(
            source_id=row.board_id,
            position=row.position,
            taken=row.taken,
            refused=row.refused,
            read_at=row.read_at,
            last_error=row.last_error,
            failed_at=row.failed_at,
        )
        for row in rows
    }


def list_put_aside(source_ids: Collection[str]) -> tuple[PutAside, ...]:
    """Return the latest mails of these mailboxes that were put aside."""
    query = select(MailRecord).where(MailRecord.reason != "", MailRecord.source_id.in_(source_ids))
    latest = db.session.scalars(query.order_by(MailRecord.id.desc()).limit(MOST_ASIDE))
    return tuple(PutAside(source_id=row.source_id, place=row.place, reason=row.reason, at=row.at) for row in latest)
