"""The rows of the synthetic city on their way into the tables, in bulk, and what a step of a ticket's life writes.

The rows are those that the rooms write: ticket, message, the steps in the journal (chained), assignment, deadline,
answer, petition, rating. Search terms, proposals, lessons and letters are left out: no figure reads them.
"""

import json
from collections import defaultdict
from datetime import datetime
from enum import Enum
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, insert, text

from hotline.db import db
from hotline.domain.lifecycle import Action, transition_for
from hotline.domain.people import Role
from hotline.flow.advance import chain_digest

TABLES = ("ticket", "message", "assignment", "deadline", "answer", "petition", "rating", "journal_entry")


class Rows:
    """What will be written: rows by table, each with the id it will have."""

    def __init__(self) -> None:
        self.of: dict[str, list[dict[str, Any]]] = defaultdict(list)

    def add(self, table: str, **values: Any) -> dict[str, Any]:
        """Add a row and return it, so that later steps may change it."""
        row = {"id": len(self.of[table]) + 1, **values}
        self.of[table].append(row)
        return row

    def step(self, ticket: dict[str, Any], action: Action, by: Role, *, at: datetime, **facts: Any) -> None:
        """Move a ticket as the lifecycle table says, with its journal entry chained to the one before."""
        state = ticket["state"]
        to = transition_for(action, state).to
        entry = {
            "at": at,
            "what": action.value,
            "from_state": state.value if state else None,
            "to_state": to.value,
            "by_role": by,
            "by_name": by.label,
            "by_staff_id": None,
            "by_department_id": facts.get("department"),
            "note": "",
            "facts": facts,
        }
        ticket["state"], ticket["version"] = to, ticket["version"] + 1
        chained: Any = SimpleNamespace(**entry)
        ticket["journal_head"] = chain_digest(ticket["journal_head"], ticket["number"], chained)
        self.add("journal_entry", ticket_id=ticket["id"], **entry, digest=ticket["journal_head"])

    def write(self, connection: Connection) -> None:
        """Put all rows into empty tables: by COPY on PostgreSQL, by INSERT elsewhere."""
        for name in TABLES:
            if connection.dialect.name == "postgresql":
                _copy(connection, name, self.of[name])
            elif self.of[name]:
                connection.execute(insert(db.metadata.tables[name]), self.of[name])


def _copy(connection: Connection, name: str, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    filled = _defaults_of(name, rows[0])
    columns = [*rows[0], *filled]
    raw: Any = connection.connection.driver_connection
    with raw.cursor() as cursor, cursor.copy(f"COPY {name} ({', '.join(columns)}) FROM STDIN") as out:
        for row in rows:
            out.write_row([*map(_plain, row.values()), *filled.values()])
    sequence = f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), :last)"
    connection.execute(text(sequence), {"last": len(rows)})


def _defaults_of(name: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return what the model gives to the columns that our rows leave out, as the session would."""
    columns = [each for each in db.metadata.tables[name].columns if each.name not in row and each.default is not None]
    return {each.name: _plain(each.default.arg) for each in columns if each.default.is_scalar}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return str(value.value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value
