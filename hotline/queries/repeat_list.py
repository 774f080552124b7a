"""The list of proposals that wait for a person, and those of one ticket. Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from hotline.db import db
from hotline.domain.lifecycle import DONE, OPEN, WITH_DEPARTMENT, State
from hotline.models import RepeatProposal, Ticket
from hotline.queries.paging import Page, Paging, page_of
from hotline.queries.search import first_texts

MERGEABLE = (*OPEN, State.WAITING, *WITH_DEPARTMENT)
LEADING = (*MERGEABLE, State.ANSWERED, *DONE, State.MERGED)


@dataclass(frozen=True, kw_only=True)
class ProposalRow:
    """One proposal as the list shows it: two tickets side by side, how probable, why, and what is different."""

    id: int
    ticket_id: int
    number: str
    version: int
    title: str
    state: State
    earlier_id: int
    earlier_number: str
    earlier_title: str
    earlier_state: State
    probability: float
    reasons: tuple[str, ...]
    differences: tuple[str, ...]

    @property
    def answered(self) -> bool:
        """Tell whether the earlier matter was answered, so that linking is the step and not merging."""
        return self.earlier_state in DONE


def page_of_proposals(paging: Paging) -> Page[ProposalRow]:
    """Return the proposals that wait, the most probable first."""
    return page_of(_rows(_waits()), paging, _row)


def count_proposals() -> int:
    """Return how many proposals wait."""
    return db.session.scalar(_counting()) or 0


@cache
def _counting() -> Select[Any]:
    query = select(func.count()).select_from(RepeatProposal).join(Ticket, RepeatProposal.ticket_id == Ticket.id)
    return query.where(_waits())


def list_of_ticket(ticket_id: int) -> tuple[ProposalRow, ...]:
    """Return what waits to be decided about one ticket."""
    rows = db.session.execute(_rows(_waits(), RepeatProposal.ticket_id == ticket_id))
    return tuple(_row(row) for row in rows)


def texts_of(rows: Sequence[ProposalRow]) -> dict[int, str]:
    """Return the first text of every ticket of these rows."""
    return first_texts({each for row in rows for each in (row.ticket_id, row.earlier_id)})


def _waits() -> ColumnElement[bool]:
    return (RepeatProposal.decision == "") & Ticket.state.in_(MERGEABLE)


def _rows(*conditions: ColumnElement[bool]) -> Any:
    earlier = aliased(Ticket)
    query = (
        select(RepeatProposal, Ticket, earlier)
        .join(Ticket, RepeatProposal.ticket_id == Ticket.id)
        .join(earlier, RepeatProposal.earlier_id == earlier.id)
        .where(*conditions, earlier.state.in_(LEADING))
    )
    return query.order_by(RepeatProposal.probability.desc(), RepeatProposal.id)


def _row(row: Any) -> ProposalRow:
    proposal, ticket, earlier = row
    return ProposalRow(
        id=proposal.id,
        ticket_id=ticket.id,
        number=ticket.number,
        version=ticket.version,
        title=ticket.title,
        state=ticket.state,
        earlier_id=earlier.id,
        earlier_number=earlier.number,
        earlier_title=earlier.title,
        earlier_state=earlier.state,
        probability=proposal.probability,
        reasons=tuple(proposal.reasons),
        differences=tuple(proposal.differences),
    )
