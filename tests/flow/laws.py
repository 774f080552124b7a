"""The laws that hold for every city, whatever was done in it; each returns what breaks it, as sentences."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from hotline.cli import chain
from hotline.db import db
from hotline.domain.lifecycle import CLOCK_IN, HELD, TRANSITIONS, Action, PetitionKind, State, transition_for
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
OF_STEPS = {tell for row in TRANSITIONS for tell in row.tells}


def flaws(known: Iterable[str] = ()) -> list[str]:
    """Return every flaw of the whole city; ``known`` are names and phones that may stand on no public page."""
    db.session.rollback()
    db.session.expire_all()
    return [
        *(f"{number}: {reason}" for number, reason in chain.verify().broken),
        *_told_and_not_told(),
        *_wrong_leads(),
        *_wrong_dates(),
        *_told_otherwise(),
        *_left_alone(),
        *_bounced(),
        *_done_over(),
        *_gaps(),
        *_shown(tuple(known)),
    ]


def _told_and_not_told() -> Iterator[str]:
    """Outbox rows equal the messages of the steps taken, in their order."""
    wanted, found = defaultdict(list), defaultdict(list)
    for entry in db.session.query(JournalEntry).order_by(JournalEntry.id):
        if entry.what in STEPS:
            source = State(entry.from_state) if entry.from_state else None
            row = transition_for(Action(entry.what), source)
            wanted[entry.ticket_id] += [(tell, row.action.value) for tell in row.tells]
    for message in db.session.query(OutboxMessage).order_by(OutboxMessage.id):
        if message.tell in OF_STEPS:
            found[message.ticket_id].append((message.tell, message.facts["action"]))
    for ticket_id in wanted.keys() | found.keys():
        if wanted[ticket_id] != found[ticket_id]:
            yield f"ticket {ticket_id}: told {found[ticket_id]}, should have told {wanted[ticket_id]}"


def _wrong_leads() -> Iterator[str]:
    """Exactly one lead while with a department, none before; the ticket names the same one."""
    held = defaultdict(list)
    for each in db.session.query(Assignment).filter(Assignment.ended_at.is_(None)):
        held[each.ticket_id].append(each)
    for ticket in db.session.query(Ticket):
        leads = [each.department_id for each in held[ticket.id] if each.part is PartInTicket.LEAD]
        everybody = [each.department_id for each in held[ticket.id]]
        if len(set(everybody)) != len(everybody):
            yield f"{ticket.number}: a department takes part twice"
        if ticket.state in HELD and leads != [ticket.lead_department_id]:
            yield f"{ticket.number}: {ticket.state.value} with leads {leads} and {ticket.lead_department_id}"
        if ticket.state in NOT_DISPATCHED and (everybody or ticket.lead_department_id):
            yield f"{ticket.number}: {ticket.state.value}, yet {everybody} hold it"


def _wrong_dates() -> Iterator[str]:
    """The date on the ticket is that of the running clock; what is over owes nothing; no clock runs twice."""
    running = defaultdict(list)
    for each in db.session.query(Deadline).filter(Deadline.ended_at.is_(None), Deadline.clock.not_in(OF_ORDERS)):
        running[each.ticket_id].append(each)
    for ticket in db.session.query(Ticket):
        clocks = running[ticket.id]
        own = [each for each in clocks if each.clock is not ClockKind.HELP]
        own.sort(key=lambda each: (each.clock is not ClockKind.HANDLE, each.due_at))
        wanted = own[0].due_at if own else None
        if ticket.due_at != wanted:
            yield f"{ticket.number}: {ticket.state.value} shows {ticket.due_at}, its clock says {wanted}"
        if len({each.name for each in clocks}) != len(clocks):
            yield f"{ticket.number}: the same clock runs twice"
        if clocks and ticket.state in (State.CLOSED, State.PUBLISHED, State.DECLINED, State.VOIDED, State.MERGED):
            yield f"{ticket.number}: {ticket.state.value}, yet {[each.clock.value for each in clocks]} run"


def _told_otherwise() -> Iterator[str]:
    """The journal alone gives the present state and every deadline, those that ended included."""
    kept = defaultdict(list)
    for each in db.session.query(Deadline):
        clock = (each.name, each.started_at, each.due_at, each.rule_id, each.round, each.ended_at)
        kept[each.ticket_id].append(Clock(*clock))
    entries = defaultdict(list)
    for entry in db.session.query(JournalEntry).order_by(JournalEntry.id):
        entries[entry.ticket_id].append(entry)
    for ticket in db.session.query(Ticket):
        told = replay(entries[ticket.id])
        if told.state != ticket.state.value:
            yield f"{ticket.number}: {ticket.state.value}, but the journal ends in {told.state}"
        if sorted(told.clocks, key=str) != sorted(kept[ticket.id], key=str):
            yield f"{ticket.number}: the journal tells {told.clocks}, kept are {kept[ticket.id]}"


def _left_alone() -> Iterator[str]:
    """No ticket is without an owner and the clock of its state; no helper's clock runs without a part that is owed."""
    running = defaultdict(set)
    for each in db.session.query(Deadline).filter(Deadline.ended_at.is_(None)):
        running[each.ticket_id].add((each.clock, each.whose))
    owed = defaultdict(set)
    for each in db.session.query(Assignment).filter(Assignment.ended_at.is_(None), Assignment.handed_in_at.is_(None)):
        if each.part is PartInTicket.HELPER:
            owed[each.ticket_id].add(each.department_id)
    for ticket in db.session.query(Ticket):
        clock = CLOCK_IN.get(ticket.state)
        if clock and (clock, "") not in running[ticket.id]:
            yield f"{ticket.number}: {ticket.state.value}, yet no {clock.value} runs"
        if ticket.state in HELD and ticket.lead_department_id is None:
            yield f"{ticket.number}: {ticket.state.value} without a department"
        helping = {department for kind, department in running[ticket.id] if kind is ClockKind.HELP}
        if not helping <= owed[ticket.id]:
            yield f"{ticket.number}: clocks of {helping} run, parts are owed by {owed[ticket.id]}"


