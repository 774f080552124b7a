"""Beside the department's answer: advice on what is written so far, an approved article or a template to begin with.

Works as a button without JavaScript, and by itself while somebody types. Nothing is stored. Knows no rule.
"""

from typing import Any

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from hotline.clock import now
from hotline.domain.answer_check import Advice, check_answer
from hotline.domain.text_input import TEXT_LIMIT
from hotline.errors import NotFound
from hotline.parts import parts
from hotline.queries import knowledge, tickets
from hotline.web.department.counter import blueprint, show_file
from hotline.web.furniture.pages import day_text
from hotline.web.guards import actor
from hotline.web.parsing import whole


@blueprint.post("/tickets/<number>/check")
def check(number: str) -> ResponseReturnValue:
    """Return the advice alone to a script, else the file with the form as it stands and the advice beside it."""
    file = tickets.get_file(number, actor())
    typed = request.form.to_dict()
    if chosen := typed.get("use_article", ""):
        article = knowledge.get_article(whole(chosen, field="text"))
        typed |= {"text": _after(typed.get("text", ""), article.answer), "basis": article.basis}
    if chosen := typed.get("use_template", ""):
        typed["text"] = _after(typed.get("text", ""), _from_template(chosen, file.ticket))
    advice = advice_on(file, typed.get("text", ""), typed.get("basis", ""))
    if request.headers.get("X-Part") == "advice":
        return render_template("department/_advice.html", advice=advice)
    g.typed, g.attempted, g.advice = typed, "answer", advice
    return show_file(number)


def _after(typed: str, more: str) -> str:
    """Return the text with more after it: what somebody typed is never replaced."""
    return f"{typed.rstrip()}\n\n{more}" if typed.strip() and more not in typed else typed or more


def _from_template(chosen: str, ticket: Any) -> str:
    """Return a template of the city with the ticket's own facts in it: dates, kind and department, nobody's data."""
    at = now()
    template = parts().answer_templates.in_force(at).find(chosen)
    if template is None:
        raise NotFound("没有这个答复模板，请刷新页面后重新选择。")
    lead = ticket.lead_department
    facts = {
        "received_on": day_text(ticket.received_at),
        "promised_on": day_text(ticket.promised_at),
        "department": lead.name if lead else "",
        "kind": ticket.kind.label,
        "today": day_text(at),
    }
    return template.filled(facts)


def advice_on(file: tickets.File, text: str, basis: str) -> tuple[Advice, ...]:
    """Return the advice on an answer to these messages; who asked for confidence is not found out by trying names."""
    asked = "\n".join(each.text for each in file.messages)
    open_ones = (
        each for each in file.messages if (each.home_ticket_id or file.ticket.id) not in file.confidential_homes
    )
    known = [value for each in open_ones for value in (each.citizen_name, each.citizen_phone) if value]
    return check_answer(asked, text[:TEXT_LIMIT], basis=basis[:TEXT_LIMIT], known=known)
