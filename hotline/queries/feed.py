"""What a source is told of its own messages: steps in plain words and answers, nothing of others. Writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from hotline.db import db
from hotline.domain.lifecycle import DONE, State
from hotline.domain.lines import NOTES_TO_CENTRE, TOLD_CENTRE
from hotline.domain.vocabulary import Channel
from hotline.models import Answer, Department, FeedEvent, JournalEntry, Message, Ticket
from hotline.queries import lines
from hotline.queries.citizen import HOTLINE, GivenAnswer
from hotline.queries.citizen_story import STANDINGS, events_of, unit_of
from hotline.queries.lines import HandedRecord

Answers = Mapping[int, Sequence[GivenAnswer]]


@dataclass(frozen=True, kw_only=True)
class ToldEvent:
    """One step of one message's matter, as its source may know it."""

    key: str
    position: int | None
    at: datetime
    service_number: str
    external_id: str | None
    channel: Channel
    state: State
    status_text: str
    title: str
    note: str
    merged: bool
    answer: GivenAnswer | None
    handover: HandedRecord | None = None  # only for the centre that the ticket was handed to


def any_waiting(source_id: int) -> bool:
    """Tell whether any event of the source has no position yet; reads one entry of an index."""
    waiting = select(FeedEvent.id).where(FeedEvent.source_id == source_id, FeedEvent.position.is_(None))
    return db.session.scalar(waiting.limit(1)) is not None


def list_events(source_id: int, *, after: int, most: int) -> tuple[ToldEvent, ...]:
    """Return the source's events after a position, in order, in a fixed number of queries."""
    query = _events().where(FeedEvent.source_id == source_id, FeedEvent.position > after)
    return _told(db.session.execute(query.order_by(FeedEvent.position).limit(most)).all())


def find_event(key: str) -> ToldEvent | None:
    """Return one event by its key."""
    return next(iter(_told(db.session.execute(_events().where(FeedEvent.key == key)).all())), None)


def find_source_of(key: str) -> int | None:
    """Return the source that an event is for."""
    return db.session.scalar(select(FeedEvent.source_id).filter_by(key=key))


def find_message_of(source_id: int, number: str) -> Message | None:
    """Return the message that this source handed in and that was given this number."""
    home = aliased(Ticket)
    query = (
        select(Message)
        .join(Ticket, Message.ticket_id == Ticket.id)
        .outerjoin(home, Message.home_ticket_id == home.id)
        .where(Message.source_id == source_id, func.coalesce(home.number, Ticket.number) == number)
    )
    return db.session.scalars(query).first()


def _events() -> Select[Any]:
    home = aliased(Ticket)
    columns: tuple[Any, ...] = (FeedEvent, JournalEntry, Message, func.coalesce(home.number, Ticket.number))
    return (
        select(*columns)
        .join(JournalEntry, FeedEvent.entry_id == JournalEntry.id)
        .join(Message, FeedEvent.message_id == Message.id)
        .join(Ticket, Message.ticket_id == Ticket.id)
        .outerjoin(home, Message.home_ticket_id == home.id)
    )


def _told(rows: Sequence[Any]) -> tuple[ToldEvent, ...]:
    units = {unit for _, entry, _, _ in rows if (unit := unit_of(entry))}
    names = {
        str(row[0]): str(row[1])
        for row in db.session.execute(select(Department.id, Department.name).where(Department.id.in_(units)))
    }
    answers = _answers({entry.ticket_id for event, entry, _, _ in rows if event.state in DONE})
    return tuple(_event(row, names, answers) for row in rows)


def _event(row: Any, names: Mapping[str, str], answers: Answers) -> ToldEvent:
    event, entry, message, number = row
    if event.handover is not None:
        return _to_centre(event, entry, message, number=number)
    words = events_of([entry], names)
    given = [each for each in answers.get(entry.ticket_id, ()) if each.at <= entry.at]
    return ToldEvent(
        key=event.key,
        position=event.position,
        at=entry.at,
        service_number=number,
        external_id=message.external_id,
        channel=message.channel,
        state=event.state,
        status_text=STANDINGS[event.state].label,
        title=words[0].title if words else STANDINGS[event.state].label,
        note=words[0].note if words else "",
        merged=event.merged,
        answer=given[-1] if given and event.state in DONE else None,
    )


def _to_centre(event: FeedEvent, entry: JournalEntry, message: Message, *, number: str) -> ToldEvent:
    """Return what the centre of a line is told, with the record as it stands now."""
    handover: Any = event.handover
    return ToldEvent(
        key=event.key,
        position=event.position,
        at=entry.at,
        service_number=number,
        external_id=handover.their_number or None,
        channel=message.channel,
        state=event.state,
        status_text=event.state.label,
        title=TOLD_CENTRE[entry.what],
        note=entry.note if entry.what in NOTES_TO_CENTRE else "",
        merged=False,
        answer=None,
        handover=lines.record_for_centre(entry.ticket, handover),
    )


def _answers(ticket_ids: set[int]) -> dict[int, list[GivenAnswer]]:
    """Return the approved answers of these tickets, the oldest first."""
    query = select(Answer, Department.name).outerjoin(Department, Answer.department_id == Department.id)
    query = query.where(Answer.ticket_id.in_(ticket_ids), Answer.approved.is_(True)).order_by(Answer.id)
    found: dict[int, list[GivenAnswer]] = {}
    for answer, department in db.session.execute(query):
        given = GivenAnswer(
            id=answer.id,
            text=answer.text,
            basis=answer.basis,
            resolution=answer.resolution.label,
            department=department or HOTLINE,
            at=answer.reviewed_at or answer.at,
        )
        found.setdefault(answer.ticket_id, []).append(given)
    return found
