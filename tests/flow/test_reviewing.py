"""Room 7: an answer is approved or rejected, the citizen is heard, the matter closed or opened again."""

import pytest

from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import DONE, State, Tell
from hotline.domain.people import CITIZEN
from hotline.domain.vocabulary import ClockKind, Satisfaction
from hotline.errors import BadInput, IllegalTransition, NotAllowed
from hotline.flow import answering, clocks, dispatching, handling, reviewing
from hotline.models import Answer, Deadline, OutboxMessage, Rating
from hotline.parts import parts
from tests.factories import a_ticket, an_answer, the
from tests.people import DAY, HOUR, LEAD, MINUTE, MONDAY, OFFICER, OPERATOR, SUPERVISOR

SOON = MONDAY + HOUR


def approve(ticket_id, *, by=SUPERVISOR):
    with unit_of_work():
        reviewing.approve(the(ticket_id), rules=parts().rules, by=by, at=SOON)


def reject(ticket_id, *, by=SUPERVISOR, at=SOON, note="没有逐条答复"):
    with unit_of_work():
        reviewing.reject(the(ticket_id), rules=parts().rules, by=by, at=at, note=note)


def rate(ticket_id, satisfaction, *, by=CITIZEN):
    with unit_of_work():
        reviewing.rate(the(ticket_id).messages[0], satisfaction, by=by, at=SOON + HOUR)


def reopen(ticket_id, *, by=OPERATOR, note="市民反映问题仍在"):
    with unit_of_work():
        reviewing.reopen(the(ticket_id), rules=parts().rules, by=by, at=SOON + DAY, note=note)


def test_an_approved_answer_goes_to_the_citizen_and_starts_the_follow_up():
    ticket_id = a_ticket(State.ANSWERED)
    approve(ticket_id)
    ticket, given = the(ticket_id), db.session.query(Answer).one()
    assert (ticket.state, given.approved, given.reviewed_by) == (State.APPROVED, True, SUPERVISOR.name)
    (clock,) = clocks.running(ticket)
    assert (clock.clock, clock.due_at) == (ClockKind.FOLLOW_UP, ticket.due_at)
    assert db.session.query(OutboxMessage).order_by(OutboxMessage.id.desc()).first().tell is Tell.TELL_CITIZEN


def test_a_rejected_answer_keeps_the_date_that_was_promised():
    ticket_id = a_ticket(State.ANSWERED)
    promised = the(ticket_id).promised_at
    reject(ticket_id)
    ticket, given = the(ticket_id), db.session.query(Answer).one()
    assert (ticket.state, ticket.due_at, given.approved) == (State.HANDLING, promised, False)
    assert given.review_note == "没有逐条答复"


def test_a_rejection_past_the_promised_date_gives_a_new_one():
    ticket_id = a_ticket(State.ANSWERED)
    late = the(ticket_id).promised_at + DAY
    reject(ticket_id, at=late)
    assert the(ticket_id).due_at > late


def test_a_rejection_needs_its_reason():
    ticket_id = a_ticket(State.ANSWERED)
    with pytest.raises(BadInput):
        reject(ticket_id, note="")
    assert db.session.query(Answer).one().approved is None


@pytest.mark.parametrize("review", [approve, reject])
@pytest.mark.parametrize("by", [OFFICER, OPERATOR, CITIZEN])
def test_only_a_supervisor_reviews(review, by):
    ticket_id = a_ticket(State.ANSWERED)
    with pytest.raises(NotAllowed):
        review(ticket_id, by=by)
    assert the(ticket_id).state is State.ANSWERED


@pytest.mark.parametrize("review", [approve, reject])
def test_an_answer_is_reviewed_once(review):
    ticket_id = a_ticket(State.APPROVED)
    with pytest.raises(IllegalTransition):
        review(ticket_id)


def test_the_second_answer_is_the_one_that_is_reviewed():
    ticket_id = a_ticket(State.ANSWERED)
    reject(ticket_id)
    with unit_of_work():
        answering.answer(the(ticket_id), an_answer("逐条答复如下。"), by=OFFICER, at=SOON + MINUTE)
    approve(ticket_id)
    answers = db.session.query(Answer).order_by(Answer.id).all()
    assert [(each.approved, each.text) for each in answers][1] == (True, "逐条答复如下。")
    assert answers[0].approved is False


