"""The laws that hold for every city, whatever was done in it; each returns what breaks it, as sentences."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from hotline.cli import chain
from hotline.db import db
from hotline.domain.lifecycle import CLOCK_IN, HELD, TRANSITIONS, Action, PetitionKind, State, Tell, transition_for
from hotline.domain.number import parse
from hotline.domain.replay import Clock, replay
from hotline.domain.vocabulary import ClockKind, PartInTicket
from hotline.flow.clocks import OF_ORDERS
from hotline.models import (
    Answer,
    Assignment,
    Deadline,
    Dispute,
    JournalEntry,
    OutboxMessage,
    Petition,
    Publication,
    Ticket,
)
from hotline.parts import parts

NOT_DISPATCHED = (State.RECEIVED, State.CLASSIFIED, State.DISPUTED, State.WAITING, State.DECLINED, State.MERGED)
STEPS = {action.value for action in Action}
# Whom a helper waits for, and who waits for it, is told although no step is taken (flow/casework/more_time.py).
BESIDE_STEPS = {
    "part.more_time": "more_time",
    "part.more_time.granted": "more_time_decided",
    "part.more_time.refused": "more_time_decided",
}
OF_STEPS = {tell for row in TRANSITIONS for tell in row.tells}


class City:
    """Everything the laws read, each table read once."""

    def __init__(self) -> None:
        """Read it as the database has it now."""
        db.session.rollback()
        db.session.expire_all()
        self.tickets = list(db.session.query(Ticket).order_by(Ticket.id))
        self.entries = _by_ticket(JournalEntry)
        self.told = _by_ticket(OutboxMessage)
        self.deadlines = _by_ticket(Deadline)
        self.assignments = _by_ticket(Assignment)
        self.petitions = _by_ticket(Petition)
        self.disputes = _by_ticket(Dispute)
        self.answers = _by_ticket(Answer)

    def holding(self, ticket: Ticket) -> list[Assignment]:
        """Return the parts that have not ended."""
        return [each for each in self.assignments[ticket.id] if each.ended_at is None]

    def running(self, ticket: Ticket) -> list[Deadline]:
        """Return the clocks that have not ended."""
        return [each for each in self.deadlines[ticket.id] if each.ended_at is None]


def _by_ticket(table: type[Any]) -> defaultdict[int, list[Any]]:
    found = defaultdict(list)
    for each in db.session.query(table).order_by(table.id):
        found[each.ticket_id].append(each)
    return found


def flaws(known: Iterable[str] = ()) -> list[str]:
    """Return every flaw of the whole city; ``known`` are names and phones that may stand on no public page."""
    city = City()
    return [
        *_broken_chains(city),
        *_told_and_not_told(city),
        *_wrong_leads(city),
        *_wrong_dates(city),
        *_told_otherwise(city),
        *_left_alone(city),
        *_bounced(city),
        *_done_over(city),
        *_gaps(city),
        *_shown(tuple(known)),
    ]


def _broken_chains(city: City) -> Iterator[str]:
    """Every journal is a chain that ends in its ticket's present state."""
    for ticket in city.tickets:
        reason = chain.flaw_in(ticket, city.entries[ticket.id])
        if reason:
            yield f"{ticket.number}: {reason}"


def _told_and_not_told(city: City) -> Iterator[str]:
    """Outbox rows equal the messages of the steps taken, in their order."""
    for ticket_id in city.entries.keys() | city.told.keys():
        wanted, found = [], []
        for entry in city.entries[ticket_id]:
            if entry.what in STEPS:
                source = State(entry.from_state) if entry.from_state else None
                row = transition_for(Action(entry.what), source)
                wanted += [(tell, row.action.value) for tell in row.tells]
            elif entry.what in BESIDE_STEPS:
                wanted.append((Tell.TELL_DEPARTMENT, BESIDE_STEPS[entry.what]))
        for message in city.told[ticket_id]:
            if message.tell in OF_STEPS:
                found.append((message.tell, message.facts["action"]))
        if wanted != found:
            yield f"ticket {ticket_id}: told {found}, should have told {wanted}"


def _wrong_leads(city: City) -> Iterator[str]:
    """Exactly one lead while with a department, none before; the ticket names the same one."""
    for ticket in city.tickets:
        held = city.holding(ticket)
        leads = [each.department_id for each in held if each.part is PartInTicket.LEAD]
        everybody = [each.department_id for each in held]
        if len(set(everybody)) != len(everybody):
            yield f"{ticket.number}: a department takes part twice"
        if ticket.state in HELD and leads != [ticket.lead_department_id]:
            yield f"{ticket.number}: {ticket.state.value} with leads {leads} and {ticket.lead_department_id}"
        if ticket.state in NOT_DISPATCHED and (everybody or ticket.lead_department_id):
            yield f"{ticket.number}: {ticket.state.value}, yet {everybody} hold it"


