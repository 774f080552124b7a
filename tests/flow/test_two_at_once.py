"""Two people act on one ticket at once: exactly one wins, and the other has changed nothing."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.orm.exc import StaleDataError

from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import State
from hotline.domain.people import CITIZEN
from hotline.domain.vocabulary import RemarkKind, Satisfaction
from hotline.errors import HotlineError
from hotline.flow import answering, dispatching, handling, intake, reviewing
from hotline.flow.casework import petitions
from hotline.models import Answer, Assignment, JournalEntry, Petition, Rating
from hotline.parts import parts
from tests.factories import a_return_wish, a_ticket, an_answer, open_petition, the
from tests.flow.laws import flaws
from tests.people import HOUR, LEAD, MONDAY, OFFICER, OPERATOR, OTHER, SUPERVISOR

SOON = MONDAY + HOUR


def approve(ticket):
    reviewing.approve(ticket, rules=parts().rules, by=SUPERVISOR, at=SOON)


def reject(ticket):
    reviewing.reject(ticket, rules=parts().rules, by=SUPERVISOR, at=SOON, note="请逐条答复")


def dispatch_to(department):
    return lambda ticket: dispatching.dispatch(ticket, to=department, rules=parts().rules, by=OPERATOR, at=SOON)


def sign(ticket):
    handling.sign(ticket, by=OFFICER, at=SOON)


def answer(ticket):
    answering.answer(ticket, an_answer(), by=OFFICER, at=SOON)


def send_back(ticket):
    petitions.ask_to_send_back(ticket, a_return_wish(), by=OFFICER, at=SOON)


def withdraw(ticket):
    intake.withdraw(ticket, by=CITIZEN, at=SOON)


def rate(ticket):
    reviewing.rate(ticket.messages[0], Satisfaction.GOOD, by=CITIZEN, at=SOON)


def decide(petition_id, *, granted):
    def step(_ticket):
        petition = db.session.get_one(Petition, petition_id)
        if granted:
            petitions.grant(petition, rules=parts().rules, by=OPERATOR, at=SOON, note="同意")
        else:
            petitions.refuse(petition, rules=parts().rules, by=OPERATOR, at=SOON, note="不同意")

    return step


PAIRS = {
    "two operators dispatch to different departments": (State.CLASSIFIED, dispatch_to(LEAD), dispatch_to(OTHER)),
    "one approves what another rejects": (State.ANSWERED, approve, reject),
    "two supervisors approve": (State.ANSWERED, approve, approve),
    "two officers of a department answer": (State.HANDLING, answer, answer),
    "one answers while a colleague sends back": (State.HANDLING, answer, send_back),
    "a citizen presses the button twice": (State.APPROVED, rate, rate),
}
# Allowed one after the other, but not from the same page.
STALE = PAIRS | {"the department signs what the citizen withdraws": (State.DISPATCHED, sign, withdraw)}


def at_once(app, ticket_id, steps, *, meet_after_reading):
    """Take the steps at the same time, each in a program's own session; return what went wrong with each, or None."""
    meeting = threading.Barrier(len(steps))

    def run(step):
        with app.app_context():
            try:
                if not meet_after_reading:
                    meeting.wait(20)
                with unit_of_work():
                    ticket = the(ticket_id)
                    if meet_after_reading:
                        meeting.wait(20)
                    step(ticket)
            except (HotlineError, StaleDataError) as refusal:
                return refusal
            return None

    db.session.rollback()
    with ThreadPoolExecutor(len(steps)) as people:
        return list(people.map(run, steps))


@pytest.mark.parametrize(("state", "one", "other"), PAIRS.values(), ids=PAIRS)
def test_exactly_one_wins_when(app, state, one, other):
    ticket_id = a_ticket(state)
    before = db.session.query(JournalEntry).count()
    outcomes = at_once(app, ticket_id, (one, other), meet_after_reading=False)
    assert len([each for each in outcomes if each is None]) == 1, outcomes
    assert flaws() == []
    assert db.session.query(JournalEntry).count() > before


@pytest.mark.backend("postgresql")  # SQLite lets the second one read only when the first is done
@pytest.mark.parametrize(("state", "one", "other"), STALE.values(), ids=STALE)
def test_who_read_the_same_page_and_comes_second_is_told_it_is_stale(app, state, one, other):
    ticket_id = a_ticket(state)
    outcomes = at_once(app, ticket_id, (one, other), meet_after_reading=True)
    assert [type(each) for each in outcomes if each is not None] == [StaleDataError], outcomes
    assert flaws() == []


def test_a_petition_is_granted_or_refused_but_not_both(app):
    ticket_id = a_ticket(State.DISPATCHED)
    with unit_of_work():
        send_back(the(ticket_id))
    petition_id = open_petition(the(ticket_id)).id
    steps = (decide(petition_id, granted=True), decide(petition_id, granted=False))
    meet = db.engine.dialect.name == "postgresql"
    outcomes = at_once(app, ticket_id, steps, meet_after_reading=meet)
    assert len([each for each in outcomes if each is None]) == 1, outcomes
    assert petitions.find_open(the(ticket_id)) is None
    assert flaws() == []


def test_eight_remarks_at_once_make_one_unbroken_story(app):
    ticket_id = a_ticket(State.HANDLING)

    def remark(name):
        return lambda ticket: handling.remark(ticket, f"{name}号催办", kind=RemarkKind.URGE, by=OPERATOR, at=SOON)

    outcomes = at_once(app, ticket_id, [remark(name) for name in range(8)], meet_after_reading=False)
    said = [each for each in outcomes if each is None]
    assert said
    assert the(ticket_id).journal[-1].what == "remark.urge"
    entries = db.session.query(JournalEntry).filter_by(ticket_id=ticket_id, what="remark.urge").count()
    assert entries == len(said)
    assert flaws() == []


def test_of_two_who_lose_nothing_is_left_behind(app):
    ticket_id = a_ticket(State.CLASSIFIED)
    at_once(app, ticket_id, (dispatch_to(LEAD), dispatch_to(OTHER)), meet_after_reading=False)
    assert db.session.query(Assignment).count() == 1
    assert (db.session.query(Answer).count(), db.session.query(Rating).count()) == (0, 0)
