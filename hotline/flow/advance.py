"""The doorway between two rooms: the only code that changes a ticket's state.

Passing it writes in the caller's transaction: the new state, a journal entry, the outbox messages that the table row of
``domain.lifecycle`` names, and an event for every system that handed one of the messages in. Knows nothing of HTTP and
never commits.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from hotline.db import db
from hotline.domain.lifecycle import OPEN, Action, State, Tell, transition_for
from hotline.domain.people import Actor
from hotline.errors import BadInput, NotAllowed
from hotline.flow import feed
from hotline.models import JournalEntry, OutboxMessage, Ticket


def advance(
    ticket: Ticket,
    action: Action,
    *,
    by: Actor,
    at: datetime,
    note: str = "",
    facts: dict[str, Any] | None = None,
    back_to: State | None = None,
) -> JournalEntry:
    """Take one step of the lifecycle, with its journal entry and its outbox messages.

    ``back_to`` is where a step that undoes another ends; every other step ends where its row says.
    Raises IllegalTransition where the table has no such step, NotAllowed for the wrong role, BadInput where the step
    needs a reason and has none.
    """
    row = transition_for(action, ticket.state)
    if by.role not in row.who:
        raise NotAllowed(f"“{action.label}”应由{'、'.join(sorted(role.label for role in row.who))}进行。")
    if row.note and not note.strip():
        raise BadInput(f"请填写“{action.label}”的理由。", field="note")
    before, after = ticket.state, back_to if row.back and back_to else row.to
    ticket.state = after
    if after not in OPEN:  # it leaves the dispatch queue, and with it the hands of the operator who took it
        ticket.taken_by = ticket.taken_by_staff_id = ticket.taken_at = None
    entry = record(ticket, action.value, by=by, at=at, note=note, facts=facts, states=(before, after))
    for tell in row.tells:
        post(ticket, tell, at=at, facts={"action": action.value})
    feed.write_events(ticket, entry, action, to=after, at=at)
    return entry


def record(
    ticket: Ticket,
    what: str,
    *,
    by: Actor,
    at: datetime,
    note: str = "",
    facts: dict[str, Any] | None = None,
    states: tuple[State | None, State | None] = (None, None),
) -> JournalEntry:
    """Write what happened into the ticket's journal, chained to the entry before."""
    entry = JournalEntry(
        ticket=ticket,
        at=at,
        what=what,
        from_state=states[0].value if states[0] else None,
        to_state=states[1].value if states[1] else None,
        by_role=by.role,
        by_name=by.name,
        by_staff_id=by.staff_id,
        by_department_id=by.department_id,
        note=note,
        facts=facts or {},
    )
    entry.digest = ticket.journal_head = chain_digest(ticket.journal_head or "", ticket.number, entry)
    db.session.add(entry)
    feed.tell_centre(ticket, entry, at=at)
    return entry


def chain_digest(previous: str, number: str, entry: JournalEntry) -> str:
    """Return the SHA-256 that ties an entry to its ticket and to the entry before it."""
    content = [
        previous,
        number,
        entry.at.astimezone(UTC).isoformat(),
        entry.what,
        entry.from_state,
        entry.to_state,
        entry.by_role.value,
        entry.by_name,
        entry.by_staff_id,
        entry.by_department_id,
        entry.note,
        entry.facts,
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def post(ticket: Ticket, tell: Tell, *, at: datetime, facts: dict[str, Any]) -> None:
    """Write down, in the same transaction, an effect that must follow."""
    db.session.add(OutboxMessage(tell=tell, ticket=ticket, created_at=at, next_try_at=at, facts=facts))
