"""Where dispatch was corrected: returns granted, by matter and department, and proposals that people did not follow.

Each row names a ticket to look at. Writes nothing.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

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


def list_redirected() -> tuple[Redirected, ...]:
    """Return which proposals were not followed among the latest dispatches, the most frequent first, in one query."""
    first = dispatches_with_proposals(LOOKED_AT)
    query = (
        select(Proposal.decision, Department.id, Department.name, Ticket.number)
        .join(first, first.c.proposal_id == Proposal.id)
        .join(Department, Department.id == first.c.department_id)
        .join(Ticket, Ticket.id == first.c.ticket_id)
        .order_by(first.c.id)
    )
    return _counted(db.session.execute(query))


def _counted(rows: Iterable[Any]) -> tuple[Redirected, ...]:
    counts: Counter[tuple[str, str]] = Counter()
    newest: dict[tuple[str, str], str] = {}
    for decision, department_id, chosen, number in rows:
        candidate = next(iter(decision.get("candidates") or ()), None)
        if candidate and candidate["department_id"] != department_id:
            pair = (candidate["department"], chosen)
            counts[pair] += 1
            newest[pair] = number
    found = [
        Redirected(proposed=pair[0], chosen=pair[1], count=count, number=newest[pair]) for pair, count in counts.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.count, each.proposed, each.chosen))[:MOST_SHOWN])
