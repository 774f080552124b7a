"""Beside intake: several citizens' messages about one matter come under one ticket, and apart again."""

import pytest

from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import DONE, FINISHED, State
from hotline.domain.people import CITIZEN, SYSTEM
from hotline.domain.vocabulary import RemarkKind
from hotline.errors import BadInput, IllegalTransition, NotAllowed
from hotline.flow import clocks, handling, intake, reviewing
from hotline.flow.casework import petitions
from hotline.flow.same_matter import merging
from hotline.models import Message, Remark
from hotline.parts import parts
from tests.factories import a_return_wish, a_ticket, on_the_spot, the
from tests.people import HOUR, MONDAY, OFFICER, OPERATOR, SUPERVISOR

SOON = MONDAY + HOUR


def merge(ticket_id, into, *, by=OPERATOR, note="同一路口同一事项"):
    with unit_of_work():
        merging.merge(the(ticket_id), into=the(into), by=by, at=SOON, note=note)


def split(ticket_id, *, by=OPERATOR, note="核实后并非同一事项", at=SOON):
    with unit_of_work():
        merging.split(the(ticket_id), rules=parts().rules, by=by, at=at, note=note)


def link(ticket_id, to, text="您反映的事项此前已经办结，没有新的情况，不再重复派单。"):
    with unit_of_work():
        ticket = the(ticket_id)
        answer = on_the_spot(ticket, SOON)
        answer.text = text
        merging.link(ticket, to=the(to), answer=answer, by=OPERATOR, at=SOON)


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


def test_a_ticket_with_a_petition_that_waits_is_not_merged_away():
    leading, other = a_ticket(), a_ticket(State.DISPATCHED)
    with unit_of_work():
        petitions.ask_to_send_back(the(other), a_return_wish(), by=OFFICER, at=SOON)
    with pytest.raises(IllegalTransition, match="先审核"):
        merge(other, leading)


def test_what_is_said_for_a_merged_ticket_goes_to_the_one_that_lives_and_stays_with_its_citizen():
    leading, other = a_ticket(State.HANDLING, text="甲说。"), a_ticket(text="乙说。")
    merge(other, leading)
    with unit_of_work():
        intake.supply(the(other), "又漏水了。", rules=parts().rules, by=OPERATOR, at=SOON)
        handling.remark(the(other), "请快一点。", kind=RemarkKind.URGE, by=OPERATOR, at=SOON)
    said = db.session.query(Remark).order_by(Remark.id).all()
    mine = db.session.query(Message).filter_by(home_ticket_id=other).one()
    assert [(each.ticket_id, each.message_id) for each in said] == [(leading, mine.id), (leading, None)]
    assert the(leading).journal[-1].what == "remark.urge"


def test_a_supplement_for_a_merged_ticket_wakes_a_leader_that_waits_for_it():
    leading, other = a_ticket(State.WAITING, text="甲说。"), a_ticket(text="乙说。")
    merge(other, leading)
    with unit_of_work():
        intake.supply(the(other), "门牌是12号。", rules=parts().rules, by=CITIZEN, at=SOON)
    assert (the(leading).state, the(other).state) == (State.RECEIVED, State.MERGED)


def test_a_merged_citizen_withdraws_alone_and_the_others_go_on():
    leading, middle, last = (a_ticket(text=text) for text in ("甲说。", "乙说。", "丙说。"))
    merge(last, middle)
    merge(middle, leading)
    with unit_of_work():
        intake.withdraw(the(middle), by=CITIZEN, at=SOON)
    assert (the(middle).state, texts(middle)) == (State.VOIDED, ["乙说。"])
    assert texts(leading) == ["甲说。", "丙说。"]
    split(last)
    assert (texts(leading), texts(last)) == (["甲说。"], ["丙说。"])


def test_a_rule_may_merge_what_no_department_holds_and_the_journal_names_the_rule():
    leading, other = a_ticket(State.HANDLING), a_ticket()
    with unit_of_work():
        merging.merge(the(other), into=the(leading), by=SYSTEM, at=SOON, note="同一号码原文重复", rule="same-words")
    entries = (*the(other).journal, *the(leading).journal)
    assert [each.facts["rule"] for each in entries if each.what in ("merge", "merged_in")] == ["same-words"] * 2
    held = a_ticket(State.DISPATCHED)
    with pytest.raises(NotAllowed), unit_of_work():
        merging.merge(the(held), into=the(leading), by=SYSTEM, at=SOON, note="同一号码原文重复", rule="same-words")


@pytest.mark.parametrize("state", DONE)
def test_a_matter_that_was_answered_before_is_linked_and_answered_not_dispatched(state):
    earlier, again = a_ticket(state), a_ticket()
    link(again, earlier)
    ticket = the(again)
    assert (ticket.state, ticket.repeat_of_id, len(ticket.messages)) == (State.CLOSED, earlier, 1)
    assert reviewing.latest_answer(ticket).approved
    assert clocks.running(ticket) == []
    assert (the(earlier).state, the(earlier).journal[-1].what) == (state, "linked")


def test_only_what_is_over_is_linked_to_and_never_without_words_for_the_citizen():
    with pytest.raises(IllegalTransition, match="并单"):
        link(a_ticket(), a_ticket(State.HANDLING))
    with pytest.raises(BadInput):
        link(a_ticket(), a_ticket(State.CLOSED), text=" ")


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


@pytest.mark.parametrize("state", [State.ANSWERED, State.CLOSED, State.MERGED])
def test_what_is_answered_or_over_is_not_merged_away(state):
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
