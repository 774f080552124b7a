"""Anybody tries anything in any order while the clock moves on, and the laws hold after every step.

The charter's clause: the journal is a chain that ends in the present state; exactly one lead while with a department;
outbox rows equal the messages of the steps taken; nothing published shows a known phone or name; the date on a ticket
is that of its running clock; no ticket is without an owner and the clock of its state; none bounces more than allowed;
the journal alone gives the state and every deadline; numbers have no gap. What is refused has changed nothing.
"""

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import State
from hotline.domain.vocabulary import RemarkKind
from hotline.flow import answering, classification, dispatching, handling, intake, publishing, reviewing
from hotline.flow.casework import petitions, waiting
from hotline.flow.same_matter import merging
from hotline.models import Petition
from hotline.parts import parts
from tests import factories, strategies
from tests.factories import on_the_spot, the
from tests.flow.casework_moves import CaseworkMoves
from tests.flow.laws import flaws
from tests.people import OPERATOR

EXAMPLES, STEPS = 10, 50

USUAL = {
    State.RECEIVED: factories.classify,
    State.CLASSIFIED: factories.dispatch,
    State.DISPATCHED: factories.sign,
    State.HANDLING: factories.answer,
    State.PAUSED: factories.resume,
    State.DISPUTED: factories.rule,
    State.ANSWERED: factories.approve,
    State.APPROVED: factories.publish,
    State.CLOSED: factories.publish,
}