def _bounced() -> Iterator[str]:
    """No ticket is returned more often than configured, none at all once it was ruled on."""
    granted = defaultdict(list)
    for each in db.session.query(Petition).filter_by(kind=PetitionKind.SEND_BACK, granted=True):
        granted[each.ticket_id].append(each.decided_at)
    ruled = {each.ticket_id: each.ruled_at for each in db.session.query(Dispute) if each.ruled_at is not None}
    for ticket in db.session.query(Ticket):
        most = parts().rules.casework.in_force(ticket.received_at).most_returns
        if not len(granted[ticket.id]) == ticket.returns <= most:
            yield f"{ticket.number}: {ticket.returns} returns, {len(granted[ticket.id])} granted, {most} allowed"
        if ticket.id in ruled and any(at > ruled[ticket.id] for at in granted[ticket.id]):
            yield f"{ticket.number}: returned after the ruling"


def _done_over() -> Iterator[str]:
    """No matter is done over more often than allowed; the last time it ends with a leader's name."""
    for ticket in db.session.query(Ticket):
        most = parts().rules.casework.in_force(ticket.received_at).most_reworks
        if ticket.round > most + 2 or ticket.final_round != (ticket.round == most + 2):
            yield f"{ticket.number}: round {ticket.round}, final: {ticket.final_round}, {most} reworks allowed"
        if ticket.final_round and ticket.state is State.APPROVED:
            yield f"{ticket.number}: finally answered, yet not closed"
    for given in db.session.query(Answer).filter_by(leader="").join(Ticket, Ticket.id == Answer.ticket_id):
        ticket = db.session.get_one(Ticket, given.ticket_id)
        if ticket.final_round and given.round == ticket.round and given.department_id:
            yield f"{ticket.number}: the final answer is nobody's"


def _gaps() -> Iterator[str]:
    """Every day's numbers run from one without a gap."""
    days = defaultdict(list)
    for (text,) in db.session.query(Ticket.number):
        number = parse(text)
        days[number.day].append(number.sequence)
    for day, sequences in days.items():
        if sorted(sequences) != list(range(1, len(sequences) + 1)):
            yield f"{day}: the sequence is {sorted(sequences)}"


def _shown(known: tuple[str, ...]) -> Iterator[str]:
    """Nothing published contains a known phone or name."""
    for page in db.session.query(Publication):
        shown = f"{page.title}\n{page.asked}\n{page.answered}"
        yield from (f"publication {page.id} shows {each}" for each in known if each in shown)
