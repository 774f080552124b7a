"""The figures of a period, counted by the formulas in force, and the very cases behind each. Writes nothing.

The verdicts come from verdicts.py; both databases add whole numbers, so every recount is exact.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, not_, select

from hotline.db import db
from hotline.domain.figures import WHOLE, Figure, FormulaSet, Moment, Tally, Verdict
from hotline.domain.vocabulary import Channel, ClockKind, Kind, Labelled, Resolution
from hotline.models import Department, Ticket
from hotline.queries.cases import Condition
from hotline.queries.due import reasons_counted
from hotline.queries.paging import Page, Paging
from hotline.queries.verdicts import IN_BASE, Question, judged_cases, taken_up, verdict_on


class Dimension(Labelled):
    """By what a table of figures is split."""

    DEPARTMENT = "department", "承办单位"
    KIND = "kind", "诉求类型"
    CHANNEL = "channel", "渠道"
    DISTRICT = "district", "区"


class Part(Labelled):
    """Which of the cases that a figure took up are listed."""

    NUMERATOR = "numerator", "分子"
    MISSED = "missed", "未计入分子"
    DENOMINATOR = "denominator", "分母"
    LEFT_OUT = "left-out", "剔除"


class Origin(Labelled):
    """Whether a case was dispatched within the period or is carried over from before."""

    NEW = "new", "本期派单"
    CARRIED = "carried", "上期结转"


NOTHING = Tally()


@dataclass(frozen=True)
class Counted:
    """One figure: all of it, and apart what was dispatched in the period and what was carried over."""

    new: Tally = NOTHING
    carried: Tally = NOTHING

    @property
    def whole(self) -> Tally:
        """Return both together."""
        return self.new + self.carried

    def __add__(self, other: "Counted") -> "Counted":
        return Counted(self.new + other.new, self.carried + other.carried)


Figures = Mapping[str, Counted]


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """One case as a list shows it: never a name, a phone number or an address."""

    ticket_id: int
    number: str
    title: str
    kind: Kind
    channel: Channel
    district: str
    department: str
    since: datetime
    due_at: datetime | None
    signed_at: datetime | None
    answered_at: datetime | None
    resolution: Resolution | None
    raters: int
    verdict: str
    carried: bool
    due_why: str = ""


def count_figures(question: Question, *, by: Dimension | None = None) -> dict[str, Figures]:
    """Return every figure by its id, for each value of a dimension ("" for all together), in one statement."""
    figures = question.formulas.figures
    handled = taken_up(question, figures)
    key = handled.c[_COLUMN[by]] if by else literal("")
    judged = select(
        key.label("key"),
        (handled.c.since < question.period.start).label("carried"),
        handled.c.raters,
        handled.c.points,
        *(verdict_on(figure, handled, question).label(f"verdict_{at}") for at, figure in enumerate(figures)),
    ).subquery("judged")
    sums = [each for at, figure in enumerate(figures) for each in sums_of(figure, judged, judged.c[f"verdict_{at}"])]
    query = select(judged.c.key, judged.c.carried, *sums).group_by(judged.c.key, judged.c.carried)
    counted: dict[str, dict[str, Counted]] = {}
    for found, carried, *numbers in db.session.execute(query):
        tallies = [Tally(*map(int, numbers[at : at + 3])) for at in range(0, len(numbers), 3)]
        of_key = counted.setdefault(str(found), {})
        for figure, tally in zip(figures, tallies, strict=True):
            part = Counted(carried=tally) if carried else Counted(new=tally)
            of_key[figure.id] = of_key.get(figure.id, Counted()) + part
    return dict(counted)


def sum_of(groups: Mapping[str, Figures], formulas: FormulaSet) -> dict[str, Counted]:
    """Return the figures of all groups together."""
    return {
        figure.id: sum((group[figure.id] for group in groups.values()), start=Counted()) for figure in formulas.figures
    }


@dataclass(frozen=True)
class Breakdown:
    """One figure taken apart: how many cases have each verdict, and the figure that they make."""

    verdicts: Mapping[str, int]
    counted: Counted

    @property
    def taken_up(self) -> int:
        """Return how many cases have their moment in the period."""
        return sum(self.verdicts.values())

    @property
    def in_base(self) -> int:
        """Return how many cases make up the base."""
        return sum(self.verdicts.get(each.value, 0) for each in IN_BASE)


def break_down(question: Question, figure: Figure) -> Breakdown:
    """Return one figure with the verdicts behind it, in one statement."""
    judged = judged_cases(question, figure)
    sums = (func.count(), func.sum(judged.c.raters), func.sum(judged.c.points))
    query = select(judged.c.verdict, judged.c.carried, *sums).group_by(judged.c.verdict, judged.c.carried)
    verdicts: dict[str, int] = {}
    counted = Counted()
    for verdict, carried, cases, raters, points in db.session.execute(query):
        verdicts[verdict] = verdicts.get(verdict, 0) + cases
        if verdict not in IN_BASE:
            tally = Tally(left_out=cases)
        else:
            base = int(raters) if figure.weights else cases
            worth = int(points) if figure.weights else WHOLE * cases
            tally = Tally(worth if verdict == Verdict.COUNTS else 0, base)
        counted += Counted(carried=tally) if carried else Counted(new=tally)
    return Breakdown(verdicts, counted)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which of the cases of a figure are listed."""

    part: Part = Part.DENOMINATOR
    reason: Labelled | None = None
    origin: Origin | None = None


