"""领取 at either counter: take the next of one's list, or put a ticket back into it. Holds no rule, knows no list."""

from flask.typing import ResponseReturnValue

from hotline.clock import now
from hotline.db import unit_of_work
from hotline.flow.casework import taking
from hotline.queries import tickets
from hotline.web.guards import actor
from hotline.web.ticket_file.files import done, form_version


def take_next(*, of_list: str) -> ResponseReturnValue:
    """Open the first due of the person's list that no colleague works on, or say that none is left."""
    with unit_of_work():
        ticket = taking.take_next(by=actor(), at=now())
    if ticket is None:
        return done("没有待领取的工单了。", ".worklist")
    return done(f"已领取：这是{of_list}中最早到期的一件。", ".show_file", number=ticket.number)


def put_back(number: str, *, of_list: str) -> ResponseReturnValue:
    """Let a colleague take it; raises StaleForm where the page is older than the ticket."""
    with unit_of_work():
        taking.put_back(tickets.get_ticket_for(number, actor(), seen=form_version()), by=actor(), at=now())
    return done(f"已放回{of_list}，其他人可以领取。", ".show_file", number=number)
