"""The journals' chain recomputed: every entry ties to the one before, and the last one to its ticket.

Reads everything and writes nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from hotline.db import db
from hotline.flow.advance import chain_digest
from hotline.models import JournalEntry, Ticket

BATCH = 500


@dataclass
class Verdict:
    """What was read, and the flaws as (service number, reason)."""

    tickets: int = 0
    entries: int = 0
    broken: list[tuple[str, str]] = field(default_factory=list)


def verify() -> Verdict:
    """Recompute the chain of every ticket and return what was found."""
    verdict = Verdict()
    for ticket, entries in _stories():
        verdict.tickets += 1
        verdict.entries += len(entries)
        reason = flaw_in(ticket, entries)
        if reason:
            verdict.broken.append((ticket.number, reason))
    return verdict


def flaw_in(ticket: Ticket, entries: Sequence[JournalEntry]) -> str:
    """Return in words what is wrong with a ticket's journal, given whole and in its order; empty where it is whole."""
    previous, state = "", None
    for position, entry in enumerate(entries, 1):
        if chain_digest(previous, ticket.number, entry) != entry.digest:
            return f"第 {position} 条流水与摘要不符"
        if entry.to_state is not None:
            if entry.from_state != state:
                return f"第 {position} 条流水的起始状态与上一步不接"
            state = entry.to_state
        previous = entry.digest
    if previous != ticket.journal_head:
        return "最后一条流水与工单记录的摘要不符"
    return "" if state == ticket.state.value else "流水的最后状态与工单状态不符"


def _stories() -> Iterator[tuple[Ticket, list[JournalEntry]]]:
    last = 0
    while True:
        tickets = list(db.session.scalars(select(Ticket).where(Ticket.id > last).order_by(Ticket.id).limit(BATCH)))
        if not tickets:
            return
        last = tickets[-1].id
        stories: dict[int, list[JournalEntry]] = {ticket.id: [] for ticket in tickets}
        wanted = select(JournalEntry).where(JournalEntry.ticket_id.in_(stories)).order_by(JournalEntry.id)
        for entry in db.session.scalars(wanted):
            stories[entry.ticket_id].append(entry)
        yield from ((ticket, stories[ticket.id]) for ticket in tickets)
        db.session.expunge_all()
