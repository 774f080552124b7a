"""Beside handling, taking: an officer takes the next ticket of the department's list, the first due first (领取).

Taking says who works on it; it signs nothing and stops no clock. Two officers never take the same: on PostgreSQL a row
that another transaction holds is passed over, on SQLite one transaction writes at a time. Knows nothing of HTTP.
"""

from datetime import datetime

from sqlalchemy import select

from hotline.db import db
from hotline.domain.lifecycle import WITH_DEPARTMENT
from hotline.domain.people import Actor, Role
from hotline.errors import IllegalTransition, NotAllowed
from hotline.flow.advance import record
from hotline.models import Assignment, Ticket


def take_next(*, by: Actor, at: datetime) -> Ticket | None:
    """Give the officer the first due of the department's tickets that nobody has taken; None where none is left."""
    department_id = _department_of(by)
    query = (
        select(Assignment)
        .join(Ticket, Assignment.ticket_id == Ticket.id)
        .where(
            Assignment.department_id == department_id,
            Assignment.ended_at.is_(None),
            Assignment.taken_at.is_(None),
            Ticket.state.in_(WITH_DEPARTMENT),
        )
        .order_by(Ticket.due_at.asc().nulls_last(), Ticket.id)
        .limit(1)
        .with_for_update(of=Assignment, skip_locked=True)
    )
    assignment = db.session.scalars(query).one_or_none()
    if assignment is None:
        return None
    ticket = db.session.get_one(Ticket, assignment.ticket_id)
    assignment.taken_by, assignment.taken_by_staff_id, assignment.taken_at = by.name, by.staff_id, at
    record(ticket, "taken", by=by, at=at)
    return ticket


def put_back(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """Put a ticket back into the department's list, so that a colleague can take it."""
    query = select(Assignment).where(
        Assignment.ticket_id == ticket.id,
        Assignment.department_id == _department_of(by),
        Assignment.ended_at.is_(None),
    )
    assignment = db.session.scalars(query).one_or_none()
    if assignment is None or assignment.taken_at is None:
        raise IllegalTransition("这张工单目前没有人领取。")
    before = assignment.taken_by
    assignment.taken_by, assignment.taken_by_staff_id, assignment.taken_at = None, None, None
    record(ticket, "put_back", by=by, at=at, facts={"from": before})


def _department_of(by: Actor) -> str:
    if by.role is not Role.DEPARTMENT or by.department_id is None:
        raise NotAllowed("领取工单由承办单位进行。")
    return by.department_id
