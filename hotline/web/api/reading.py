"""What the API tells: a citizen's view of a ticket, and what the study says of a text. Holds no rule."""

from http import HTTPStatus

from flask import request
from flask.typing import ResponseReturnValue

from hotline.errors import BadInput
from hotline.flow.classification import propose
from hotline.parts import parts
from hotline.queries import citizen
from hotline.schemas import inputs, outputs
from hotline.web.api.counters import answer, blueprint, followed
from hotline.web.codes import open_with_code
from hotline.web.errors import problem_answer
from hotline.web.parsing import json_body, load

TICKET = outputs.CitizenTicket()
ROUTE_LINE = inputs.RouteLine()


@followed.get("/tickets/<number>")
def show_ticket(number: str) -> ResponseReturnValue:
    """Show a ticket to whoever holds its query code; never personal data."""
    code = request.args.get("code", "")
    if not code:
        raise BadInput("请在 code 中给出查询码。", field="code")
    try:
        message = open_with_code(number, code)
    except BadInput as error:  # a mistyped number is an address where nothing is; ``code`` says what is wrong with it
        return problem_answer(error, HTTPStatus.NOT_FOUND)
    return answer(TICKET.dump(citizen.view_of(message)))


@blueprint.post("/route")
def route() -> ResponseReturnValue:
    """Answer one line of ``hotline route`` and change nothing."""
    line = load(ROUTE_LINE, json_body())
    decision = propose(parts().study, line["text"], title=line.get("title", ""))
    return answer({"id": line.get("id"), **decision.as_dict()})
