"""The one job: carry out what outbox rows ask for. Ids come in; the rows themselves say what is to be done.

What changes our own tables happens in the transaction that also marks the row done: once. What leaves the house
happens after it, each letter marked as it leaves: at least once. Knows no queue.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import Tell
from hotline.flow import classification
from hotline.flow.same_matter import repeats
from hotline.models import OutboxMessage
from hotline.parts import parts
from workers import letters, notices, outbox
from workers.channels import Channel, Letter, Notice, Refused, TryLater, webhook
from workers.channels.console import Console
from workers.channels.sms import HttpGateway
from workers.channels.smtp import Smtp
from workers.queues import LANES

log = logging.getLogger(__name__)


def route_ticket(row: OutboxMessage, at: datetime) -> Sequence[Letter]:
    """Let the study propose departments for a ticket that was just received, and look whether it repeats another."""
    classification.classify_received(row.its_ticket, study=parts().study, rules=parts().rules, at=at)
    repeats.look(row.its_ticket, versions=parts().repeat_rules, at=at)
    return ()


def tell_citizen(row: OutboxMessage, _at: datetime) -> Sequence[Letter]:
    """Write to the citizens of the ticket."""
    return letters.to_citizens(row)


def tell_department(row: OutboxMessage, _at: datetime) -> Sequence[Letter]:
    """Write to the departments that hold the ticket."""
    return letters.to_departments(row)


def send_order(row: OutboxMessage, _at: datetime) -> Sequence[Letter]:
    """Write to the department that a supervision order was sent to."""
    return letters.of_order(row)


def remind(row: OutboxMessage, _at: datetime) -> Sequence[Letter]:
    """Write a department one letter about all that one round reminds it of."""
    return letters.of_reminders(row)


def tell_source(row: OutboxMessage, _at: datetime) -> Sequence[Notice]:
    """Tell the system that handed a message in of a step."""
    return notices.to_source(row)


EFFECTS: Mapping[Tell, Callable[[OutboxMessage, datetime], Sequence[Letter | Notice]]] = {
    Tell.ROUTE_TICKET: route_ticket,
    Tell.TELL_CITIZEN: tell_citizen,
    Tell.TELL_DEPARTMENT: tell_department,
    Tell.SEND_ORDER: send_order,
    Tell.REMIND: remind,
    Tell.TELL_SOURCE: tell_source,
}


def carry_out(lane: str, handed: Sequence[tuple[int, int]]) -> None:
    """Carry out the rows, given as (id, attempts); rows that are done, or another job's by now, are left alone."""
    at = now()
    with unit_of_work():
        ours = outbox.claim(handed, until=at + LANES[lane].lease, at=at)
    if Tell.ROUTE_TICKET in LANES[lane].tells:
        ours = _shown_to_others(ours)
    for row_id in ours:
        try:
            bring_about(row_id)
        except Exception as error:  # whatever went wrong with one row must not keep the next from its turn
            _put_down(row_id, error)


def _shown_to_others(ids: list[int]) -> list[int]:
    """Put these tickets into the index of repeats before any of them is looked at; return those that could be.

    Committed first, so that of two repeats that two workers have in hand each finds the other.
    """
    try:
        with unit_of_work():
            for row in filter(None, map(outbox.find_open, ids)):
                repeats.index_messages(row.its_ticket)
    except Exception as error:  # one of them must not keep the others from their turn
        if len(ids) == 1:
            _put_down(ids[0], error)
            return []
        return [shown for row_id in ids for shown in _shown_to_others([row_id])]
    return ids


def bring_about(row_id: int) -> None:
    """Do what one claimed row asks for and mark it done."""
    with unit_of_work():
        row = outbox.find_open(row_id)
        if row is None:
            return
        leaving = EFFECTS[row.tell](row, now())
        if not leaving:
            row.done_at = now()
    for letter in leaving:
        _send(letter)
        with unit_of_work():
            row = db.session.get_one(OutboxMessage, row_id)
            row.facts = {**row.facts, "sent": [*row.facts.get("sent", ()), letter.key]}
            if letter is leaving[-1]:
                row.done_at = now()


def _send(leaving: Letter | Notice) -> None:
    if isinstance(leaving, Notice):
        webhook.deliver(leaving, at=now())
    else:
        _way_for(leaving).send(leaving)


def _way_for(letter: Letter) -> Channel:
    """Return how a letter leaves: by e-mail, else by short message, else it is only named in the log."""
    settings = parts().settings
    if settings.smtp_url and letter.address:
        return Smtp.from_url(settings.smtp_url)
    if settings.sms_url and letter.phone:
        return HttpGateway.from_url(settings.sms_url)
    return Console()


def _put_down(row_id: int, error: Exception) -> None:
    """Write a failure into the row: the kind of error and our own words, never what an error quotes."""
    reason = str(error) if isinstance(error, (TryLater, Refused)) else type(error).__name__
    try:
        with unit_of_work():
            row = outbox.find_open(row_id)
            if row is None:
                return
            outbox.put_down_failure(row, reason, forever=isinstance(error, Refused), at=now())
            outcome = "given up" if row.dead_at else "put off"
            about = row.ticket.number if row.ticket else "many"
            log.warning("%s for %s %s: %s", row.tell.value, about, outcome, reason)
    except SQLAlchemyError as trouble:
        log.warning("row %s: %s; it comes back when its lease runs out", row_id, type(trouble).__name__)
