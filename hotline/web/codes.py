"""The lock of a citizen's ticket: service number and query code, and what slows down who tries them out.

An unknown number and a wrong code are answered alike; a mistyped number is told apart by its check digit, which says
nothing about which numbers exist. Knows no page.
"""

from hotline.accounts import throttle
from hotline.clock import now
from hotline.domain.number import parse
from hotline.errors import WrongCode
from hotline.queries import messages
from hotline.queries.citizen import OwnMessage
from hotline.web.guards import came_from

DOORS = (throttle.FOLLOW, throttle.FOLLOW_FOR_LONG)


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
