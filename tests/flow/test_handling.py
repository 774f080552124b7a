"""Rooms 5 and 6, with petitions beside them: the department signs, asks, answers; someone else decides."""

import pytest

from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import State
from hotline.domain.people import SYSTEM
from hotline.domain.vocabulary import ClockKind, Kind, RemarkKind
from hotline.errors import BadInput, IllegalTransition, NotAllowed
from hotline.flow import answering, clocks, dispatching, handling, reviewing
from hotline.flow.casework import assignments, petitions
from hotline.models import Assignment, Deadline, Lesson, Petition, Remark
from hotline.parts import parts
from tests.factories import a_return_wish, a_ticket, an_answer, open_petition, the
from tests.people import DAY, HOUR, LEAD, MINUTE, MONDAY, OFFICER, OPERATOR, OTHER, OTHER_OFFICER, SUPERVISOR

SOON = MONDAY + HOUR


def send_back(ticket_id, *, at=SOON, by=OFFICER, **wish):
    with unit_of_work():
        petitions.ask_to_send_back(the(ticket_id), a_return_wish(**wish), by=by, at=at)


def extend(ticket_id, *, days=5, at=SOON, by=OFFICER, note="需要多部门会商"):
    with unit_of_work():
        petitions.ask_to_extend(the(ticket_id), days=days, note=note, rules=parts().rules, by=by, at=at)


def grant(ticket_id, *, by, at=SOON + MINUTE, note="情况属实"):
    with unit_of_work():
        petitions.grant(open_petition(the(ticket_id)), rules=parts().rules, by=by, at=at, note=note)


def refuse(ticket_id, *, by, note="权责清单写明属你单位"):
    with unit_of_work():
        petitions.refuse(open_petition(the(ticket_id)), rules=parts().rules, by=by, at=SOON + MINUTE, note=note)


def answer(ticket_id, *, by=OFFICER, text="已清理。", at=SOON):
    with unit_of_work():
        answering.answer(the(ticket_id), an_answer(text), by=by, at=at)


def reject(ticket_id, *, at=SOON + MINUTE):
    with unit_of_work():
        reviewing.reject(the(ticket_id), rules=parts().rules, by=SUPERVISOR, at=at, note="没有答复诉求要点")


def test_the_lead_department_signs_and_the_handling_clock_keeps_its_date():
    ticket_id = a_ticket(State.DISPATCHED)
    promised = the(ticket_id).due_at
    with unit_of_work():
        handling.sign(the(ticket_id), by=OFFICER, at=SOON)
    ticket = the(ticket_id)
    assert (ticket.state, ticket.due_at) == (State.HANDLING, promised)
    lead = db.session.query(Assignment).filter_by(ticket_id=ticket_id, department_id=LEAD).one()
    assert lead.signed_at == SOON
    assert {each.clock for each in clocks.running(ticket)} == {ClockKind.RETURN, ClockKind.HANDLE, ClockKind.HELP}


@pytest.mark.parametrize(("by", "refusal"), [(OTHER_OFFICER, NotAllowed), (OPERATOR, NotAllowed)])
def test_nobody_else_signs(by, refusal):
    ticket_id = a_ticket(State.DISPATCHED)
    with pytest.raises(refusal), unit_of_work():
        handling.sign(the(ticket_id), by=by, at=SOON)
    assert the(ticket_id).state is State.DISPATCHED


@pytest.mark.parametrize("state", [state for state in State if state is not State.DISPATCHED])
@pytest.mark.parametrize("by", [OFFICER, SYSTEM])
def test_only_what_was_dispatched_is_signed_for(state, by):
    ticket_id = a_ticket(state)
    with pytest.raises((IllegalTransition, NotAllowed)), unit_of_work():
        handling.sign(the(ticket_id), by=by, at=SOON)
    assert the(ticket_id).state is state


def test_a_remark_moves_nothing_and_is_in_the_journal():
    ticket_id = a_ticket(State.HANDLING)
    with unit_of_work():
        handling.remark(the(ticket_id), "市民再次来电催办", kind=RemarkKind.URGE, by=OPERATOR, at=SOON)
    assert the(ticket_id).state is State.HANDLING
    assert the(ticket_id).journal[-1].what == "remark.urge"
    with pytest.raises(BadInput), unit_of_work():
        handling.remark(the(ticket_id), " ", kind=RemarkKind.NOTE, by=OPERATOR, at=SOON)
    assert db.session.query(Remark).count() == 1


def test_a_granted_return_brings_the_ticket_back_to_the_dispatcher():
    ticket_id = a_ticket(State.DISPATCHED)
    send_back(ticket_id)
    assert the(ticket_id).state is State.DISPATCHED, "asking moves nothing"
    grant(ticket_id, by=OPERATOR)
    ticket = the(ticket_id)
    assert (ticket.state, ticket.lead_department_id, ticket.returns) == (State.CLASSIFIED, None, 1)
    assert assignments.current_assignments(ticket) == []
    (clock,) = clocks.running(ticket)
    assert (clock.clock, clock.started_at, clock.due_at) == (ClockKind.DISPATCH, SOON + MINUTE, ticket.due_at)
    assert [(each.department_id, each.weight) for each in db.session.query(Lesson).order_by(Lesson.id)] == [
        (LEAD, 1),
        (LEAD, -1),
    ]


