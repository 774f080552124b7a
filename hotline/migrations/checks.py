"""Changing what a column allows, on both databases. Knows no table.

SQLite cannot alter a CHECK or a NOT NULL; neither touches a stored byte, so the text of the table is rewritten as
sqlite.org/lang_altertable.html (section 7) describes, instead of copying the table and all that refers to it.
"""

import re

import sqlalchemy as sa
from alembic import op


def allow_words(table: str, column: str, name: str, *allowed: str) -> None:
    """Let the column hold these words and no others; ``name`` is the enum's, as in ``columns.words``."""
    check = f"ck_{table}_{name}"
    listed = ", ".join(f"'{word}'" for word in allowed)
    if op.get_bind().dialect.name == "sqlite":
        _rewrite(table, rf"CONSTRAINT {check} CHECK \(.*?\)\)", f"CONSTRAINT {check} CHECK ({column} IN ({listed}))")
        return
    op.drop_constraint(op.f(check), table, type_="check")
    op.create_check_constraint(op.f(check), table, f"{column} IN ({listed})")


def allow_null(table: str, column: str) -> None:
    """Let the column be empty."""
    if op.get_bind().dialect.name == "sqlite":
        _rewrite(table, rf"(\b{column}\b [A-Z()0-9]+) NOT NULL", r"\1")
        return
    op.alter_column(table, column, nullable=True)


def _rewrite(table: str, pattern: str, by: str) -> None:
    connection = op.get_bind()
    ask = sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :table")
    before = connection.execute(ask, {"table": table}).scalar_one()
    after, changed = re.subn(pattern, by, before, count=1, flags=re.DOTALL)
    if not changed:
        raise LookupError(f"{table} has no {pattern}")
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    put = sa.text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :table")
    connection.execute(put, {"sql": after, "table": table})
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")
