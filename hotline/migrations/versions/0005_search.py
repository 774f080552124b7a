"""Make the full-text indexes; the terms come ready-made, so the databases need not know Chinese."""

from alembic import op

revision = "0005"
down_revision = "0004"

INDEXES = ("ticket_search", "publication_search")


def upgrade() -> None:
    make = _make_for_sqlite if op.get_bind().dialect.name == "sqlite" else _make_for_postgresql
    for index in INDEXES:
        make(index)


def _make_for_sqlite(index: str) -> None:
    op.execute(f"CREATE VIRTUAL TABLE {index} USING fts5(terms, tokenize = 'unicode61')")


def _make_for_postgresql(index: str) -> None:
    op.execute(f"CREATE TABLE {index} (id integer CONSTRAINT pk_{index} PRIMARY KEY, terms tsvector NOT NULL)")
    op.execute(f"CREATE INDEX ix_{index}_terms ON {index} USING gin (terms)")
