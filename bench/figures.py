"""A month of a synthetic city of 30,000 tickets: every figure counted twice, and how long the product takes.

    python bench/figures.py [--tickets 30000] [--seed 20260301]

PostgreSQL. The second count is the plain SQL of tests/month/recount.py, which shares nothing with the product. Prints
one JSON object; ends with code 1 where any number differs.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench._servers import new_database, postgresql
from hotline.app import create_app
from hotline.db import db, unit_of_work
from hotline.departments import keep_in_step
from hotline.domain.periods import Period, Span, period_on
from hotline.migrations import upgrade
from hotline.parts import parts
from hotline.queries import figures
from hotline.queries.figures import Dimension
from hotline.queries.paging import Paging
from hotline.queries.verdicts import Question
from hotline.settings import Settings
from tests.month.city import City
from tests.month.recount import recount, tallies

MARCH = period_on(date(2026, 3, 1), Span.MONTH)
AT = MARCH.end + timedelta(days=3)
TURNS = 7


def main() -> None:
    """Make the city, count twice, compare and print."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="bench-") as name, postgresql(Path(name)) as server:
        url = new_database(server, "hotline")
        app = create_app(Settings(database_url=url, data_dir=Path(name), secret_key=uuid.uuid4().hex, demo=False))
        with app.app_context():
            report = _count(asked.tickets, asked.seed)
            db.session.remove()
            db.engine.dispose()
    print(json.dumps(report, ensure_ascii=False, indent=1))
    sys.exit(1 if report["different"] else 0)


def _count(tickets: int, seed: int) -> dict[str, Any]:
    upgrade(db.engine)
    with unit_of_work():
        keep_in_step(parts().directory)
    began = time.perf_counter()
    departments = tuple(each.id for each in parts().directory.departments)
    rows = City(parts().rules, departments, AT, seed=seed).tell(tickets, MARCH)
    with db.engine.begin() as connection:
        rows.write(connection)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    made = time.perf_counter() - began
    question = _question(MARCH, AT)
    began = time.perf_counter()
    with db.engine.connect() as connection:
        second = recount(connection, MARCH.key, at=AT)
    took = time.perf_counter() - began
    compared, different = _compare(question, second)
    together = figures.sum_of(figures.count_figures(question), question.formulas)
    on_time = question.formulas.figures[1]
    return {
        "rows": {name: len(each) for name, each in rows.of.items()},
        "made_in_seconds": round(made, 1),
        "figures": {
            each.name: f"{together[each.id].whole.percent} = {together[each.id].whole.counted}"
            f"/{together[each.id].whole.base}, {together[each.id].whole.left_out} left out"
            for each in question.formulas.figures
        },
        "numbers_compared": compared,
        "different": different,
        "recount_seconds": round(took, 2),
        "count_by_department_ms": _median(lambda: figures.count_figures(question, by=Dimension.DEPARTMENT)),
        "one_figure_ms": _median(lambda: figures.break_down(question, on_time)),
        "page_of_cases_ms": _median(
            lambda: figures.page_of_cases(question, on_time, Paging(), choice=figures.Choice())
        ),
    }


def _compare(question: Question, second: dict[str, Any]) -> tuple[int, list[str]]:
    compared, different = 0, []
    for by in (None, *Dimension):
        first = figures.count_figures(question, by=by)
        for name, rows in second.items():
            expected = tallies(rows, by.value if by else None)
            for key in first.keys() | {key for key, _ in expected}:
                counted = first.get(key, {}).get(name, figures.Counted())
                for carried, tally in ((False, counted.new), (True, counted.carried)):
                    compared += 3
                    if (tally.points, tally.base, tally.left_out) != expected.get((key, carried), (0, 0, 0)):
                        different.append(f"{name} by {by}: {key}")
    return compared, different


def _question(period: Period, at: datetime) -> Question:
    formulas = parts().formulas
    return Question(period=period, formulas=formulas.on(period.first), districts=formulas.districts, at=at)


def _median(ask: Callable[[], object]) -> float:
    taken = []
    for _ in range(TURNS):
        began = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - began) * 1000)
    return round(statistics.median(taken), 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=30_000, help="tickets in the city")
    parser.add_argument("--seed", type=int, default=20260301, help="which city")
    return parser.parse_args()


if __name__ == "__main__":
    main()
