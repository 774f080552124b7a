"""Taking the next: the first due first, each ticket by one officer, whoever asks at the same moment."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import insert, select

from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import State
from hotline.domain.people import CITIZEN
from hotline.domain.vocabulary import Channel, PartInTicket
from hotline.errors import IllegalTransition, NotAllowed
from hotline.flow.casework import taking
from hotline.models import Assignment, JournalEntry, Ticket
from tests.factories import a_ticket, the
from tests.flow.laws import flaws
from tests.people import DAY, HELPER, HOUR, LEAD, MINUTE, MONDAY, OFFICER, OPERATOR, OTHER_OFFICER, SUPERVISOR

TICKETS, OFFICERS = 1_000, 16


def take(by=OFFICER, at=MONDAY + DAY):
    with unit_of_work():
        ticket = taking.take_next(by=by, at=at)
        return ticket.id if ticket else None


def test_the_first_due_is_taken_first_and_nobody_takes_it_again():
    later, sooner = a_ticket(State.HANDLING, at=MONDAY + HOUR), a_ticket(State.DISPATCHED, at=MONDAY - 7 * DAY)
    assert [take(), take(), take()] == [sooner, later, None]
    assert the(sooner).state is State.DISPATCHED
    lead = db.session.scalars(select(Assignment).filter_by(ticket_id=sooner, part=PartInTicket.LEAD)).one()
    assert (lead.taken_by, lead.taken_at) == (OFFICER.name, MONDAY + DAY)
    assert the(sooner).journal[-1].what == "taken"
    assert flaws() == []


def test_each_department_takes_its_own_part():
    ticket_id = a_ticket(State.HANDLING)
    assert take(OTHER_OFFICER) is None
    assert take(replace(OFFICER, department_id=HELPER)) == ticket_id
    assert take() == ticket_id


@pytest.mark.parametrize("state", [State.CLASSIFIED, State.ANSWERED, State.APPROVED, State.CLOSED])
def test_what_is_not_in_a_departments_hands_is_not_taken(state):
    a_ticket(state)
    assert take() is None


@pytest.mark.parametrize("by", [CITIZEN, SUPERVISOR])
def test_only_departments_and_operators_take(by):
    with pytest.raises(NotAllowed):
        take(by)


def test_an_operator_is_not_given_what_a_department_holds():
    a_ticket(State.HANDLING)
    assert take(OPERATOR) is None


def test_what_is_put_back_can_be_taken_by_a_colleague():
    ticket_id = a_ticket(State.HANDLING)
    take()
    with unit_of_work():
        taking.put_back(the(ticket_id), by=OFFICER, at=MONDAY + DAY)
    assert take(replace(OFFICER, name="城管承办人乙")) == ticket_id
    with pytest.raises(IllegalTransition), unit_of_work():
        taking.put_back(the(a_ticket(State.HANDLING)), by=OFFICER, at=MONDAY)


def fill(count):
    """Write so many tickets with one department, due a minute apart, in no order."""
    usual = {"state": State.HANDLING, "version": 1, "channel": Channel.PHONE, "title": "路灯不亮"}
    order = [(turn * 7919) % count for turn in range(count)]  # 7919 is prime to the count: every minute once
    tickets = [
        {**usual, "number": f"2026030200{turn:05d}", "received_at": MONDAY, "lead_department_id": LEAD}
        | {"due_at": MONDAY + order[turn] * MINUTE}
        for turn in range(count)
    ]
    with unit_of_work():
        db.session.execute(insert(Ticket), tickets)
        part = {"department_id": LEAD, "part": PartInTicket.LEAD, "since": MONDAY}
        db.session.execute(
            insert(Assignment), [{"ticket_id": each, **part} for each in db.session.scalars(select(Ticket.id))]
        )


@pytest.mark.backend("postgresql")  # row locks are what is tried; SQLite lets one write at a time
def test_sixteen_officers_take_from_one_list_at_once(backend, app, monkeypatch):
    monkeypatch.setattr(db.engine.pool, "_max_overflow", OFFICERS)  # a connection for each of them
    fill(TICKETS)
    start = threading.Barrier(OFFICERS)
    taken = {officer: [] for officer in range(OFFICERS)}

    def work(officer):
        with app.app_context():
            me = replace(OFFICER, name=f"承办人{officer}")
            start.wait()
            while (ticket_id := take(me)) is not None:
                taken[officer].append(ticket_id)
            db.session.remove()

    officers = [threading.Thread(target=work, args=(officer,)) for officer in range(OFFICERS)]
    for each in officers:
        each.start()
    for each in officers:
        each.join()
    due = dict(db.session.execute(select(Ticket.id, Ticket.due_at)).all())
    everything = [ticket_id for mine in taken.values() for ticket_id in mine]
    assert sorted(everything) == sorted(due)
    for mine in taken.values():
        assert [due[each] for each in mine] == sorted(due[each] for each in mine)
    in_turn = db.session.scalars(select(JournalEntry.ticket_id).filter_by(what="taken").order_by(JournalEntry.id)).all()
    unwritten = sorted(due, key=due.get)
    for ticket_id in in_turn:
        # Every earlier one is written down or in the hands of one of the others, who hold one each.
        assert unwritten.index(ticket_id) < OFFICERS
        unwritten.remove(ticket_id)
