"""The cases (承办件) that figures count: one dispatch of a ticket to its lead department, with what became of it.

Everything is one set-based statement: a selection of dispatches, and beside each what its clocks, answers, petitions
and ratings say. Writes nothing and knows no formula.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, case, func, literal, or_, select, union

from hotline.domain.figures import Moment
from hotline.domain.lifecycle import TRANSITIONS, Action, PetitionKind, State
from hotline.domain.periods import Period
from hotline.domain.vocabulary import Channel, ClockKind, Kind, PartInTicket, Satisfaction
from hotline.models import Answer, Assignment, Deadline, Petition, Rating, Ticket

WITHDRAWN: tuple[State, ...] = tuple({row.to for row in TRANSITIONS if row.action is Action.WITHDRAW})
Condition = ColumnElement[bool]
_LEAD = Assignment.part == PartInTicket.LEAD


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """Which cases are looked at; None means all. ``district`` "" means those in none of the city's districts."""

    department: str | None = None
    kind: Kind | None = None
    channel: Channel | None = None
    district: str | None = None


def district_of(districts: Sequence[str]) -> ColumnElement[str]:
    """Return the district that a ticket's free text begins with, "" where it is none of the city's."""
    return case(*((Ticket.district.startswith(name, autoescape=True), name) for name in districts), else_="")


def within(moment: Any, period: Period) -> Condition:
    """Return the condition that a moment lies in the period."""
    return and_(moment >= period.start, moment < period.end)


def dispatches_in(period: Period, moments: Sequence[Moment]) -> Any:
    """Return the ids of the dispatches of which one of these moments lies in the period, each found by an index."""
    chosen = [_BY_MOMENT[moment](period) for moment in dict.fromkeys(moments)]
    return chosen[0] if len(chosen) == 1 else union(*chosen)


def case_table(
    wanted: Any, narrowing: Narrowing, *, districts: Sequence[str], weights: Mapping[Satisfaction, int]
) -> CTE:
    """Return the table of the wanted cases, one row each; ``weights`` say what a rating is worth."""
    ticket_district = district_of(districts).label("district")
    columns = (Assignment.id, Assignment.ticket_id, Assignment.department_id, Assignment.since)
    lead = (
        select(*columns, Assignment.signed_at, Assignment.ended_at)
        .add_columns(Ticket.kind, Ticket.channel, ticket_district)
        .add_columns(Ticket.state, Ticket.round.label("ticket_round"))
        .join(Ticket, Assignment.ticket_id == Ticket.id)
        .where(Assignment.id.in_(wanted), _LEAD, *_narrow(narrowing, ticket_district))
        .cte("lead")
    )
    clocks, answers, wishes = _clocks(lead), _answers(lead), _wishes(lead)
    given = (
        select(lead, Deadline.due_at.label("handle_due"), Deadline.ended_at.label("handle_ended"))
        .add_columns(clocks.c.sign_due, clocks.c.return_due, clocks.c.round)
        .add_columns(Answer.at.label("answered_at"), Answer.approved, Answer.resolution)
        .add_columns(Answer.reviewed_at.label("approved_at"))
        .add_columns(func.coalesce(wishes.c.granted, 0).label("granted"))
        .add_columns(func.coalesce(wishes.c.asking, 0).label("asking"))
        .join(clocks, clocks.c.id == lead.c.id)
        .join(Deadline, Deadline.id == clocks.c.handle_id)
        .outerjoin(answers, answers.c.id == lead.c.id)
        .outerjoin(Answer, Answer.id == answers.c.answer_id)
        .outerjoin(wishes, wishes.c.id == lead.c.id)
        .cte("given")
    )
    ratings = _ratings(given, weights)
    return (
        select(given, func.coalesce(ratings.c.raters, 0).label("raters"))
        .add_columns(func.coalesce(ratings.c.points, 0).label("points"))
        .outerjoin(ratings, ratings.c.id == given.c.id)
        .cte("handled")
    )


def _narrow(narrowing: Narrowing, ticket_district: ColumnElement[str]) -> list[Condition]:
    wanted: tuple[tuple[Any, object], ...] = (
        (Assignment.department_id, narrowing.department),
        (Ticket.kind, narrowing.kind),
        (Ticket.channel, narrowing.channel),
        (ticket_district, narrowing.district),
    )
    return [column == value for column, value in wanted if value is not None]


