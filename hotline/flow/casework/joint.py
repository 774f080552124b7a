"""Beside handling: several departments at one matter. The lead answers for all; every helper has a task and a clock.

Source: 主办/协办 of 国办函〔2025〕66号 (五); 首办负责 (the others must cooperate). Knows nothing of HTTP.
"""

from datetime import datetime

from hotline.domain.lifecycle import HELD, Action, State
from hotline.domain.people import Actor, Role
from hotline.domain.rules import CityRules
from hotline.domain.vocabulary import PartInTicket
from hotline.errors import BadInput, IllegalTransition, NotAllowed
from hotline.flow.advance import advance, record
from hotline.flow.casework import casework_clocks
from hotline.flow.casework.assignments import current_assignments
from hotline.flow.dispatching import active_department, add_helper
from hotline.models import Assignment, Ticket

OPEN_TO_PARTS = (*HELD, State.ANSWERED)


def join(ticket: Ticket, helper: str, *, task: str, rules: CityRules, by: Actor, at: datetime) -> Assignment:
    """Let one more department help, with its task and its own clock; raises BadInput for one that has a part already.

    A department may do so by itself only where the city's rules for casework say so.
    """
    if by.role is Role.DEPARTMENT and casework_clocks.casework_of(ticket, rules).joint_approved_by is not by.role:
        raise NotAllowed("增加协办单位需经审核，请提交协办申请。")
    if not task.strip():
        raise BadInput("请写明协办任务。", field="task")
    department = active_department(helper, field="helper")
    refuse_double(ticket, helper)
    advance(ticket, Action.JOIN, by=by, at=at, note=task, facts={"helper": helper})
    return add_helper(ticket, department, task=task, rules=rules, at=at)


def hand_in(ticket: Ticket, text: str, *, by: Actor, at: datetime) -> Assignment:
    """Hand in a helper's part (协办意见); its clock ends. May be handed in anew until the answer is out."""
    part = find_part(ticket, by)
    if part is None:
        raise NotAllowed("只有这张工单的协办单位可以提交协办意见。")
    if ticket.state not in OPEN_TO_PARTS:
        raise IllegalTransition(f"工单当前为“{ticket.state.label}”，不再收协办意见。")
    if not text.strip():
        raise BadInput("请填写协办意见。", field="text")
    part.handed_in, part.handed_in_by, part.handed_in_at = text, by.name, at
    part.asked_days, part.asked_note = None, ""
    record(ticket, "part.handed_in", by=by, at=at, note=text)
    casework_clocks.end_part(ticket, part.department_id, at=at)
    return part


def list_unfinished(ticket: Ticket) -> list[Assignment]:
    """Return the helpers who have not handed in their part."""
    parts = current_assignments(ticket)
    return [each for each in parts if each.part is PartInTicket.HELPER and each.handed_in_at is None]


def find_part(ticket: Ticket, by: Actor) -> Assignment | None:
    """Return the part of a department that helps with this ticket, if it does."""
    mine = (each for each in current_assignments(ticket) if each.department_id == by.department_id)
    return next((each for each in mine if each.part is PartInTicket.HELPER), None)


def refuse_double(ticket: Ticket, helper: str) -> None:
    """Raise BadInput where this department leads or helps already."""
    if helper in [each.department_id for each in current_assignments(ticket)]:
        raise BadInput("这个单位已经是这张工单的主办或协办单位。", field="helper")
