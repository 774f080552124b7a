"""Where a contact is handed in, whichever counter it came to: taken once, however often it is repeated."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from hotline.db import unit_of_work
from hotline.domain.contact import Contact, RequestKey
from hotline.domain.people import Actor
from hotline.errors import IdempotencyConflict
from hotline.flow import intake
from hotline.models import Message
from hotline.queries import messages


def take(contact: Contact, *, by: Actor, at: datetime, request: RequestKey | None = None) -> tuple[Message, bool]:
    """Return the contact's message and whether it is new; a repeat gives back the earlier one and does nothing.

    Raises IdempotencyConflict where the key was used for another body. Two equal requests at the same moment are
    decided by the database's unique index: the loser's number goes back and it answers with the winner's ticket.
    """
    earlier = _find_earlier(contact, request)
    if earlier is not None:
        return earlier, False
    try:
        with unit_of_work():
            message = intake.receive(contact, by=by, at=at, request=request)
        return message, True
    except IntegrityError:
        earlier = _find_earlier(contact, request)
        if earlier is None:
            raise
        return earlier, False


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
