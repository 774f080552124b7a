"""The dispute ladder: after the allowed returns 会商, then 裁定, which binds; nobody bounces a ticket for ever."""

import pytest

from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import State
from hotline.domain.vocabulary import ClockKind
from hotline.errors import BadInput, IllegalTransition, NotAllowed
from hotline.flow import clocks, dispatching
from hotline.flow.casework import assignments, disputes, silence
from hotline.models import Dispute, Lesson, OutboxMessage
from hotline.parts import parts
from tests.factories import a_ticket, the
from tests.flow.test_handling import grant, send_back
from tests.people import DAY, HELPER, HOUR, LEAD, MINUTE, MONDAY, OFFICER, OPERATOR, OTHER, OTHER_OFFICER, SUPERVISOR
from workers import casework

TUESDAY = MONDAY + DAY


def returned_twice():
    """Return a ticket that two departments sent back."""
    ticket_id = a_ticket(State.DISPATCHED)
    send_back(ticket_id)
    grant(ticket_id, by=OPERATOR)
    with unit_of_work():
        dispatching.dispatch(the(ticket_id), to=OTHER, rules=parts().rules, by=OPERATOR, at=TUESDAY)
    send_back(ticket_id, by=OTHER_OFFICER, at=TUESDAY + HOUR, suggested_department_id=LEAD)
    grant(ticket_id, by=OPERATOR, at=TUESDAY + 2 * HOUR)
    return ticket_id


def consult(ticket_id, *, by=SUPERVISOR, took_part="市城管执法委、市城建局", text="围挡外归城管"):
    with unit_of_work():
        disputes.consult(the(ticket_id), took_part=took_part, text=text, by=by, at=TUESDAY + 3 * HOUR)


def rule(ticket_id, *, by=SUPERVISOR, at=TUESDAY + 4 * HOUR, **ruling):
    said = {"lead": LEAD, "helpers": (OTHER,), "task": "说明围挡范围", "why": "按“谁主管谁负责”"} | ruling
    with unit_of_work():
        disputes.rule(the(ticket_id), disputes.Ruling(**said), rules=parts().rules, by=by, at=at)


def test_the_second_granted_return_makes_a_dispute_with_a_clock_of_its_own():
    ticket = the(returned_twice())
    assert (ticket.state, ticket.returns, ticket.lead_department_id) == (State.DISPUTED, 2, None)
    (clock,) = clocks.running(ticket)
    assert clock.clock is ClockKind.RULING
    assert "裁定时限" in clock.reason
    with pytest.raises(IllegalTransition), unit_of_work():
        dispatching.dispatch(the(ticket.id), to=LEAD, rules=parts().rules, by=OPERATOR, at=TUESDAY + 3 * HOUR)


def test_who_took_part_is_written_down_before_a_supervisor_rules():
    ticket_id = returned_twice()
    with pytest.raises(IllegalTransition, match="会商"):
        rule(ticket_id)
    with pytest.raises(BadInput):
        consult(ticket_id, took_part=" ")
    with pytest.raises(NotAllowed):
        consult(ticket_id, by=OPERATOR)
    consult(ticket_id)
    with pytest.raises(BadInput):
        rule(ticket_id, why=" ")
    with pytest.raises(NotAllowed):
        rule(ticket_id, by=OPERATOR)
    rule(ticket_id)
    dispute = db.session.query(Dispute).one()
    assert (dispute.lead_department_id, dispute.helper_ids, dispute.ruled_by) == (LEAD, [OTHER], SUPERVISOR.name)
    assert dispute.took_part == "市城管执法委、市城建局"


def test_a_ruling_binds_its_lead_and_gives_it_no_window_for_returns():
    ticket_id = returned_twice()
    consult(ticket_id)
    rule(ticket_id)
    ticket = the(ticket_id)
    assert (ticket.state, ticket.lead_department_id) == (State.DISPATCHED, LEAD)
    assert {each.clock for each in clocks.running(ticket)} == {ClockKind.SIGN, ClockKind.HANDLE, ClockKind.HELP}
    assert ticket.promised_at == ticket.due_at
    with pytest.raises(IllegalTransition, match="裁定"):
        send_back(ticket_id, by=OFFICER, at=TUESDAY + 5 * HOUR)
    told = db.session.query(OutboxMessage).order_by(OutboxMessage.id.desc()).first()
    assert (told.tell.value, told.facts) == ("tell_department", {"action": "rule"})


def test_the_fallback_department_takes_it_first_without_a_consultation():
    ticket_id = returned_twice()
    lessons = db.session.query(Lesson).count()
    rule(ticket_id, fallback=True, lead="")
    ticket = the(ticket_id)
    assert ticket.lead_department_id == parts().rules.casework.versions[0].fallback
    assert db.session.query(Lesson).count() == lessons, "先办后议 teaches nobody that it is theirs"


def test_a_ruling_that_is_late_gives_it_to_the_fallback_department_once():
    ticket_id = returned_twice()
    late = clocks.find_running(the(ticket_id), ClockKind.RULING).due_at + MINUTE
    casework.rule_late_disputes(late - HOUR)
    assert the(ticket_id).state is State.DISPUTED
    casework.rule_late_disputes(late)
    casework.rule_late_disputes(late + MINUTE)
    ticket = the(ticket_id)
    assert (ticket.state, ticket.journal[-1].at) == (State.DISPATCHED, late)
    assert db.session.query(Dispute).one().by_fallback


def test_an_operator_may_ask_for_a_ruling_before_anybody_bounced_it():
    ticket_id = a_ticket(State.DISPUTED)
    consult(ticket_id)
    rule(ticket_id, lead=OTHER, helpers=(HELPER,))
    assert the(ticket_id).lead_department_id == OTHER


def test_silence_past_the_window_is_acceptance_and_a_waiting_return_is_no_silence():
    silent, asked = a_ticket(State.DISPATCHED), a_ticket(State.DISPATCHED)
    send_back(asked)
    over = clocks.find_running(the(silent), ClockKind.RETURN).due_at + MINUTE
    casework.take_silence_as_accepted(over - 2 * MINUTE)
    assert the(silent).state is State.DISPATCHED
    casework.take_silence_as_accepted(over)
    assert [the(each).state for each in (silent, asked)] == [State.HANDLING, State.DISPATCHED]
    assert silence.list_silent(at=over) == []
    (lead, *_) = assignments.current_assignments(the(silent))
    assert lead.signed_at is None, "nobody signed: the signing stays late"
    with pytest.raises(IllegalTransition):
        send_back(silent, at=over + MINUTE)
