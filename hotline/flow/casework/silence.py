"""Beside handling: who neither signs nor sends back inside the window has accepted. Knows nothing of HTTP.

Source: 在退单时限内未退单的，为首办责任单位 (吕梁市2024).
"""

from datetime import datetime

from sqlalchemy import select

from hotline.db import db
from hotline.domain.lifecycle import Action, State
from hotline.domain.people import SYSTEM
from hotline.domain.vocabulary import ClockKind
from hotline.flow import clocks
from hotline.flow.advance import advance
from hotline.flow.casework.petitions import find_open
from hotline.models import Deadline, Petition, Ticket

AT_ONCE = 100


def accept_by_silence(ticket: Ticket, *, at: datetime) -> bool:
    """Take a ticket as accepted whose window for returns went by without a word; tell whether it was.

    The department has not signed, and its signing stays late: only the silence has a consequence.
    """
    window = clocks.find_running(ticket, ClockKind.RETURN)
    if ticket.state is not State.DISPATCHED or window is None or window.due_at >= at or find_open(ticket) is not None:
        return False
    advance(ticket, Action.SIGN, by=SYSTEM, at=at, note="退单时限内未签收也未提出退单，视为接收。")
    clocks.end(ticket, ClockKind.SIGN, ClockKind.RETURN, at=at)
    return True


def list_silent(*, at: datetime) -> list[int]:
    """Return the ids of tickets whose window for returns is over without a word, at most AT_ONCE.

    Asked from the tickets that wait for a signature, which are few: the windows of those that were signed stay on
    record, and there is one for every ticket in hand.
    """
    asked = select(Petition.ticket_id).where(Petition.decided_at.is_(None))
    unsigned = select(Ticket.id).where(Ticket.state == State.DISPATCHED, Ticket.id.not_in(asked))
    waiting = unsigned.cte("waiting").prefix_with("MATERIALIZED")
    query = (
        select(Deadline.ticket_id)
        .join(waiting, waiting.c.id == Deadline.ticket_id)
        .where(Deadline.clock == ClockKind.RETURN, Deadline.ended_at.is_(None), Deadline.due_at < at)
    )
    return list(db.session.scalars(query.order_by(Deadline.due_at).limit(AT_ONCE)))
