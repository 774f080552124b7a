"""Old tickets of a city, read in while the reading is killed again and again: in the end each row is here exactly once.

Prints one JSON object. On PostgreSQL with its usual settings, and on SQLite, ``hotline import`` reads one file of many
rows (three of four answered, one of a hundred to be refused) as a program of its own and is killed with SIGKILL at
places that chance chooses; a file of few rows is read without a disturbance, and a bare program inserts two rows for
each of ours, a hundred to a transaction as we do. So ``to_few`` tells whether many rows cost more each than few, and
``to_bare`` what our journal, numbers, search and promises cost beside the bare rows. Exit code 1 where a row was lost
or doubled, or where a number is missing.
"""

import argparse
import csv
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sqlalchemy import Connection, Engine, create_engine, text

from bench._servers import ROOT, new_database, postgresql
from hotline.clock import now
from hotline.demo.phrases import Phrases
from hotline.domain.number import parse
from routing import Directory

TOGETHER = 100  # rows in one transaction of the bare program, as in ours
REFUSED_EACH, OPEN_EACH = 100, 4
HEADINGS = (
    "原编号",
    "渠道",
    "类型",
    "标题",
    "内容",
    "姓名",
    "电话",
    "地点",
    "受理时间",
    "承办单位",
    "答复",
    "答复时间",
)
QUESTION = text("SELECT count(*) FROM ticket")


