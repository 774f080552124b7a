"""The supervisor's board: how much is late, how much waits, and with whom. Writes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select

from hotline.db import db
from hotline.domain.lifecycle import HELD, WITH_DEPARTMENT, State
from hotline.domain.limits import Lamp
from hotline.models import Department, Publication, Ticket
from hotline.queries.cases import district_of
from hotline.queries.rows import LampEdges


@dataclass(frozen=True)
class Load:
    """What one department holds now, or all of them in one district."""

    id: str
    name: str
    in_hand: int
    late: int
    soon: int
    in_review: int

    @property
    def in_time(self) -> int:
        """Return how many of its tickets have time left."""
        return self.in_hand - self.late - self.soon


def list_department_loads(edges: LampEdges) -> tuple[Load, ...]:
    """Return every department that holds open tickets, the latest first, in one query."""
    query = select(Department.id, Department.name, *_counts(edges))
    query = query.join(Ticket, Ticket.lead_department_id == Department.id).where(_lies_somewhere())
    rows = db.session.execute(query.group_by(Department.id, Department.name))
    return _sorted(Load(*row) for row in rows)


def list_district_loads(edges: LampEdges, districts: Sequence[str]) -> tuple[Load, ...]:
    """Return every district with open tickets in the hands of departments; "" stands for all other places."""
    query = select(district_of(districts).label("of_district"), *_counts(edges)).where(_lies_somewhere())
    rows = db.session.execute(query.group_by("of_district"))
    return _sorted(Load(key, key, *counts) for key, *counts in rows)


def _lies_somewhere() -> Any:
    return Ticket.state.in_((*HELD, State.ANSWERED))


def _counts(edges: LampEdges) -> list[Any]:
    held = Ticket.state.in_(WITH_DEPARTMENT)
    return [
        _count(Ticket.state.in_(HELD)),
        _count(held & edges.shows(Lamp.RED)),
        _count(held & edges.shows(Lamp.YELLOW)),
        _count(Ticket.state == State.ANSWERED),
    ]


def _sorted(loads: Iterable[Load]) -> tuple[Load, ...]:
    return tuple(sorted(loads, key=lambda load: (-load.late, -load.soon, -load.in_hand, load.name)))


def find_publication(ticket_id: int) -> Publication | None:
    """Return what the public reads of a ticket, if anything."""
    query = select(Publication).where(Publication.ticket_id == ticket_id, Publication.withdrawn_at.is_(None))
    return db.session.scalars(query).one_or_none()


def _count(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
