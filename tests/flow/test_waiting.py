"""待补充 during handling: the clock stands still, capped, and what was left is left afterwards."""

import pytest

from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import State
from hotline.domain.people import CITIZEN
from hotline.domain.vocabulary import ClockKind
from hotline.errors import BadInput, IllegalTransition, NotAllowed
from hotline.flow import clocks, intake
from hotline.flow.casework import waiting
from hotline.models import OutboxMessage
from hotline.parts import parts
from tests.factories import a_ticket, the
from tests.flow.test_handling import extend
from tests.people import DAY, HOUR, MINUTE, MONDAY, OFFICER, OPERATOR, OTHER_OFFICER, SUPERVISOR
from workers import casework

SOON = MONDAY + HOUR


def pause(ticket_id, *, by=OFFICER, at=SOON, note="请补充具体位置"):
    with unit_of_work():
        waiting.pause(the(ticket_id), rules=parts().rules, by=by, at=at, note=note)


def test_the_handling_clock_stands_still_and_goes_on_with_what_was_left():
    ticket_id = a_ticket(State.HANDLING)
    before = the(ticket_id).due_at
    pause(ticket_id)
    ticket = the(ticket_id)
    assert (ticket.state, ticket.promised_at) == (State.PAUSED, None)
    assert {each.clock for each in clocks.running(ticket)} == {ClockKind.WAIT, ClockKind.RETURN}
    told = db.session.query(OutboxMessage).order_by(OutboxMessage.id.desc()).first()
    assert (told.tell.value, told.facts) == ("tell_citizen", {"action": "pause"})
    with unit_of_work():
        intake.supply(the(ticket_id), "在路口东侧。", rules=parts().rules, by=CITIZEN, at=SOON + 2 * DAY)
    ticket = the(ticket_id)
    calendar = parts().rules.calendar
    handling = clocks.find_running(ticket, ClockKind.HANDLE)
    assert (ticket.state, ticket.due_at) == (State.HANDLING, ticket.promised_at)
    assert calendar.working_days_between(before.date(), ticket.due_at.date()) == 2, "two working days were waited"
    assert "等待市民补充" in handling.reason
    assert ClockKind.HELP in {each.clock for each in clocks.running(ticket)}, "the helper's clock goes on, too"


def test_past_the_cap_it_goes_on_by_itself_once():
    ticket_id = a_ticket(State.PAUSED)
    cap = clocks.find_running(the(ticket_id), ClockKind.WAIT).due_at
    casework.go_on_without_citizens(cap - MINUTE)
    assert the(ticket_id).state is State.PAUSED
    casework.go_on_without_citizens(cap)
    casework.go_on_without_citizens(cap + MINUTE)
    ticket = the(ticket_id)
    assert ticket.state is State.HANDLING
    assert [each.what for each in ticket.journal].count("resume") == 1


def test_before_dispatch_the_cap_brings_it_back_to_the_dispatcher():
    ticket_id = a_ticket(State.WAITING)
    cap = clocks.find_running(the(ticket_id), ClockKind.WAIT).due_at
    casework.go_on_without_citizens(cap)
    assert (the(ticket_id).state, clocks.running(the(ticket_id))) == (State.RECEIVED, [])


@pytest.mark.parametrize(("by", "refusal"), [(OTHER_OFFICER, NotAllowed), (SUPERVISOR, NotAllowed)])
def test_only_the_lead_or_the_hotline_asks(by, refusal):
    ticket_id = a_ticket(State.HANDLING)
    with pytest.raises(refusal):
        pause(ticket_id, by=by)
    pause(ticket_id, by=OPERATOR)


def test_asking_is_capped_and_needs_a_question_and_comes_before_the_date():
    ticket_id = a_ticket(State.HANDLING)
    with pytest.raises(BadInput):
        pause(ticket_id, note=" ")
    with pytest.raises(IllegalTransition, match="已过"):
        pause(ticket_id, at=the(ticket_id).due_at)
    pause(ticket_id)
    with unit_of_work():
        waiting.resume(the(ticket_id), rules=parts().rules, by=OFFICER, at=SOON + HOUR, note="已从监控查明")
    with pytest.raises(IllegalTransition, match="上限"):
        pause(ticket_id, at=SOON + 2 * HOUR)


def test_nobody_pauses_while_a_petition_waits_and_nobody_asks_while_it_is_paused():
    ticket_id = a_ticket(State.HANDLING)
    extend(ticket_id)
    with pytest.raises(IllegalTransition, match="尚未审核"):
        pause(ticket_id)
    with pytest.raises(IllegalTransition):
        extend(a_ticket(State.PAUSED))