def test_a_refused_return_leaves_the_clock_as_it_was():
    ticket_id = a_ticket(State.HANDLING)
    due = the(ticket_id).due_at
    send_back(ticket_id)
    refuse(ticket_id, by=OPERATOR)
    ticket, petition = the(ticket_id), db.session.query(Petition).one()
    assert (ticket.state, ticket.due_at, petition.granted) == (State.HANDLING, due, False)
    assert ticket.journal[-1].what == "petition.send_back.refused"
    send_back(ticket_id)
    with pytest.raises(BadInput):
        refuse(ticket_id, by=OPERATOR, note=" ")


@pytest.mark.parametrize(("wish", "field"), [({"text": " "}, "text"), ({"basis": ""}, "basis")])
def test_a_return_needs_its_reason_and_its_basis(wish, field):
    ticket_id = a_ticket(State.DISPATCHED)
    with pytest.raises(BadInput) as refusal:
        send_back(ticket_id, **wish)
    assert refusal.value.field == field


def test_past_its_window_a_return_is_refused():
    ticket_id = a_ticket(State.DISPATCHED)
    window = clocks.find_running(the(ticket_id), ClockKind.RETURN)
    assert window is not None
    with pytest.raises(IllegalTransition):
        send_back(ticket_id, at=window.due_at + MINUTE)
    send_back(ticket_id, at=window.due_at)


def test_who_has_answered_once_cannot_send_back_when_the_answer_is_rejected():
    ticket_id = a_ticket(State.ANSWERED)
    reject(ticket_id)
    with pytest.raises(IllegalTransition):
        send_back(ticket_id, at=SOON + 2 * MINUTE)
    assert db.session.query(Petition).count() == 0


def test_after_another_dispatch_the_window_is_open_again():
    ticket_id = a_ticket(State.DISPATCHED)
    send_back(ticket_id)
    grant(ticket_id, by=OPERATOR)
    with unit_of_work():
        dispatching.dispatch(the(ticket_id), to=OTHER, rules=parts().rules, by=OPERATOR, at=MONDAY + 3 * DAY)
    send_back(ticket_id, by=OTHER_OFFICER, at=MONDAY + 3 * DAY + HOUR)
    assert open_petition(the(ticket_id)).department_id == OTHER


@pytest.mark.parametrize(
    ("by", "granting"), [(OFFICER, NotAllowed), (SUPERVISOR, NotAllowed), (OTHER_OFFICER, NotAllowed)]
)
def test_a_return_is_decided_by_the_dispatcher(by, granting):
    ticket_id = a_ticket(State.DISPATCHED)
    send_back(ticket_id)
    with pytest.raises(granting):
        grant(ticket_id, by=by)
    assert open_petition(the(ticket_id)).decided_at is None


def test_another_department_asks_for_nothing():
    ticket_id = a_ticket(State.HANDLING)
    for ask in (send_back, extend):
        with pytest.raises(NotAllowed):
            ask(ticket_id, by=OTHER_OFFICER)
        with pytest.raises(NotAllowed):
            ask(ticket_id, by=OPERATOR)


def test_a_granted_extension_moves_the_date_by_working_days_and_tells_both():
    ticket_id = a_ticket(State.HANDLING)
    old = the(ticket_id).due_at
    extend(ticket_id, days=5)
    grant(ticket_id, by=SUPERVISOR)
    ticket = the(ticket_id)
    wanted = parts().rules.limits.add_working_days(old, 5, parts().rules.calendar)
    assert (ticket.state, ticket.due_at, ticket.promised_at) == (State.HANDLING, wanted, wanted)
    handle = db.session.query(Deadline).filter_by(ticket_id=ticket_id, clock=ClockKind.HANDLE).order_by(Deadline.id)
    assert [each.ended_at is None for each in handle] == [False, True]


@pytest.mark.parametrize("days", [0, -1, 11])
def test_an_extension_is_as_long_as_the_rule_allows(days):
    ticket_id = a_ticket(State.HANDLING, kind=Kind.COMPLAINT)
    with pytest.raises(BadInput):
        extend(ticket_id, days=days)


def test_an_extension_is_asked_for_before_the_date_and_with_a_reason():
    ticket_id = a_ticket(State.HANDLING)
    due = the(ticket_id).due_at
    with pytest.raises(IllegalTransition):
        extend(ticket_id, at=due + MINUTE)
    with pytest.raises(BadInput):
        extend(ticket_id, at=due, note="")
    extend(ticket_id, at=due)


def test_extensions_are_counted():
    ticket_id = a_ticket(State.HANDLING, kind=Kind.COMPLAINT)
    extend(ticket_id)
    grant(ticket_id, by=SUPERVISOR)
    with pytest.raises(IllegalTransition, match="上限"):
        extend(ticket_id)


def test_before_signing_nobody_asks_for_an_extension():
    with pytest.raises(IllegalTransition):
        extend(a_ticket(State.DISPATCHED))


def test_one_petition_at_a_time_decided_once():
    ticket_id = a_ticket(State.HANDLING)
    send_back(ticket_id)
    with pytest.raises(IllegalTransition):
        extend(ticket_id)
    petition_id = open_petition(the(ticket_id)).id
    refuse(ticket_id, by=OPERATOR)
    petition = db.session.get_one(Petition, petition_id)
    with pytest.raises(IllegalTransition):
        petitions.grant(petition, rules=parts().rules, by=OPERATOR, at=SOON, note="改判")
    assert the(ticket_id).state is State.HANDLING
