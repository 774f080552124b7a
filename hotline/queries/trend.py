"""The figures over several weeks or months, in one statement for all periods of one version. Writes nothing."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from sqlalchemy import case, literal, select, union_all

from hotline.db import db
from hotline.domain.figures import FormulaSet, Tally
from hotline.domain.periods import Period
from hotline.queries.cases import within
from hotline.queries.figures import sums_of
from hotline.queries.verdicts import Question, moment_of, taken_up, verdict_on

Trend = dict[tuple[str, str], Tally]


def count_trend(question: Question, periods: Sequence[tuple[Period, FormulaSet]]) -> Trend:
    """Return every figure of every period by (period's key, figure's id); each period by the formulas of its time."""
    counted: Trend = {}
    for _, some in groupby(periods, key=lambda each: each[1].version):
        together = list(some)
        counted |= _count(replace(question, formulas=together[0][1]), [period for period, _ in together])
    return counted


def _count(question: Question, periods: Sequence[Period]) -> Trend:
    whole = replace(question, period=Period(periods[0].span, periods[0].first, periods[-1].after))
    figures = whole.formulas.figures
    handled = taken_up(whole, figures)
    counts = []
    for at, figure in enumerate(figures):
        moment = moment_of(handled, figure.counted_when)
        turn = case(*((within(moment, period), place) for place, period in enumerate(periods)))
        verdict = verdict_on(figure, handled, whole).label("verdict")
        judged = select(turn.label("turn"), verdict, handled.c.raters, handled.c.points).subquery()
        sums = sums_of(figure, judged, judged.c.verdict)
        counts.append(
            select(literal(at), judged.c.turn, *sums).where(judged.c.turn.is_not(None)).group_by(judged.c.turn)
        )
    return {
        (periods[turn].key, figures[at].id): Tally(int(points), int(base), int(left_out))
        for at, turn, points, base, left_out in db.session.execute(union_all(*counts))
    }
