"""The supervisor's figures: a period's rates, the cases behind each, and both as files. Knows no formula.

Everything that narrows a page stands in its address, so that a page can be bookmarked; words that nobody offers are
ignored there. No address and no file ever holds a name, a phone number, an address or a text.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from hotline.domain.city import city_time
from hotline.domain.figures import Direction, Figure, FormulaSet, Verdict
from hotline.domain.vocabulary import Channel, Kind, Labelled
from hotline.parts import parts
from hotline.queries import figures, people
from hotline.queries.figures import Choice, Dimension, Origin, Part
from hotline.queries.verdicts import Question
from hotline.web.furniture.csv_files import csv_file
from hotline.web.furniture.listing import chosen, paging
from hotline.web.supervisor.questions import address_of, asked, choices

blueprint = Blueprint("figures", __name__, url_prefix="/supervisor/figures")
MOST_EXPORTED = 50_000


@blueprint.get("")
def show_figures() -> ResponseReturnValue:
    """Show a period's figures, all together and by department, kind, channel or district."""
    question, by = asked(), _dimension()
    groups = figures.count_figures(question, by=by)
    return render_template(
        "figures/overview.html",
        question=question,
        by=by,
        dimensions=tuple(Dimension),
        together=figures.sum_of(groups, question.formulas),
        groups=_in_order(groups, by, question.formulas),
        names=_names(by),
        address=address_of(question),
        **choices(),
    )


@blueprint.get("/<figure_id>")
def show_cases(figure_id: str) -> ResponseReturnValue:
    """Show how one figure is made and list exactly the cases that it counts, misses or leaves out."""
    question = asked()
    figure = _figure(question, figure_id)
    choice = _choice(figure)
    return render_template(
        "figures/cases.html",
        question=question,
        figure=figure,
        choice=choice,
        parts=tuple(Part),
        breakdown=figures.break_down(question, figure),
        page=figures.page_of_cases(question, figure, paging(), choice=choice),
        labels=_labels(figure),
        address=address_of(question),
        **choices(),
    )


@blueprint.get("/export")
def export_figures() -> ResponseReturnValue:
    """Give a period's figures as a file, a row for each value of the dimension."""
    question, by = asked(), _dimension()
    groups = figures.count_figures(question, by=by)
    names = _names(by)
    rows = ((names.get(key, key), *_cells(question, group)) for key, group in _in_order(groups, by, question.formulas))
    together = ("合计", *_cells(question, figures.sum_of(groups, question.formulas)))
    heading = [by.label]
    for figure in question.formulas.figures:
        heading += [figure.name, f"{figure.name}分子", f"{figure.name}分母", f"{figure.name}剔除"]
    return csv_file(f"考核指标-{question.period.key}-{question.formulas.version}", heading, [*rows, together])


@blueprint.get("/<figure_id>/export")
def export_cases(figure_id: str) -> ResponseReturnValue:
    """Give the cases behind a figure as a file: numbers, dates and verdicts, nobody's data and no title."""
    question = asked()
    figure = _figure(question, figure_id)
    labels = _labels(figure)
    heading = (
        "服务编号",
        "承办单位",
        "类型",
        "渠道",
        "区",
        "派单",
        "期限",
        "签收",
        "答复",
        "办理结果",
        "评价数",
        "计算",
        "来源",
    )
    rows = (
        (
            *(row.number, row.department, row.kind.label, row.channel.label, row.district or "其他"),
            *(_stamp(each) for each in (row.since, row.due_at, row.signed_at, row.answered_at)),
            *(row.resolution.label if row.resolution else "", row.raters, labels[row.verdict]),
            Origin.CARRIED.label if row.carried else Origin.NEW.label,
        )
        for row in figures.list_cases(question, figure, choice=_choice(figure), most=MOST_EXPORTED)
    )
    return csv_file(f"{figure.name}-{question.period.key}", heading, rows)


def _dimension() -> Dimension:
    return chosen("by", Dimension) or Dimension.DEPARTMENT


def _figure(question: Question, figure_id: str) -> Figure:
    figure = question.formulas.find(figure_id)
    return figure if figure is not None else abort(404)


def _choice(figure: Figure) -> Choice:
    part = chosen("part", Part) or Part.DENOMINATOR
    reason = chosen("reason", figure.reasons) if part is Part.LEFT_OUT else None
    return Choice(part=part, reason=reason, origin=chosen("origin", Origin))


def _names(by: Dimension) -> Mapping[str, str]:
    if by is Dimension.DEPARTMENT:
        return {each.id: each.name for each in people.list_departments(active_only=False)}
    if by is Dimension.DISTRICT:
        return {name: name for name in parts().formulas.districts} | {"": "其他或未填写"}
    return {each.value: each.label for each in (Kind if by is Dimension.KIND else Channel)}


def _in_order(
    groups: Mapping[str, figures.Figures], by: Dimension, formulas: FormulaSet
) -> list[tuple[str, figures.Figures]]:
    """Return the groups in the order of their own list: the directory's, the city's; by a figure only where allowed."""
    order = {key: at for at, key in enumerate(_names(by))}
    listed = sorted(groups.items(), key=lambda each: order.get(each[0], len(order)))
    figure = formulas.find(request.args.get("sort", "")) if formulas.ranking else None
    if figure is None:
        return listed
    sign = -1 if figure.better is Direction.HIGHER else 1

    def rank(each: tuple[str, figures.Figures]) -> tuple[bool, float]:
        share = each[1][figure.id].whole.share
        return share is None, sign * (share or 0)

    return sorted(listed, key=rank)


def _stamp(moment: datetime | None) -> str:
    return f"{city_time(moment):%Y-%m-%d %H:%M}" if moment else ""


def _cells(question: Question, group: figures.Figures) -> Iterator[object]:
    for figure in question.formulas.figures:
        tally = group[figure.id].whole
        yield from (tally.percent if tally.base else "", tally.counted, tally.base, tally.left_out)


def _labels(figure: Figure) -> dict[str, str]:
    words: tuple[Labelled, ...] = (*Verdict, *figure.reasons)
    return {word.value: word.label for word in words}