class AnyOrder(CaseworkMoves):
    """A city in which everybody tries everything."""

    tickets = CaseworkMoves.tickets

    @initialize(target=tickets, first=strategies.contacts(), second=strategies.contacts(), steps=st.integers(0, 7))
    def the_day_begins(self, first, second, steps):
        begun = [self.somebody_calls(first), self.somebody_calls(second)]
        self.it_goes_its_usual_way(begun[0], steps)
        return multiple(*begun)

    @rule(target=tickets, contact=strategies.contacts())
    def somebody_calls(self, contact):
        with unit_of_work():
            message = intake.receive(contact, by=OPERATOR, at=self.at)
            db.session.flush()
            ticket_id = message.ticket_id
        self.something_moved()
        self.known |= {each for each in (contact.citizen_name, contact.citizen_phone) if each}
        return ticket_id

    @rule(wait=strategies.waits)
    def time_passes(self, wait):
        self.at += wait

    @rule(ticket=tickets)
    def the_study_classifies(self, ticket):
        study, rules = parts().study, parts().rules
        self.attempt(ticket, lambda it: classification.classify_received(it, study=study, rules=rules, at=self.at))

    @rule(ticket=tickets, by=strategies.people, kind=strategies.kinds, urgency=strategies.urgencies)
    def somebody_classifies(self, ticket, by, kind, urgency):
        step = classification.classify_by_hand
        self.attempt(ticket, lambda it: step(it, kind=kind, urgency=urgency, rules=parts().rules, by=by, at=self.at))

    @rule(
        ticket=tickets,
        by=strategies.people,
        to=strategies.departments,
        helpers=st.lists(strategies.departments, max_size=2),
    )
    def somebody_dispatches(self, ticket, by, to, helpers):
        step, rules = dispatching.dispatch, parts().rules
        self.attempt(ticket, lambda it: step(it, to=to, helpers=helpers, rules=rules, by=by, at=self.at))

    @rule(ticket=tickets, steps=st.integers(1, 4))
    def it_goes_its_usual_way(self, ticket, steps):
        """Let the right people take the next steps, so that the far rooms are reached, too."""
        for _ in range(steps):
            usual = USUAL.get(the(ticket).state)
            if usual is not None:
                self.attempt(ticket, lambda it, usual=usual: usual(it, self.at))

    @rule(ticket=tickets, by=strategies.people)
    def somebody_signs(self, ticket, by):
        self.attempt(ticket, lambda it: handling.sign(it, by=by, at=self.at))

    @rule(ticket=tickets, by=strategies.people, reply=strategies.replies())
    def somebody_answers(self, ticket, by, reply):
        self.attempt(ticket, lambda it: answering.answer(it, reply, by=by, at=self.at))

    @rule(ticket=tickets, by=strategies.people, wish=strategies.return_wishes())
    def somebody_asks_to_send_back(self, ticket, by, wish):
        self.attempt(ticket, lambda it: petitions.ask_to_send_back(it, wish, by=by, at=self.at))

    @rule(ticket=tickets, by=strategies.people, days=st.integers(0, 12), note=strategies.reasons)
    def somebody_asks_to_extend(self, ticket, by, days, note):
        ask, rules = petitions.ask_to_extend, parts().rules
        self.attempt(ticket, lambda it: ask(it, days=days, note=note, rules=rules, by=by, at=self.at))

    @rule(ticket=tickets, by=strategies.people, note=strategies.reasons, granted=st.booleans())
    def somebody_decides_a_petition(self, ticket, by, note, granted):
        found = db.session.query(Petition.id).filter_by(ticket_id=ticket).order_by(Petition.id.desc()).first()
        if found is None:
            return

        def decide(_ticket):
            petition = db.session.get_one(Petition, found.id)
            if granted:
                petitions.grant(petition, rules=parts().rules, by=by, at=self.at, note=note)
            else:
                petitions.refuse(petition, rules=parts().rules, by=by, at=self.at, note=note)

        self.attempt(ticket, decide)

    @rule(ticket=tickets, by=strategies.people, note=strategies.reasons, approve=st.booleans())
    def somebody_reviews(self, ticket, by, note, approve):
        step = reviewing.approve if approve else reviewing.reject
        self.attempt(ticket, lambda it: step(it, rules=parts().rules, by=by, at=self.at, note=note))

    @rule(ticket=tickets, by=strategies.people, satisfaction=strategies.satisfactions)
    def somebody_rates(self, ticket, by, satisfaction):
        def rate(it):
            if it.messages:
                reviewing.rate(it.messages[0], satisfaction, by=by, at=self.at)

        self.attempt(ticket, rate)

    @rule(ticket=tickets, by=strategies.people, leak=st.sampled_from(("", "", "name", "phone")))
    def somebody_publishes(self, ticket, by, leak):
        def publish(it):
            text = publishing.draft(it)
            said = {"name": it.messages[0].citizen_name, "phone": it.messages[0].citizen_phone} if it.messages else {}
            publishing.publish(it, replace(text, asked=text.asked + said.get(leak, "")), by=by, at=self.at)

        self.attempt(ticket, publish)

    @rule(ticket=tickets, into=tickets, by=strategies.people, note=strategies.reasons)
    def somebody_merges(self, ticket, into, by, note):
        self.attempt(ticket, lambda it: merging.merge(it, into=the(into), by=by, at=self.at, note=note))

    @rule(ticket=tickets, by=strategies.people, note=strategies.reasons)
    def somebody_splits(self, ticket, by, note):
        self.attempt(ticket, lambda it: merging.split(it, rules=parts().rules, by=by, at=self.at, note=note))

    @rule(ticket=tickets, by=strategies.people, note=strategies.reasons, which=st.integers(0, 7))
    def somebody_tries_something_small(self, ticket, by, note, which):
        rules = parts().rules
        small = (
            lambda it: waiting.ask_citizen(it, rules=rules, by=by, at=self.at, note=note),
            lambda it: dispatching.decline(it, by=by, at=self.at, note=note),
            lambda it: dispatching.settle(it, on_the_spot(it, self.at), by=by, at=self.at),
            lambda it: intake.supply(it, note, rules=rules, by=by, at=self.at),
            lambda it: intake.withdraw(it, by=by, at=self.at, note=note),
            lambda it: reviewing.close(it, by=by, at=self.at, note=note),
            lambda it: reviewing.reopen(it, rules=rules, by=by, at=self.at, note=note),
            lambda it: publishing.unpublish(it, by=by, at=self.at, note=note),
        )
        self.attempt(ticket, small[which])

    @rule(ticket=tickets, by=strategies.people, text=strategies.reasons, kind=st.sampled_from(RemarkKind))
    def somebody_remarks(self, ticket, by, text, kind):
        self.attempt(ticket, lambda it: handling.remark(it, text, kind=kind, by=by, at=self.at))

    @invariant()
    def the_laws_hold(self):
        if not self.moved:
            return
        self.moved = False
        found = flaws(self.known)
        if found:
            raise AssertionError("\n".join(found))


def test_the_laws_hold_whatever_anybody_does_in_whatever_order(app):
    run_state_machine_as_test(
        lambda: AnyOrder(app), settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS)
    )
