"""The session, the base of all tables, and ``unit_of_work()``: the only commit. Knows nothing of tickets."""

import enum
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    Row,
    Select,
    String,
    TextClause,
    event,
    inspect,
    text,
)
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, RelationshipDirection, registry
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_TIMEOUT_MS = 15_000
REST_SECONDS = 2.0

_writing: ContextVar[bool] = ContextVar("writing", default=False)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: refuses times without an offset, stores UTC, gives back UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn the moment into UTC; SQLite keeps no offset, so it gets the bare UTC time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without an offset cannot be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give the stored moment back in UTC, with its offset."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _words_of(words: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in words]


class Base(DeclarativeBase):
    """Base of all tables: constraint names by convention, enums stored as words with a CHECK."""

    metadata = MetaData(naming_convention=NAMING)
    registry = registry(
        metadata=metadata,
        type_annotation_map={
            datetime: UtcDateTime(),
            str: String(),
            dict[str, Any]: JSON(),
            list[Any]: JSON(),
            enum.Enum: Enum(enum.Enum, native_enum=False, create_constraint=True, length=24, values_callable=_words_of),
        },
    )


# What was just committed may be read without asking again: every unit of work begins by forgetting it.
db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"expire_on_commit": False})


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Make everything done inside one transaction: all of it is kept, or none.

    What was read before is forgotten first, so nothing is decided on old rows.
    """
    _begin_anew()
    token = _writing.set(True)
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _writing.reset(token)


def _begin_anew() -> None:
    """Forget what the session holds.

    SQLite needs a fresh transaction that takes its write lock at the beginning (BEGIN IMMEDIATE) instead of failing in
    the middle. PostgreSQL shows every statement what is committed by then (READ COMMITTED), so a transaction that has
    only read may go on: three trips to the server saved for every message taken.
    """
    session = db.session()
    clean = session.is_active and not (session.new or session.dirty or session.deleted)
    if clean and session.get_bind().dialect.name == "postgresql":
        session.expire_all()
    else:
        session.rollback()


def write_together() -> None:
    """Write the session's new rows and let go of everything it holds: its objects may be read, no longer changed.

    For many rows at once. Ids are drawn first, so that each table's rows go out through one statement that driver and
    server know by then; a flush would make a longer one for every number of rows, to have the ids back. SQLite has
    nothing to draw from and is flushed.
    """
    if db.session.get_bind().dialect.name != "postgresql":
        db.session.flush()
        return
    new: dict[type[Base], list[Any]] = defaultdict(list)
    for each in db.session.new:
        new[type(each)].append(each)
    db.session.expunge_all()
    _draw_ids(new)
    for table in sorted(new, key=_place_of):  # whoever is pointed at comes first
        _join_up(table, new[table])
        db.session.bulk_save_objects(new[table])


def _draw_ids(new: Mapping[type[Base], list[Any]]) -> None:
    """Give the objects the next ids of their tables, in the order in which they were added."""
    counts = {table.__tablename__: len(rows) for table, rows in new.items()}
    ids = db.session.execute(_drawing(tuple(counts)), counts).one()
    for rows, own in zip(new.values(), ids, strict=True):
        for each, id_ in zip(rows, own, strict=True):
            each.id = id_


@cache
def _drawing(tables: tuple[str, ...]) -> TextClause:
    drawn = "ARRAY(SELECT nextval(pg_get_serial_sequence('{0}', 'id')) FROM generate_series(1, :{0}))"
    return text("SELECT " + ", ".join(drawn.format(table) for table in tables))


@cache
def _place_of(table: type[Base]) -> int:
    return [each.name for each in Base.metadata.sorted_tables].index(table.__tablename__)


def _join_up(table: type[Base], rows: list[Any]) -> None:
    """Fill in the columns by which these objects and others point at each other; all have their ids by now."""
    for relation in inspect(table).relationships:
        ours, theirs = (str(column.key) for pair in relation.local_remote_pairs or () for column in pair)
        for each in rows:
            other = each.__dict__.get(relation.key)
            if other is not None and relation.direction is RelationshipDirection.MANYTOONE:
                setattr(each, ours, getattr(other, theirs))
            elif other is not None:
                for one in other if relation.uselist else (other,):
                    setattr(one, theirs, getattr(each, ours))


def ask_apart(question: Select[Any], values: Mapping[str, Any]) -> Row[Any] | None:
    """Return the one row that answers, or None, outside the session's transaction.

    PostgreSQL is asked in one trip instead of three (BEGIN, question, ROLLBACK).
    """
    if db.engine.dialect.name != "postgresql":
        return db.session.execute(question, values).one_or_none()
    with db.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        return connection.execute(question, values).one_or_none()


def prepare_engine(engine: Engine) -> None:
    """Give SQLite the pragmas and the explicit BEGIN for several writing programs; try idle connections of others."""
    if engine.dialect.name != "sqlite":
        _try_after_a_rest(engine)
        return

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


def _try_after_a_rest(engine: Engine) -> None:
    """Try a connection that has rested before it is used again: the server may have been restarted meanwhile.

    The pool's own pre-ping asks before every use, which costs more than many a request.
    """

    @event.listens_for(engine, "checkin")
    def _on_checkin(_connection: Any, record: Any) -> None:
        record.info["rested_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _on_checkout(connection: Any, record: Any, _proxy: Any) -> None:
        since = record.info.get("rested_since")
        if since is None or time.monotonic() - since < REST_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.dbapi.Error as error:  # type: ignore[union-attr]
            raise DisconnectionError from error
