"""Beside the rooms, taking: who takes the next ticket of a list gets the first due, and nobody else gets it (领取).

Officers take from their department's list, operators from the dispatch queue. Taking says who works on it; it signs
nothing and stops no clock. Two people never take the same: on PostgreSQL a row that another transaction holds is passed
over, on SQLite one transaction writes at a time. Knows nothing of HTTP.
"""

from datetime import datetime
from typing import TypeVar

from sqlalchemy import Select, select

from hotline.db import db
from hotline.domain.lifecycle import OPEN, WITH_DEPARTMENT
from hotline.domain.people import Actor, Role
from hotline.errors import IllegalTransition, NotAllowed
from hotline.flow.advance import record
from hotline.models import Assignment, Ticket

Part = TypeVar("Part", Assignment, Ticket)


def take_next(*, by: Actor, at: datetime) -> Ticket | None:
    """Give the person the first due of their list's tickets that nobody has taken; None where none is left."""
    part = _next_to_dispatch() if by.role is Role.OPERATOR else _next_of_department(_department_of(by))
    if part is None:
        return None
    part.taken_by, part.taken_by_staff_id, part.taken_at = by.name, by.staff_id, at
    ticket = part if isinstance(part, Ticket) else db.session.get_one(Ticket, part.ticket_id)
    record(ticket, "taken", by=by, at=at)
    return ticket


def put_back(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """Put a ticket back into its list, so that a colleague can take it."""
    part = ticket if by.role is Role.OPERATOR else _part_of(ticket, _department_of(by))
    if part is None or part.taken_at is None:
        raise IllegalTransition("这张工单目前没有人领取。")
    before = part.taken_by
    part.taken_by, part.taken_by_staff_id, part.taken_at = None, None, None
    record(ticket, "put_back", by=by, at=at, facts={"from": before})


def _next_of_department(department_id: str) -> Assignment | None:
    query = (
        select(Assignment)
        .join(Ticket, Assignment.ticket_id == Ticket.id)
        .where(
            Assignment.department_id == department_id,
            Assignment.ended_at.is_(None),
            Assignment.taken_at.is_(None),
            Ticket.state.in_(WITH_DEPARTMENT),
        )
    )
    return _first_due(query, Assignment)


def _next_to_dispatch() -> Ticket | None:
    return _first_due(select(Ticket).where(Ticket.state.in_(OPEN), Ticket.taken_at.is_(None)), Ticket)


def _first_due(query: Select[Part], held: type[Part]) -> Part | None:
    """Return the first due that nobody else is taking at this moment, held for us."""
    in_order = query.order_by(Ticket.due_at.asc().nulls_last(), Ticket.id).limit(1)
    return db.session.scalars(in_order.with_for_update(of=held, skip_locked=True)).one_or_none()


def _part_of(ticket: Ticket, department_id: str) -> Assignment | None:
    query = select(Assignment).where(
        Assignment.ticket_id == ticket.id, Assignment.department_id == department_id, Assignment.ended_at.is_(None)
    )
    return db.session.scalars(query).one_or_none()


def _department_of(by: Actor) -> str:
    if by.role is not Role.DEPARTMENT or by.department_id is None:
        raise NotAllowed("领取工单由话务员和承办单位进行。")
    return by.department_id
