"""A formula as SQL, word by word: which cases it takes up, and the verdict on each. Writes nothing.

What the words mean is said in domain/figures.py; what a case is, in cases.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, case, false, func, not_, or_, select

from hotline.domain.figures import Fact, Figure, FormulaSet, Moment, Verdict
from hotline.domain.periods import Period
from hotline.domain.vocabulary import Resolution
from hotline.queries.cases import WITHDRAWN, Condition, Narrowing, case_table, dispatches_in, within

IN_BASE = (Verdict.COUNTS, Verdict.BASE)


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked: a period, the formulas in force, how it stands now, and which cases are looked at."""

    period: Period
    formulas: FormulaSet
    districts: tuple[str, ...]
    at: datetime
    narrowing: Narrowing = field(default_factory=Narrowing)


def judged_cases(question: Question, figure: Figure) -> Any:
    """Return the cases that one figure takes up, each with its verdict."""
    handled = taken_up(question, (figure,))
    inner = select(
        handled,
        (handled.c.since < question.period.start).label("carried"),
        moment_of(handled, figure.counted_when).label("due_at"),
        verdict_on(figure, handled, question).label("verdict"),
    ).subquery("inner_judged")
    return select(inner).where(inner.c.verdict.is_not(None)).subquery("judged")


def taken_up(question: Question, figures: Sequence[Figure]) -> CTE:
    """Return the cases that any of these formulas takes up, narrowed as asked."""
    weighted = next((figure.weights for figure in figures if figure.weights), {})
    wanted = dispatches_in(question.period, [figure.counted_when for figure in figures])
    return case_table(wanted, question.narrowing, districts=question.districts, weights=weighted)


def verdict_on(figure: Figure, handled: CTE, question: Question) -> ColumnElement[Any]:
    """Return the verdict on a case in words; NULL where its moment lies outside the period."""
    facts = _facts(handled, figure.counted_when, question.at)
    whens: list[tuple[Any, str]] = [(facts[reason], reason.value) for reason in figure.exclusions]
    if figure.denominator:
        admitted = func.coalesce(or_(*(facts[fact] for fact in figure.denominator)), false())
        whens.append((not_(admitted), Verdict.OUTSIDE.value))
    numerator = or_(*(facts[fact] for fact in figure.numerator))
    if figure.weights:
        numerator = and_(numerator, handled.c.points > 0)
    whens.append((numerator, Verdict.COUNTS.value))
    verdict = case(*whens, else_=Verdict.BASE.value)
    return case((within(moment_of(handled, figure.counted_when), question.period), verdict))


def moment_of(handled: CTE, moment: Moment) -> ColumnElement[Any]:
    """Return the column of a case that places it in a period."""
    if moment is Moment.APPROVED:
        return case((handled.c.approved.is_(True), handled.c.approved_at))
    columns = {Moment.DISPATCHED: "since", Moment.SIGN_DUE: "sign_due", Moment.HANDLE_DUE: "handle_due"}
    return handled.c[columns[moment]]


def _facts(handled: CTE, moment: Moment, at: datetime) -> dict[Fact, Condition]:
    """Return when each fact is true of a case; what "not due" means depends on the moment that is counted."""
    of = handled.c
    unanswered, running = of.answered_at.is_(None), of.ended_at.is_(None)
    returned = of.granted == 1
    undecided = and_(running, not_(returned), or_(of.asking == 1, and_(of.return_due > at, unanswered)))
    return {
        Fact.VOIDED: and_(running, of.state.in_(WITHDRAWN)),
        Fact.RETURNED: returned,
        Fact.MOVED: and_(of.ended_at.is_not(None), unanswered, not_(returned)),
        Fact.PAUSED: and_(running, unanswered, of.handle_ended.is_not(None)),
        Fact.NOT_DUE: {
            Moment.DISPATCHED: undecided,
            Moment.SIGN_DUE: of.sign_due > at,
            Moment.HANDLE_DUE: of.handle_due > at,
            Moment.APPROVED: false(),
        }[moment],
        Fact.SIGNED_IN_TIME: of.signed_at <= of.sign_due,
        Fact.ANSWERED: of.answered_at.is_not(None),
        Fact.ANSWERED_IN_TIME: of.answered_at <= of.handle_due,
        Fact.SOLVED: of.resolution == Resolution.SOLVED,
        Fact.EXPLAINED: of.resolution == Resolution.EXPLAINED,
        Fact.PLANNED: of.resolution == Resolution.PENDING,
        Fact.RATED: of.raters > 0,
        Fact.UNRATED: of.raters == 0,
        Fact.REWORKED: and_(of.approved.is_(True), of.ticket_round > of.round),
    }
