"""Finding articles: by what is typed, fitting a call, to be renewed, to be decided. Writes nothing."""

import math
from collections import Counter
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from hotline.db import db
from hotline.domain.knowledge import SOON, valid
from hotline.domain.vocabulary import ArticleState
from hotline.errors import NotFound
from hotline.models import Article, ArticleVersion
from hotline.models.search import ARTICLES, holds_all, holds_any
from hotline.queries.paging import Page, Paging, page_of
from routing import normalise, query_terms, search_terms

LONGEST_QUERY = 100
LOOKED_AT = 60
OFFERED = 3
WORTH_OF_KEYWORD, LEAST = 3.0, 3.0
MOST_TERMS = 120


def get_article(article_id: int) -> Article:
    """Return an article that was approved at least once or is being proposed; raises NotFound for an unknown one."""
    article = db.session.get(Article, min(article_id, 2**31 - 1), options=[joinedload(Article.department)])
    if article is None:
        raise NotFound("没有找到这条知识。")
    return article


def get_public_article(article_id: int, today: date) -> Article:
    """Return an article that everybody may read today; raises NotFound for any other."""
    article = get_article(article_id)
    if not (article.number and article.public and valid(article, today)):
        raise NotFound("没有找到这条知识，它可能已经失效。")
    return article


def get_version(version_id: int) -> ArticleVersion:
    """Return a proposed or decided version; raises NotFound for an unknown one."""
    version = db.session.get(ArticleVersion, min(version_id, 2**31 - 1), options=[joinedload(ArticleVersion.article)])
    if version is None:
        raise NotFound("没有找到这项修改。")
    return version


def list_versions(article_id: int) -> tuple[ArticleVersion, ...]:
    """Return an article's versions, the newest first."""
    query = select(ArticleVersion).filter_by(article_id=article_id).order_by(ArticleVersion.number.desc())
    return tuple(db.session.scalars(query))


def list_proposed() -> tuple[ArticleVersion, ...]:
    """Return what waits for a decision, the oldest first."""
    owner = joinedload(ArticleVersion.article).joinedload(Article.department)
    query = select(ArticleVersion).options(owner).filter_by(status=ArticleState.PROPOSED)
    return tuple(db.session.scalars(query.order_by(ArticleVersion.proposed_at)))


def list_decided(department: str, most: int = 20) -> tuple[ArticleVersion, ...]:
    """Return what a department proposed lately and what became of it, the newest first."""
    query = select(ArticleVersion).join(Article).where(Article.department_id == department)
    return tuple(db.session.scalars(query.order_by(ArticleVersion.id.desc()).limit(most)))


def list_to_renew(today: date, *, department: str = "") -> tuple[Article, ...]:
    """Return the articles whose last day is over or within a month, the oldest first."""
    edge = (today + SOON).isoformat()
    query = _standing().where(Article.valid_until != "", Article.valid_until <= edge)
    if department:
        query = query.where(Article.department_id == department)
    return tuple(db.session.scalars(query.order_by(Article.valid_until, Article.id)))


def page_of_articles(
    typed: str, paging: Paging, *, department: str = "", public_on: date | None = None
) -> Page[Article]:
    """Return articles that hold everything typed, the most used first; of a department, or for the public of a day."""
    query, terms = _standing(), query_terms(typed[:LONGEST_QUERY])
    if typed.strip() and not terms:
        return Page((), 0, paging)
    if terms:
        query = query.where(holds_all(db.session(), ARTICLES, terms, column="article.id"))
    if department:
        query = query.where(Article.department_id == department)
    if public_on:
        day = public_on.isoformat()
        query = query.where(Article.public, Article.valid_from <= day)
        query = query.where((Article.valid_until == "") | (Article.valid_until >= day))
    return page_of(query.order_by(Article.uses.desc(), Article.id), paging, lambda row: row[0])


def list_fitting(text: str, today: date, *, department: str = "") -> tuple[Article, ...]:
    """Return at most three valid articles that fit what somebody says, the best first; of a department where named."""
    terms = search_terms(text)[:MOST_TERMS]
    if not terms:
        return ()
    query = _standing().where(holds_any(db.session(), ARTICLES, terms, column="article.id")).limit(LOOKED_AT)
    if department:
        query = query.where(Article.department_id == department)
    found = [each for each in db.session.scalars(query) if valid(each, today)]
    normal, mine = normalise(text), frozenset(terms)
    held = {each.id: mine & _telling(f"{each.title}\n{each.keywords}\n{each.question}") for each in found}
    spread = Counter(term for shared in held.values() for term in shared)
    scored = [(_score(each, held[each.id], spread, normal), each) for each in found]
    best = sorted((pair for pair in scored if pair[0] >= LEAST), key=lambda pair: (-pair[0], pair[1].id))
    return tuple(each for _, each in best[:OFFERED])


def _score(article: Article, shared: frozenset[str], spread: Counter[str], normal: str) -> float:
    """Weigh shared terms by how few of the found articles hold them; a keyword that stands in the text weighs most."""
    named = sum(normalise(word) in normal for word in article.keywords.split())
    rare = sum(math.log(1 + LOOKED_AT / spread[term]) / 4 for term in shared if len(term) > 1)
    return WORTH_OF_KEYWORD * named + rare


@lru_cache(maxsize=2_000)
def _telling(text: str) -> frozenset[str]:
    return frozenset(search_terms(text))


def _standing() -> Select[Any]:
    return select(Article).options(joinedload(Article.department)).where(Article.number > 0)