def page_of_cases(question: Question, figure: Figure, paging: Paging, *, choice: Choice) -> Page[CaseRow]:
    """Return one page of exactly the cases that a figure counts, misses or leaves out, each date with its reason."""
    query = _cases(question, figure, choice)
    counted = query.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)
    total = db.session.scalar(counted) or 0
    rows = db.session.execute(query.limit(paging.size).offset((paging.number - 1) * paging.size))
    return Page(_explained(tuple(CaseRow(**row._mapping) for row in rows), figure), total, paging)


_CLOCKS = {Moment.SIGN_DUE: ClockKind.SIGN, Moment.HANDLE_DUE: ClockKind.HANDLE}


def _explained(rows: tuple[CaseRow, ...], figure: Figure) -> tuple[CaseRow, ...]:
    """Return the rows, each with the words that explain the date by which it is counted, where that is a date due."""
    clock = _CLOCKS.get(figure.counted_when)
    if clock is None:
        return rows
    why = reasons_counted([row.ticket_id for row in rows], clock)
    return tuple(replace(row, due_why=why.get((row.ticket_id, row.due_at), "")) for row in rows)


def list_cases(question: Question, figure: Figure, *, choice: Choice, most: int) -> tuple[CaseRow, ...]:
    """Return the cases of a figure for an export, at most so many."""
    rows = db.session.execute(_cases(question, figure, choice).limit(most))
    return tuple(CaseRow(**row._mapping) for row in rows)


def _cases(question: Question, figure: Figure, choice: Choice) -> Select[Any]:
    judged = judged_cases(question, figure)
    columns = [judged.c[name] for name in CaseRow.__annotations__ if name in judged.c]
    query = (
        select(*columns, Ticket.number, Ticket.title, Department.name.label("department"))
        .join(Ticket, Ticket.id == judged.c.ticket_id)
        .join(Department, Department.id == judged.c.department_id)
        .where(*_chosen(judged, choice))
    )
    return query.order_by(judged.c.due_at, judged.c.id)


def _chosen(judged: Any, choice: Choice) -> list[Condition]:
    wanted = {
        Part.NUMERATOR: judged.c.verdict == Verdict.COUNTS.value,
        Part.MISSED: judged.c.verdict == Verdict.BASE.value,
        Part.DENOMINATOR: judged.c.verdict.in_(IN_BASE),
        Part.LEFT_OUT: judged.c.verdict.not_in(IN_BASE),
    }
    conditions = [wanted[choice.part]]
    if choice.reason is not None:
        conditions.append(judged.c.verdict == choice.reason.value)
    if choice.origin is not None:
        conditions.append(judged.c.carried if choice.origin is Origin.CARRIED else not_(judged.c.carried))
    return conditions


def sums_of(figure: Figure, judged: Any, verdict: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    """Return points, base and the number of cases left out, as ``Tally`` wants them."""
    in_base = verdict.in_(IN_BASE)
    points = judged.c.points if figure.weights else literal(WHOLE)
    weight = judged.c.raters if figure.weights else literal(1)
    counted = case((verdict == Verdict.COUNTS.value, points), else_=0)
    left_out = case((and_(verdict.is_not(None), not_(in_base)), 1), else_=0)
    return [func.coalesce(func.sum(each), 0) for each in (counted, case((in_base, weight), else_=0), left_out)]


_COLUMN = {
    Dimension.DEPARTMENT: "department_id",
    Dimension.KIND: "kind",
    Dimension.CHANNEL: "channel",
    Dimension.DISTRICT: "district",
}
