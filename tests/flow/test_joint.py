"""Joint handling: one lead answers for all; every helper has a task, a clock and a part of its own."""

from dataclasses import replace

import pytest

from hotline.db import unit_of_work
from hotline.domain.casework import CaseworkRules
from hotline.domain.lifecycle import State
from hotline.domain.people import Role
from hotline.domain.vocabulary import ClockKind, Kind, Urgency
from hotline.errors import BadInput, IllegalTransition, NotAllowed
from hotline.flow import classification, clocks, dispatching
from hotline.flow.casework import assignments, joint, petitions
from hotline.parts import parts
from tests.factories import a_ticket, the
from tests.flow.test_handling import answer, grant, refuse
from tests.people import HELPER, HOUR, LEAD, MONDAY, OFFICER, OPERATOR, OTHER, OTHER_OFFICER, SUPERVISOR

SOON = MONDAY + HOUR
HELPING = replace(OFFICER, name="交警承办人", department_id=HELPER)


def hand_in(ticket_id, *, by=HELPING, text="已安排岗位值守。"):
    with unit_of_work():
        joint.hand_in(the(ticket_id), text, by=by, at=SOON)


def ask(ticket_id, helper=OTHER, *, task="请说明围挡范围", by=OFFICER, rules=None):
    with unit_of_work():
        petitions.ask_for_helper(the(ticket_id), helper, task=task, rules=rules or parts().rules, by=by, at=SOON)


def test_helpers_get_their_task_and_a_clock_of_their_own():
    ticket_id = a_ticket(State.CLASSIFIED, kind=Kind.COMPLAINT)
    with unit_of_work():
        dispatching.dispatch(
            the(ticket_id), to=LEAD, helpers=(HELPER,), task="疏导交通", rules=parts().rules, by=OPERATOR, at=SOON
        )
    lead, helper = assignments.current_assignments(the(ticket_id))
    assert (lead.task, helper.task) == ("", "疏导交通")
    clock = clocks.find_running(the(ticket_id), ClockKind.HELP)
    assert (clock.whose, clock.started_at) == (HELPER, SOON)
    assert clock.due_at < the(ticket_id).due_at
    assert "协办时限" in clock.reason


def test_a_helper_is_never_due_after_the_lead():
    ticket_id = a_ticket()
    with unit_of_work():
        heard = {"kind": Kind.COMPLAINT, "urgency": Urgency.CRITICAL}
        classification.classify_by_hand(the(ticket_id), **heard, rules=parts().rules, by=OPERATOR, at=SOON)
        dispatching.dispatch(the(ticket_id), to=LEAD, helpers=(HELPER,), rules=parts().rules, by=OPERATOR, at=SOON)
    clock = clocks.find_running(the(ticket_id), ClockKind.HELP)
    assert clock.due_at == the(ticket_id).due_at


def test_a_part_is_handed_in_by_its_helper_alone_and_ends_its_clock():
    ticket_id = a_ticket(State.HANDLING)
    for by, refusal in ((OFFICER, NotAllowed), (OTHER_OFFICER, NotAllowed), (SUPERVISOR, NotAllowed)):
        with pytest.raises(refusal):
            hand_in(ticket_id, by=by)
    with pytest.raises(BadInput):
        hand_in(ticket_id, text=" ")
    hand_in(ticket_id)
    hand_in(ticket_id, text="已安排岗位值守，并增设标线。")
    (_, helper) = assignments.current_assignments(the(ticket_id))
    assert (helper.handed_in, helper.handed_in_by) == ("已安排岗位值守，并增设标线。", HELPING.name)
    assert clocks.find_running(the(ticket_id), ClockKind.HELP) is None


def test_the_lead_may_answer_before_its_helpers_and_the_journal_keeps_who_was_missing():
    ticket_id = a_ticket(State.HANDLING)
    answer(ticket_id)
    (said,) = [each for each in the(ticket_id).journal if each.what == "answer"]
    assert said.facts["unfinished"] == [HELPER]
    hand_in(ticket_id)
    other = a_ticket(State.HANDLING)
    hand_in(other)
    answer(other)
    (said,) = [each for each in the(other).journal if each.what == "answer"]
    assert said.facts["unfinished"] == []


def test_the_lead_asks_for_a_helper_and_the_hotline_decides():
    ticket_id = a_ticket(State.HANDLING)
    with pytest.raises(BadInput):
        ask(ticket_id, HELPER)
    with pytest.raises(BadInput):
        ask(ticket_id, task=" ")
    with pytest.raises(NotAllowed):
        ask(ticket_id, by=OTHER_OFFICER)
    ask(ticket_id)
    with pytest.raises(IllegalTransition):
        ask(ticket_id)
    with pytest.raises(NotAllowed):
        grant(ticket_id, by=SUPERVISOR)
    refuse(ticket_id, by=OPERATOR)
    ask(ticket_id)
    grant(ticket_id, by=OPERATOR)
    assert [each.department_id for each in assignments.current_assignments(the(ticket_id))] == [LEAD, HELPER, OTHER]
    assert the(ticket_id).state is State.HANDLING


def test_where_the_city_says_so_the_lead_takes_a_helper_by_itself():
    rules = parts().rules
    version = replace(rules.casework.versions[0], joint_approved_by=Role.DEPARTMENT)
    ticket_id = a_ticket(State.HANDLING)
    ask(ticket_id, rules=replace(rules, casework=CaseworkRules((version,))))
    assert petitions.find_open(the(ticket_id)) is None
    assert OTHER in [each.department_id for each in assignments.current_assignments(the(ticket_id))]


def test_an_operator_adds_a_helper_with_its_own_task():
    ticket_id = a_ticket(State.DISPATCHED)
    with unit_of_work():
        joint.join(the(ticket_id), OTHER, task="核对围挡审批", rules=parts().rules, by=OPERATOR, at=SOON)
    assert [each.department_id for each in joint.list_unfinished(the(ticket_id))] == [HELPER, OTHER]
    with pytest.raises(NotAllowed), unit_of_work():
        joint.join(the(ticket_id), "water", task="排水", rules=parts().rules, by=OFFICER, at=SOON)
