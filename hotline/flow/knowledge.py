"""Beside the rooms, the knowledge base (知识库): a department proposes, a supervisor decides, an operator cites.

Knows nothing of HTTP.
"""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import func, select

from hotline.db import db
from hotline.domain.city import city_time
from hotline.domain.knowledge import Draft, valid
from hotline.domain.people import Actor, Role
from hotline.domain.vocabulary import ArticleState
from hotline.errors import BadInput, IllegalTransition, NotAllowed
from hotline.flow.advance import record
from hotline.models import Article, ArticleVersion, Citation, Ticket
from hotline.models.search import ARTICLES, put_entry
from routing import search_terms

FIELDS = tuple(Draft.__dataclass_fields__)


def propose(draft: Draft, *, article: Article | None = None, by: Actor, at: datetime) -> ArticleVersion:
    """Propose a new article, or a change of one that the department owns; raises where one proposal waits already."""
    if by.role is not Role.DEPARTMENT or by.department_id is None:
        raise NotAllowed("知识条目应由承办单位提出。")
    if article is None:
        article = Article(department_id=by.department_id)
        db.session.add(article)
        db.session.flush()
    elif article.department_id != by.department_id:
        raise NotAllowed("只能修改本单位负责的知识条目。")
    elif _waiting(article) is not None:
        raise IllegalTransition("这条知识已有一项修改等待审核，请等审核后再提出。")
    newest = db.session.scalar(select(func.max(ArticleVersion.number)).filter_by(article_id=article.id)) or 0
    version = ArticleVersion(
        article_id=article.id,
        number=newest + 1,
        status=ArticleState.PROPOSED,
        proposed_by=by.name,
        proposed_at=at,
        **asdict(draft),
    )
    db.session.add(version)
    return version


def approve(version: ArticleVersion, *, by: Actor, at: datetime, note: str = "") -> None:
    """Let a proposed version stand: it is found and offered from now on, the one before stays readable."""
    _decide(version, ArticleState.APPROVED, by=by, at=at, note=note)
    article = db.session.get_one(Article, version.article_id)
    for field in FIELDS:
        setattr(article, field, getattr(version, field))
    article.number, article.approved_at = version.number, at
    words = f"{article.title}\n{article.question}\n{article.keywords}\n{article.answer}\n{article.basis}"
    put_entry(db.session(), ARTICLES, article.id, terms=search_terms(words))


def reject(version: ArticleVersion, *, by: Actor, at: datetime, note: str) -> None:
    """Refuse a proposed version, with a reason for the department; what stood before goes on standing."""
    if not note.strip():
        raise BadInput("请填写驳回理由，承办单位会看到。", field="note")
    _decide(version, ArticleState.REJECTED, by=by, at=at, note=note)


def cite(ticket: Ticket, article: Article, *, by: Actor, at: datetime) -> Citation:
    """Keep with a ticket which article its answer was given with, in which version; counts the use."""
    if not article.number or not valid(article, city_time(at).date()):
        raise BadInput("这条知识已经失效，请不要引用；可以照常填写答复。", field="article")
    citation = Citation(ticket_id=ticket.id, article_id=article.id, number=article.number, by_name=by.name, at=at)
    db.session.add(citation)
    article.uses = Article.uses + 1
    facts = {"article": article.id, "version": article.number}
    record(ticket, "knowledge.cited", by=by, at=at, note=article.title, facts=facts)
    return citation


def _waiting(article: Article) -> ArticleVersion | None:
    query = select(ArticleVersion).filter_by(article_id=article.id, status=ArticleState.PROPOSED)
    return db.session.scalars(query).first()


def _decide(version: ArticleVersion, state: ArticleState, *, by: Actor, at: datetime, note: str) -> None:
    if by.role is not Role.SUPERVISOR:
        raise NotAllowed("知识条目应由督办员审核。")
    if version.status is not ArticleState.PROPOSED:
        raise IllegalTransition("这项修改已经审核过了。")
    version.status, version.decided_by, version.decided_at, version.decision_note = state, by.name, at, note
