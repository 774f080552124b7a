"""What the systems that handed messages in are told: one event for each step and message, in the step's transaction.

The centre of a retained line hears of the tickets that were handed to it in the same way.
Called by the doorway; gives positions to events once they are committed. Knows no HTTP and sends nothing.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Select, or_, select

from hotline.db import db
from hotline.domain.lifecycle import Action, State, Tell
from hotline.domain.lines import TOLD_CENTRE
from hotline.domain.vocabulary import PartInTicket
from hotline.models import Assignment, FeedEvent, Handover, JournalEntry, Message, OutboxMessage, Source, Ticket


def write_events(ticket: Ticket, entry: JournalEntry, action: Action, *, to: State, at: datetime) -> None:
    """Write down the step for every source of the ticket's messages; who has a webhook is also written to.

    The receipt tells a sender of its own message at once, so no delivery follows the step that begins a ticket.
    """
    if entry.from_state is None:
        for message in ticket.messages:
            if message.source_id is not None:
                db.session.add(_event(message, entry, message.source_id, state=to, merged=False))
        return
    with db.session.no_autoflush:  # the room is in the middle of its work
        concerned, merging = list(_concerned(ticket)), action is Action.MERGE
        state = _leading(entry).state if merging and concerned else to
        for message, source_id, wants_to_be_told in concerned:
            merged = merging or message.home_ticket_id not in (None, ticket.id)
            event = _event(message, entry, source_id, state=state, merged=merged)
            db.session.add(event)
            if wants_to_be_told:
                _post(ticket, event, at=at)


def tell_centre(ticket: Ticket, entry: JournalEntry, *, at: datetime) -> None:
    """Write down what a ticket's centre must hear, for every system of its line; a ticket of no centre costs a look."""
    if entry.what not in TOLD_CENTRE or ticket.id is None:
        return
    with db.session.no_autoflush:  # the room is in the middle of its work
        listeners = db.session.execute(_listeners(ticket.id)).all()
        for source_id, handover_id, wants_to_be_told in listeners:
            event = _event(_own_message(ticket), entry, source_id, state=ticket.state, merged=False)
            event.handover_id = handover_id
            db.session.add(event)
            if wants_to_be_told:
                _post(ticket, event, at=at)


def give_positions(source_id: int) -> None:
    """Give every committed event of the source its position, in the order in which they were written."""
    # Not FOR UPDATE: that would wait for every transaction that is about to write an event of this source.
    lock = {"key_share": True}
    source = db.session.get_one(Source, source_id, with_for_update=lock, populate_existing=True)
    waiting = select(FeedEvent).where(FeedEvent.source_id == source_id, FeedEvent.position.is_(None))
    for event in db.session.scalars(waiting.order_by(FeedEvent.id)):
        source.feed_position += 1
        event.position = source.feed_position


def _listeners(ticket_id: int) -> Select[int, int, bool]:
    """Return the systems of the line that has the ticket by the dispatch that stands."""
    stands = (Assignment.part == PartInTicket.LEAD, Assignment.ended_at.is_(None))
    return (
        select(Source.id, Handover.id, Source.webhook_url != "")
        .join(Handover, Handover.line_id == Source.line_id)
        .join(Assignment, (Assignment.ticket_id == Handover.ticket_id) & (Assignment.since == Handover.handed_at))
        .where(Handover.ticket_id == ticket_id, Source.line_id != "", *stands)
        .order_by(Source.id)
    )


def _own_message(ticket: Ticket) -> Message:
    """Return the message that made the ticket, also while another one leads."""
    own = or_(Message.home_ticket_id == ticket.id, (Message.ticket_id == ticket.id) & Message.home_ticket_id.is_(None))
    return db.session.scalars(select(Message).where(own).order_by(Message.id).limit(1)).one()


def _post(ticket: Ticket, event: FeedEvent, *, at: datetime) -> None:
    facts = {"event": event.key}
    db.session.add(OutboxMessage(tell=Tell.TELL_SOURCE, ticket=ticket, created_at=at, next_try_at=at, facts=facts))


def _event(message: Message, entry: JournalEntry, source_id: int, *, state: State, merged: bool) -> FeedEvent:
    return FeedEvent(
        key=f"evt-{uuid4().hex}", source_id=source_id, message=message, entry=entry, state=state, merged=merged
    )


def _concerned(ticket: Ticket) -> Iterator[tuple[Message, int, bool]]:
    """Yield the messages under the ticket, and its own that stand under another while merged, if they have a source."""
    query = (
        select(Message, Message.source_id, Source.webhook_url != "")
        .join(Source, Message.source_id == Source.id)
        .where(or_(Message.ticket_id == ticket.id, Message.home_ticket_id == ticket.id))
        .order_by(Message.id)
    )
    for message, source_id, wants_to_be_told in db.session.execute(query):
        if source_id is not None:
            yield message, source_id, wants_to_be_told


def _leading(entry: JournalEntry) -> Ticket:
    """Return the ticket that leads from now on; its state is what the merged citizens are in."""
    return db.session.scalars(select(Ticket).filter_by(number=entry.facts["into"])).one()
