"""Deciding a petition, the same at every counter: whose decision it is, the rules say. Knows no rule of its own."""

from collections.abc import Mapping

from flask.typing import ResponseReturnValue

from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.lifecycle import PetitionKind
from hotline.errors import IllegalTransition
from hotline.flow.casework import petitions
from hotline.parts import parts
from hotline.queries import tickets
from hotline.schemas import staff_inputs as inputs
from hotline.schemas.staff_inputs import Verdict
from hotline.web.guards import actor
from hotline.web.parsing import parse_form
from hotline.web.ticket_file.files import done, form_version

GRANTED: Mapping[PetitionKind, str] = {
    PetitionKind.SEND_BACK: "已同意退单，请改派。",
    PetitionKind.EXTENSION: "已同意延期，并将告知市民新的期限。",
    PetitionKind.HELPER: "已同意增加协办单位。",
}


def decide_petition(number: str) -> ResponseReturnValue:
    """Grant or refuse the open petition that this role decides on, with a reason."""
    wish = parse_form(inputs.Decision)
    granted, rules = wish["decision"] is Verdict.GRANT, parts().rules
    with unit_of_work():
        ticket = tickets.get_ticket_for(number, actor(), seen=form_version())
        petition = petitions.find_open(ticket)
        if petition is None or petitions.decider_of(petition.kind, ticket, rules) is not actor().role:
            raise IllegalTransition("这项申请已经审核过了。")
        decide = petitions.grant if granted else petitions.refuse
        decide(petition, rules=rules, by=actor(), at=now(), note=wish["note"])
        words = GRANTED[petition.kind] if granted else f"已驳回{petition.kind.label}申请。"
    return done(words, ".show_file", number=number)
