"""The one page of the lifecycle: every state × action is in the table, or refused, for every role."""

import pytest

from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import TRANSITIONS, Action, State, actions_open_to
from hotline.domain.people import Actor, Role
from hotline.errors import BadInput, IllegalTransition, NotAllowed
from hotline.flow.advance import advance
from hotline.models import JournalEntry, OutboxMessage
from tests.factories import a_ticket, the
from tests.people import HOUR, MONDAY

ROWS = {(row.action, source): row for row in TRANSITIONS for source in row.sources}
LATER = MONDAY + HOUR


def outcome(ticket_id: int, action: Action, role: Role, *, note: str = "有理由") -> str | None:
    """Try one step on a ticket and return the state it led to, or the name of the refusal; nothing stays."""
    try:
        advance(the(ticket_id), action, by=Actor(role=role, name="某人"), at=LATER, note=note)
        db.session.flush()
        return the(ticket_id).state.value
    except (BadInput, IllegalTransition, NotAllowed) as refusal:
        return type(refusal).__name__
    finally:
        db.session.rollback()


@pytest.mark.parametrize("state", State)
def test_every_step_by_everybody_is_in_the_table_or_refused(state):
    ticket_id = a_ticket(state)
    for action in Action:
        row = ROWS.get((action, state))
        for role in Role:
            found = outcome(ticket_id, action, role)
            if row is None:
                assert found == "IllegalTransition", (action, role)
            elif role not in row.who:
                assert found == "NotAllowed", (action, role)
            else:
                assert found == row.to.value, (action, role)
                assert action in actions_open_to(role, state)


@pytest.mark.parametrize("row", [row for row in TRANSITIONS if row.note], ids=lambda row: row.action.value)
def test_a_step_that_needs_a_reason_is_refused_without_one(row):
    role = min(row.who)
    ticket_id = a_ticket(row.sources[0])
    assert outcome(ticket_id, row.action, role, note=" \u3000\n") == "BadInput"
    assert outcome(ticket_id, row.action, role, note="理由") == row.to.value


STEPS = [row for row in TRANSITIONS if row.sources != (None,)]  # the beginnings make a ticket of their own


@pytest.mark.parametrize("row", STEPS, ids=lambda row: row.action.value)
def test_a_step_writes_its_journal_entry_and_exactly_its_messages(row):
    ticket_id = a_ticket(row.sources[0])
    entries, told = db.session.query(JournalEntry).count(), db.session.query(OutboxMessage).count()
    with unit_of_work():
        advance(the(ticket_id), row.action, by=Actor(role=min(row.who), name="某人"), at=LATER, note="理由")
    new = db.session.query(OutboxMessage).order_by(OutboxMessage.id).offset(told).all()
    assert [each.tell for each in new] == list(row.tells)
    assert all(each.ticket_id == ticket_id and each.next_try_at == LATER and each.done_at is None for each in new)
    entry = db.session.query(JournalEntry).order_by(JournalEntry.id).offset(entries).one()
    assert (entry.what, entry.from_state, entry.to_state) == (row.action.value, row.sources[0].value, row.to.value)
    assert entry.digest == the(ticket_id).journal_head


def test_every_state_can_be_reached_and_every_action_is_in_the_table():
    assert {row.to for row in TRANSITIONS} == set(State)
    assert {row.action for row in TRANSITIONS} == set(Action)
    assert len(ROWS) == sum(len(row.sources) for row in TRANSITIONS)
