"""Beside intake: who reads a board or a mailbox now, who asked for it, and what went wrong last.

Two never read one at one moment.

Knows nothing of HTTP and of what is read.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from hotline.db import db
from hotline.domain.people import Actor
from hotline.models import BoardPosition, ReadingRequest

LEASE = timedelta(minutes=3)  # longer than the longest answer of a server; a reader that died is waited for so long


def claim(source_id: str, *, at: datetime) -> str | None:
    """Take the turn to read a source; return the reader's name, None while another one reads."""
    be_there(source_id)
    reader = uuid4().hex
    free = or_(BoardPosition.reading_until.is_(None), BoardPosition.reading_until <= at)
    return reader if _write(source_id, free, reader=reader, reading_until=at + LEASE) else None


def keep(source_id: str, reader: str, *, at: datetime) -> bool:
    """Say that the reading goes on; tell whether the turn is still ours."""
    return _write(source_id, BoardPosition.reader == reader, reading_until=at + LEASE)


def let_go(source_id: str, reader: str) -> None:
    """Give the turn back."""
    _write(source_id, BoardPosition.reader == reader, reader="", reading_until=None)


def note_success(source_id: str, *, at: datetime) -> None:
    """Remember that a source was read to its end."""
    _write(source_id, True, read_at=at, last_error="", failed_at=None)


def note_trouble(source_id: str, sentence: str, *, at: datetime) -> None:
    """Remember in plain words why a source could not be read."""
    be_there(source_id)
    _write(source_id, True, last_error=sentence[:200], failed_at=at)


def ask(source_id: str, *, by: Actor, at: datetime) -> bool:
    """Ask for a source to be read now; tell whether that is new, for one that waits already is enough."""
    asked = {"source_id": source_id, "at": at, "by_name": by.name, "by_staff_id": by.staff_id, "outcome": ""}
    written = _insert(ReadingRequest).values(**asked).on_conflict_do_nothing().returning(ReadingRequest.id)
    return db.session.scalar(written) is not None


def list_asked_for() -> frozenset[str]:
    """Return the sources that somebody waits for."""
    return frozenset(db.session.scalars(select(ReadingRequest.source_id).where(ReadingRequest.ended_at.is_(None))))


def reply(source_id: str, outcome: str, *, begun: datetime, at: datetime) -> None:
    """Tell whoever asked before a reading began what came of it."""
    waiting = (ReadingRequest.source_id == source_id, ReadingRequest.ended_at.is_(None), ReadingRequest.at <= begun)
    db.session.execute(update(ReadingRequest).where(*waiting).values(ended_at=at, outcome=outcome[:200]))


def be_there(source_id: str) -> None:
    """Make the source's row where there is none yet."""
    row = {"board_id": source_id, "position": "", "etag": "", "modified": "", "taken": 0, "refused": 0}
    db.session.execute(_insert(BoardPosition).values(**row, last_error="", reader="").on_conflict_do_nothing())


def _insert(table: type[BoardPosition | ReadingRequest]) -> Any:
    return (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(table)


def _write(source_id: str, where: object, **values: object) -> bool:
    """Change the row where it is as it should be; of several programs, one is told that it did."""
    change = update(BoardPosition).where(BoardPosition.board_id == source_id)
    if where is not True:
        change = change.where(where)  # type: ignore[arg-type]
    written = db.session.execute(change.values(**values).execution_options(synchronize_session=False))
    return bool(written.rowcount)  # type: ignore[attr-defined]
