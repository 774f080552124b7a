"""A month of a synthetic city gives figures that a second, independent count reproduces exactly, on both databases."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from hotline.db import db
from hotline.domain.figures import Verdict
from hotline.domain.periods import Span, period_on
from hotline.parts import parts
from hotline.queries import figures
from hotline.queries.figures import Choice, Dimension, Part
from hotline.queries.verdicts import Question
from tests import city as cities
from tests.month.city import City
from tests.month.recount import recount, tallies

TICKETS = 1200
MARCH = period_on(date(2026, 3, 1), Span.MONTH)
# In the middle of the month much is not due yet; weeks later everything is.
MOMENTS = (MARCH.start + timedelta(days=18, hours=7), MARCH.end + timedelta(days=40))


@pytest.fixture(scope="module", params=MOMENTS, ids=["in-the-middle", "afterwards"])
def told(request: pytest.FixtureRequest, open_house: Callable[[str], Flask]) -> Iterator[dict[str, Any]]:
    houses = {name: open_house(name) for name in ("sqlite", "postgresql")}
    rows = None
    for app in houses.values():
        cities.empty(app)
        with app.app_context():
            if rows is None:
                departments = tuple(each.id for each in parts().directory.departments)[:12]
                rows = City(parts().rules, departments, request.param, seed=20260301).tell(TICKETS, MARCH)
            with db.engine.begin() as connection:
                rows.write(connection)
    with houses["postgresql"].app_context(), db.engine.connect() as connection:
        second = recount(connection, MARCH.key, at=request.param)
    yield {"houses": houses, "second": second, "at": request.param}
    for app in houses.values():
        cities.empty(app)


def question(told: dict[str, Any]) -> Question:
    formulas = parts().formulas
    return Question(period=MARCH, formulas=formulas.on(MARCH.first), districts=formulas.districts, at=told["at"])


@pytest.mark.parametrize("by", [None, *Dimension])
def test_every_figure_is_reproduced_exactly(told: dict[str, Any], backend: str, by: Dimension | None) -> None:
    with told["houses"][backend].app_context():
        groups = figures.count_figures(question(told), by=by)
    found: dict[str, dict[Any, Any]] = {name: {} for name in told["second"]}
    for key, group in groups.items():
        for name, counted in group.items():
            for carried, tally in ((False, counted.new), (True, counted.carried)):
                found[name][key, carried] = (tally.points, tally.base, tally.left_out)
    for name, rows in told["second"].items():
        expected = tallies(rows, by.value if by else None)
        nonzero = {key: numbers for key, numbers in found[name].items() if any(numbers)}
        assert nonzero == {key: numbers for key, numbers in expected.items() if any(numbers)}, name


def test_every_list_holds_exactly_the_cases_of_the_second_count(told: dict[str, Any], backend: str) -> None:
    with told["houses"][backend].app_context():
        asked = question(told)
        for figure in asked.formulas.figures:
            listed: Counter[Any] = Counter()
            for part in (Part.DENOMINATOR, Part.LEFT_OUT):
                cases = figures.list_cases(asked, figure, choice=Choice(part=part), most=100_000)
                listed.update((row.number, row.verdict, row.carried) for row in cases)
            expected = Counter((row["number"], row["verdict"], row["carried"]) for row in told["second"][figure.id])
            assert listed == expected, figure.id
            verdicts = figures.break_down(asked, figure).verdicts
            assert verdicts == Counter(row["verdict"] for row in told["second"][figure.id]), figure.id


def test_the_month_holds_every_turn(told: dict[str, Any]) -> None:
    """A count that never met a case of a kind would prove nothing about it."""
    for figure in question_figures(told):
        seen = {row["verdict"] for row in told["second"][figure.id]}
        assert {Verdict.COUNTS, Verdict.BASE} <= seen, figure.id
        missing = {reason.value for reason in figure.reasons} - seen - {Verdict.OUTSIDE.value}
        assert not missing - ({"not_due"} if told["at"] == MOMENTS[1] else set()), (figure.id, missing)
        assert any(row["carried"] for row in told["second"][figure.id]) or figure.id == "returned"


def question_figures(told: dict[str, Any]) -> Any:
    with told["houses"]["sqlite"].app_context():
        return question(told).formulas.figures
