"""The worklists: what waits for whom, the most pressing first. Writes nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, exists, func, select, union

from hotline.db import db
from hotline.domain.lifecycle import DONE, HELD, WITH_DEPARTMENT, PetitionKind, State
from hotline.domain.limits import Lamp
from hotline.domain.people import Role
from hotline.domain.vocabulary import Labelled, PartInTicket, RemarkKind, Satisfaction
from hotline.models import Assignment, JournalEntry, Petition, Rating, Remark, Ticket
from hotline.queries.paging import Page, Paging
from hotline.queries.rows import (
    DUE_FIRST,
    MOST_COUNTED,
    LampEdges,
    Rows,
    TicketRow,
    page_of_rows,
    rows_query,
)

TO_DISPATCH = (State.RECEIVED, State.CLASSIFIED)
UNHAPPY = tuple(grade for grade in Satisfaction if grade.unhappy)
FOLLOWED_UP = ("close", "reopen", f"remark.{RemarkKind.NOTE.value}")  # journal entries that show that somebody called


class Worklist(Labelled):
    """A named list of tickets; the word stands in the address, the label on the page."""

    TO_DISPATCH = "to-dispatch", "待派单"
    WAITING = "waiting", "待补充"
    SEND_BACKS = "send-backs", "退单申请"
    HELPERS = "helpers", "协办申请"
    UNHAPPY = "unhappy", "不满意待回访"
    FOLLOW_UP = "follow-up", "已答复待回访"
    LATE = "late", "已超期"
    SOON = "soon", "即将到期"
    REVIEW = "review", "答复待审核"
    EXTENSIONS = "extensions", "延期申请"
    DISPUTED = "disputed", "争议待裁定"
    IN_HAND = "in-hand", "在办工单"


OPERATOR_LISTS = (
    Worklist.TO_DISPATCH,
    Worklist.SEND_BACKS,
    Worklist.HELPERS,
    Worklist.UNHAPPY,
    Worklist.FOLLOW_UP,
    Worklist.WAITING,
)
SUPERVISOR_LISTS = (
    Worklist.LATE,
    Worklist.SOON,
    Worklist.REVIEW,
    Worklist.EXTENSIONS,
    Worklist.DISPUTED,
    Worklist.UNHAPPY,
    Worklist.IN_HAND,
)


class Taken(Labelled):
    """Who works on a department's ticket."""

    MINE = "mine", "我领取的"
    NOBODY = "nobody", "待领取"


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What a department's list is narrowed to; empty means all that is in its hands."""

    state: State | None = None
    lamp: Lamp | None = None
    part: PartInTicket | None = None
    taken: Taken | None = None
    officer: int | None = None  # whose account asks, for Taken.MINE


def page_of_worklist(
    worklist: Worklist, edges: LampEdges, paging: Paging, *, department: str = "", among: Sequence[Any] = ()
) -> Page[TicketRow]:
    """Return a page of a named list, narrowed to one lead department where one is named, and by further conditions."""
    narrowed = [Ticket.lead_department_id == department, *among] if department else among
    return page_of_rows(condition_of(worklist, edges), *narrowed, order=DUE_FIRST, paging=paging)


def condition_of(worklist: Worklist, edges: LampEdges) -> ColumnElement[bool]:
    """Return what a ticket must meet to stand on a named list."""
    return CONDITIONS[worklist](edges)


def count_worklists(worklists: tuple[Worklist, ...], edges: LampEdges) -> dict[Worklist, int]:
    """Return how many tickets stand on each list, in one query; MOST_COUNTED means that many or more."""
    counts = db.session.execute(_counting(worklists), {"red": edges.red, "green": edges.green}).one()
    return dict(zip(worklists, counts, strict=True))


@cache
def _counting(worklists: tuple[Worklist, ...]) -> Select[Any]:
    """Return the question for some lists' sizes, made once: making it costs more than answering it."""
    moment = Ticket.due_at.type
    edges = LampEdges(bindparam("red", type_=moment), bindparam("green", type_=moment))
    return select(
        *(
            select(func.count())
            .select_from(select(Ticket.id).where(condition_of(each, edges)).limit(MOST_COUNTED).subquery())
            .scalar_subquery()
            for each in worklists
        )
    )


def page_for_department(department: str, filters: Filters, *, edges: LampEdges, paging: Paging) -> Page[TicketRow]:
    """Return a page of what a department leads or helps with, the first due first."""
    joined = _with_part(rows_query(Assignment.part.label("part"), Assignment.taken_by.label("taken_by")), department)
    conditions: list[ColumnElement[bool]] = (
        [Ticket.state == filters.state] if filters.state else [Ticket.state.in_(HELD)]
    )
    if filters.lamp is not None:
        conditions.append(edges.shows(filters.lamp))
    if filters.part is not None:
        conditions.append(Assignment.part == filters.part)
    if filters.taken is Taken.NOBODY:
        conditions.append(Assignment.taken_at.is_(None))
    elif filters.taken is Taken.MINE:
        conditions.append(Assignment.taken_by_staff_id == filters.officer)
    return page_of_rows(*conditions, paging=paging, joined=joined)


