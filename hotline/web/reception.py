"""Where a contact is handed in, whichever counter it came to: taken once, however often it is repeated."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.exc import IntegrityError

from hotline.db import unit_of_work
from hotline.domain.contact import Contact, RequestKey
from hotline.domain.lifecycle import State
from hotline.domain.people import Actor
from hotline.errors import HotlineError, IdempotencyConflict
from hotline.flow import intake
from hotline.models import Message
from hotline.queries import citizen, messages


def take(contact: Contact, *, by: Actor, at: datetime, request: RequestKey | None = None) -> tuple[Message, bool]:
    """Return the contact's message and whether it is new; a repeat gives back the earlier one and does nothing.

    Raises IdempotencyConflict where the key was used for another body. The database's unique indexes alone decide what
    is a repeat, at the same moment or a year later: the loser's number goes back and it answers with the winner's
    ticket. Nothing is asked beforehand, because most messages are new.
    """
    try:
        with unit_of_work():
            message = intake.receive(contact, by=by, at=at, request=request)
        return message, True
    except IntegrityError:
        earlier = _find_earlier(contact, request)
        if earlier is None:
            raise
        return earlier, False


@dataclass(frozen=True, kw_only=True)
class Handed:
    """A contact on its way in, and what makes a repeat of it recognisable."""

    contact: Contact
    request: RequestKey | None = None


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of it, as plain values: whoever reads them may be another thread than the one that took it in."""

    number: str
    query_code: str
    state: State
    merged: bool
    new: bool
    request_key: str | None


Outcome = Taken | HotlineError
MOST_AT_ONCE = 32  # in one transaction: the day's counter is held meanwhile


def take_together(waiting: Callable[[], Sequence[Handed]], *, by: Actor, at: datetime) -> list[Outcome]:
    """Take whoever waits in one transaction; where one stops it, each by itself. One outcome for each, in order.

    ``waiting`` gives who has come since it was asked last, and somebody when it is asked first.
    """
    handed: list[Handed] = []

    def more() -> list[intake.Handed]:
        came = waiting()
        handed.extend(came)
        return [(each.contact, each.request) for each in came]

    try:
        with unit_of_work():
            new = intake.receive_together(more, by=by, at=at)
        return [_taken(message, new=True) for message in new]
    except (IntegrityError, HotlineError):
        return [_alone(each, by=by, at=at) for each in handed]


def take_many(handed: Sequence[Handed], *, by: Actor, at: datetime) -> list[Outcome]:
    """Take contacts that came together, some in each transaction. One outcome for each, in order."""
    outcomes: list[Outcome] = []
    for start in range(0, len(handed), MOST_AT_ONCE):
        groups = iter([handed[start : start + MOST_AT_ONCE]])
        outcomes += take_together(partial(next, groups, ()), by=by, at=at)
    return outcomes


def _alone(handed: Handed, *, by: Actor, at: datetime) -> Outcome:
    try:
        message, new = take(handed.contact, by=by, at=at, request=handed.request)
    except HotlineError as refusal:
        return refusal
    return _taken(message, new=new)


def _taken(message: Message, *, new: bool) -> Taken:
    return Taken(
        number=citizen.number_of(message),
        query_code=message.query_code,
        state=message.ticket.state,
        merged=message.home_ticket_id is not None,
        new=new,
        request_key=message.request_key,
    )


def _find_earlier(contact: Contact, request: RequestKey | None) -> Message | None:
    if request is not None:
        repeated = messages.find_by_request(request.owner, request.key)
        if repeated is not None and repeated.request_digest != request.digest:
            raise IdempotencyConflict()
        if repeated is not None:
            return repeated
    if contact.external_id:
        return messages.find_by_external_id(contact.channel, contact.external_id)
    return None
