"""Which departments a ticket was taken back from, and how that lowers them among its proposals. Writes nothing.

Only for this ticket: what the study learns for all is a lesson (flow/casework/petitions.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select

from hotline.db import db
from hotline.domain.lifecycle import PetitionKind
from hotline.domain.vocabulary import ReturnReason
from hotline.models import Department, Petition

LOWERED = 0.1  # what is left of a refused department's share; the others get the rest in proportion
MOST_SHOWN, LEAST_SHOWN = 5, 0.03  # candidates on a page, and the share below which one only distracts


def refusals_of(petitions: Iterable[Petition]) -> dict[str, Petition]:
    """Return the granted returns by department, the newest of each."""
    return {each.department_id: each for each in petitions if each.kind is PetitionKind.SEND_BACK and each.granted}


def lower(candidates: Sequence[Mapping[str, Any]], refusals: Mapping[str, Petition]) -> list[dict[str, Any]]:
    """Return the candidates, best first, with those lowered whose return was granted, each with the reason why."""
    refused = sum(each["score"] for each in candidates if each["department_id"] in refusals)
    rest = 1 - refused
    raised = (1 - refused * LOWERED) / rest if rest > 0 else 1.0
    shown = [
        {**each, "score": each["score"] * LOWERED, "refused": why(refusals[each["department_id"]])}
        if each["department_id"] in refusals
        else {**each, "score": min(1.0, each["score"] * raised), "refused": ""}
        for each in candidates
    ]
    return sorted(shown, key=lambda each: (bool(each["refused"]), -each["score"]))


def worth_showing(candidates: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the candidates that a person should read: the first, and others with a real share or a refusal to tell."""
    return [
        each
        for place, each in enumerate(candidates[:MOST_SHOWN])
        if place == 0 or each["score"] >= LEAST_SHOWN or each.get("refused")
    ]


def why(petition: Petition) -> str:
    """Say in words why a department is lowered for this ticket."""
    reason = next((each.label for each in ReturnReason if each.value == petition.reason), petition.reason)
    return f"本单已同意其退单：{reason}（依据：{petition.basis}）"


def list_refusals(ids: Sequence[int]) -> dict[int, dict[str, Petition]]:
    """Return the granted returns of these tickets, by ticket and department."""
    query = select(Petition).where(Petition.ticket_id.in_(ids), Petition.kind == PetitionKind.SEND_BACK)
    found: dict[int, list[Petition]] = {}
    for petition in db.session.scalars(query.where(Petition.granted.is_(True)).order_by(Petition.id)):
        found.setdefault(petition.ticket_id, []).append(petition)
    return {ticket_id: refusals_of(each) for ticket_id, each in found.items()}


@dataclass(frozen=True, kw_only=True)
class ReturnCount:
    """How often a department asked to send back, and what came of it."""

    id: str
    name: str
    asked: int
    granted: int
    refused: int

    @property
    def waiting(self) -> int:
        """Return how many wait for a decision."""
        return self.asked - self.granted - self.refused


def count_returns() -> tuple[ReturnCount, ...]:
    """Return every department that ever asked to send back, those that ask most first, in one query."""

    def number_of(decision: Any) -> Any:
        return func.coalesce(func.sum(case((decision, 1), else_=0)), 0)

    query = (
        select(
            Department.id,
            Department.name,
            func.count().label("asked"),
            number_of(Petition.granted.is_(True)).label("granted"),
            number_of(Petition.granted.is_(False)).label("refused"),
        )
        .join(Petition, Petition.department_id == Department.id)
        .where(Petition.kind == PetitionKind.SEND_BACK)
        .group_by(Department.id, Department.name)
    )
    counts = [ReturnCount(**row._mapping) for row in db.session.execute(query)]
    return tuple(sorted(counts, key=lambda each: (-each.asked, each.name)))
