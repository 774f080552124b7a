"""What anybody may try about petitions, disputes, joint handling and waits; test_any_order.py adds the rest."""

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, rule
from sqlalchemy import func, select

from hotline.db import db, unit_of_work
from hotline.domain.people import Role
from hotline.errors import HotlineError
from hotline.flow.casework import disputes, joint, more_time, petitions, silence, waiting
from hotline.models import Assignment, Deadline, Dispute, JournalEntry, OutboxMessage, Petition, Ticket
from hotline.parts import parts
from tests import city, strategies
from tests.factories import the
from tests.people import HELPER, MONDAY
from workers import casework

RULED = {"why": strategies.reasons, "fallback": st.booleans()}


class CaseworkMoves(RuleBasedStateMachine):
    """A city with a clock, and what its people may try about a ticket that is disputed, shared or waited for."""

    tickets = Bundle("tickets")

    def __init__(self, app) -> None:
        super().__init__()
        db.session.remove()
        city.empty(app)
        self.at, self.known = MONDAY, set()
        self.moved, self.seen = True, None

    def attempt(self, ticket_id: int, step: Callable[[Ticket], object]) -> None:
        """Take a step in a unit of work of its own; a refusal must leave everything as it was."""
        before = self.seen if self.seen is not None else picture()
        try:
            with unit_of_work():
                step(the(ticket_id))
        except HotlineError as refusal:
            self.seen = picture()
            if self.seen != before:
                raise AssertionError(f"{refusal!r} changed something: {before} → {self.seen}") from refusal
        else:
            self.something_moved()

    def something_moved(self) -> None:
        """Remember that the laws have to be asked again; after a refusal, which left all as it was, they need not."""
        self.moved, self.seen = True, None

    @rule()
    def time_alone_decides(self):
        for round_ in (casework.take_silence_as_accepted, casework.go_on_without_citizens, casework.rule_late_disputes):
            round_(self.at)
        self.something_moved()
        left = silence.list_silent(at=self.at) + waiting.list_overdue(at=self.at) + disputes.list_late(at=self.at)
        assert left == [], "what time alone decides is decided at once"

    @rule(ticket=tickets, by=strategies.people, note=strategies.reasons, pause=st.booleans())
    def somebody_asks_the_citizen_during_handling(self, ticket, by, note, pause):
        step = waiting.pause if pause else waiting.resume
        self.attempt(ticket, lambda it: step(it, rules=parts().rules, by=by, at=self.at, note=note))

    @rule(ticket=tickets, by=strategies.people, note=strategies.reasons)
    def somebody_says_that_it_is_in_dispute(self, ticket, by, note):
        self.attempt(ticket, lambda it: disputes.open_dispute(it, rules=parts().rules, by=by, at=self.at, note=note))

    @rule(ticket=tickets, by=strategies.people, note=strategies.reasons)
    def somebody_consults(self, ticket, by, note):
        self.attempt(ticket, lambda it: disputes.consult(it, took_part="城管、城建", text=note, by=by, at=self.at))

    @rule(ticket=tickets, by=strategies.people, lead=strategies.departments, helpers=strategies.helpers, **RULED)
    def somebody_rules(self, ticket, by, lead, helpers, why, fallback):
        ruling = disputes.Ruling(lead=lead, helpers=helpers, why=why, fallback=fallback)
        self.attempt(ticket, lambda it: disputes.rule(it, ruling, rules=parts().rules, by=by, at=self.at))

    @rule(ticket=tickets, by=strategies.people, helper=strategies.departments, task=strategies.reasons)
    def somebody_asks_for_a_helper(self, ticket, by, helper, task):
        ask = petitions.ask_for_helper if by.role is Role.DEPARTMENT else joint.join
        self.attempt(ticket, lambda it: ask(it, helper, task=task, rules=parts().rules, by=by, at=self.at))

    @rule(ticket=tickets, by=strategies.people, days=st.integers(0, 5), note=strategies.reasons)
    def somebody_asks_for_more_time(self, ticket, by, days, note):
        self.attempt(ticket, lambda it: more_time.ask(it, days=days, note=note, by=by, at=self.at))

    @rule(ticket=tickets, by=strategies.people, granted=st.booleans(), note=strategies.reasons)
    def somebody_decides_on_more_time(self, ticket, by, granted, note):
        wish = {"granted": granted, "note": note, "rules": parts().rules}
        self.attempt(ticket, lambda it: more_time.decide(it, HELPER, **wish, by=by, at=self.at))

    @rule(ticket=tickets, by=strategies.people, text=strategies.reasons)
    def somebody_hands_in_a_part(self, ticket, by, text):
        self.attempt(ticket, lambda it: joint.hand_in(it, text, by=by, at=self.at))


def picture() -> tuple[object, ...]:
    """Return what a refusal must leave as it was."""
    db.session.rollback()
    db.session.expire_all()
    versions = tuple(db.session.query(Ticket.id, Ticket.version, Ticket.journal_head).order_by(Ticket.id).all())
    tables = (JournalEntry, OutboxMessage, Petition, Dispute, Assignment, Deadline)
    counts = [select(func.count()).select_from(table).scalar_subquery() for table in tables]
    return versions, tuple(db.session.execute(select(*counts)).one())
