"""A month of a synthetic city gives figures that a second, independent count reproduces exactly, on both databases.

One test for each moment, because the month is made once for all that is asked of it.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
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

TICKETS = 1200  # 30,000 are counted by bench/figures.py
MARCH = period_on(date(2026, 3, 1), Span.MONTH)
IN_THE_MIDDLE, AFTERWARDS = MARCH.start + timedelta(days=18, hours=7), MARCH.end + timedelta(days=40)


@pytest.mark.parametrize("at", [IN_THE_MIDDLE, AFTERWARDS], ids=["while-much-is-not-due", "when-all-is-due"])
def test_a_month_is_reproduced_exactly(at: datetime, open_house: Callable[[str], Flask]) -> None:
    houses = {name: open_house(name) for name in ("postgresql", "sqlite")}
    rows = second = None
    for app in houses.values():
        cities.empty(app)
        with app.app_context():
            rows = rows or made(at)
            with db.engine.begin() as connection:
                rows.write(connection)
            second = second or counted_again(at)
            asked = question(at)
            for by in (None, *Dimension):
                assert by_the_product(asked, by) == by_the_second_count(second, by)
            for figure in asked.formulas.figures:
                assert_lists(asked, figure, second[figure.id])
                assert_every_turn(figure, second[figure.id], all_due=at == AFTERWARDS)
        cities.empty(app)


def made(at: datetime) -> Any:
    departments = tuple(each.id for each in parts().directory.departments)[:12]
    return City(parts().rules, departments, at, seed=20260301).tell(TICKETS, MARCH)


def counted_again(at: datetime) -> dict[str, Any]:
    with db.engine.connect() as connection:
        return recount(connection, MARCH.key, at=at)


def question(at: datetime) -> Question:
    formulas = parts().formulas
    return Question(period=MARCH, formulas=formulas.on(MARCH.first), districts=formulas.districts, at=at)


def by_the_product(asked: Question, by: Dimension | None) -> dict[Any, tuple[int, int, int]]:
    return {
        (name, key, carried): (tally.points, tally.base, tally.left_out)
        for key, group in figures.count_figures(asked, by=by).items()
        for name, counted in group.items()
        for carried, tally in ((False, counted.new), (True, counted.carried))
        if tally.base or tally.left_out
    }


def by_the_second_count(second: dict[str, Any], by: Dimension | None) -> dict[Any, tuple[int, int, int]]:
    return {
        (name, *key): numbers
        for name, rows in second.items()
        for key, numbers in tallies(rows, by.value if by else None).items()
        if numbers[1] or numbers[2]
    }


def assert_lists(asked: Question, figure: Any, rows: list[dict[str, Any]]) -> None:
    """The lists behind a figure hold exactly its cases, each with its verdict."""
    listed: Counter[Any] = Counter()
    for part in (Part.DENOMINATOR, Part.LEFT_OUT):
        cases = figures.list_cases(asked, figure, choice=Choice(part=part), most=100_000)
        listed.update((row.number, row.verdict, row.carried) for row in cases)
    assert listed == Counter((row["number"], row["verdict"], row["carried"]) for row in rows), figure.id
    assert figures.break_down(asked, figure).verdicts == Counter(row["verdict"] for row in rows), figure.id


def assert_every_turn(figure: Any, rows: list[dict[str, Any]], *, all_due: bool) -> None:
    """A count that never met a case of a kind would prove nothing about it."""
    seen = {row["verdict"] for row in rows}
    rare = {Verdict.OUTSIDE.value, *(["not_due"] if all_due else [])}
    expected = {Verdict.COUNTS.value, Verdict.BASE.value, *(reason.value for reason in figure.reasons)}
    assert not expected - rare - seen, figure.id
    assert figure.id == "returned" or {row["carried"] for row in rows} == {True, False}
