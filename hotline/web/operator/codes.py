"""A lost query code: the operator asks back; what fits gives a new code, shown once to be read aloud. Knows no rule."""

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.number import spoken, spoken_query_code
from hotline.flow.doors import codes
from hotline.queries import citizen, tickets
from hotline.schemas import staff_inputs as inputs
from hotline.web.furniture.pages import refill
from hotline.web.guards import actor
from hotline.web.operator.counter import blueprint, show_file
from hotline.web.parsing import parse_form

RENEWED = "renewed"  # in the session: the id of the message whose new code may be read aloud, once
REFUSED = "核对不符，没有补发查询码；本次核对已记入办理经过。请再问清楚，或引导市民到现场凭证件办理。"


@blueprint.post("/tickets/<number>/renew")
@refill(show_file)
def renew(number: str) -> ResponseReturnValue:
    """Compare what the caller says with what was left; give a new code where it fits."""
    claims = codes.Claims(**parse_form(inputs.CodeClaims))
    with unit_of_work():
        message = codes.renew(tickets.get_ticket_for(number, actor()), claims, by=actor(), at=now())
    if message is None:
        flash(REFUSED, "warn")
        return redirect(url_for(".show_file", number=number), 303)
    session[RENEWED] = message.id
    return redirect(url_for(".show_code", number=number), 303)


@blueprint.get("/tickets/<number>/code")
def show_code(number: str) -> ResponseReturnValue:
    """Show the new code once; afterwards only the file."""
    tickets.get_ticket_for(number, actor())
    message = citizen.find_message(session.pop(RENEWED, None))
    if message is None or citizen.number_of(message) != number:
        return redirect(url_for(".show_file", number=number))
    return render_template(
        "operator/code.html", number=number, spoken=spoken(number), code=spoken_query_code(message.query_code)
    )
