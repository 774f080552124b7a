"""Where dispatch was corrected: returns granted, by matter and department, and proposals that people did not follow.

Each row names a ticket to look at. Writes nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import func, select

from hotline.db import db
from hotline.domain.lifecycle import PetitionKind
from hotline.models import Department, Petition, Proposal, Ticket
from hotline.queries.learned import dispatches_with_proposals

MOST_SHOWN = 50
LOOKED_AT = 1000  # latest dispatches; older ones were proposed by what was long unlearned


@dataclass(frozen=True, kw_only=True)
class ReturnedMatter:
    """How often tickets of one matter were taken back from one department, and the newest of them."""

    matter_id: str
    department: str
    count: int
    number: str
    title: str  # of the newest; says something where no matter of the directory was noted


@dataclass(frozen=True, kw_only=True)
class Redirected:
    """How often one department was proposed first and another one chosen, and the newest such ticket."""

    proposed: str
    chosen: str
    count: int
    number: str


class Dispatched(NamedTuple):
    """One dispatch: what was proposed before it, whom people chose, and the ticket."""

    decision: Mapping[str, Any]
    department_id: str
    department: str
    number: str

    @property
    def first(self) -> Mapping[str, Any]:
        """Return the candidate that was proposed first; empty where there was none."""
        return next(iter(self.decision.get("candidates") or ()), {})


def list_returned_matters() -> tuple[ReturnedMatter, ...]:
    """Return the granted returns by matter and department, the most frequent first, in one query."""
    counted = (
        select(Ticket.matter_id, Department.name.label("department"))
        .add_columns(func.count().label("count"), func.max(Ticket.number).label("number"))
        .select_from(Petition)
        .join(Ticket, Petition.ticket_id == Ticket.id)
        .join(Department, Petition.department_id == Department.id)
        .where(Petition.kind == PetitionKind.SEND_BACK, Petition.granted.is_(True))
        .group_by(Ticket.matter_id, Department.name)
        .subquery()
    )
    query = (
        select(*counted.c, Ticket.title)
        .join(Ticket, Ticket.number == counted.c.number)
        .order_by(counted.c["count"].desc(), counted.c.matter_id, counted.c.department)
        .limit(MOST_SHOWN)
    )
    return tuple(ReturnedMatter(**row._mapping) for row in db.session.execute(query))


def latest_dispatches() -> tuple[Dispatched, ...]:
    """Return the latest dispatches that had a proposal before them, the oldest first, in one query."""
    first = dispatches_with_proposals(LOOKED_AT)
    query = (
        select(Proposal.decision, Department.id, Department.name, Ticket.number)
        .join(first, first.c.proposal_id == Proposal.id)
        .join(Department, Department.id == first.c.department_id)
        .join(Ticket, Ticket.id == first.c.ticket_id)
        .order_by(first.c.id)
    )
    return tuple(Dispatched(*row) for row in db.session.execute(query))


def redirected(dispatched: Iterable[Dispatched]) -> tuple[Redirected, ...]:
    """Return which of the proposals were not followed, the most frequent first."""
    counts: Counter[tuple[str, str]] = Counter()
    newest: dict[tuple[str, str], str] = {}
    for each in dispatched:
        if each.first and each.first["department_id"] != each.department_id:
            pair = (each.first["department"], each.department)
            counts[pair] += 1
            newest[pair] = each.number
    found = [
        Redirected(proposed=pair[0], chosen=pair[1], count=count, number=newest[pair]) for pair, count in counts.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.count, each.proposed, each.chosen))[:MOST_SHOWN])
