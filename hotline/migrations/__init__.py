"""The history of the tables, one step after another (Alembic). Knows no rule and no ticket."""

import functools
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

LOCK = 12345_01  # PostgreSQL advisory lock: several programs may start at once


def upgrade(engine: Engine) -> None:
    """Bring the tables to the newest step, in one transaction; programs that start at once wait for each other.

    ``engine`` must have been through ``hotline.db.prepare_engine``.
    """
    with engine.begin() as connection:
        _hold_alone(connection)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_current(connection: Connection) -> bool:
    """Tell whether the tables stand at the newest step that this program knows."""
    return MigrationContext.configure(connection).get_current_revision() == head()


@functools.cache
def head() -> str:
    """Return the name of the newest step."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    if newest is None:
        raise RuntimeError("no migration is packaged")
    return newest


def _hold_alone(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        return
    # The engine began a transaction that may only read so far; begin again with SQLite's write lock in hand.
    connection.exec_driver_sql("ROLLBACK")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    return config