def main() -> None:
    """Read in, kill, compare, print."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="bench-") as name, postgresql(Path(name)) as server:
        folder = Path(name)
        urls = {
            "postgresql": lambda what: new_database(server, what),
            "sqlite": lambda what: f"sqlite:///{folder / what}.sqlite3",
        }
        figures = {each: _measure(urls[each], folder / f"files-{each}", asked) for each in asked.databases}
    print(json.dumps(figures))
    wrong = ("lost", "doubled", "gaps", "not_indexed", "unfinished")
    sys.exit(any(found[each] for found in figures.values() for each in wrong))


def _measure(url_of: Any, folder: Path, asked: argparse.Namespace) -> dict[str, Any]:
    folder.mkdir()
    few, many = _file(folder / "few.csv", asked.few), _file(folder / "many.csv", asked.rows)
    _, few_seconds, _, _ = _read_in(few, url_of("few"), kills=0, rows=asked.few)
    url = url_of("many")
    kills, seconds, used, memory = _read_in(many, url, kills=asked.kills, rows=asked.rows)
    engine = create_engine(url)
    with engine.connect() as connection:
        found = _compare(connection, asked.rows)
    engine.dispose()
    bare = _bare_rate(url_of("bare"), min(asked.rows, 10_000))
    rate = asked.rows / seconds
    return found | {
        "kills": kills,
        "seconds": round(seconds, 1),
        "cpu_seconds": round(used, 1),
        "rows_per_second": round(rate),
        "to_few": round(rate / (asked.few / few_seconds), 2),
        "to_bare": round(rate / bare, 3),
        "memory_mb": memory // 1024,
    }


def _file(file: Path, rows: int) -> Path:
    """Write that many rows to be taken, and between them some to be refused."""
    phrases = Phrases(seed=rows)
    names = {each.id: each.name for each in Directory.packaged().departments}
    with file.open("w", encoding="utf-8-sig", newline="") as handle:
        out = csv.writer(handle)
        out.writerow(HEADINGS)
        for serial in range(1, rows + 1):
            out.writerow(_row(phrases, names, serial))
            if serial % REFUSED_EACH == 0:
                out.writerow([f"拒{serial}", "飞鸽", "", "", "渠道不认识的一行。", *[""] * 7])
    return file


def _row(phrases: Phrases, names: dict[str, str], serial: int) -> list[str]:
    case = phrases.case(now())
    contact, open_ = case.contact, serial % OPEN_EACH == 0
    ended = ["", "", ""] if open_ else [names[case.department_id], case.answer, "2019-03-08"]
    said = [contact.kind.label, contact.title, f"{contact.text}第{serial}件。", contact.citizen_name]
    return [f"旧{serial:06d}", contact.channel.label, *said, contact.citizen_phone, contact.place, "2019-03-05", *ended]


def _read_in(file: Path, url: str, *, kills: int, rows: int) -> tuple[int, float, float, int]:
    """Read the file in and kill so often; return how often it was, the seconds, those of the processor, the most KB."""
    environment = os.environ | {
        "HOTLINE_DATABASE_URL": url,
        "HOTLINE_DATA_DIR": str(file.parent),
        "HOTLINE_SECRET_KEY": uuid.uuid4().hex,
        "HOTLINE_REDIS_URL": "redis://127.0.0.1:1/0",
    }
    hotline = [sys.executable, "-m", "hotline.cli"]
    subprocess.run([*hotline, "db", "upgrade"], env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    engine, places = create_engine(url), sorted(random.Random(rows).sample(range(1, rows), kills))
    most, cpu, began, done = 0, 0.0, time.perf_counter(), 0
    for place in (*places, None):
        child = subprocess.Popen(
            [*hotline, "import", str(file), "--yes"],
            env=environment,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        done += place is not None and _kill_at(place, child, engine)
        _, _, used = os.wait4(child.pid, 0)
        most, cpu = max(most, used.ru_maxrss), cpu + used.ru_utime + used.ru_stime
    seconds = time.perf_counter() - began
    engine.dispose()
    return done, seconds, cpu, most


def _kill_at(place: int, child: subprocess.Popen[bytes], engine: Engine) -> bool:
    """Kill the program when so many rows are here; tell whether it was still at work then."""
    while os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        with engine.connect() as connection:
            if (connection.scalar(QUESTION) or 0) >= place:
                child.send_signal(signal.SIGKILL)
                return True
        time.sleep(0.2)
    return False


def _compare(connection: Connection, rows: int) -> dict[str, int]:
    def ask(query: str) -> int:
        return int(connection.scalar(text(query)) or 0)

    numbers = connection.scalars(text("SELECT number FROM ticket")).all()
    by_day: dict[str, set[int]] = {}
    for number in numbers:
        by_day.setdefault(number[:8], set()).add(parse(number).sequence)
    kept = ask("SELECT count(*) FROM message")
    different = ask("SELECT count(DISTINCT external_id) FROM message WHERE external_id LIKE '旧%'")
    return {
        "rows": rows,
        "kept": kept,
        "lost": rows - different,
        "doubled": kept - different,
        "gaps": sum(max(found) - len(found) for found in by_day.values()),
        "not_indexed": ask("SELECT count(*) FROM answer") - ask("SELECT count(*) FROM ticket_search"),
        "unfinished": 1 - ask("SELECT count(*) FROM import_run WHERE finished_at IS NOT NULL"),
    }


def _bare_rate(url: str, rows: int) -> float:
    """Return how many rows a second a program takes that inserts a matter and its text, and no more."""
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in _SCHEMA[engine.dialect.name]:
            connection.execute(text(statement))
    began = time.perf_counter()
    for batch in _batches(rows):
        with engine.begin() as connection:
            for serial in batch:
                said = {"title": f"第{serial}件", "text": f"建设路北口的路灯坏了三天，晚上看不清路。第{serial}件。"}
                matter = connection.scalar(text("INSERT INTO matter (title) VALUES (:title) RETURNING id"), said)
                connection.execute(
                    text("INSERT INTO said (matter_id, text) VALUES (:id, :text)"), said | {"id": matter}
                )
    rate = rows / (time.perf_counter() - began)
    engine.dispose()
    return rate


_SAID = "CREATE TABLE said (matter_id INTEGER NOT NULL REFERENCES matter (id), text TEXT NOT NULL)"
_SCHEMA = {
    "postgresql": ("CREATE TABLE matter (id SERIAL PRIMARY KEY, title TEXT NOT NULL)", _SAID),
    "sqlite": ("CREATE TABLE matter (id INTEGER PRIMARY KEY, title TEXT NOT NULL)", _SAID),
}


def _batches(rows: int) -> Iterator[range]:
    for first in range(0, rows, TOGETHER):
        yield range(first, min(first + TOGETHER, rows))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--few", type=int, default=1_000)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--databases", nargs="+", choices=("postgresql", "sqlite"), default=["postgresql", "sqlite"])
    return parser.parse_args()


if __name__ == "__main__":
    main()
