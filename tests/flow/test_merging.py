"""Beside intake: several citizens' messages about one matter come under one ticket, and apart again."""

import pytest

from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import FINISHED, State
from hotline.domain.vocabulary import ClockKind
from hotline.errors import BadInput, IllegalTransition, NotAllowed
from hotline.flow import clocks, merging
from hotline.models import Message
from hotline.parts import parts
from tests.factories import a_ticket, the
from tests.people import HOUR, MONDAY, OFFICER, OPERATOR, SUPERVISOR

SOON = MONDAY + HOUR


def merge(ticket_id, into, *, by=OPERATOR, note="同一路口同一事项"):
    with unit_of_work():
        merging.merge(the(ticket_id), into=the(into), by=by, at=SOON, note=note)


def split(ticket_id, *, by=OPERATOR, note="核实后并非同一事项"):
    with unit_of_work():
        merging.split(the(ticket_id), rules=parts().rules, by=by, at=SOON, note=note)


def texts(ticket_id) -> list[str]:
    return [each.text for each in the(ticket_id).messages]


@pytest.mark.parametrize("state", [State.RECEIVED, State.CLASSIFIED, State.DISPATCHED, State.HANDLING])
def test_messages_move_under_the_leading_ticket_word_for_word(state):
    leading, other = a_ticket(state, text="甲说。"), a_ticket(text="乙说。")
    codes = [each.query_code for each in db.session.query(Message).order_by(Message.id)]
    merge(other, leading)
    assert texts(leading) == ["甲说。", "乙说。"]
    assert (the(other).state, the(other).merged_into_id, texts(other)) == (State.MERGED, leading, [])
    assert [each.query_code for each in db.session.query(Message).order_by(Message.id)] == codes
    assert (the(leading).state, the(leading).journal[-1].what) == (state, "merged_in")


def test_a_merge_is_undone_and_the_ticket_waits_for_dispatch():
    leading, other = a_ticket(State.HANDLING, text="甲说。"), a_ticket(text="乙说。")
    merge(other, leading)
    split(other)
    ticket = the(other)
    assert (texts(leading), texts(other)) == (["甲说。"], ["乙说。"])
    assert (ticket.state, ticket.merged_into_id) == (State.CLASSIFIED, None)
    assert [each.clock for each in clocks.running(ticket)] == [ClockKind.DISPATCH]
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


def test_a_ticket_is_not_merged_into_itself():
    ticket_id = a_ticket()
    with pytest.raises(BadInput):
        merge(ticket_id, ticket_id)


@pytest.mark.parametrize("state", FINISHED)
def test_nothing_is_merged_into_what_is_over(state):
    over, other = a_ticket(state), a_ticket()
    with pytest.raises(IllegalTransition):
        merge(other, over)
    assert (the(other).state, len(texts(other))) == (State.RECEIVED, 1)


@pytest.mark.parametrize("state", [State.DISPATCHED, State.HANDLING, State.CLOSED, State.MERGED])
def test_what_a_department_holds_or_is_over_is_not_merged_away(state):
    with pytest.raises(IllegalTransition):
        merge(a_ticket(state), a_ticket())


@pytest.mark.parametrize("by", [OFFICER, SUPERVISOR])
def test_only_an_operator_merges_and_splits(by):
    leading, other = a_ticket(), a_ticket()
    with pytest.raises(NotAllowed):
        merge(other, leading, by=by)
    merge(other, leading)
    with pytest.raises(NotAllowed):
        split(other, by=by)
    assert len(texts(leading)) == 2


def test_both_need_a_reason():
    leading, other = a_ticket(), a_ticket()
    with pytest.raises(BadInput):
        merge(other, leading, note=" ")
    merge(other, leading)
    with pytest.raises(BadInput):
        split(other, note="")


@pytest.mark.parametrize("state", [state for state in State if state is not State.MERGED])
def test_only_what_was_merged_is_split(state):
    with pytest.raises(IllegalTransition):
        split(a_ticket(state))
