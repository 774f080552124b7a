"""The lock of a citizen's ticket: service number and query code, and what slows down who tries them out.

An unknown number and a wrong code are answered alike; a mistyped number is told apart by its check digit, which says
nothing about which numbers exist. A browser remembers what it opened for as long as that code is valid. Knows no page.
"""

import hmac

from flask import current_app, session

from hotline.accounts import throttle
from hotline.clock import now
from hotline.domain.number import parse
from hotline.errors import WrongCode
from hotline.queries import citizen, messages
from hotline.queries.citizen import OwnMessage
from hotline.web.guards import came_from

DOORS = (throttle.FOLLOW, throttle.FOLLOW_FOR_LONG)
EXPIRED = "查询已结束，请重新输入服务编号和查询码。"


def open_with_code(number: str, code: str) -> OwnMessage:
    """Return the message that number and code belong to.

    Raises MalformedNumber, WrongCheckDigit, WrongCode, and TooManyAttempts after too many failures from one source.
    """
    source, at = came_from(), now()
    for door in DOORS:
        throttle.refuse_crowd(door, source, at=at)
    wanted = str(parse(number))
    try:
        return messages.get_by_number_and_code(wanted, code)
    except WrongCode:
        for door in DOORS:
            throttle.count_failure(door, source, at=at)
        raise


def remember(message: OwnMessage, *, as_: str) -> None:
    """Let this browser open the message again without its code, until the code is renewed or the session ends."""
    session[as_] = [message.id, _proof(message)]


def recall(name: str) -> OwnMessage | None:
    """Return the message that this browser remembers under a name; None where its code was renewed since."""
    kept = session.get(name)
    message_id, proof = kept if isinstance(kept, list) else (None, "")  # no list: from before codes were proven
    message = citizen.find_message(message_id)
    return message if message is not None and hmac.compare_digest(proof, _proof(message)) else None


def recall_followed(number: str) -> OwnMessage:
    """Return the message that this browser follows under this number; raises WrongCode for any other."""
    message = recall("followed")
    if message is None or citizen.number_of(message) != number:
        raise WrongCode(EXPIRED)
    return message


def _proof(message: OwnMessage) -> str:
    """Return what shows that a code was known, and from which nobody who reads a cookie can find it."""
    key = str(current_app.secret_key).encode()
    return hmac.new(key, f"{message.id}:{message.query_code}".encode(), "sha256").hexdigest()[:32]
