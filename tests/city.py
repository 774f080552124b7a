"""An application's city between two tests: tables made by the real migration, emptied, departments loaded anew."""

import dataclasses
import functools
import sqlite3
from typing import Any

from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from flask import Flask, Response
from gunicorn.http.wsgi import HEADER_VALUE_RE
from sqlalchemy import Connection, Row, TextClause, delete, event, select, text

from hotline.accounts import staff
from hotline.app import packaged_rules
from hotline.db import db, unit_of_work
from hotline.departments import keep_in_step
from hotline.flow.learning import Study
from hotline.migrations import upgrade
from hotline.models import Department
from hotline.models.search import ARTICLES, PUBLICATIONS, TICKETS
from hotline.parts import EXTENSION, Parts
from routing import Directory

LOADED = "tests: departments as they were loaded"  # in an application's extensions, by the directory's version

PRODUCTS_HASHER = staff._hasher  # what passwords are really hashed with


def hash_quickly() -> None:
    """Let this program hash passwords with the least work argon2 knows: the product's takes a tenth of a second."""
    staff._hasher = PasswordHasher.from_parameters(CHEAPEST)


def refuse_what_gunicorn_refuses(response: Response) -> Response:
    """Fail where the production server would: Flask's client accepts headers that gunicorn answers with 500."""
    for name, value in response.headers:
        assert HEADER_VALUE_RE.fullmatch(value), f"gunicorn sends no header “{name}: {value}”"
    return response


def sqlite_version() -> str:
    """Return the version of the SQLite that Python brings."""
    return sqlite3.sqlite_version


def make_tables(app: Flask) -> None:
    """Bring the database to the newest step of the real migration."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _do_not_wait_for_the_disk)
        upgrade(db.engine)


def _do_not_wait_for_the_disk(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")  # what dies with the test need not be kept


def empty(app: Flask) -> None:
    """Take everything out of the city, let the study forget its lessons, and load the directory's departments.

    Departments that are as they were loaded stay: most tests change none, and to write them again costs more than all
    the rest.
    """
    forget(app)
    parts: Parts = app.extensions[EXTENSION]
    kept = app.extensions.setdefault(LOADED, {})
    with app.app_context():
        with db.engine.begin() as connection:
            used = _in_use(connection)
            _empty_tables(connection, used)
            as_loaded = _departments(connection) == kept.get(parts.directory.version)
            if not as_loaded:
                connection.execute(delete(Department))
        _forget_rows(used)
        if as_loaded:
            return
        with unit_of_work():
            keep_in_step(parts.directory)
        with db.engine.connect() as connection:
            kept[parts.directory.version] = _departments(connection)


def _departments(connection: Connection) -> list[Row[Any]]:
    return list(connection.execute(select(Department.__table__).order_by(Department.id)))


def forget(app: Flask) -> None:
    """Let this program's study forget its lessons: the rows they came from are gone."""
    parts: Parts = app.extensions[EXTENSION]
    if parts.turns:
        parts = dataclasses.replace(parts, turns={}, rules=packaged_rules(), directory=_packaged())
        app.extensions[EXTENSION] = parts
    if parts.study.lessons_read or parts.study.version != parts.directory.version:
        app.extensions[EXTENSION] = dataclasses.replace(parts, study=Study(parts.directory))


@functools.cache
def _packaged() -> Directory:
    return Directory.packaged()


def shut(app: Flask) -> None:
    """Close the application's connections."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _empty_tables(connection: Connection, used: list[str]) -> None:
    """Empty what there is, but the departments: most tables hold nothing, and TRUNCATE gives each new files."""
    if used and connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL lock_timeout = '20s'")  # a session left open is a mistake, not a pause
        connection.exec_driver_sql(f"LOCK TABLE {', '.join(sorted(used))} IN ACCESS EXCLUSIVE MODE")
        connection.exec_driver_sql("SET LOCAL session_replication_role = 'replica'")  # no row is left that could point
    for name in used:
        connection.exec_driver_sql(f"DELETE FROM {name}")
    if connection.dialect.name == "postgresql":
        _count_anew(connection)


def _forget_rows(used: list[str]) -> None:
    """Let PostgreSQL take back the room of deleted rows, so that the next test's lie where they would in new files.

    Deleting and this together cost a quarter of what TRUNCATE does with its new files for each table and index.
    """
    if not used or db.engine.dialect.name != "postgresql":
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"VACUUM (INDEX_CLEANUP ON, TRUNCATE ON) {', '.join(sorted(used))}")


def _in_use(connection: Connection) -> list[str]:
    """Return the tables that hold something, those first that others do not point to."""
    used = set(connection.scalars(_which_are_in_use()))
    return [name for name in _tables() if name in used]


@functools.cache
def _which_are_in_use() -> TextClause:
    return text(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in _tables()))


@functools.cache
def _tables() -> tuple[str, ...]:
    names = (table.name for table in reversed(db.metadata.sorted_tables))
    return (*(name for name in names if name != Department.__tablename__), TICKETS, PUBLICATIONS, ARTICLES)


def _count_anew(connection: Connection) -> None:
    connection.execute(
        text(
            "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) "
            "FROM pg_sequences WHERE schemaname = current_schema() AND last_value IS NOT NULL"
        )
    )
