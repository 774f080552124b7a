"""The operator's part in petitions, disputes and joint handling: one form, one room, one unit of work each. No rule."""

from flask import render_template
from flask.typing import ResponseReturnValue

from hotline.clock import now
from hotline.db import unit_of_work
from hotline.flow.casework import disputes, joint
from hotline.parts import parts
from hotline.queries import refusals, tickets
from hotline.schemas import casework_inputs, staff_inputs
from hotline.web.furniture.pages import refill
from hotline.web.guards import actor
from hotline.web.operator.counter import blueprint, show_file
from hotline.web.parsing import parse_form
from hotline.web.ticket_file.casework import decide_petition
from hotline.web.ticket_file.files import department_from, done, form_version


@blueprint.get("/returns")
def list_returns() -> ResponseReturnValue:
    """Show how often each department asked to send back, and what came of it."""
    return render_template("operator/returns.html", counts=refusals.count_returns())


@blueprint.post("/tickets/<number>/decide")
@refill(show_file)
def decide(number: str) -> ResponseReturnValue:
    """审核退单或协办申请: grant it, or refuse with a reason."""
    return decide_petition(number)


@blueprint.post("/tickets/<number>/dispute")
@refill(show_file)
def dispute(number: str) -> ResponseReturnValue:
    """提请裁定: nobody is clearly in charge; a supervisor consults and rules."""
    wish = parse_form(staff_inputs.Reasoned)
    with unit_of_work():
        ticket = tickets.get_ticket_for(number, actor(), seen=form_version())
        disputes.open_dispute(ticket, **wish, rules=parts().rules, by=actor(), at=now())
    return done("已提请督办员会商裁定。", ".show_file", number=number)


@blueprint.post("/tickets/<number>/join")
@refill(show_file)
def join(number: str) -> ResponseReturnValue:
    """加派协办: one more department helps, with a task and a date of its own."""
    wish = parse_form(casework_inputs.HelperWish)
    helper = department_from(wish["helper"], field="helper")
    with unit_of_work():
        ticket = tickets.get_ticket_for(number, actor(), seen=form_version())
        joint.join(ticket, helper, task=wish["task"], rules=parts().rules, by=actor(), at=now())
    return done("已加派协办单位。", ".show_file", number=number)
