"""How the boards and mailboxes that are read by us are doing, for those who look after the service. Writes nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from hotline.db import db
from hotline.models import BoardPosition, MailRecord, ReadingRequest

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


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Who asked last for a source to be read now, and what came of it; nothing yet where ``ended_at`` is None."""

    by_name: str
    at: datetime
    outcome: str
    ended_at: datetime | None


def asked_by_source() -> dict[str, Asked]:
    """Return the latest request for each source that anybody ever asked for, by its id."""
    latest = select(func.max(ReadingRequest.id)).group_by(ReadingRequest.source_id)
    rows = db.session.scalars(select(ReadingRequest).where(ReadingRequest.id.in_(latest)))
    return {
        row.source_id: Asked(by_name=row.by_name, at=row.at, outcome=row.outcome, ended_at=row.ended_at) for row in rows
    }


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
