"""Questions about single messages. Writes nothing."""

import hmac
from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from hotline.db import db
from hotline.domain.number import normalise_query_code
from hotline.domain.vocabulary import Channel
from hotline.errors import WrongCode
from hotline.models import Message, Ticket

_NO_CODE = "0" * 8  # compared where there is no message, so that both refusals take the same way


def find_by_request(owner: str, key: str) -> Message | None:
    """Return the message that a request with this key made, if any."""
    return db.session.scalars(select(Message).filter_by(request_owner=owner, request_key=key)).one_or_none()


def find_by_external_id(channel: Channel, external_id: str) -> Message | None:
    """Return the message that another system knows by this id, if it was handed in."""
    return db.session.scalars(select(Message).filter_by(channel=channel, external_id=external_id)).one_or_none()


def list_known(channel: Channel, external_ids: Collection[str]) -> frozenset[str]:
    """Return those of the ids under which another system's messages of this channel are here already."""
    query = select(Message.external_id).where(Message.channel == channel, Message.external_id.in_(external_ids))
    return frozenset(each for each in db.session.scalars(query) if each)


def get_by_number_and_code(number: str, code: str) -> Message:
    """Return the message whose citizen holds this service number and query code.

    Raises WrongCode, the same for an unknown number and a wrong code. A merged message is found by the number it was
    given at first.
    """
    wanted, found = normalise_query_code(code), None
    for message in _messages_under(number):
        if _same(message.query_code, wanted):
            found = message
    if found is None:
        _same(_NO_CODE, wanted)
        raise WrongCode()
    return found


def _same(one: str, other: str) -> bool:
    """Compare in constant time; as bytes, because people type what is no ASCII."""
    return hmac.compare_digest(one.encode(), other.encode("utf-8", "surrogatepass"))


def _messages_under(number: str) -> list[Message]:
    home = aliased(Ticket)
    query = (
        select(Message)
        .join(Ticket, Message.ticket_id == Ticket.id)
        .outerjoin(home, Message.home_ticket_id == home.id)
        .where(or_(home.number == number, (Ticket.number == number) & Message.home_ticket_id.is_(None)))
    )
    return list(db.session.scalars(query))
