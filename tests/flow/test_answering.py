"""Room 6: the lead department answers, once, and not while it asks for something."""

import pytest

from hotline.db import db
from hotline.domain.lifecycle import PetitionKind, State
from hotline.domain.vocabulary import ClockKind
from hotline.errors import BadInput, HotlineError, IllegalTransition, NotAllowed
from hotline.flow import clocks
from hotline.models import Answer
from tests.factories import a_ticket, open_petition, the
from tests.flow.test_handling import answer, extend, send_back
from tests.people import LEAD, OFFICER, OTHER_OFFICER, SUPERVISOR


def test_an_answer_stops_the_clock_and_waits_for_review():
    ticket_id = a_ticket(State.HANDLING)
    answer(ticket_id)
    ticket, given = the(ticket_id), db.session.query(Answer).one()
    assert (ticket.state, ticket.due_at) == (State.ANSWERED, None)
    assert [each.clock for each in clocks.running(ticket)] == [ClockKind.HELP], "the helper still owes its part"
    assert (given.department_id, given.approved, given.round) == (LEAD, None, 1)


@pytest.mark.parametrize(
    ("state", "by", "text", "refusal"),
    [
        (State.HANDLING, OTHER_OFFICER, "已清理。", NotAllowed),
        (State.HANDLING, SUPERVISOR, "已清理。", NotAllowed),
        (State.HANDLING, OFFICER, "  ", BadInput),
        (State.DISPATCHED, OFFICER, "已清理。", IllegalTransition),
        (State.ANSWERED, OFFICER, "已清理。", IllegalTransition),
    ],
)
def test_an_answer_is_refused(state, by, text, refusal):
    ticket_id = a_ticket(state)
    before = db.session.query(Answer).count()
    with pytest.raises(refusal):
        answer(ticket_id, by=by, text=text)
    assert (db.session.query(Answer).count(), the(ticket_id).state) == (before, state)


@pytest.mark.parametrize("ask", [send_back, extend])
def test_while_a_petition_waits_there_is_no_answer(ask):
    ticket_id = a_ticket(State.HANDLING)
    ask(ticket_id)
    with pytest.raises(HotlineError, match="审核"):
        answer(ticket_id)
    assert open_petition(the(ticket_id)).kind in PetitionKind
