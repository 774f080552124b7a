"""Supervision orders as lists and one by one, for those who may see them. Writes nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import joinedload

from hotline.db import db
from hotline.domain.people import Actor, Role
from hotline.domain.supervision import OrderKind, OrderStage
from hotline.errors import NotFound, StaleForm
from hotline.models import Deadline, Department, SupervisionOrder, Ticket
from hotline.queries.paging import Page, Paging, page_of
from hotline.queries.tickets import get_ticket


@dataclass(frozen=True, kw_only=True)
class OrderRow:
    """One order as a list shows it: never a name, a phone number or an address."""

    number: str
    title: str
    serial: int
    kind: OrderKind
    stage: OrderStage
    department: str
    issued_by: str
    issued_at: datetime
    due_at: datetime | None
    due_why: str


@dataclass(frozen=True, kw_only=True)
class OrderFilters:
    """What a list of orders is narrowed to; empty means all."""

    stage: OrderStage | None = None
    kind: OrderKind | None = None
    department: str = ""


def page_of_orders(filters: OrderFilters, paging: Paging) -> Page[OrderRow]:
    """Return a page of orders: those that wait first, by what is due first, then the newest ended ones."""
    waiting = SupervisionOrder.ended_at.is_(None)
    query = _narrowed(_rows(), filters).order_by(
        case((waiting, 0), else_=1),
        case((waiting, Deadline.due_at)).asc().nulls_last(),
        SupervisionOrder.id.desc(),
    )
    return page_of(query, paging, _row)


def count_by_stage(department: str = "") -> dict[OrderStage, int]:
    """Return how many orders stand where, of all departments or of one; every stage is named."""
    query = select(SupervisionOrder.stage, func.count()).group_by(SupervisionOrder.stage)
    if department:
        query = query.where(SupervisionOrder.department_id == department)
    counted: dict[OrderStage, int] = {stage: count for stage, count in db.session.execute(query)}  # noqa: C416
    return {stage: counted.get(stage, 0) for stage in OrderStage}


def list_of_ticket(ticket_id: int, person: Actor) -> tuple[SupervisionOrder, ...]:
    """Return a ticket's orders, the newest first; a department sees those that were sent to it."""
    query = _whole().where(SupervisionOrder.ticket_id == ticket_id)
    if person.role is Role.DEPARTMENT:
        query = query.where(SupervisionOrder.department_id == person.department_id)
    return tuple(db.session.scalars(query.order_by(SupervisionOrder.serial.desc())))


def get_order_for(number: str, serial: int, person: Actor, *, seen: int | None = None) -> SupervisionOrder:
    """Return one order where this person may see it, else NotFound; a department only what was sent to it.

    ``seen`` is the version of the ticket that a form was made from: raises StaleForm where the ticket moved on since.
    """
    ticket = get_ticket(number)
    query = _whole().where(SupervisionOrder.ticket_id == ticket.id, SupervisionOrder.serial == serial)
    order = db.session.scalars(query).one_or_none()
    theirs = order is not None and (person.role is not Role.DEPARTMENT or order.department_id == person.department_id)
    if order is None or not theirs:
        raise NotFound("没有找到这份督办单。")
    if seen is not None and seen != ticket.version:
        raise StaleForm()
    return order


def _whole() -> Select[SupervisionOrder]:
    return select(SupervisionOrder).options(
        joinedload(SupervisionOrder.department),
        joinedload(SupervisionOrder.deadline),
        joinedload(SupervisionOrder.ticket),
    )


def _rows() -> Select[Any]:
    return (
        select(
            Ticket.number,
            Ticket.title,
            SupervisionOrder.serial,
            SupervisionOrder.kind,
            SupervisionOrder.stage,
            Department.name.label("department"),
            SupervisionOrder.issued_by,
            SupervisionOrder.issued_at,
            case((SupervisionOrder.stage == OrderStage.OPEN, Deadline.due_at)).label("due_at"),
            Deadline.reason.label("due_why"),
        )
        .join(Ticket, SupervisionOrder.ticket_id == Ticket.id)
        .join(Department, SupervisionOrder.department_id == Department.id)
        .join(Deadline, SupervisionOrder.deadline_id == Deadline.id)
    )


def _narrowed(query: Select[Any], filters: OrderFilters) -> Select[Any]:
    if filters.stage is not None:
        query = query.where(SupervisionOrder.stage == filters.stage)
    if filters.kind is not None:
        query = query.where(SupervisionOrder.kind == filters.kind)
    if filters.department:
        query = query.where(SupervisionOrder.department_id == filters.department)
    return query


def _row(row: Any) -> OrderRow:
    return OrderRow(**row._mapping)
