"""Handing a call over to another line's centre, and writing down what that centre says. Knows no rule."""

from flask.typing import ResponseReturnValue

from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.lines import Line, lines_in_force
from hotline.errors import BadInput
from hotline.flow.casework import handovers
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
    line = _line(wish["line"])
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
        handovers.report(ticket, **wish, by=actor(), at=now())
    return done("已记录分中心的办理情况。", ".show_file", number=number)


def _line(line_id: str) -> Line:
    for line in lines_in_force(parts().lines, now()):
        if line.id == line_id:
            return line
    raise BadInput("请选择现有的热线。", field="line")
