"""What a tick of the clock costs with 100 deadlines due, among 10,000 and among 1,000,000 stored tickets.

Prints one JSON object. Both cities stand on the same PostgreSQL and are measured in turns, so that a busy machine slows
both; every stored ticket has a clock that ended and one that runs. A tick looks, reminds and writes the letters.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flask import Flask
from sqlalchemy import text

from bench._servers import new_database, postgresql
from hotline.app import create_app
from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.departments import keep_in_step
from hotline.migrations import upgrade
from hotline.models import Reminder
from hotline.parts import parts
from hotline.settings import Settings
from workers.reminding import make_round

FEW, MANY, DUE, TURNS = 10_000, 1_000_000, 100, 9

# Each ticket: received within the last year, with one of the departments, its handling clock due far ahead.
TICKETS = """
    INSERT INTO ticket (id, number, state, version, round, channel, kind, urgency, title, district, place, matter_id,
        limit_class, tag, confidential, may_publish, received_at, lead_department_id, due_at, returns, journal_head)
    SELECT n, to_char(n, 'FM000000000000000'), 'handling', 1, 1, 'phone', 'complaint', 'normal', '路灯不亮', '', '', '',
        '', '', false, false, :at - (n % 365) * interval '1 day',
        (SELECT array_agg(id ORDER BY position) FROM department)[1 + n % :departments],
        :at + (30 + n % 300) * interval '1 day', 0, ''
    FROM generate_series(1, :count) AS n"""
CLOCKS = """
    INSERT INTO deadline (ticket_id, clock, round, started_at, due_at, ended_at, rule_id, reason, whose, look_at)
    SELECT id, 'sign', 1, received_at, received_at + interval '1 day', received_at, 'complaint', '', '', received_at
    FROM ticket
    UNION ALL
    SELECT id, 'handle', 1, received_at, due_at, NULL, 'complaint', '', '', due_at - interval '1 day'
    FROM ticket"""
DUE_NOW = """
    INSERT INTO deadline (ticket_id, clock, round, started_at, due_at, rule_id, reason, whose, look_at)
    SELECT 1 + (n * :stride + :turn) % :count, 'handle', 2 + :turn, :at - interval '20 days', :at, 'complaint', '', '',
        :at
    FROM generate_series(1, :due) AS n"""


def main() -> None:
    """Measure and print."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="bench-") as name, postgresql(Path(name)) as server:
        cities = {count: _city(server, Path(name), count) for count in (asked.few, asked.many)}
        turns = [{count: _tick(app, count, turn) for count, app in cities.items()} for turn in range(asked.turns + 1)]
        for app in cities.values():
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
    turns = turns[1:]  # the first turn warms up
    ratios = [turn[asked.many] / turn[asked.few] for turn in turns]
    print(
        json.dumps(
            {
                "due": DUE,
                "tick_ms_few": round(1000 * statistics.median(turn[asked.few] for turn in turns), 1),
                "tick_ms_many": round(1000 * statistics.median(turn[asked.many] for turn in turns), 1),
                "stored_few": asked.few,
                "stored_many": asked.many,
                "ratio": round(statistics.median(ratios), 3),
                "ratio_highest": round(max(ratios), 3),
                "turns": len(turns),
            }
        )
    )


def _city(server: Any, folder: Path, count: int) -> Flask:
    """Return an application on a database of its own that holds so many tickets."""
    url = new_database(server, f"city_{count}")
    app = create_app(Settings(database_url=url, data_dir=folder, secret_key=uuid.uuid4().hex, demo=False))
    with app.app_context():
        upgrade(db.engine)
        with unit_of_work():
            departments = keep_in_step(parts().directory)
        with db.engine.begin() as connection:
            connection.execute(text(TICKETS), {"at": now(), "count": count, "departments": departments})
            connection.execute(text(CLOCKS))
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    return app


def _tick(app: Flask, count: int, turn: int) -> float:
    """Return the seconds of one tick with DUE deadlines due; fails where it did not remind of each."""
    with app.app_context():
        at = now()
        with db.engine.begin() as connection:
            values = {"stride": count // DUE, "turn": turn, "count": count, "due": DUE, "at": at}
            connection.execute(text(DUE_NOW), values)
        db.session.remove()
        begun = time.perf_counter()
        made = make_round(at)
        seconds = time.perf_counter() - begun
        if made.reminders != 2 * DUE:
            raise SystemExit(f"{made.reminders} reminders were made, {2 * DUE} were due")
        _all_told(at)
        return seconds


def _all_told(at: datetime) -> None:
    told = db.session.query(Reminder).filter(Reminder.told_at >= at - timedelta(seconds=1)).count()
    if told < 2 * DUE:
        raise SystemExit(f"{told} reminders were told")
    db.session.remove()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--few", type=int, default=FEW, help="tickets stored in the small city")
    parser.add_argument("--many", type=int, default=MANY, help="tickets stored in the large city")
    parser.add_argument("--turns", type=int, default=TURNS, help="measured turns")
    return parser.parse_args()


if __name__ == "__main__":
    main()
