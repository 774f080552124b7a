"""Beside intake: 并单 — several citizens' messages about one matter come under one ticket. Knows nothing of HTTP.

Source: 重复诉求事项原则上并单处理, 国办函〔2025〕66号 (五). Every message stays word for word and keeps its own number,
query code, answer and rating; what was merged can be taken apart again.
"""

from datetime import datetime

from hotline.db import db
from hotline.domain.lifecycle import FINISHED, Action, transition_for
from hotline.domain.people import Actor
from hotline.domain.rules import CityRules
from hotline.domain.vocabulary import ClockKind
from hotline.errors import BadInput, IllegalTransition
from hotline.flow import clocks
from hotline.flow.advance import advance, record
from hotline.models import Message, Ticket


def merge(ticket: Ticket, *, into: Ticket, by: Actor, at: datetime, note: str) -> None:
    """Move the ticket's messages under ``into``, which leads from now on."""
    if ticket is into:
        raise BadInput("不能把工单并入它自己。", field="into")
    if into.state in FINISHED:
        raise IllegalTransition(f"目标工单当前为“{into.state.label}”,不能再并入。")
    advance(ticket, Action.MERGE, by=by, at=at, note=note, facts={"into": into.number})
    record(into, "merged_in", by=by, at=at, note=note, facts={"from": ticket.number})
    ticket.merged_into_id = into.id
    clocks.stop_all(ticket, at=at)
    for message in list(ticket.messages):
        message.home_ticket_id = message.home_ticket_id or ticket.id
        message.ticket = into


def split(ticket: Ticket, *, rules: CityRules, by: Actor, at: datetime, note: str) -> None:
    """Undo a merge: the ticket's own messages come back to it, and it waits for dispatch."""
    transition_for(Action.SPLIT, ticket.state)
    led_by = db.session.get_one(Ticket, ticket.merged_into_id)
    advance(ticket, Action.SPLIT, by=by, at=at, note=note, facts={"from": led_by.number})
    record(led_by, "split_off", by=by, at=at, note=note, facts={"ticket": ticket.number})
    ticket.merged_into_id = None
    for message in db.session.query(Message).filter_by(home_ticket_id=ticket.id).all():
        message.ticket, message.home_ticket_id = ticket, None
    clocks.start(ticket, (ClockKind.DISPATCH,), rules=rules, at=at)
