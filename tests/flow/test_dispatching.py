"""Rooms 3 and 4: the study proposes, an operator names one lead and any helpers, the clocks start."""

import pytest

from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import State
from hotline.domain.people import SYSTEM
from hotline.domain.vocabulary import Channel, ClockKind, Kind, PartInTicket, Urgency
from hotline.errors import BadInput, IllegalTransition, NotAllowed
from hotline.flow import classification, clocks, dispatching
from hotline.flow.casework import assignments
from hotline.models import Answer, Assignment, Deadline, Department, Lesson, Proposal
from hotline.parts import parts
from tests.factories import a_ticket, on_the_spot, the
from tests.people import HELPER, HOUR, LEAD, MINUTE, MONDAY, OFFICER, OPERATOR, OTHER, SUPERVISOR


def classify(ticket_id, *, at=MONDAY + MINUTE):
    with unit_of_work():
        classification.classify_received(the(ticket_id), study=parts().study, rules=parts().rules, at=at)


def dispatch(ticket_id, *, by=OPERATOR, to=LEAD, helpers=(HELPER,), **more):
    with unit_of_work():
        ticket = the(ticket_id)
        dispatching.dispatch(ticket, to=to, helpers=helpers, rules=parts().rules, by=by, at=MONDAY + HOUR, **more)


def test_the_study_proposes_departments_with_evidence_and_passes_the_ticket_on():
    ticket_id = a_ticket(kind=Kind.OTHER)
    classify(ticket_id)
    ticket, proposal = the(ticket_id), db.session.query(Proposal).one()
    assert ticket.state is State.CLASSIFIED
    best = proposal.decision["candidates"][0]
    assert (best["department_id"], best["department"]) == (LEAD, "市城管执法委")
    whole = f"{ticket.title}\n{ticket.messages[0].text}"
    assert all(whole[each["start"] : each["end"]] == each["found"] for each in best["evidence"])
    assert proposal.directory_version == parts().study.version
    assert ticket.journal[-1].by_role is SYSTEM.role


def test_the_dispatch_clock_counts_from_when_the_message_reached_us():
    ticket_id = a_ticket()
    classify(ticket_id, at=MONDAY + 5 * HOUR)
    (clock,) = clocks.running(the(ticket_id))
    assert (clock.clock, clock.started_at, the(ticket_id).due_at) == (ClockKind.DISPATCH, MONDAY, clock.due_at)


def test_a_repeated_job_proposes_once():
    ticket_id = a_ticket()
    classify(ticket_id)
    classify(ticket_id)
    assert db.session.query(Proposal).count() == db.session.query(Deadline).count() == 1
    assert [each.what for each in the(ticket_id).journal] == ["receive", "classify", "clocks"]


def test_a_ticket_classified_by_hand_before_the_job_still_gets_its_dispatch_clock():
    ticket_id = a_ticket(State.CLASSIFIED)
    classify(ticket_id)
    classify(ticket_id)
    assert [each.clock for each in clocks.running(the(ticket_id))] == [ClockKind.DISPATCH]


def test_the_study_only_ever_raises_the_urgency_and_keeps_the_kind_a_person_chose():
    ticket_id = a_ticket(kind=Kind.ENQUIRY, urgency=Urgency.CRITICAL)
    classify(ticket_id)
    assert (the(ticket_id).kind, the(ticket_id).urgency) == (Kind.ENQUIRY, Urgency.CRITICAL)


def test_an_operator_names_lead_and_helpers_and_the_clocks_start():
    ticket_id = a_ticket()
    classify(ticket_id)
    dispatch(ticket_id, helpers=(HELPER, LEAD, HELPER), matter_id="street_stalls")
    ticket = the(ticket_id)
    parts_held = [(each.department_id, each.part) for each in assignments.current_assignments(ticket)]
    assert parts_held == [(LEAD, PartInTicket.LEAD), (HELPER, PartInTicket.HELPER)]
    assert (ticket.state, ticket.lead_department_id, ticket.matter_id) == (State.DISPATCHED, LEAD, "street_stalls")
    running = {each.clock: each for each in clocks.running(ticket)}
    assert set(running) == {ClockKind.SIGN, ClockKind.RETURN, ClockKind.HANDLE, ClockKind.HELP}
    assert ticket.due_at == ticket.promised_at == running[ClockKind.HANDLE].due_at
    assert all(each.reason and each.rule_id for each in running.values())
    lesson = db.session.query(Lesson).one()
    assert (lesson.department_id, lesson.weight) == (LEAD, 1)


