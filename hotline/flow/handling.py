"""Room 5, handling: the lead department signs and works. Knows nothing of HTTP."""

from datetime import datetime

from hotline.db import db
from hotline.domain.lifecycle import DONE, Action
from hotline.domain.people import Actor, Role
from hotline.domain.vocabulary import ClockKind, PartInTicket, RemarkKind
from hotline.errors import BadInput, IllegalTransition, NotAllowed
from hotline.flow import clocks
from hotline.flow.advance import advance, record
from hotline.models import Assignment, Remark, Ticket
from hotline.queries.tickets import leading_of


def sign(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """Sign for the ticket (签收); only its lead department may. The handling clock has run since dispatch."""
    require_lead(ticket, by)
    advance(ticket, Action.SIGN, by=by, at=at)
    lead = db.session.query(Assignment).filter_by(ticket_id=ticket.id, part=PartInTicket.LEAD, ended_at=None).one()
    lead.signed_at = at
    clocks.end(ticket, ClockKind.SIGN, at=at)


def remark(
    ticket: Ticket, text: str, *, kind: RemarkKind, by: Actor, at: datetime, message_id: int | None = None
) -> Remark:
    """Write a 备注, 催办 or wish that moves nothing; the journal keeps that it happened."""
    if not text.strip():
        raise BadInput(f"请填写{kind.label}内容。", field="text")
    if kind is RemarkKind.REWORK_WISH and ticket.final_round and ticket.state in DONE:
        raise IllegalTransition("承办单位负责人已作最终答复，不再重办；如有新的事实和理由，可以另行反映。")
    if kind is not RemarkKind.NOTE:
        ticket = leading_of(ticket)  # who presses or complains must be heard where the matter lives
    said = Remark(
        ticket_id=ticket.id, message_id=message_id, kind=kind, text=text, by_role=by.role, by_name=by.name, at=at
    )
    db.session.add(said)
    record(ticket, f"remark.{kind.value}", by=by, at=at)
    return said


def require_lead(ticket: Ticket, by: Actor) -> None:
    """Raise NotAllowed where ``by`` is a department that does not lead this ticket."""
    if by.role is Role.DEPARTMENT and by.department_id != ticket.lead_department_id:
        raise NotAllowed("只有主办单位可以进行此项操作。")
