"""The knowledge base at every counter: departments propose, supervisors decide, operators look, everybody reads.

Hangs its pages on the counters' own blueprints, so their guards hold. Knows no rule.
"""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.city import city_time
from hotline.domain.knowledge import Draft, ends_soon, outdated, valid
from hotline.domain.text_input import clean_line
from hotline.errors import NotFound
from hotline.flow import knowledge
from hotline.queries import knowledge as articles
from hotline.schemas import knowledge_inputs
from hotline.schemas.staff_inputs import Verdict
from hotline.web.citizen.public import blueprint as public
from hotline.web.department.counter import blueprint as department
from hotline.web.furniture.listing import paging
from hotline.web.furniture.pages import refill
from hotline.web.guards import actor
from hotline.web.operator.counter import blueprint as operator
from hotline.web.parsing import parse_form
from hotline.web.supervisor.counter import blueprint as supervisor
from hotline.web.ticket_file.files import done


@department.get("/knowledge")
def list_own() -> ResponseReturnValue:
    """Show the department's own articles, those to renew first, and what became of its proposals."""
    own = actor().department_id or ""
    return _page(
        "department/knowledge.html",
        page=articles.page_of_articles(_typed(), paging(), department=own),
        to_renew=articles.list_to_renew(_today(), department=own),
        proposals=articles.list_decided(own),
    )


@department.get("/knowledge/new")
def write_article() -> ResponseReturnValue:
    """Show the form for a new article."""
    return _page("department/article.html", article=None, shown=dict.fromkeys(knowledge.FIELDS, ""), versions=())


@department.post("/knowledge/new")
@refill(write_article)
def propose_article() -> ResponseReturnValue:
    """Propose a new article; a supervisor decides."""
    draft = Draft(**parse_form(knowledge_inputs.ArticleDraft))
    with unit_of_work():
        knowledge.propose(draft, by=actor(), at=now())
    return done("已提交审核，通过后话务员即可引用。", ".list_own")


@department.get("/knowledge/<int:article_id>")
def show_own(article_id: int) -> ResponseReturnValue:
    """Show the form for a change of an own article, with its versions."""
    article = _own(article_id)
    versions = articles.list_versions(article.id)
    shown = article if article.number else versions[0]
    return _page("department/article.html", article=article, shown=shown, versions=versions)


@department.post("/knowledge/<int:article_id>")
@refill(show_own)
def propose_change(article_id: int) -> ResponseReturnValue:
    """Propose a change; the present version stands until a supervisor has decided."""
    draft = Draft(**parse_form(knowledge_inputs.ArticleDraft))
    with unit_of_work():
        knowledge.propose(draft, article=_own(article_id), by=actor(), at=now())
    return done("已提交审核；审核通过之前仍按现行内容答复。", ".list_own")


@supervisor.get("/knowledge")
def review_articles() -> ResponseReturnValue:
    """Show what waits for a decision beside what stands now, what is out of date, and all articles."""
    return _page(
        "supervisor/knowledge.html",
        proposed=articles.list_proposed(),
        to_renew=articles.list_to_renew(_today()),
        page=articles.page_of_articles(_typed(), paging()),
    )


@supervisor.post("/knowledge/<int:version_id>/decide")
@refill(lambda **_: review_articles())
def decide_article(version_id: int) -> ResponseReturnValue:
    """Let a proposed version stand, or refuse it with a reason."""
    wish = parse_form(knowledge_inputs.ArticleDecision)
    granted = wish["decision"] is Verdict.GRANT
    with unit_of_work():
        version = articles.get_version(version_id)
        decide = knowledge.approve if granted else knowledge.reject
        decide(version, by=actor(), at=now(), note=wish["note"])
    return done("已采用，话务员现在就能引用。" if granted else "已驳回，承办单位可以看到理由。", ".review_articles")


@supervisor.get("/knowledge/<int:article_id>")
def read_approved(article_id: int) -> ResponseReturnValue:
    """Show one article with its versions."""
    return _show(article_id, back="supervisor.review_articles")


@operator.get("/knowledge")
def look_up() -> ResponseReturnValue:
    """Show articles that hold what was typed; those out of date are flagged."""
    return _page("operator/knowledge.html", page=articles.page_of_articles(_typed(), paging()))


@operator.get("/knowledge/<int:article_id>")
def read_article(article_id: int) -> ResponseReturnValue:
    """Show one article with its versions: a ticket may have cited an older one."""
    return _show(article_id, back="operator.look_up")


@public.get("/knowledge")
def public_articles() -> ResponseReturnValue:
    """Show the articles that everybody may read, or those that hold what was typed."""
    page = articles.page_of_articles(_typed(), paging(), public_on=_today())
    return _page("public/knowledge.html", page=page)


@public.get("/knowledge/<int:article_id>")
def public_article(article_id: int) -> ResponseReturnValue:
    """Show one article that everybody may read."""
    return _page("public/article.html", article=articles.get_public_article(article_id, _today()))


def _page(template: str, **more: Any) -> str:
    today = _today()
    return render_template(
        template,
        q=_typed(),
        is_outdated=lambda each: outdated(each, today),
        is_ending=lambda each: ends_soon(each, today),
        is_valid=lambda each: valid(each, today),
        **more,
    )


def _show(article_id: int, *, back: str) -> str:
    article = articles.get_article(article_id)
    if not article.number:
        raise NotFound("这条知识还没有通过审核。")
    return _page("operator/article.html", article=article, versions=articles.list_versions(article_id), back=back)


def _typed() -> str:
    return clean_line(request.args.get("q", ""), limit=articles.LONGEST_QUERY, field="q")


def _today() -> Any:
    return city_time(now()).date()


def _own(article_id: int) -> Any:
    article = articles.get_article(article_id)
    if article.department_id != actor().department_id:
        raise NotFound("没有找到这条知识。")
    return article
