"""Operators take the next of the dispatch queue: the first due first, each ticket by one, until it leaves the queue."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import insert, select

from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import OPEN, State
from hotline.domain.vocabulary import Channel
from hotline.errors import IllegalTransition
from hotline.flow.casework import petitions, taking
from hotline.models import Ticket
from hotline.parts import parts
from tests.factories import a_return_wish, a_ticket, dispatch, open_petition, the
from tests.flow.laws import flaws
from tests.people import DAY, HOUR, MINUTE, MONDAY, OFFICER, OPERATOR

TICKETS, OPERATORS = 240, 12
COLLEAGUE = replace(OPERATOR, name="话务员小李")


def take(by=OPERATOR, at=MONDAY + DAY):
    with unit_of_work():
        ticket = taking.take_next(by=by, at=at)
        return ticket.id if ticket else None


def test_the_first_due_is_taken_first_and_nobody_takes_it_again():
    later, sooner = a_ticket(State.CLASSIFIED), a_ticket(State.CLASSIFIED, at=MONDAY - DAY)
    fresh = a_ticket(at=MONDAY + HOUR)
    assert [take(), take(COLLEAGUE), take(), take()] == [sooner, later, fresh, None]
    assert (the(sooner).taken_by, the(later).taken_by) == (OPERATOR.name, COLLEAGUE.name)
    assert the(sooner).state is State.CLASSIFIED
    assert the(sooner).journal[-1].what == "taken"
    assert flaws() == []


@pytest.mark.parametrize("state", sorted(set(State) - set(OPEN) - {State.MERGED}))
def test_what_does_not_wait_for_dispatch_is_not_taken(state):
    a_ticket(state)
    assert take() is None


def test_what_is_put_back_can_be_taken_by_a_colleague():
    ticket_id = a_ticket(State.CLASSIFIED)
    with pytest.raises(IllegalTransition), unit_of_work():
        taking.put_back(the(ticket_id), by=OPERATOR, at=MONDAY)
    take()
    with unit_of_work():
        taking.put_back(the(ticket_id), by=OPERATOR, at=MONDAY + DAY)
    assert the(ticket_id).journal[-1].facts == {"from": OPERATOR.name}
    assert take(COLLEAGUE) == ticket_id


def test_a_colleague_may_still_dispatch_it_and_a_returned_one_waits_for_anybody():
    ticket_id = a_ticket(State.CLASSIFIED)
    take()
    with unit_of_work():
        dispatch(the(ticket_id), MONDAY + DAY)
    assert the(ticket_id).taken_at is None
    with unit_of_work():
        petitions.ask_to_send_back(the(ticket_id), a_return_wish(), by=OFFICER, at=MONDAY + DAY + MINUTE)
    with unit_of_work():
        rules = parts().rules
        petitions.grant(open_petition(the(ticket_id)), rules=rules, by=OPERATOR, at=MONDAY + DAY + HOUR, note="同意")
    assert take(COLLEAGUE, at=MONDAY + 2 * DAY) == ticket_id


@pytest.mark.backend("postgresql")  # row locks are what is tried; SQLite lets one write at a time
def test_many_operators_take_from_one_queue_at_once(backend, app, monkeypatch):
    monkeypatch.setattr(db.engine.pool, "_max_overflow", OPERATORS)  # a connection for each of them
    order = [turn * 7919 % TICKETS for turn in range(TICKETS)]  # prime to the count: every minute once
    usual = {"state": State.CLASSIFIED, "version": 1, "channel": Channel.PHONE, "title": "路灯不亮"}
    rows = [
        usual | {"number": f"2026030200{turn:05d}", "received_at": MONDAY, "due_at": MONDAY + minute * MINUTE}
        for turn, minute in enumerate(order)
    ]
    with unit_of_work():
        db.session.execute(insert(Ticket), rows)
    start, taken = threading.Barrier(OPERATORS), {number: [] for number in range(OPERATORS)}

    def work(number):
        with app.app_context():
            start.wait()
            while (ticket_id := take(replace(OPERATOR, name=f"话务员{number}"))) is not None:
                taken[number].append(ticket_id)
            db.session.remove()

    operators = [threading.Thread(target=work, args=(number,)) for number in range(OPERATORS)]
    for each in operators:
        each.start()
    for each in operators:
        each.join()
    due = dict(db.session.execute(select(Ticket.id, Ticket.due_at)).all())
    assert sorted(ticket_id for mine in taken.values() for ticket_id in mine) == sorted(due)
    for mine in taken.values():
        assert [due[each] for each in mine] == sorted(due[each] for each in mine)
