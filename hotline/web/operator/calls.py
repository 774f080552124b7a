"""One screen for a call: the form, the panel beside it, and what is read aloud at the end. Knows no rule."""

from collections.abc import Iterable
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline.clock import now
from hotline.domain.city import city_time
from hotline.domain.contact import Contact
from hotline.domain.knowledge import valid
from hotline.domain.number import spoken, spoken_query_code
from hotline.domain.vocabulary import Channel, Kind, Labelled, Urgency
from hotline.errors import BadInput, IdempotencyConflict, StaleForm
from hotline.queries import calls, people, tickets
from hotline.queries import knowledge as articles
from hotline.schemas import staff_inputs as inputs
from hotline.web import parsing, reception
from hotline.web.errors import refusal_of
from hotline.web.furniture.pages import refill
from hotline.web.guards import actor
from hotline.web.operator.counter import blueprint
from hotline.web.operator.outcomes import OUTCOMES, Outcome
from hotline.web.operator.proposals import panel_for
from hotline.web.parsing import whole
from hotline.web.ticket_file.files import department_from

USED_FORM = "这张登记表已经提交过一次，内容与这次不同。如果确实是另一件事，请再次提交；否则请到工单列表中查找。"


@blueprint.get("")
def call_form() -> ResponseReturnValue:
    """Show the form for a call, filled in again where it was refused, with the panel where there is text."""
    typed = g.get("typed", {})
    return render_template(
        "operator/call.html",
        panel=panel_for(typed),
        departments=people.list_departments(),
        channels=_options(Channel),
        kinds=_options(kind for kind in Kind if kind is not Kind.OTHER),
        urgencies=_options(Urgency),
        typed_helpers=request.form.getlist("helpers"),
        used_key=g.get("used_key", False),
        cited=_article_of(typed),
    )


@blueprint.post("/proposals")
def propose() -> ResponseReturnValue:
    """Return the panel for the form as it stands; asked for while somebody types."""
    return render_template("operator/_panel.html", panel=panel_for(request.form))


@blueprint.post("")
@refill(call_form)
def take_call() -> ResponseReturnValue:
    """Take the call in once, however often the form comes, and go on as the pressed button says.

    Everything that can be refused is refused before the call is taken; what fails after it leaves the ticket on the
    list of those to dispatch, never a second one.
    """
    if chosen := request.form.get("use_article", ""):
        article = articles.get_article(whole(chosen, field="article"))
        g.typed = {**request.form, "then": "settle", "answer": article.answer, "article": article.id}
        return call_form()
    if request.form.get("then") == "propose":
        g.typed = request.form
        return call_form()
    contact = Contact(**parsing.parse_form(inputs.Call))
    outcome, wish = _outcome()
    message, new = _take(contact)
    number = message.ticket.number
    if new and outcome is not None:
        _go_on(outcome, number, wish)
    return redirect(url_for(".call_taken", number=number), 303)


@blueprint.get("/calls/<number>")
def call_taken(number: str) -> ResponseReturnValue:
    """Show what is read aloud to the caller; only the person who took the call may see the query code."""
    receipt = calls.get_receipt(number, staff_id=actor().staff_id or 0)
    code = spoken_query_code(receipt.query_code)
    return render_template("operator/taken.html", receipt=receipt, spoken=spoken(receipt.number), code=code)


def _options(words: Iterable[Labelled]) -> tuple[tuple[str, str], ...]:
    return tuple((word.value, word.label) for word in words)


def _take(contact: Contact) -> tuple[Any, bool]:
    words = {name: str(value) for name, value in sorted(vars(contact).items())}
    key = parsing.request_key("form", request.form.get("form_key"), words)
    try:
        return reception.take(contact, by=actor(), at=now(), request=key)
    except IdempotencyConflict as conflict:
        g.used_key = True
        raise BadInput(USED_FORM) from conflict


def _outcome() -> tuple[Outcome | None, dict[str, Any]]:
    """Return what the pressed button asks for, with all it needs already checked."""
    if chosen := request.form.get("dispatch_to", ""):
        return OUTCOMES["dispatch"], {"to": department_from(chosen, field="lead"), "helpers": _helpers()}
    if into := request.form.get("merge_into", ""):
        return OUTCOMES["merge"], {"into": tickets.get_ticket(into).number}
    then = request.form.get("then", "accept")
    if then == "dispatch":
        lead = department_from(request.form.get("lead", ""), field="lead")
        return OUTCOMES[then], {"to": lead, "helpers": _helpers()}
    if then == "settle":
        return OUTCOMES[then], {"text": parsing.parse_form(inputs.SettledAtOnce)["answer"], **_cited()}
    if then == "decline":
        return OUTCOMES[then], {"note": parsing.parse_form(inputs.DeclinedAtOnce)["path"]}
    return None, {}


def _article_of(typed: Any) -> Any:
    chosen = str(typed.get("article", ""))
    return articles.get_article(whole(chosen, field="article")) if chosen else None


def _cited() -> dict[str, Any]:
    """Return the article that the answer was taken from; raises BadInput where it may not be offered any more."""
    chosen = request.form.get("article", "")
    if not chosen:
        return {}
    article = articles.get_article(whole(chosen, field="article"))
    if not article.number or not valid(article, city_time(now()).date()):
        raise BadInput("这条知识已经失效，请不要引用；可以照常填写答复。", field="answer")
    return {"article": article.id, "basis": article.basis}


def _helpers() -> list[str]:
    return [department_from(each, field="helpers") for each in request.form.getlist("helpers")]


def _go_on(outcome: Outcome, number: str, wish: dict[str, Any], *, again: bool = False) -> None:
    """Take the next step; the worker may classify the ticket in the same moment, so look again once."""
    try:
        outcome(number, wish)
    except Exception as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        if isinstance(refusal, StaleForm) and not again:
            _go_on(outcome, number, wish, again=True)
        else:
            flash(f"已受理，但后续一步没有完成：{refusal.message}请在待派单列表中继续处理。", "warn")
