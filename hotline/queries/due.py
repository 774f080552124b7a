"""Why a date stands where it does, in words: by which rule, from when, so many of which days. Writes nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from hotline.db import db
from hotline.domain.vocabulary import ClockKind
from hotline.models import Deadline

NOT_THE_TICKETS_OWN = (ClockKind.HELP, ClockKind.SUPERVISE)


def reasons_of(due: Mapping[int, datetime | None]) -> dict[int, str]:
    """Return, for tickets by id with the dates they show, the clock that is due then and how its date was counted."""
    query = (
        select(Deadline.ticket_id, Deadline.due_at, Deadline.clock, Deadline.reason)
        .where(Deadline.ticket_id.in_([each for each, due_at in due.items() if due_at is not None]))
        .where(Deadline.ended_at.is_(None), Deadline.clock.not_in(NOT_THE_TICKETS_OWN))
        .order_by(Deadline.id)
    )
    found: dict[int, str] = {}
    for ticket_id, due_at, clock, reason in db.session.execute(query):
        if due_at == due[ticket_id] and (clock is ClockKind.HANDLE or ticket_id not in found):
            found[ticket_id] = f"{clock.label}：{reason}"
    return found


def reasons_counted(ids: Sequence[int], clock: ClockKind) -> dict[tuple[int, datetime | None], str]:
    """Return how every date of one kind of clock was counted, by ticket and date, whether it still runs or not."""
    query = (
        select(Deadline.ticket_id, Deadline.due_at, Deadline.reason)
        .where(Deadline.ticket_id.in_(ids), Deadline.clock == clock)
        .order_by(Deadline.id)
    )
    return {(ticket_id, due_at): reason for ticket_id, due_at, reason in db.session.execute(query)}


def why_promised(ticket_id: int, promised_at: datetime | None) -> str:
    """Return how the date that a citizen was promised was counted; nothing in it was typed by a person."""
    query = select(Deadline.reason).where(
        Deadline.ticket_id == ticket_id, Deadline.clock == ClockKind.HANDLE, Deadline.due_at == promised_at
    )
    return db.session.scalars(query.order_by(Deadline.id.desc())).first() or ""
