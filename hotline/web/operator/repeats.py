"""The list of likely repeats: two messages side by side, why they may be one, one key to say so. Knows no rule."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from hotline.clock import now
from hotline.db import unit_of_work
from hotline.errors import BadInput, StaleForm
from hotline.flow.same_matter import merging, repeats
from hotline.queries import repeat_list, tickets
from hotline.schemas import staff_inputs as inputs
from hotline.web.furniture.listing import paging
from hotline.web.furniture.pages import refill
from hotline.web.guards import actor
from hotline.web.operator.counter import blueprint, show_file
from hotline.web.operator.outcomes import answer_on_the_spot
from hotline.web.parsing import parse_form
from hotline.web.ticket_file.files import done, form_version

DECISIONS = ("merged", "different")


@blueprint.get("/repeats")
def list_repeats() -> ResponseReturnValue:
    """Show what may be a repeat, the most probable first."""
    page = repeat_list.page_of_proposals(paging())
    return render_template("operator/repeats.html", page=page, texts=repeat_list.texts_of(page.rows))


@blueprint.post("/repeats/<int:proposal_id>")
@refill(lambda proposal_id: list_repeats())  # noqa: ARG005 — the page is the same whichever was refused
def decide_repeat(proposal_id: int) -> ResponseReturnValue:
    """Merge as proposed, or say that the two are different matters."""
    decision = request.form.get("decision", "")
    if decision not in DECISIONS:
        raise BadInput("请选择“并单”或“不是同一件事”。")
    with unit_of_work():
        proposal = repeats.get_proposal(proposal_id)
        if proposal.ticket.version != form_version():
            raise StaleForm()
        number = proposal.ticket.number
        if decision == "merged":
            into = repeats.merge_as_proposed(proposal, by=actor(), at=now()).number
            words = f"已并单：{number} 并入 {into}；每位市民仍保留自己的编号和查询码。"
        else:
            repeats.decide(proposal, decision, by=actor(), at=now())
            words = f"已记录：{number} 与 {proposal.earlier.number} 不是同一件事。"
    if request.form.get("from") == "file":
        return done(words, ".show_file", number=number)
    return done(words, ".list_repeats")


@blueprint.post("/tickets/<number>/link")
@refill(show_file)
def link(number: str) -> ResponseReturnValue:
    """关联办结: answered before and nothing new; this citizen is told so, politely, and nobody is sent again."""
    wish = parse_form(inputs.Link)
    with unit_of_work():
        ticket = tickets.get_ticket_for(number, actor(), seen=form_version())
        earlier = tickets.get_ticket(wish.pop("earlier"))
        merging.link(ticket, to=earlier, answer=answer_on_the_spot(ticket, wish), by=actor(), at=now())
        repeats.decide_link(ticket, earlier, by=actor(), at=now())
    return done("已告知市民此前的办理结果，不重复派单。", ".show_file", number=number)
