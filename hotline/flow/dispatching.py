"""Room 4, dispatching: an operator names one lead and any helpers; the clocks start. Knows nothing of HTTP.

Source: 主办/协办 fixed by the hotline's management body, 国办函〔2025〕66号 (五).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from hotline.db import db
from hotline.domain.lifecycle import Action
from hotline.domain.people import Actor
from hotline.domain.rules import CityRules
from hotline.domain.vocabulary import ClockKind, PartInTicket
from hotline.errors import BadInput
from hotline.flow import clocks
from hotline.flow.advance import advance
from hotline.models import Answer, Assignment, Department, Lesson, Ticket


def dispatch(
    ticket: Ticket,
    *,
    to: str,
    helpers: Sequence[str] = (),
    matter_id: str = "",
    rules: CityRules,
    by: Actor,
    at: datetime,
    note: str = "",
) -> None:
    """Send the ticket to its lead department and helpers, start its clocks and promise a date.

    ``to`` and ``helpers`` are department ids. What people decided teaches the study (a Lesson).
    """
    lead = _active_department(to)
    assistants = [_active_department(each) for each in dict.fromkeys(helpers) if each != to]
    ticket.matter_id = matter_id or ticket.matter_id
    _assign(ticket, lead, PartInTicket.LEAD, at=at)
    for assistant in assistants:
        _assign(ticket, assistant, PartInTicket.HELPER, at=at)
    ticket.lead_department_id = lead.id
    rule = clocks.start(ticket, clocks.AT_DISPATCH, rules=rules, at=at, instead_of=(ClockKind.DISPATCH,))
    ticket.promised_at = ticket.due_at
    db.session.add(Lesson(ticket_id=ticket.id, department_id=lead.id, weight=1, at=at))
    facts = {"lead": lead.id, "helpers": [each.id for each in assistants], "rule": rule.id}
    advance(ticket, Action.DISPATCH, by=by, at=at, note=note, facts=facts)


def decline(ticket: Ticket, *, by: Actor, at: datetime, note: str) -> None:
    """Refuse a matter that is not the hotline's; ``note`` tells the citizen the proper path (不予受理)."""
    advance(ticket, Action.DECLINE, by=by, at=at, note=note)
    clocks.stop_all(ticket, at=at)


def ask_citizen(ticket: Ticket, *, by: Actor, at: datetime, note: str) -> None:
    """Ask the citizen for what is missing (待补充); ``note`` is the question."""
    advance(ticket, Action.ASK, by=by, at=at, note=note)
    clocks.stop_all(ticket, at=at)


def settle(ticket: Ticket, answer: Answer, *, by: Actor, at: datetime) -> None:
    """Answer on the spot (当场答复); the answer stands without review, as the operator gave it."""
    if not answer.text.strip():
        raise BadInput("请填写当场答复的内容。", field="text")
    answer.approved, answer.reviewed_by, answer.reviewed_at = True, by.name, at
    db.session.add(answer)
    advance(ticket, Action.SETTLE, by=by, at=at, note=answer.text)
    clocks.stop_all(ticket, at=at)


def end_assignments(ticket: Ticket, *, at: datetime) -> None:
    """Release every department from the ticket; their parts stay readable as history."""
    for assignment in current_assignments(ticket):
        assignment.ended_at = at
    ticket.lead_department_id = None


def current_assignments(ticket: Ticket) -> list[Assignment]:
    """Return the parts that are in force, the lead first."""
    query = select(Assignment).where(Assignment.ticket_id == ticket.id, Assignment.ended_at.is_(None))
    return sorted(db.session.scalars(query), key=lambda each: each.part is PartInTicket.HELPER)


def _assign(ticket: Ticket, department: Department, part: PartInTicket, *, at: datetime) -> None:
    db.session.add(Assignment(ticket_id=ticket.id, department_id=department.id, part=part, since=at))


def _active_department(department_id: str) -> Department:
    department = db.session.get(Department, department_id)
    if department is None or not department.active:
        raise BadInput("请选择目录中现有的承办单位。", field="lead")
    return department
