"""How the yard is doing: signs of life, what waits in the outbox, whether the tables are current. Writes nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, inspect, select, text

from hotline.db import db
from hotline.domain.lifecycle import State
from hotline.models import Heartbeat, OutboxMessage, QueueCount, Ticket
from hotline.models.step import NEWEST_STEP

# A part is missing when its last sign of life is older than this; a worker may be busy with a slow mail server.
SILENCE = {
    "redis": timedelta(seconds=30),  # signed by the relay when Redis answered it
    "relay": timedelta(seconds=30),
    "worker": timedelta(seconds=120),
    "clock": timedelta(seconds=60),
}
LATEST = timedelta(minutes=5)  # a row that could be handed over waits no longer than this in a healthy house


@dataclass(frozen=True, kw_only=True)
class OutboxState:
    """What waits: open rows, the age of the oldest, how long the latest one is overdue, and the rows given up."""

    open: int
    oldest: timedelta
    overdue: timedelta
    given_up: int

    @property
    def healthy(self) -> bool:
        """Tell whether rows are being carried out."""
        return self.overdue <= LATEST


def tables_are_current() -> bool:
    """Tell whether the tables stand at the step that this program is written for."""
    if not inspect(db.session.connection()).has_table("alembic_version"):
        return False
    return db.session.execute(text("SELECT version_num FROM alembic_version")).scalar() == NEWEST_STEP


def silences(*, at: datetime) -> dict[str, timedelta | None]:
    """Return for every part how long ago it was seen at work; None where it never was."""
    signs = db.session.execute(select(Heartbeat.name, Heartbeat.at).where(Heartbeat.name.in_(SILENCE)))
    seen: dict[str, datetime] = {name: seen_at for name, seen_at in signs}  # noqa: C416 — rows are not pairs to mypy
    return {name: max(at - seen[name], timedelta(0)) if name in seen else None for name in SILENCE}


def list_queues() -> tuple[QueueCount, ...]:
    """Return what the relay last counted in the queues, by name; none where it never ran."""
    return tuple(db.session.scalars(select(QueueCount).order_by(QueueCount.name)))


def outbox_state(*, at: datetime) -> OutboxState:
    """Return what waits in the outbox."""
    is_open = (OutboxMessage.done_at.is_(None), OutboxMessage.dead_at.is_(None))
    query = select(func.count(), func.min(OutboxMessage.created_at), func.min(OutboxMessage.next_try_at))
    count, created, due = db.session.execute(query.where(*is_open)).one()
    given_up = db.session.scalar(select(func.count()).where(OutboxMessage.dead_at.is_not(None))) or 0
    nothing = timedelta(0)
    return OutboxState(
        open=count,
        oldest=max(at - created, nothing) if created else nothing,
        overdue=max(at - due, nothing) if due else nothing,
        given_up=given_up,
    )


def list_given_up(most: int) -> tuple[tuple[str, str, str], ...]:
    """Return the latest rows given up as (service number, what was to be done, why not)."""
    query = (
        select(func.coalesce(Ticket.number, "many"), OutboxMessage.tell, OutboxMessage.last_error)
        .outerjoin(Ticket, OutboxMessage.ticket_id == Ticket.id)
        .where(OutboxMessage.dead_at.is_not(None))
        .order_by(OutboxMessage.id.desc())
        .limit(most)
    )
    return tuple((number, tell.value, reason) for number, tell, reason in db.session.execute(query))


def count_tickets_by_state() -> dict[State, int]:
    """Return how many tickets stand in each state; every state is named."""
    rows = db.session.execute(select(Ticket.state, func.count()).group_by(Ticket.state))
    counted: dict[State, int] = {state: count for state, count in rows}  # noqa: C416 — rows are not pairs to mypy
    return {state: counted.get(state, 0) for state in State}