@dataclass(frozen=True, kw_only=True)
class DepartmentCounts:
    """How much lies with a department: by state, and by lamp for what is in its hands."""

    by_state: dict[State, int]
    by_lamp: dict[Lamp, int]

    @property
    def in_hand(self) -> int:
        """Return how many tickets wait for this department."""
        return sum(self.by_state.get(state, 0) for state in HELD)


def count_for_department(department: str, edges: LampEdges) -> DepartmentCounts:
    """Return what lies with a department, in one query."""
    lamps = tuple(Lamp)
    sums = [func.count().filter(edges.shows(lamp)) for lamp in lamps]
    query = _with_part(select(Ticket.state, func.count(), *sums).select_from(Ticket), department)
    by_state: dict[State, int] = {}
    by_lamp = dict.fromkeys(lamps, 0)
    for state, total, *lit in db.session.execute(query.group_by(Ticket.state)):
        by_state[state] = total
        if state in HELD:
            by_lamp = {lamp: by_lamp[lamp] + count for lamp, count in zip(lamps, lit, strict=True)}
    return DepartmentCounts(by_state=by_state, by_lamp=by_lamp)


def list_petitions(ids: list[int]) -> dict[int, Petition]:
    """Return the open petition of each of these tickets that has one."""
    query = select(Petition).where(Petition.ticket_id.in_(ids), Petition.decided_at.is_(None))
    return {petition.ticket_id: petition for petition in db.session.scalars(query)}


def _with_part(query: Rows, department: str) -> Rows:
    mine = (Assignment.ticket_id == Ticket.id) & (Assignment.department_id == department)
    return query.join(Assignment, mine & Assignment.ended_at.is_(None))


def _has_open_petition(kind: PetitionKind) -> ColumnElement[bool]:
    """By the petitions' own index: few are open, whatever the number of tickets."""
    waiting = select(Petition.ticket_id).where(Petition.kind == kind, Petition.decided_at.is_(None))
    return Ticket.id.in_(waiting)


def _unhappy() -> ColumnElement[bool]:
    """Tell the tickets whose citizen is unhappy or wants another round, and whom nobody has called since.

    After a final answer there is no other round to ask for.

    Asked from the few bad ratings and wishes, not from the many finished tickets.
    """
    rated = select(Rating.ticket_id).where(
        Rating.satisfaction.in_(UNHAPPY), ~_followed_up(Rating.ticket_id, since=Rating.at)
    )
    wished = select(Remark.ticket_id).where(
        Remark.kind == RemarkKind.REWORK_WISH, ~_followed_up(Remark.ticket_id, since=Remark.at)
    )
    return Ticket.state.in_(DONE) & Ticket.final_round.is_(False) & Ticket.id.in_(union(rated, wished))


def _followed_up(ticket_id: Any, *, since: Any) -> ColumnElement[bool]:
    called = select(JournalEntry.id).where(
        JournalEntry.ticket_id == ticket_id,
        JournalEntry.by_role == Role.OPERATOR,
        JournalEntry.what.in_(FOLLOWED_UP),
        JournalEntry.at >= since,
    )
    return exists(called)


def _to_dispatch() -> ColumnElement[bool]:
    """Name the states in the statement itself, so that the queue's own index is found (models/ticket.py)."""
    states: BindParameter[Any] = bindparam("to_dispatch", TO_DISPATCH, expanding=True, literal_execute=True)
    return Ticket.state.in_(states)


# Made only when they are asked for: building a condition costs more than most of them cost the database.
CONDITIONS: dict[Worklist, Callable[[LampEdges], ColumnElement[bool]]] = {
    Worklist.TO_DISPATCH: lambda _: _to_dispatch(),
    Worklist.WAITING: lambda _: Ticket.state.in_((State.WAITING, State.PAUSED)),
    Worklist.SEND_BACKS: lambda _: _has_open_petition(PetitionKind.SEND_BACK),
    Worklist.HELPERS: lambda _: _has_open_petition(PetitionKind.HELPER),
    Worklist.EXTENSIONS: lambda _: _has_open_petition(PetitionKind.EXTENSION),
    Worklist.UNHAPPY: lambda _: _unhappy(),
    Worklist.FOLLOW_UP: lambda _: Ticket.state == State.APPROVED,
    Worklist.LATE: lambda edges: Ticket.state.in_(WITH_DEPARTMENT) & edges.shows(Lamp.RED),
    Worklist.SOON: lambda edges: Ticket.state.in_(WITH_DEPARTMENT) & edges.shows(Lamp.YELLOW),
    Worklist.REVIEW: lambda _: Ticket.state == State.ANSWERED,
    Worklist.DISPUTED: lambda _: Ticket.state == State.DISPUTED,
    Worklist.IN_HAND: lambda _: Ticket.state.in_(HELD),
}
