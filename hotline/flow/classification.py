"""Room 3, classification: the study proposes departments with evidence; the proposal is kept as it was given.

The study itself (``routing``) touches nothing; lessons reach it from the table that every program reads.
Knows nothing of HTTP.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from hotline.db import db
from hotline.domain.lifecycle import Action, State
from hotline.domain.people import SYSTEM, Actor
from hotline.domain.rules import CityRules
from hotline.domain.vocabulary import ClockKind, Kind, Urgency
from hotline.flow import clocks
from hotline.flow.advance import advance
from hotline.flow.learning import OVERLAP, Study, follow_turn
from hotline.models import Lesson, Proposal, Ticket
from hotline.models.search import TICKETS, put_entries
from routing import Decision, in_whole_words, search_terms

CANDIDATES = 5
BATCH = 500


def propose(study: Study, text: str, *, title: str = "") -> Decision:
    """Return the study's decision on a text, with every lesson taught so far, as people read it."""
    with study.desk:
        catch_up(study)
        decision = study.router.route(text, title=title, top=CANDIDATES)
    return in_whole_words(decision)


def classify_received(ticket: Ticket, *, study: Study, rules: CityRules, at: datetime) -> None:
    """Keep the study's proposal, index the ticket for search, and pass it on to dispatching.

    The dispatch clock is written down here, counted from when the ticket came to us; so it is where an operator was
    quicker than the study. Leaves quietly where the ticket has moved on, so a repeated job does nothing twice.
    """
    index_for_search(ticket)
    if ticket.state is State.RECEIVED:
        _pass_on(ticket, study=study, rules=rules, at=at)
    if ticket.state is State.CLASSIFIED and not clocks.running(ticket):
        clocks.start(ticket, (ClockKind.DISPATCH,), rules=rules, at=at, since=_came_to_us(ticket))


def _pass_on(ticket: Ticket, *, study: Study, rules: CityRules, at: datetime) -> None:
    decision = propose(study, whole_text(ticket), title=ticket.title)
    answer = decision.as_dict()
    ticket.tag = ticket.tag or rules.limits.tag_in(f"{ticket.title}\n{whole_text(ticket)}", at)
    ticket.limit_class = decision.limit_class
    keep_proposal(ticket, answer, version=study.version, at=at)
    _adopt_kind_and_urgency(ticket, decision)
    facts = {"outcome": answer["outcome"], "directory": study.version}
    advance(ticket, Action.CLASSIFY, by=SYSTEM, at=at, facts=facts)


def _came_to_us(ticket: Ticket) -> datetime:
    """Return when the ticket reached us, or came back from a citizen who was asked: their days are not our delay."""
    back = (Action.SUPPLY.value, Action.RESUME.value)
    supplied = (entry.at for entry in ticket.journal if entry.what in back)
    return max((ticket.received_at, *supplied))


def classify_by_hand(
    ticket: Ticket, *, kind: Kind, urgency: Urgency, rules: CityRules, by: Actor, at: datetime
) -> None:
    """Set kind and urgency as the operator heard them and pass the ticket on to dispatching, whose clock runs."""
    facts = {"kind": [ticket.kind.value, kind.value], "urgency": [ticket.urgency.value, urgency.value]}
    ticket.kind, ticket.urgency = kind, urgency
    advance(ticket, Action.CLASSIFY, by=by, at=at, facts=facts)
    if not clocks.running(ticket):
        clocks.start(ticket, (ClockKind.DISPATCH,), rules=rules, at=at, since=_came_to_us(ticket))


def keep_proposal(ticket: Ticket, decision: dict[str, Any], *, version: str, at: datetime) -> None:
    """Store a decision beside its ticket, word for word."""
    db.session.add(Proposal(ticket_id=ticket.id, decision=decision, directory_version=version, made_at=at))


def index_for_search(*tickets: Ticket) -> None:
    """Put what staff may search for into the full-text index; never names or phone numbers."""
    put_entries(db.session(), TICKETS, {ticket.id: _terms_of(ticket) for ticket in tickets})


def _terms_of(ticket: Ticket) -> tuple[str, ...]:
    return search_terms(f"{ticket.title}\n{ticket.place}\n{ticket.district}\n{whole_text(ticket)}")


def whole_text(ticket: Ticket) -> str:
    """Return what all citizens of a ticket said, message after message."""
    return "\n".join(message.text for message in ticket.messages)


def catch_up(study: Study) -> None:
    """Teach this program's router the lessons that any program has written since the last look."""
    with study.desk:
        follow_turn(study)
        since = study.lessons_read - OVERLAP
        new = set(db.session.scalars(select(Lesson.id).where(Lesson.id > since))) - study.read_lately
        for lesson in _lessons(new):
            text, title = whole_text(lesson.ticket), lesson.ticket.title
            teach = study.router.learn if lesson.weight > 0 else study.router.unlearn
            teach(text, title=title, department_id=lesson.department_id)
            study.lessons_read = max(study.lessons_read, lesson.id)
            study.read_lately.add(lesson.id)
        study.read_lately = {each for each in study.read_lately if each > study.lessons_read - OVERLAP}


def _lessons(ids: set[int]) -> Iterator[Lesson]:
    """Return these lessons in the order of their ids, with what they are about, a batch at a time."""
    waiting = sorted(ids)
    for start in range(0, len(waiting), BATCH):
        batch = waiting[start : start + BATCH]
        query = select(Lesson).where(Lesson.id.in_(batch)).order_by(Lesson.id)
        yield from db.session.scalars(query.options(selectinload(Lesson.ticket).selectinload(Ticket.messages)))


def _adopt_kind_and_urgency(ticket: Ticket, decision: Decision) -> None:
    """Take the proposed kind where the citizen chose none; only ever raise the urgency."""
    if ticket.kind is Kind.OTHER:
        ticket.kind = Kind.from_label(decision.kind)
    if decision.urgent and ticket.urgency is Urgency.NORMAL:
        ticket.urgency = Urgency.URGENT
