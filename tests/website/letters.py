"""What the website holds: letters, the number each was given, the state it was last told of. A SQLite of its own."""

import json
import sqlite3
import threading
from typing import Any

TABLES = """
CREATE TABLE IF NOT EXISTS letter (id TEXT PRIMARY KEY, text TEXT, number TEXT, code TEXT, status TEXT, answer TEXT,
                                   told_at INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS notice (id TEXT PRIMARY KEY, position INTEGER, body TEXT);
CREATE TABLE IF NOT EXISTS place (name TEXT PRIMARY KEY, position INTEGER);
"""


class Letters:
    """The website's own tables; every change is committed before anybody is told."""

    def __init__(self, path: str) -> None:
        self._lock = threading.Lock()
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._database.executescript(TABLES)

    def write(self, letter_id: str, text: str) -> None:
        """Keep a letter as its citizen wrote it."""
        self._run("INSERT OR IGNORE INTO letter (id, text) VALUES (?, ?)", letter_id, text)

    def waiting(self) -> list[tuple[str, str]]:
        """Return the letters whose number is not known yet."""
        return self._run("SELECT id, text FROM letter WHERE number IS NULL ORDER BY id")

    def given(self, letter_id: str, number: str, code: str) -> None:
        """Keep the number and code of a letter; a second answer must say the same."""
        (before,) = self._run("SELECT number, code FROM letter WHERE id = ?", letter_id)
        if before not in ((None, None), (number, code)):
            raise AssertionError(f"letter {letter_id} was given two numbers")
        self._run("UPDATE letter SET number = ?, code = ? WHERE id = ?", number, code, letter_id)

    def told(self, event: dict[str, Any]) -> bool:
        """Take an event once, however often and in whatever order events come; tell whether it is new."""
        body = json.dumps(event, sort_keys=True)
        with self._lock:
            new = self._database.execute(
                "INSERT OR IGNORE INTO notice VALUES (?, ?, ?)", (event["id"], event["position"], body)
            ).rowcount
            self._database.execute(
                "UPDATE letter SET status = ?, answer = ?, told_at = ?, number = ? WHERE id = ? AND told_at < ?",
                (
                    event["status"],
                    event["answer"]["text"] if event["answer"] else None,
                    event["position"],
                    event["service_number"],
                    event["external_id"],
                    event["position"],
                ),
            )
        return bool(new)

    def position(self) -> int:
        """Return how far the feed was read."""
        found = self._run("SELECT position FROM place WHERE name = 'feed'")
        return int(found[0][0]) if found else 0

    def read_to(self, position: int) -> None:
        """Keep how far the feed was read."""
        self._run("INSERT OR REPLACE INTO place VALUES ('feed', ?)", position)

    def holdings(self) -> dict[str, list[Any]]:
        """Return every letter with its number, state and answer."""
        rows = self._run("SELECT id, number, status, answer FROM letter")
        return {row[0]: list(row[1:]) for row in rows}

    def _run(self, statement: str, *values: Any) -> list[Any]:
        with self._lock:
            return self._database.execute(statement, values).fetchall()
