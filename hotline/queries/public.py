"""Published answers, as everybody may read them: masked, reviewed, not withdrawn. Writes nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from hotline.db import db
from hotline.errors import NotFound
from hotline.models import Publication
from hotline.models.search import PUBLICATIONS, holds_all
from hotline.queries.paging import Page, Paging, page_of
from routing import query_terms

LONGEST_QUERY = 100
_COLUMNS: tuple[Any, ...] = (
    Publication.id,
    Publication.title,
    Publication.asked,
    Publication.answered,
    Publication.department,
    Publication.received_at,
    Publication.answered_at,
    Publication.published_at,
)


@dataclass(frozen=True, kw_only=True)
class PublishedAnswer:
    """One published answer; nothing of its ticket but what was reviewed for the public."""

    id: int
    title: str
    asked: str
    answered: str
    department: str
    received_at: datetime
    answered_at: datetime
    published_at: datetime


def page_of_answers(typed: str, paging: Paging) -> Page[PublishedAnswer]:
    """Return published answers that hold everything that was typed, the newest first; all of them for no words."""
    query = _published()
    terms = query_terms(typed[:LONGEST_QUERY])
    if typed.strip() and not terms:
        return Page((), 0, paging)
    if terms:
        query = query.where(holds_all(db.session(), PUBLICATIONS, terms, column="publication.id"))
    newest = query.order_by(Publication.published_at.desc(), Publication.id.desc())
    return page_of(newest, paging, lambda row: PublishedAnswer(**row._mapping))


def get_answer(publication_id: int) -> PublishedAnswer:
    """Return one published answer; raises NotFound where there is none or it was taken down."""
    row = db.session.execute(_published().where(Publication.id == publication_id)).one_or_none()
    if row is None:
        raise NotFound("没有找到这条公开答复，它可能已经撤下。")
    return PublishedAnswer(**row._mapping)


def _published() -> Select[Any]:
    return select(*_COLUMNS).where(Publication.withdrawn_at.is_(None))