@pytest.mark.parametrize("satisfaction", [each for each in Satisfaction if not each.unhappy])
def test_a_satisfied_citizen_closes_the_matter(satisfaction):
    ticket_id = a_ticket(State.APPROVED)
    rate(ticket_id, satisfaction)
    ticket = the(ticket_id)
    assert (ticket.state, ticket.due_at, clocks.running(ticket)) == (State.CLOSED, None, [])


@pytest.mark.parametrize("satisfaction", [each for each in Satisfaction if each.unhappy])
def test_an_unhappy_citizen_leaves_the_follow_up_to_the_hotline(satisfaction):
    ticket_id = a_ticket(State.APPROVED)
    rate(ticket_id, satisfaction)
    assert (the(ticket_id).state, the(ticket_id).due_at is None) == (State.APPROVED, False)


def test_a_citizen_rates_a_round_once():
    ticket_id = a_ticket(State.CLOSED)
    rate(ticket_id, Satisfaction.GOOD)
    with pytest.raises(IllegalTransition):
        rate(ticket_id, Satisfaction.VERY_BAD)
    assert db.session.query(Rating).one().satisfaction is Satisfaction.GOOD


@pytest.mark.parametrize("state", [state for state in State if state not in (*DONE, State.MERGED)])
def test_there_is_nothing_to_rate_before_the_answer(state):
    ticket_id = a_ticket(state)
    with pytest.raises(IllegalTransition):
        rate(ticket_id, Satisfaction.GOOD)


def test_reopening_starts_another_round_under_the_rework_limits():
    ticket_id = a_ticket(State.CLOSED)
    reopen(ticket_id)
    ticket = the(ticket_id)
    assert (ticket.state, ticket.round, ticket.lead_department_id) == (State.CLASSIFIED, 2, None)
    assert [each.clock for each in clocks.running(ticket)] == [ClockKind.DISPATCH]
    with unit_of_work():
        dispatching.dispatch(the(ticket_id), to=LEAD, rules=parts().rules, by=OPERATOR, at=SOON + DAY + HOUR)
    handle = db.session.query(Deadline).filter_by(clock=ClockKind.HANDLE, round=2).one()
    assert handle.rule_id == "rework"
    with unit_of_work():
        handling.sign(the(ticket_id), by=OFFICER, at=SOON + DAY + 2 * HOUR)
    with pytest.raises(IllegalTransition):
        reviewing.latest_answer(the(ticket_id))  # the answer of the first round is not the second's


def test_after_another_round_the_citizen_may_rate_again():
    ticket_id = a_ticket(State.CLOSED)
    rate(ticket_id, Satisfaction.BAD)
    reopen(ticket_id)
    for count, step in enumerate((_dispatch, _sign, _answer), 2):
        with unit_of_work():
            step(the(ticket_id), SOON + count * DAY)
    approve(ticket_id)
    rate(ticket_id, Satisfaction.VERY_GOOD)
    assert [each.round for each in db.session.query(Rating).order_by(Rating.id)] == [1, 2]


def _dispatch(ticket, at):
    dispatching.dispatch(ticket, to=LEAD, rules=parts().rules, by=OPERATOR, at=at)


def _sign(ticket, at):
    handling.sign(ticket, by=OFFICER, at=at)


def _answer(ticket, at):
    answering.answer(ticket, an_answer(), by=OFFICER, at=at)


def test_reopening_needs_a_reason_and_an_operator():
    ticket_id = a_ticket(State.CLOSED)
    with pytest.raises(BadInput):
        reopen(ticket_id, note=" ")
    with pytest.raises(NotAllowed):
        reopen(ticket_id, by=SUPERVISOR)


def test_what_is_public_is_taken_down_before_it_is_done_over():
    ticket_id = a_ticket(State.PUBLISHED)
    with pytest.raises(IllegalTransition):
        reopen(ticket_id)
    assert the(ticket_id).round == 1


def test_an_operator_closes_after_the_follow_up_and_nobody_closes_twice():
    ticket_id = a_ticket(State.APPROVED)
    for refusal in (None, IllegalTransition):
        if refusal is None:
            with unit_of_work():
                reviewing.close(the(ticket_id), by=OPERATOR, at=SOON, note="市民满意")
            continue
        with pytest.raises(refusal), unit_of_work():
            reviewing.close(the(ticket_id), by=OPERATOR, at=SOON)
    assert (the(ticket_id).state, the(ticket_id).due_at) == (State.CLOSED, None)
