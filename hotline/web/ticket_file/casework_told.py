"""What a ticket's file tells of returns, disputes and joint parts, whoever reads it. Knows no rule."""

from typing import Any

from hotline.domain.lifecycle import PetitionKind
from hotline.domain.people import Role
from hotline.domain.vocabulary import PartInTicket
from hotline.flow.casework import petitions
from hotline.flow.casework.casework_clocks import casework_of
from hotline.parts import parts
from hotline.queries.refusals import lower, refusals_of, worth_showing
from hotline.queries.tickets import File


def may_decide(role: Role, file: File) -> bool:
    """Tell whether a petition waits for this role."""
    waiting = [each.kind for each in file.petitions if each.decided_at is None]
    return any(petitions.decider_of(kind, file.ticket, parts().rules) is role for kind in waiting)


def casework_on(file: File) -> dict[str, Any]:
    """Return what the file's page tells of returns, rulings and joint parts."""
    version = casework_of(file.ticket, parts().rules)
    given = [each for each in file.assignments if each.ended_at is None]
    helpers = [each for each in given if each.part is PartInTicket.HELPER]
    refusals = refusals_of(file.petitions)
    candidates = list(file.proposal.decision["candidates"]) if file.proposal else []
    return {
        "candidates": worth_showing(lower(candidates, refusals)),
        "returned": [each for each in file.petitions if each.kind is PetitionKind.SEND_BACK],
        "suggested": [each for each in refusals.values() if each.suggested_department_id not in refusals],
        "helping": helpers,
        "unfinished": [each for each in helpers if each.handed_in_at is None],
        "dispute": next((each for each in reversed(file.disputes) if each.ruled_at is None), None),
        "ruling": next((each for each in reversed(file.disputes) if each.ruled_at is not None), None),
        "casework": version,
        "fallback_id": version.fallback_for(file.ticket.district),
    }