def test_a_promise_is_a_working_day():
    ticket_id = a_ticket(State.DISPATCHED)
    assert parts().rules.calendar.is_working_day(the(ticket_id).promised_at.date())


@pytest.mark.parametrize(("to", "helpers"), [("nobody", ()), ("", ()), (LEAD, ("nobody",))])
def test_a_department_that_is_not_in_the_directory_is_refused(to, helpers):
    ticket_id = a_ticket(State.CLASSIFIED)
    with pytest.raises(BadInput):
        dispatch(ticket_id, to=to, helpers=helpers)
    assert the(ticket_id).state is State.CLASSIFIED
    assert (db.session.query(Assignment).count(), [each.clock for each in clocks.running(the(ticket_id))]) == (
        0,
        [ClockKind.DISPATCH],
    )


def test_a_department_that_was_closed_is_refused():
    ticket_id = a_ticket(State.CLASSIFIED)
    with unit_of_work():
        db.session.get_one(Department, OTHER).active = False
    with pytest.raises(BadInput):
        dispatch(ticket_id, to=OTHER)


@pytest.mark.parametrize("by", [OFFICER, SUPERVISOR, SYSTEM])
def test_only_an_operator_dispatches(by):
    ticket_id = a_ticket(State.CLASSIFIED)
    with pytest.raises(NotAllowed):
        dispatch(ticket_id, by=by)
    assert db.session.query(Assignment).count() == 0


def test_a_ticket_is_dispatched_once():
    ticket_id = a_ticket(State.DISPATCHED)
    with pytest.raises(IllegalTransition):
        dispatch(ticket_id, to=OTHER)
    assert the(ticket_id).lead_department_id == LEAD
    assert len(assignments.current_assignments(the(ticket_id))) == 2


def test_what_is_not_ours_is_declined_with_the_proper_path():
    ticket_id = a_ticket(State.CLASSIFIED)
    with pytest.raises(BadInput), unit_of_work():
        dispatching.decline(the(ticket_id), by=OPERATOR, at=MONDAY + HOUR, note=" ")
    with unit_of_work():
        dispatching.decline(the(ticket_id), by=OPERATOR, at=MONDAY + HOUR, note="请依法申请行政复议")
    ticket = the(ticket_id)
    assert (ticket.state, ticket.journal[-2].note) == (State.DECLINED, "请依法申请行政复议")


def test_an_enquiry_is_settled_on_the_spot():
    ticket_id = a_ticket(channel=Channel.PHONE, kind=Kind.ENQUIRY)
    classify(ticket_id)
    with unit_of_work():
        ticket = the(ticket_id)
        dispatching.settle(ticket, on_the_spot(ticket, MONDAY + HOUR), by=OPERATOR, at=MONDAY + HOUR)
    ticket, answer = the(ticket_id), db.session.query(Answer).one()
    assert (ticket.state, ticket.due_at, answer.approved, answer.department_id) == (State.CLOSED, None, True, None)


def test_an_empty_answer_settles_nothing():
    ticket_id = a_ticket(State.CLASSIFIED)
    ticket = the(ticket_id)
    empty = on_the_spot(ticket, MONDAY)
    empty.text = " "
    with pytest.raises(BadInput):
        dispatching.settle(ticket, empty, by=OPERATOR, at=MONDAY + HOUR)
    assert db.session.query(Answer).count() == 0


def test_a_lesson_whose_transaction_ended_late_is_not_passed_over():
    early, late = a_ticket(State.DISPATCHED), a_ticket(State.DISPATCHED)
    first, second = db.session.query(Lesson).order_by(Lesson.id)
    with unit_of_work():
        db.session.delete(db.session.get_one(Lesson, first.id))  # not yet visible to this program
    study = parts().study
    classification.catch_up(study)
    assert study.read_lately == {second.id}
    with unit_of_work():
        db.session.add(Lesson(id=first.id, ticket_id=early, department_id=OTHER, weight=1, at=MONDAY))
    classification.catch_up(study)
    classification.catch_up(study)
    assert (study.lessons_read, study.read_lately) == (second.id, {first.id, second.id})
    assert late != early


def test_other_programs_learn_what_was_dispatched():
    ticket_id = a_ticket(State.DISPATCHED)
    study = parts().study
    decision = classification.propose(study, the(ticket_id).messages[0].text, title=the(ticket_id).title)
    assert study.lessons_read == 1
    assert decision.candidates[0].department_id == LEAD
