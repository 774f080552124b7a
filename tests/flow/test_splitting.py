"""Beside intake: undoing a merge brings back exactly what was there."""

import pytest

from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import State
from hotline.domain.people import CITIZEN
from hotline.domain.replay import CLOCKS
from hotline.domain.vocabulary import ClockKind, Satisfaction
from hotline.errors import IllegalTransition
from hotline.flow import clocks, reviewing
from hotline.models import Assignment, Deadline, Message
from tests import factories
from tests.factories import a_ticket, the
from tests.flow.laws import flaws
from tests.flow.test_merging import SOON, merge, split, texts
from tests.people import DAY, OFFICER


def told(ticket_id) -> list[str]:
    return [each.what for each in the(ticket_id).journal if each.what != CLOCKS]


def likeness(ticket_id) -> tuple[object, ...]:
    """Return all that a merge may disturb: what undoing it must bring back."""
    ticket = the(ticket_id)
    clocks_ = db.session.query(Deadline).filter_by(ticket_id=ticket_id, ended_at=None).order_by(Deadline.clock)
    parts_ = db.session.query(Assignment).filter_by(ticket_id=ticket_id).order_by(Assignment.id)
    return (
        (ticket.state, ticket.round, ticket.lead_department_id, ticket.due_at, ticket.promised_at),
        (ticket.merged_into_id, ticket.confidential, ticket.may_publish),
        [(each.id, each.text, each.query_code, each.home_ticket_id) for each in ticket.messages],
        [(each.clock, each.started_at, each.due_at, each.rule_id, each.round, each.reason) for each in clocks_],
        [(each.id, each.department_id, each.part, each.since, each.signed_at, each.ended_at) for each in parts_],
    )


MERGEABLE = (State.RECEIVED, State.CLASSIFIED, State.WAITING, State.DISPATCHED, State.HANDLING)


@pytest.mark.parametrize("state", MERGEABLE)
def test_undoing_a_merge_brings_back_exactly_what_was_there(state):
    leading, other = a_ticket(State.HANDLING, text="甲说。"), a_ticket(state, text="乙说。")
    before, leader = likeness(other), likeness(leading)
    merge(other, leading)
    assert (the(other).state, texts(other)) == (State.MERGED, [])
    assert clocks.running(the(other)) == []
    split(other)
    assert likeness(other) == before
    assert likeness(leading) == leader
    assert told(other)[-2:] == ["merge", "split"]
    assert told(leading)[-2:] == ["merged_in", "split_off"]
    assert flaws() == []


def test_what_fell_due_while_merged_starts_anew_and_the_citizen_is_promised_the_new_date():
    leading, other = a_ticket(State.HANDLING, text="甲说。"), a_ticket(State.HANDLING, text="乙说。")
    promised = the(other).promised_at
    merge(other, leading)
    later = promised + DAY
    split(other, at=later)
    ticket = the(other)
    handling_clock = clocks.find_running(ticket, ClockKind.HANDLE)
    assert handling_clock.started_at == later
    assert later < handling_clock.due_at == ticket.due_at == ticket.promised_at
    assert ticket.lead_department_id == OFFICER.department_id


def test_each_citizen_rates_and_what_they_rated_while_merged_does_not_count_for_their_own_ticket():
    leading, other = a_ticket(State.HANDLING, text="甲说。"), a_ticket(State.HANDLING, text="乙说。")
    merge(other, leading)
    with unit_of_work():
        factories.answer(the(leading), SOON)
        factories.approve(the(leading), SOON)
    with unit_of_work():
        for message in the(leading).messages:
            reviewing.rate(message, Satisfaction.BAD, by=CITIZEN, at=SOON)
    split(other)
    with unit_of_work():
        factories.answer(the(other), SOON)
        factories.approve(the(other), SOON)
        reviewing.rate(the(other).messages[0], Satisfaction.GOOD, by=CITIZEN, at=SOON)
    assert (the(other).state, the(leading).state) == (State.CLOSED, State.APPROVED)


def test_undoing_the_middle_of_a_chain_takes_along_what_had_been_merged_into_it():
    first, second, third = (a_ticket(text=text) for text in ("甲说。", "乙说。", "丙说。"))
    merge(first, second)
    merge(second, third)
    split(second)
    assert (texts(second), texts(third)) == (["甲说。", "乙说。"], ["丙说。"])
    split(first)
    assert (texts(first), texts(second)) == (["甲说。"], ["乙说。"])
    assert db.session.query(Message).filter(Message.home_ticket_id.is_not(None)).count() == 0


def test_merging_what_was_merged_into_keeps_every_message_its_own_home():
    first, second, third = (a_ticket(text=text) for text in ("甲说。", "乙说。", "丙说。"))
    merge(first, second)
    merge(second, third)
    assert texts(third) == ["甲说。", "乙说。", "丙说。"]
    split(first)
    assert (texts(first), texts(third)) == (["甲说。"], ["乙说。", "丙说。"])
    split(second)
    assert (texts(second), texts(third)) == (["乙说。"], ["丙说。"])


@pytest.mark.parametrize("state", [state for state in State if state is not State.MERGED])
def test_only_what_was_merged_is_split(state):
    with pytest.raises(IllegalTransition):
        split(a_ticket(state))
