"""The full-text indexes: SQLite FTS5 and PostgreSQL tsvector behind the same three calls. Takes no decision.

Neither database splits Chinese; the terms come ready-made from ``routing.search_terms`` (jieba's search-mode words and
overlapping two-character pieces), the same for what is stored and for what is asked.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, Integer, ScalarSelect, text
from sqlalchemy import column as sql_column
from sqlalchemy.orm import Session

TICKETS, PUBLICATIONS, ARTICLES = "ticket_search", "publication_search", "article_search"


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'


def put_entry(session: Session, index: str, row_id: int, *, terms: Iterable[str]) -> None:
    """Replace the entry of one row by these terms."""
    put_entries(session, index, {row_id: terms})


def put_entries(session: Session, index: str, terms_of: Mapping[int, Iterable[str]]) -> None:
    """Replace the entries of these rows by these terms, with two statements for all of them."""
    if not terms_of:
        return
    _remove_entries(session, index, terms_of)
    if session.get_bind().dialect.name == "sqlite":
        statement = f"INSERT INTO {index} (rowid, terms) VALUES (:id, :terms)"  # noqa: S608 — index is a constant
    else:
        statement = f"INSERT INTO {index} (id, terms) VALUES (:id, to_tsvector('simple', :terms))"  # noqa: S608
    session.execute(text(statement), [{"id": each, "terms": " ".join(terms)} for each, terms in terms_of.items()])


def remove_entry(session: Session, index: str, row_id: int) -> None:
    """Take one row out of the index."""
    _remove_entries(session, index, (row_id,))


def _remove_entries(session: Session, index: str, row_ids: Iterable[int]) -> None:
    key = "rowid" if session.get_bind().dialect.name == "sqlite" else "id"
    session.execute(text(f"DELETE FROM {index} WHERE {key} = :id"), [{"id": each} for each in row_ids])  # noqa: S608


def holds_all(session: Session, index: str, terms: Iterable[str], *, column: str) -> ColumnElement[bool]:
    """Return the condition that ``column`` names a row whose entry holds every one of the terms."""
    return _holds(session, index, terms, column=column, between=(" ", " & "))


def holds_any(session: Session, index: str, terms: Iterable[str], *, column: str) -> ColumnElement[bool]:
    """Return the condition that ``column`` names a row whose entry holds at least one of the terms."""
    return _holds(session, index, terms, column=column, between=(" OR ", " | "))


def count_holding_all(session: Session, index: str, terms: Iterable[str], *, most: int) -> ScalarSelect[int]:
    """Return the question how many entries hold every one of the terms; counting stops at ``most``."""
    inner, wanted = _entries(session, index, terms, between=(" ", " & "))
    counted = text(f"SELECT count(*) FROM ({inner} LIMIT {most:d}) AS counted").bindparams(terms=wanted)  # noqa: S608
    return counted.columns(sql_column("count", Integer)).scalar_subquery()


def _holds(
    session: Session, index: str, terms: Iterable[str], *, column: str, between: tuple[str, str]
) -> ColumnElement[bool]:
    inner, wanted = _entries(session, index, terms, between=between)
    return text(f"{column} IN ({inner})").bindparams(terms=wanted).self_group()  # type: ignore[return-value]


def _entries(session: Session, index: str, terms: Iterable[str], *, between: tuple[str, str]) -> tuple[str, str]:
    """Return the selection of the ids of matching entries, and what its parameter ``terms`` must be."""
    if session.get_bind().dialect.name == "sqlite":
        wanted = between[0].join(_quoted(term) for term in terms)
        return f"SELECT rowid FROM {index} WHERE {index} MATCH :terms", wanted  # noqa: S608
    wanted = between[1].join("'" + term.replace("'", "''").replace("\\", "\\\\") + "'" for term in terms)
    return f"SELECT id FROM {index} WHERE terms @@ CAST(:terms AS tsquery)", wanted  # noqa: S608
