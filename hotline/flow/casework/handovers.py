"""Beside dispatching: a call goes to another line's centre with its record, and is followed here under our number.

Source: 设分中心 with call transfer, 国办发〔2020〕53号. The line's department leads the ticket; what its centre says,
written down by an operator, moves the ticket as if its officer had done it. Knows nothing of HTTP.
"""

from datetime import datetime

from sqlalchemy import select

from hotline.db import db
from hotline.domain.lifecycle import State
from hotline.domain.lines import Line, Standing
from hotline.domain.people import Actor, Role
from hotline.domain.rules import CityRules
from hotline.domain.vocabulary import Resolution
from hotline.errors import BadInput, IllegalTransition, NotFound
from hotline.flow import answering, dispatching, handling
from hotline.flow.advance import record
from hotline.models import Handover, Ticket


def hand_over(ticket: Ticket, line: Line, *, rules: CityRules, by: Actor, at: datetime, note: str = "") -> Handover:
    """Send the ticket with its record to the line's centre; its department leads from now on."""
    if not line.takes_calls:
        raise BadInput(f"{line.number}已整体并入12345，请直接派单。", field="line")
    dispatching.dispatch(ticket, to=line.department, rules=rules, by=by, at=at, note=note)
    record(ticket, "handed_over", by=by, at=at, note=note, facts={"line": line.id, "name": line.name})
    found = find_handover(ticket) or Handover(ticket_id=ticket.id)
    found.line_id, found.line_name, found.standing = line.id, line.name, Standing.HANDED.value
    found.handed_at, found.handed_by, found.their_number, found.reported_at = at, by.name, "", None
    db.session.add(found)
    return found


def report(
    ticket: Ticket, standing: Standing, *, their_number: str = "", text: str = "", by: Actor, at: datetime
) -> Handover:
    """Take in what the other centre says; the same report again changes nothing. An answer goes to review here."""
    handover = find_handover(ticket)
    if handover is None:
        raise NotFound("这张工单没有转交分中心。")
    if standing is Standing.HANDED:
        raise BadInput("请选择分中心的办理情况。", field="standing")
    same_number = their_number in ("", handover.their_number)
    if handover.standing == standing.value and same_number:
        return handover
    order = list(Standing)
    if order.index(standing) < order.index(Standing(handover.standing)):
        raise IllegalTransition(f"分中心此前已报告“{Standing(handover.standing).label}”，不能退回。")
    handover.standing, handover.reported_at = standing.value, at
    handover.their_number = their_number or handover.their_number
    record(ticket, "handover.report", by=by, at=at, facts={"standing": standing.value, "line": handover.line_id})
    _move(ticket, standing, text=text, at=at)
    return handover


def find_handover(ticket: Ticket) -> Handover | None:
    """Return where the ticket was handed to, if anywhere."""
    return db.session.scalars(select(Handover).filter_by(ticket_id=ticket.id)).one_or_none()


def _move(ticket: Ticket, standing: Standing, *, text: str, at: datetime) -> None:
    """Let the ticket keep step with the report, as the line's department."""
    centre = Actor(role=Role.DEPARTMENT, name="分中心", department_id=ticket.lead_department_id)
    if ticket.state is State.DISPATCHED:
        handling.sign(ticket, by=centre, at=at)
    if standing is Standing.ANSWERED and ticket.state is State.HANDLING:
        if not text.strip():
            raise BadInput("请填写分中心的答复内容。", field="text")
        reply = answering.Reply(text=text, basis="", resolution=Resolution.EXPLAINED)
        answering.answer(ticket, reply, by=centre, at=at)