def _wrong_dates(city: City) -> Iterator[str]:
    """The date on the ticket is that of the running clock; what is over owes nothing; no clock runs twice."""
    for ticket in city.tickets:
        clocks = [each for each in city.running(ticket) if each.clock not in OF_ORDERS]
        own = [each for each in clocks if each.clock is not ClockKind.HELP]
        own.sort(key=lambda each: (each.clock is not ClockKind.HANDLE, each.due_at))
        wanted = own[0].due_at if own else None
        if ticket.due_at != wanted:
            yield f"{ticket.number}: {ticket.state.value} shows {ticket.due_at}, its clock says {wanted}"
        if len({each.name for each in clocks}) != len(clocks):
            yield f"{ticket.number}: the same clock runs twice"
        if clocks and ticket.state in (State.CLOSED, State.PUBLISHED, State.DECLINED, State.VOIDED, State.MERGED):
            yield f"{ticket.number}: {ticket.state.value}, yet {[each.clock.value for each in clocks]} run"


def _told_otherwise(city: City) -> Iterator[str]:
    """The journal alone gives the present state and every deadline, those that ended included."""
    for ticket in city.tickets:
        kept = [
            Clock(each.name, each.started_at, each.due_at, each.rule_id, each.round, each.ended_at)
            for each in city.deadlines[ticket.id]
        ]
        told = replay(city.entries[ticket.id])
        if told.state != ticket.state.value:
            yield f"{ticket.number}: {ticket.state.value}, but the journal ends in {told.state}"
        if sorted(told.clocks, key=str) != sorted(kept, key=str):
            yield f"{ticket.number}: the journal tells {told.clocks}, kept are {kept}"


def _left_alone(city: City) -> Iterator[str]:
    """No ticket is without an owner and the clock of its state; no helper's clock runs without a part that is owed."""
    for ticket in city.tickets:
        running = {(each.clock, each.whose) for each in city.running(ticket)}
        owed = {
            each.department_id
            for each in city.holding(ticket)
            if each.part is PartInTicket.HELPER and each.handed_in_at is None
        }
        clock = CLOCK_IN.get(ticket.state)
        if clock and (clock, "") not in running:
            yield f"{ticket.number}: {ticket.state.value}, yet no {clock.value} runs"
        if ticket.state in HELD and ticket.lead_department_id is None:
            yield f"{ticket.number}: {ticket.state.value} without a department"
        helping = {department for kind, department in running if kind is ClockKind.HELP}
        if not helping <= owed:
            yield f"{ticket.number}: clocks of {helping} run, parts are owed by {owed}"


def _bounced(city: City) -> Iterator[str]:
    """No ticket is returned more often than configured, none at all once it was ruled on."""
    for ticket in city.tickets:
        asked = city.petitions[ticket.id]
        granted = [each.decided_at for each in asked if each.kind is PetitionKind.SEND_BACK and each.granted]
        ruled = [each.ruled_at for each in city.disputes[ticket.id] if each.ruled_at is not None]
        most = parts().rules.casework.in_force(ticket.received_at).most_returns
        if not len(granted) == ticket.returns <= most:
            yield f"{ticket.number}: {ticket.returns} returns, {len(granted)} granted, {most} allowed"
        if ruled and any(at > ruled[-1] for at in granted):
            yield f"{ticket.number}: returned after the ruling"


def _done_over(city: City) -> Iterator[str]:
    """No matter is done over more often than allowed; the last time it ends with a leader's name."""
    for ticket in city.tickets:
        most = parts().rules.casework.in_force(ticket.received_at).most_reworks
        if ticket.round > most + 2 or ticket.final_round != (ticket.round == most + 2):
            yield f"{ticket.number}: round {ticket.round}, final: {ticket.final_round}, {most} reworks allowed"
        if ticket.final_round and ticket.state is State.APPROVED:
            yield f"{ticket.number}: finally answered, yet not closed"
        for given in city.answers[ticket.id]:
            if ticket.final_round and given.round == ticket.round and given.department_id and not given.leader:
                yield f"{ticket.number}: the final answer is nobody's"


def _gaps(city: City) -> Iterator[str]:
    """Every day's numbers run from one without a gap."""
    days = defaultdict(list)
    for number in (parse(ticket.number) for ticket in city.tickets):
        days[number.day].append(number.sequence)
    for day, sequences in days.items():
        if sorted(sequences) != list(range(1, len(sequences) + 1)):
            yield f"{day}: the sequence is {sorted(sequences)}"


def _shown(known: tuple[str, ...]) -> Iterator[str]:
    """Nothing published contains a known phone or name."""
    for page in db.session.query(Publication):
        shown = f"{page.title}\n{page.asked}\n{page.answered}"
        yield from (f"publication {page.id} shows {each}" for each in known if each in shown)
