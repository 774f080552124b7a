"""Which editions there are, which is in force, and who put it there. Writes nothing."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import defer, joinedload

from hotline.db import db
from hotline.domain.vocabulary import Book
from hotline.errors import NotFound
from hotline.models import Edition, Enactment


def newest_turns() -> Mapping[Book, int]:
    """Return the id of each book's latest enactment; a book that never had one is left out."""
    query = select(Enactment.book, func.max(Enactment.id)).group_by(Enactment.book)
    return {book: turn for book, turn in db.session.execute(query)}  # noqa: C416 — rows are not pairs to mypy


def find_in_force(book: Book) -> Edition | None:
    """Return the edition in force; None where it is the one that comes with the program."""
    query = select(Enactment).options(joinedload(Enactment.edition)).filter_by(book=book)
    latest = db.session.scalars(query.order_by(Enactment.id.desc()).limit(1)).first()
    return latest.edition if latest else None


def get_edition(edition_id: int) -> Edition:
    """Return an edition; raises NotFound where there is none."""
    edition = db.session.get(Edition, min(edition_id, 2**31 - 1))
    if edition is None:
        raise NotFound("没有找到这个版本。")
    return edition


def list_editions(book: Book) -> tuple[Edition, ...]:
    """Return a book's editions without their texts, the newest first."""
    query = select(Edition).options(defer(Edition.content)).filter_by(book=book).order_by(Edition.id.desc())
    return tuple(db.session.scalars(query.limit(100)))


def list_waiting() -> tuple[Edition, ...]:
    """Return the editions, without their texts, that came after any that was put into force; the newest first."""
    newest = select(func.max(Enactment.edition_id)).where(Enactment.book == Edition.book).scalar_subquery()
    query = select(Edition).options(defer(Edition.content)).where(Edition.id > func.coalesce(newest, 0))
    return tuple(db.session.scalars(query.order_by(Edition.id.desc()).limit(20)))


def list_enactments(book: Book) -> tuple[Enactment, ...]:
    """Return who put what into force, the newest first."""
    query = select(Enactment).options(joinedload(Enactment.edition).defer(Edition.content)).filter_by(book=book)
    return tuple(db.session.scalars(query.order_by(Enactment.id.desc()).limit(100)))