def _during(moment: Any, lead: Any) -> Condition:
    """Tell whether something happened while the dispatch was in force."""
    return and_(moment >= lead.since, or_(lead.ended_at.is_(None), moment < lead.ended_at))


def _clocks(lead: CTE) -> Any:
    """Return the dues of a case: signing and returning as set at dispatch, handling as it was last written."""
    at_dispatch = Deadline.started_at == lead.c.since
    handles = Deadline.clock == ClockKind.HANDLE
    query = (
        select(
            lead.c.id,
            func.max(case((handles, Deadline.id))).label("handle_id"),
            func.min(Deadline.round).label("round"),
            func.max(case((at_dispatch & (Deadline.clock == ClockKind.SIGN), Deadline.due_at))).label("sign_due"),
            func.max(case((at_dispatch & (Deadline.clock == ClockKind.RETURN), Deadline.due_at))).label("return_due"),
        )
        .join(Deadline, Deadline.ticket_id == lead.c.ticket_id)
        .where(Deadline.clock.in_((ClockKind.SIGN, ClockKind.RETURN, ClockKind.HANDLE)))
        .where(_during(Deadline.started_at, lead.c))
    )
    return query.group_by(lead.c.id).subquery("clocks")


def _answers(lead: CTE) -> Any:
    """Return the answer of a case that stands: the department's newest that was not rejected."""
    stands = or_(Answer.approved.is_(None), Answer.approved.is_(True))
    mine = and_(Answer.ticket_id == lead.c.ticket_id, Answer.department_id == lead.c.department_id)
    query = select(lead.c.id, func.max(Answer.id).label("answer_id")).join(Answer, mine)
    return query.where(stands, _during(Answer.at, lead.c)).group_by(lead.c.id).subquery("answers")


def _wishes(lead: CTE) -> Any:
    """Return whether a return was granted or is still asked for."""
    mine = and_(Petition.ticket_id == lead.c.ticket_id, Petition.department_id == lead.c.department_id)
    query = (
        select(
            lead.c.id,
            func.max(case((Petition.granted.is_(True), 1), else_=0)).label("granted"),
            func.max(case((Petition.decided_at.is_(None), 1), else_=0)).label("asking"),
        )
        .join(Petition, mine)
        .where(Petition.kind == PetitionKind.SEND_BACK, _during(Petition.asked_at, lead.c))
    )
    return query.group_by(lead.c.id).subquery("wishes")


def _ratings(given: CTE, weights: Mapping[Satisfaction, int]) -> Any:
    """Return how many citizens rated the approved answer of a case, and what their ratings are worth together."""
    worths = [(Rating.satisfaction == grade, literal(points)) for grade, points in weights.items()]
    worth = case(*worths, else_=0) if worths else literal(0)
    mine = and_(Rating.ticket_id == given.c.ticket_id, Rating.round == given.c.round)
    query = select(given.c.id, func.count().label("raters"), func.sum(worth).label("points")).join(Rating, mine)
    return query.where(given.c.approved.is_(True)).group_by(given.c.id).subquery("ratings")


def _dispatched(period: Period) -> Select[Any]:
    return select(Assignment.id).where(_LEAD, within(Assignment.since, period))


def _sign_due(period: Period) -> Select[Any]:
    own = and_(Deadline.ticket_id == Assignment.ticket_id, Deadline.started_at == Assignment.since)
    query = select(Assignment.id).join(Deadline, own).where(Deadline.clock == ClockKind.SIGN, _LEAD)
    return query.where(within(Deadline.due_at, period))


def _handle_due(period: Period) -> Select[Any]:
    own = and_(Deadline.ticket_id == Assignment.ticket_id, _during(Deadline.started_at, Assignment))
    query = select(Assignment.id).join(Deadline, own).where(Deadline.clock == ClockKind.HANDLE, _LEAD)
    return query.where(within(Deadline.due_at, period))


def _approved(period: Period) -> Select[Any]:
    own = and_(Answer.ticket_id == Assignment.ticket_id, Answer.department_id == Assignment.department_id)
    query = select(Assignment.id).join(Answer, own).where(Answer.approved.is_(True), _LEAD)
    return query.where(within(Answer.reviewed_at, period), _during(Answer.at, Assignment))


_BY_MOMENT = {
    Moment.DISPATCHED: _dispatched,
    Moment.SIGN_DUE: _sign_due,
    Moment.HANDLE_DUE: _handle_due,
    Moment.APPROVED: _approved,
}
