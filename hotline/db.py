"""The session, the base of all tables, and ``unit_of_work()``: the only commit. Knows nothing of tickets."""

import enum
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, Dialect, Engine, Enum, MetaData, String, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, registry
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
