"""What time alone decides about a ticket: silence is acceptance, a citizen's time to answer and a ruling's run out.

Each ticket in a transaction of its own, which looks again under the ticket's version: two clocks do nothing twice.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy.orm.exc import StaleDataError

from hotline.db import db, unit_of_work
from hotline.errors import HotlineError
from hotline.flow.casework import disputes, silence, waiting
from hotline.models import Ticket
from hotline.parts import parts

log = logging.getLogger(__name__)


def take_silence_as_accepted(at: datetime) -> None:
    """Take tickets as accepted whose window for returns went by without a word."""
    _each(silence.list_silent(at=at), lambda ticket: silence.accept_by_silence(ticket, at=at))


def go_on_without_citizens(at: datetime) -> None:
    """Let tickets go on whose citizens did not answer in time."""
    rules = parts().rules
    _each(waiting.list_overdue(at=at), lambda ticket: waiting.go_on_without(ticket, rules=rules, at=at))


def rule_late_disputes(at: datetime) -> None:
    """Give disputes that nobody ruled on in time to the fallback department, where the city wants that."""
    rules = parts().rules
    _each(disputes.list_late(at=at), lambda ticket: disputes.rule_late(ticket, rules=rules, at=at))


def _each(ids: Iterable[int], step: Callable[[Ticket], bool]) -> None:
    for ticket_id in ids:
        try:
            with unit_of_work():
                step(db.session.get_one(Ticket, ticket_id))
        except (HotlineError, StaleDataError) as refusal:
            log.warning("ticket %s is left for the next round: %s", ticket_id, type(refusal).__name__)
