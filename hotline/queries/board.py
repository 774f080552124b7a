"""The supervisor's board: how much is late, how much waits, and with whom. Writes nothing."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select

from hotline.db import db
from hotline.domain.lifecycle import WITH_DEPARTMENT, State
from hotline.domain.limits import Lamp
from hotline.models import Department, Publication, Ticket
from hotline.queries.rows import LampEdges


@dataclass(frozen=True, kw_only=True)
class DepartmentLoad:
    """What one department holds now."""

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


def list_department_loads(edges: LampEdges) -> tuple[DepartmentLoad, ...]:
    """Return every department that holds open tickets, the latest first, in one query."""
    held = Ticket.state.in_(WITH_DEPARTMENT)
    query = (
        select(
            Department.id,
            Department.name,
            _count(held).label("in_hand"),
            _count(held & edges.shows(Lamp.RED)).label("late"),
            _count(held & edges.shows(Lamp.YELLOW)).label("soon"),
            _count(Ticket.state == State.ANSWERED).label("in_review"),
        )
        .join(Ticket, Ticket.lead_department_id == Department.id)
        .where(Ticket.state.in_((*WITH_DEPARTMENT, State.ANSWERED)))
        .group_by(Department.id, Department.name, Department.position)
    )
    loads = [DepartmentLoad(**row._mapping) for row in db.session.execute(query)]
    return tuple(sorted(loads, key=lambda load: (-load.late, -load.soon, -load.in_hand, load.name)))


def find_publication(ticket_id: int) -> Publication | None:
    """Return what the public reads of a ticket, if anything."""
    query = select(Publication).where(Publication.ticket_id == ticket_id, Publication.withdrawn_at.is_(None))
    return db.session.scalars(query).one_or_none()


def _count(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
