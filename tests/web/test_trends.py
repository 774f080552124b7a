"""The figures over time: every point is the figure of its period, by the formulas of that time."""

import csv
import io
import re
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from hotline.clock import now
from hotline.domain.figures import Tally
from hotline.domain.lifecycle import State
from hotline.domain.periods import Span, period_at, period_on
from hotline.parts import parts
from hotline.queries import figures, trend
from hotline.queries.verdicts import Question
from tests.factories import a_ticket
from tests.people import DAY, HOUR, MONDAY
from tests.web import staff

TURN = date(2026, 3, 16)


@pytest.mark.usefixtures("inside")
def test_each_point_is_the_figure_of_its_period() -> None:
    for week in range(4):
        a_ticket(State.CLOSED, at=MONDAY + 7 * week * DAY)
        a_ticket(State.HANDLING, at=MONDAY + 7 * week * DAY)
    a_ticket(State.DISPATCHED, at=MONDAY + 8 * DAY)
    formulas = parts().formulas
    first = formulas.versions[0]
    later = replace(first, version="next", since=date(2026, 3, 1), figures=first.figures[:2])
    weeks = [period_on(MONDAY.date() + 7 * week * DAY, Span.WEEK) for week in range(-1, 6)]
    periods = [(week, first if week.first < TURN else later) for week in weeks]
    asked = Question(period=weeks[0], formulas=formulas.versions[0], districts=formulas.districts, at=MONDAY + 50 * DAY)
    found = trend.count_trend(asked, periods)
    for period, version in periods:
        one = figures.count_figures(replace(asked, period=period, formulas=version))
        together = figures.sum_of(one, version)
        for figure in version.figures:
            assert found.get((period.key, figure.id), Tally()) == together[figure.id].whole, (period.key, figure.id)
    old = {week.key for week in weeks if week.first < TURN}
    assert {key for key, figure in found if figure == "reworked"} <= old
    assert sum(tally.base for tally in found.values()) > 20


@pytest.mark.parametrize(("span", "count"), [("week", 8), ("month", 12)])
def test_the_page_draws_and_tells_every_figure(app: Flask, span: str, count: int) -> None:
    with app.app_context():
        a_ticket(State.CLOSED, at=period_at(now(), Span.WEEK).start - 3 * DAY + 9 * HOUR)
    page = staff.supervisor(app).get(f"/supervisor/figures/trend?span={span}&channel=phone").text
    drawn = page.count('<svg class="chart"')
    assert drawn + page.count("这段时间没有可计的承办件") == 7
    assert page.count("<desc id=") == drawn > 0
    assert len(re.findall(r'<th role="columnheader"', page)) == count + 1
    points = re.findall(r'<a href="([^"]*)" aria-label="[^"]*%"><circle', page)
    assert points
    assert all("channel=phone" in each and "period=" in each for each in points)


def test_the_table_over_time_leaves_as_a_file(app: Flask) -> None:
    before = period_at(now(), Span.MONTH).label
    answer = staff.supervisor(app).get("/supervisor/figures/trend/export?span=month")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row["公式版本"] for row in rows] == ["2026-1"] * 12
    assert rows[-1]["统计期"] in {before, period_at(now(), Span.MONTH).label}  # a month may end in between
