"""Handing a call over to another line's centre, and writing down what that centre says. Knows no rule."""

from flask.typing import ResponseReturnValue

from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.lines import centre_of
from hotline.flow.casework import handovers
from hotline.flow.casework.handovers import CentreReport
from hotline.parts import parts
from hotline.queries import tickets
from hotline.schemas import staff_inputs as inputs
from hotline.web.furniture.pages import refill
from hotline.web.guards import actor
from hotline.web.operator.counter import blueprint, show_file
from hotline.web.operator.outcomes import classified
from hotline.web.parsing import parse_form
from hotline.web.ticket_file.files import done, form_version


@blueprint.post("/tickets/<number>/hand-over")
@refill(show_file)
def hand_over(number: str) -> ResponseReturnValue:
    """转交分中心: the ticket goes to the line's centre with its record and stays under our number."""
    wish = parse_form(inputs.HandOver)
    line = centre_of(parts().lines, wish["line"], now())
    with unit_of_work():
        ticket = classified(tickets.get_ticket_for(number, actor(), seen=form_version()))
        handovers.hand_over(ticket, line, rules=parts().rules, by=actor(), at=now(), note=wish["note"])
    return done(f"已转交{line.name}；请告诉来电人：{line.says}。", ".show_file", number=number)


@blueprint.post("/tickets/<number>/centre-report")
@refill(show_file)
def centre_report(number: str) -> ResponseReturnValue:
    """Write down by hand what the other centre reports."""
    wish = parse_form(inputs.CentreReport)
    with unit_of_work():
        ticket = tickets.get_ticket_for(number, actor(), seen=form_version())
        handovers.report(ticket, CentreReport(**wish), rules=parts().rules, by=actor(), at=now())
    return done("已记录分中心的办理情况。", ".show_file", number=number)
