"""What happens today beside yesterday and a week ago, where the tickets lie, and what suddenly rises. Writes nothing.

What happened is read from the journal by its days, so every number opens the very tickets whose journal says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, distinct, func, or_, select

from hotline.db import db
from hotline.domain.figures import RiseRule
from hotline.domain.lifecycle import HELD, Action, PetitionKind
from hotline.domain.vocabulary import Labelled
from hotline.models import JournalEntry, Ticket
from hotline.queries.paging import Page, Paging
from hotline.queries.rows import NEWEST_FIRST, TicketRow, page_of_rows
from hotline.queries.worklists import UNHAPPY

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
HOURS = 24
MOST_TOPICS = 8
Condition = ColumnElement[bool]


class Flow(Labelled):
    """What may happen to tickets in a day; the word stands in the address."""

    RECEIVED = "received", "受理"
    DISPATCHED = "dispatched", "派单"
    ANSWERED = "answered", "承办单位答复"
    APPROVED = "approved", "答复市民"
    SEND_BACKS = "send-backs", "申请退单"
    UNHAPPY = "unhappy", "评价不满意"
    REOPENED = "reopened", "重办"


class Topic(Labelled):
    """By what tickets are alike."""

    MATTER = "matter", "事项"
    PLACE = "place", "地点"


@dataclass(frozen=True)
class Window:
    """From a moment up to and without another."""

    start: datetime
    end: datetime

    def earlier(self, days: int) -> "Window":
        """Return the same hours so many days before; the city has no summer time."""
        return Window(self.start - days * DAY, self.end - days * DAY)

    def holds(self, moment: Any) -> Condition:
        """Return the condition that a moment lies inside."""
        return and_(moment >= self.start, moment < self.end)


@dataclass(frozen=True)
class Compared:
    """A count of today up to now, and of the same hours yesterday and a week ago."""

    today: int = 0
    yesterday: int = 0
    last_week: int = 0


@dataclass(frozen=True, kw_only=True)
class Rise:
    """A matter or place that comes up suddenly often; ``number`` is the newest ticket of it."""

    key: str
    number: str
    recent: int
    before: int


def change_marker() -> str:
    """Return a word that changes with every entry of the journal: the cheapest question there is."""
    return str(db.session.scalar(select(func.max(JournalEntry.id))) or 0)


def count_flows(today: Window) -> dict[Flow, Compared]:
    """Return how many tickets met with each flow today, yesterday and a week ago, in one statement."""
    windows = (today, today.earlier(1), today.earlier(7))
    counts = [
        func.count(distinct(JournalEntry.ticket_id)).filter(window.holds(JournalEntry.at), _HAPPENED[flow])
        for flow in Flow
        for window in windows
    ]
    whats = {what for words in _WHATS.values() for what in words}
    inside = or_(*(window.holds(JournalEntry.at) for window in windows))
    row = tuple(db.session.execute(select(*counts).where(inside, JournalEntry.what.in_(whats))).one())
    return {flow: Compared(*row[3 * at : 3 * at + 3]) for at, flow in enumerate(Flow)}


def count_hours(today: Window) -> tuple[tuple[int, int], ...]:
    """Return for each hour of the day how many tickets came in today and yesterday."""
    starts = [today.start - days * DAY + hour * HOUR for days in (0, 1) for hour in range(HOURS)]
    counts = [
        func.count().filter(Window(start, min(start + HOUR, today.end)).holds(JournalEntry.at)) for start in starts
    ]
    inside = Window(today.start - DAY, today.end).holds(JournalEntry.at)
    row = tuple(db.session.execute(select(*counts).where(inside, _HAPPENED[Flow.RECEIVED])).one())
    return tuple(zip(row[:HOURS], row[HOURS:], strict=True))


def backlog_then(in_hand: int, moments: Sequence[datetime]) -> tuple[int, ...]:
    """Return how many tickets lay with departments at these moments: today's number less what came and went since."""
    held = [state.value for state in HELD]
    was = func.coalesce(JournalEntry.from_state, "").in_(held)
    becomes = JournalEntry.to_state.in_(held)
    change = case((and_(becomes, ~was), 1), (and_(was, ~becomes), -1), else_=0)
    sums = [func.coalesce(func.sum(change).filter(JournalEntry.at >= moment), 0) for moment in moments]
    query = select(*sums).where(JournalEntry.at >= min(moments), JournalEntry.to_state.is_not(None))
    return tuple(in_hand - int(number) for number in db.session.execute(query).one())


def list_rises(topic: Topic, rule: RiseRule, *, at: datetime) -> tuple[Rise, ...]:
    """Return the matters or places that rise suddenly, the strongest first."""
    column = _COLUMNS[topic]
    since = at - DAY
    recent = func.count().filter(Ticket.received_at >= since)
    before = func.count().filter(Ticket.received_at < since)
    query = (
        select(column, func.max(Ticket.number), recent, before)
        .where(Ticket.received_at >= since - rule.days * DAY, Ticket.received_at <= at, column != "")
        .group_by(column)
        .having(recent >= rule.least)
    )
    rows = db.session.execute(query)
    found = [Rise(key=key, number=number, recent=now, before=then) for key, number, now, then in rows]
    hot = [each for each in found if rule.is_hot(each.recent, each.before)]
    return tuple(sorted(hot, key=lambda each: (-each.recent, each.key))[:MOST_TOPICS])


def page_of_flow(
    flow: Flow, window: Window, paging: Paging, *, department: str | None = None, among: Sequence[Condition] = ()
) -> Page[TicketRow]:
    """Return a page of the tickets that met with a flow in a window, of one lead department where one is named."""
    met = select(JournalEntry.ticket_id).where(window.holds(JournalEntry.at), _HAPPENED[flow])
    mine = [] if department is None else [Ticket.lead_department_id == department]
    return page_of_rows(Ticket.id.in_(met), *mine, *among, order=NEWEST_FIRST, paging=paging)


def page_of_topic(topic: Topic, value: str, paging: Paging, *, at: datetime) -> Page[TicketRow]:
    """Return a page of the tickets of one matter or place that came in within 24 hours."""
    recent = (_COLUMNS[topic] == value, _COLUMNS[topic] != "", Ticket.received_at >= at - DAY, Ticket.received_at <= at)
    return page_of_rows(*recent, order=NEWEST_FIRST, paging=paging)


def find_place(number: str) -> str:
    """Return the place of a ticket, so that no address need hold it; "" where there is no such ticket."""
    return db.session.scalar(select(Ticket.place).where(Ticket.number == number)) or ""


_WHATS: Mapping[Flow, tuple[str, ...]] = {
    Flow.RECEIVED: (Action.RECEIVE.value,),
    Flow.DISPATCHED: (Action.DISPATCH.value,),
    Flow.ANSWERED: (Action.ANSWER.value,),
    Flow.APPROVED: (Action.APPROVE.value, Action.SETTLE.value),
    Flow.SEND_BACKS: (f"petition.{PetitionKind.SEND_BACK.value}",),
    Flow.UNHAPPY: ("rating",),
    Flow.REOPENED: (Action.REOPEN.value,),
}
_UNHAPPY = JournalEntry.facts["satisfaction"].as_string().in_([grade.value for grade in UNHAPPY])
_HAPPENED: Mapping[Flow, Condition] = {
    flow: and_(JournalEntry.what.in_(whats), _UNHAPPY) if flow is Flow.UNHAPPY else JournalEntry.what.in_(whats)
    for flow, whats in _WHATS.items()
}
_COLUMNS: Mapping[Topic, Any] = {Topic.MATTER: Ticket.matter_id, Topic.PLACE: Ticket.place}
