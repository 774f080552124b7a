"""Room 4, dispatching: an operator names one lead and any helpers; the clocks start. Knows nothing of HTTP.

Source: 主办/协办 fixed by the hotline's management body, 国办函〔2025〕66号 (五).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hotline.db import db
from hotline.domain.lifecycle import Action
from hotline.domain.people import SYSTEM, Actor
from hotline.domain.rules import CityRules
from hotline.domain.supervision import OrderKind
from hotline.domain.vocabulary import ClockKind, PartInTicket
from hotline.errors import BadInput
from hotline.flow import clocks
from hotline.flow.advance import advance
from hotline.flow.casework import casework_clocks
from hotline.flow.supervision import OrderWish, issue
from hotline.models import Answer, Assignment, Department, Lesson, Ticket

USUAL_TASK = "就本单位职责范围内的部分办理并提出意见，交主办单位汇总答复。"
LAST_ROUND = "重办后市民仍不满意，请责任领导审定办理结果，作最终答复并说明情况。"
BOUND = (ClockKind.SIGN, ClockKind.HANDLE)  # what was ruled on has no window for returns


@dataclass(frozen=True, kw_only=True)
class Parts:
    """Who gets a ticket: the lead, the helpers by id, and what the helpers are to do."""

    lead: str
    helpers: Sequence[str] = ()
    task: str = ""


def dispatch(
    ticket: Ticket,
    *,
    to: str,
    helpers: Sequence[str] = (),
    task: str = "",
    matter_id: str = "",
    rules: CityRules,
    by: Actor,
    at: datetime,
    note: str = "",
) -> None:
    """Send the ticket to its lead department and helpers, start its clocks and promise a date.

    ``to`` and ``helpers`` are department ids. What people decided teaches the study (a Lesson).
    """
    facts = hand_out(ticket, Parts(lead=to, helpers=helpers, task=task), matter_id=matter_id, rules=rules, at=at)
    db.session.add(Lesson(ticket_id=ticket.id, department_id=to, weight=1, at=at))
    advance(ticket, Action.DISPATCH, by=by, at=at, note=note, facts=facts)
    supervise_last_round(ticket, rules=rules, at=at)


def hand_out(
    ticket: Ticket, parts: Parts, *, matter_id: str = "", rules: CityRules, at: datetime, bound: bool = False
) -> dict[str, Any]:
    """Give a ticket to its departments and start their clocks; return the facts that the journal keeps of it.

    A ``bound`` lead has no window for returns: it was named by a ruling.
    """
    lead = active_department(parts.lead, field="lead")
    assistants = [active_department(each, field="helpers") for each in dict.fromkeys(parts.helpers) if each != lead.id]
    ticket.matter_id = matter_id or ticket.matter_id
    _assign(ticket, lead, PartInTicket.LEAD, at=at)
    ticket.lead_department_id = lead.id
    started = BOUND if bound else clocks.AT_DISPATCH
    rule = clocks.start(ticket, started, rules=rules, at=at, instead_of=(ClockKind.DISPATCH, ClockKind.RULING))
    for assistant in assistants:
        add_helper(ticket, assistant, task=parts.task, rules=rules, at=at)
    ticket.promised_at = ticket.due_at
    return {"lead": lead.id, "helpers": [each.id for each in assistants], "rule": rule.id}


def supervise_last_round(ticket: Ticket, *, rules: CityRules, at: datetime) -> None:
    """Order the lead of a last round (最终答复) to answer for it; nothing where the round is not the last."""
    if not ticket.final_round:
        return
    once = f"final:{ticket.number}:{ticket.round}:{ticket.returns}"
    wish = OrderWish(kind=OrderKind.SUPERVISE, text=LAST_ROUND, rule="重办后仍不满意", once=once)
    issue(ticket, wish, rules=rules, by=SYSTEM, at=at)


def add_helper(ticket: Ticket, department: Department, *, task: str, rules: CityRules, at: datetime) -> Assignment:
    """Give a helper its task and its own clock, which ends no later than the lead's."""
    part = _assign(ticket, department, PartInTicket.HELPER, at=at)
    part.task = task.strip() or USUAL_TASK
    casework_clocks.begin_part(ticket, department.id, rules=rules, at=at)
    return part


def decline(ticket: Ticket, *, by: Actor, at: datetime, note: str) -> None:
    """Refuse a matter that is not the hotline's; ``note`` tells the citizen the proper path (不予受理)."""
    advance(ticket, Action.DECLINE, by=by, at=at, note=note)
    clocks.stop_all(ticket, at=at)


def settle(ticket: Ticket, answer: Answer, *, by: Actor, at: datetime) -> None:
    """Answer on the spot (当场答复); the answer stands without review, as the operator gave it."""
    if not answer.text.strip():
        raise BadInput("请填写当场答复的内容。", field="text")
    answer.approved, answer.reviewed_by, answer.reviewed_at = True, by.name, at
    db.session.add(answer)
    advance(ticket, Action.SETTLE, by=by, at=at, note=answer.text)
    clocks.stop_all(ticket, at=at)


def active_department(department_id: str, *, field: str) -> Department:
    """Return a department that the directory has now; raises BadInput for any other."""
    department = db.session.get(Department, department_id)
    if department is None or not department.active:
        raise BadInput("请选择目录中现有的承办单位。", field=field)
    return department


def _assign(ticket: Ticket, department: Department, part: PartInTicket, *, at: datetime) -> Assignment:
    given = Assignment(ticket_id=ticket.id, department_id=department.id, part=part, since=at)
    db.session.add(given)
    return given
