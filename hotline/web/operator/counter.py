"""The blueprint of the operator's counter and the page of a ticket's file. Knows no rule."""

from flask import Blueprint, render_template, session
from flask.typing import ResponseReturnValue

from hotline.clock import now
from hotline.domain.lifecycle import State
from hotline.domain.lines import Line, Standing, lines_in_force
from hotline.domain.vocabulary import Kind, Urgency
from hotline.parts import parts
from hotline.queries import calls, linking, repeat_list
from hotline.web.ticket_file.files import file_page

blueprint = Blueprint("operator", __name__, url_prefix="/operator")

REVEALED = "revealed"  # in the session: the number of the file that may be shown in the clear, once


@blueprint.get("/tickets/<number>")
def show_file(number: str) -> ResponseReturnValue:
    """Show the whole file; who the citizen is stays masked until somebody gives a reason."""
    page = file_page(number)
    ticket = page["ticket"]
    leading = calls.find_leading(ticket.id) if ticket.state is State.MERGED else None
    merged = calls.list_merged(ticket.id) if any(each.message.home_ticket_id for each in page["messages"]) else ()
    revealed = session.pop(REVEALED, None) == ticket.number
    proposed = repeat_list.list_of_ticket(ticket.id)
    answered = next((each for each in proposed if each.answered), None)
    return render_template(
        "operator/file.html",
        **page,
        leading=leading,
        merged=merged,
        revealed=revealed,
        proposed=proposed,
        lines=tuple((each.id, f"{each.number} {each.name}") for each in _lines() if each.takes_calls),
        standings=tuple((each.value, each.label) for each in Standing if each is not Standing.HANDED),
        answered=answered,
        words_for_link=linking.words_for_link(answered.earlier_number) if answered else "",
        kind_options=tuple((kind.value, kind.label) for kind in Kind),
        urgency_options=tuple((urgency.value, urgency.label) for urgency in Urgency),
    )


def _lines() -> tuple[Line, ...]:
    return lines_in_force(parts().lines, now())
