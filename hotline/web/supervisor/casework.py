"""The supervisor's part in petitions and disputes: 延期审核, 会商, 裁定. Knows no rule."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from hotline.clock import now
from hotline.db import unit_of_work
from hotline.errors import BadInput
from hotline.flow.casework import disputes
from hotline.parts import parts
from hotline.queries import refusals, tickets
from hotline.schemas import casework_inputs as inputs
from hotline.schemas.staff_inputs import NOBODY_CHOSEN
from hotline.web.furniture.pages import refill
from hotline.web.guards import actor
from hotline.web.parsing import parse_form
from hotline.web.supervisor.counter import blueprint, show_file
from hotline.web.ticket_file.casework import decide_petition
from hotline.web.ticket_file.files import department_from, done, form_version


@blueprint.get("/returns")
def list_returns() -> ResponseReturnValue:
    """Show how often each department asked to send back, and what came of it."""
    return render_template("supervisor/returns.html", counts=refusals.count_returns())


@blueprint.post("/tickets/<number>/decide")
@refill(show_file)
def decide(number: str) -> ResponseReturnValue:
    """审核延期: grant a later date, which the citizen is told, or refuse with a reason."""
    return decide_petition(number)


@blueprint.post("/tickets/<number>/consult")
@refill(show_file)
def consult(number: str) -> ResponseReturnValue:
    """会商: who took part and what came out."""
    wish = parse_form(inputs.Consultation)
    with unit_of_work():
        ticket = tickets.get_ticket_for(number, actor(), seen=form_version())
        disputes.consult(ticket, took_part=wish["took_part"], text=wish["note"], by=actor(), at=now())
    return done("已登记会商情况，请裁定。", ".show_file", number=number)


@blueprint.post("/tickets/<number>/rule")
@refill(show_file)
def rule(number: str) -> ResponseReturnValue:
    """裁定: lead and helpers are named, which binds; or the fallback department takes it first (先办后议)."""
    wish = parse_form(inputs.Ruling)
    if not wish["lead"] and not wish["fallback"]:
        raise BadInput(NOBODY_CHOSEN, field="lead")
    wish["lead"] = "" if wish["fallback"] else department_from(wish["lead"], field="lead")
    wish["helpers"] = [department_from(each, field="helpers") for each in request.form.getlist("helpers")]
    with unit_of_work():
        ticket = tickets.get_ticket_for(number, actor(), seen=form_version())
        disputes.rule(ticket, disputes.Ruling(**wish), rules=parts().rules, by=actor(), at=now())
    return done("已裁定并派单。", ".show_file", number=number)
