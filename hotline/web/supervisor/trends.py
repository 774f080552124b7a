"""The figures over time: eight weeks or twelve months, as lines and as a table. Knows no formula."""

from flask import render_template
from flask.typing import ResponseReturnValue

from hotline.clock import now
from hotline.domain.figures import FormulaSet, Tally
from hotline.domain.periods import Period, Span, period_at
from hotline.parts import parts
from hotline.queries import trend
from hotline.web.furniture.csv_files import csv_file
from hotline.web.furniture.listing import chosen
from hotline.web.supervisor.figures import blueprint
from hotline.web.supervisor.questions import address_of, asked, choices

SPANS = {Span.WEEK: 8, Span.MONTH: 12}


@blueprint.get("/trend")
def show_trend() -> ResponseReturnValue:
    """Show every figure over the last weeks or months; each point opens the cases behind it."""
    span = _span()
    periods, question = _periods(span), asked()
    return render_template(
        "figures/trend.html",
        question=question,
        span=span,
        spans=tuple(SPANS),
        periods=[period for period, _ in periods],
        figures=periods[-1][1].figures,
        counted=trend.count_trend(question, periods),
        nothing=Tally(),
        address={name: value for name, value in address_of(question).items() if name != "period"},
        **choices(),
    )


@blueprint.get("/trend/export")
def export_trend() -> ResponseReturnValue:
    """Give the figures over time as a file, a row for each period."""
    span = _span()
    periods = _periods(span)
    counted = trend.count_trend(asked(), periods)
    figures = periods[-1][1].figures
    heading = ["统计期", "公式版本"]
    for figure in figures:
        heading += [figure.name, f"{figure.name}分母"]
    rows = []
    for period, formulas in periods:
        row: list[object] = [period.label, formulas.version]
        for figure in figures:
            tally = counted.get((period.key, figure.id), Tally())
            row += [tally.percent if tally.base else "", tally.base]
        rows.append(row)
    return csv_file(f"考核指标趋势-按{span.label}", heading, rows)


def _span() -> Span:
    return chosen("span", tuple(SPANS)) or Span.WEEK


def _periods(span: Span) -> list[tuple[Period, FormulaSet]]:
    """Return the last periods of this length, the oldest first, each with the formulas of its time."""
    period, found = period_at(now(), span), []
    for _ in range(SPANS[span]):
        found.append((period, parts().formulas.on(period.first)))
        period = period.previous()
    return found[::-1]
