"""Room 1, intake: a contact over any channel becomes a message under a ticket. Knows nothing of HTTP."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select

from hotline.db import db, write_together
from hotline.domain.contact import Contact, RequestKey
from hotline.domain.enclosures import Enclosure
from hotline.domain.lifecycle import Action, State
from hotline.domain.number import new_query_code
from hotline.domain.people import Actor, Role
from hotline.domain.rules import CityRules
from hotline.domain.vocabulary import RemarkKind
from hotline.errors import BadInput, IllegalTransition
from hotline.flow import clocks, supervision
from hotline.flow.advance import advance, record
from hotline.flow.casework import petitions, waiting
from hotline.flow.doors.attaching import attach
from hotline.flow.numbering import next_numbers
from hotline.flow.same_matter import merging
from hotline.models import Message, Remark, Ticket
from hotline.queries.tickets import leading_of

Handed = tuple[Contact, RequestKey | None]


def receive(contact: Contact, *, by: Actor, at: datetime, request: RequestKey | None = None) -> Message:
    """Take a contact in under a new service number; return its message, whose ``ticket`` is the new ticket."""
    return receive_all([(contact, request)], by=by, at=at)[0]


def receive_all(handed: Sequence[Handed], *, by: Actor, at: datetime) -> tuple[Message, ...]:
    """Take several contacts in, each under a number of its own; all of them or, where one is refused, none."""
    tickets = _written_down(handed, at=at)
    return _numbered(tickets, next_numbers(at, len(tickets)), by=by, at=at) if tickets else ()


def receive_together(waiting: Callable[[], Sequence[Handed]], *, by: Actor, at: datetime) -> tuple[Message, ...]:
    """Take in whoever waits, at least one, each under a number of its own; all of them or, where one is refused, none.

    ``waiting`` gives who has come since it was asked last. It is asked again once the day's counter is ours: whoever
    came while we waited for it is taken along. What can be done before is done before, because nobody else takes
    anything in while the counter is held. What is returned may be read only: the session no longer holds it.
    """
    tickets = _written_down(waiting(), at=at)
    numbers = next_numbers(at, len(tickets))
    if late := _written_down(waiting(), at=at):
        tickets, numbers = tickets + late, numbers + next_numbers(at, len(late))
    messages = _numbered(tickets, numbers, by=by, at=at)
    write_together()
    return messages


def _written_down(handed: Sequence[Handed], *, at: datetime) -> list[Ticket]:
    if not all(contact.text.strip() for contact, _ in handed):
        raise BadInput("请填写诉求内容。", field="text")
    return [ticket_of(contact, "", at=at, request=request) for contact, request in handed]


def _numbered(tickets: Sequence[Ticket], numbers: Sequence[str], *, by: Actor, at: datetime) -> tuple[Message, ...]:
    for ticket, number in zip(tickets, numbers, strict=True):
        ticket.number = number
        db.session.add(ticket)
        advance(ticket, Action.RECEIVE, by=by, at=at, facts={"channel": ticket.channel.value})
    return tuple(ticket.messages[0] for ticket in tickets)


def ticket_of(contact: Contact, number: str, *, at: datetime, request: RequestKey | None = None) -> Ticket:
    """Return a contact as a ticket with its message, not yet received by anybody."""
    received_at = contact.received_at or at
    ticket = Ticket(
        number=number,
        channel=contact.channel,
        kind=contact.kind,
        urgency=contact.urgency,
        title=contact.headline,
        district=contact.district,
        place=contact.place,
        tag=contact.tag,
        matter_id=contact.matter_id,
        confidential=contact.confidential,
        may_publish=contact.may_publish and not contact.confidential,
        received_at=received_at,
    )
    message = _message(contact, received_at, request)
    attach(message, contact.enclosures, at=at)
    ticket.messages.append(message)
    return ticket


def supply(
    ticket: Ticket,
    text: str,
    *,
    rules: CityRules,
    by: Actor,
    at: datetime,
    message: Message | None = None,
    enclosures: Sequence[Enclosure] = (),
) -> Remark:
    """Add what the citizen says later; a ticket that waited for it (待补充) goes on; for a merged one, its leader."""
    if not text.strip():
        raise BadInput("请填写要补充的情况。", field="text")
    ticket, message = leading_of(ticket), message or _only_message_of(ticket)
    remark = Remark(
        ticket_id=ticket.id,
        message_id=message.id if message else None,
        kind=RemarkKind.SUPPLEMENT,
        text=text,
        by_role=by.role,
        by_name=by.name,
        at=at,
    )
    db.session.add(remark)
    if message is not None:
        attach(message, enclosures, at=at)
    facts = {"files": len(enclosures)} if enclosures else {}
    if waiting.is_waiting(ticket):
        advance(ticket, Action.SUPPLY, by=by, at=at, facts=facts)
        waiting.let_run_again(ticket, rules=rules, at=at)
    else:
        record(ticket, f"remark.{RemarkKind.SUPPLEMENT.value}", by=by, at=at, facts=facts)
    return remark


def withdraw(ticket: Ticket, *, by: Actor, at: datetime, note: str = "") -> None:
    """End the matter because the citizen wishes so; no citizen ends what others have reported, too (并单).

    A merged ticket ends alone: its messages come home with it, and the one that led it goes on for the others.
    """
    if ticket.state is State.MERGED:
        merging.leave(ticket, by=by, at=at, note=note)
    elif by.role is Role.CITIZEN and len(ticket.messages) > 1:
        raise IllegalTransition("这件事已与其他人的诉求合并办理，不能由一人撤回；如有疑问请拨打12345。")
    advance(ticket, Action.WITHDRAW, by=by, at=at, note=note)
    petitions.let_lapse(ticket, by=by, at=at)
    supervision.let_lapse(ticket, by=by, at=at, note="诉求已撤回，督办自动失效")
    clocks.stop_all(ticket, at=at)


def _only_message_of(ticket: Ticket) -> Message | None:
    """Return the message of a merged ticket: what is said for it is said for that citizen."""
    if ticket.state is not State.MERGED:
        return None
    return db.session.scalars(select(Message).filter_by(home_ticket_id=ticket.id).order_by(Message.id)).first()


def _message(contact: Contact, received_at: datetime, request: RequestKey | None) -> Message:
    return Message(
        channel=contact.channel,
        external_id=contact.external_id,
        title=contact.title,
        text=contact.text,
        citizen_name=contact.citizen_name,
        citizen_phone=contact.citizen_phone,
        citizen_email=contact.citizen_email,
        occurred=contact.occurred,
        place=contact.place,
        query_code=new_query_code(),
        received_at=received_at,
        request_owner=request.owner if request else None,
        request_key=request.key if request else None,
        request_digest=request.digest if request else "",
        source_id=contact.source_id,
    )
