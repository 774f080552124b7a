"""Beside joint handling: a helper asks for a later date of its own (协办延期); the lead, who answers for all, decides.

The helper's date never lies after the lead's, which alone can be extended by petition. Source: 主办 leads, 协办
cooperates (国办函〔2025〕66号 (五)); 延期 before the date, with a reason, by approval. Knows nothing of HTTP.
"""

from datetime import datetime

from hotline.domain.city import city_time
from hotline.domain.lifecycle import WITH_DEPARTMENT, Tell
from hotline.domain.people import Actor, Role
from hotline.domain.rules import CityRules
from hotline.domain.vocabulary import ClockKind, PartInTicket
from hotline.errors import BadInput, IllegalTransition, NotAllowed
from hotline.flow import clocks
from hotline.flow.advance import post, record
from hotline.flow.casework import joint
from hotline.flow.casework.assignments import current_assignments
from hotline.flow.handling import require_lead
from hotline.models import Assignment, Deadline, Ticket

MOST_DAYS = 30
ASKED, DECIDED = "more_time", "more_time_decided"  # what the letters are about


def ask(ticket: Ticket, *, days: int, note: str, by: Actor, at: datetime) -> Assignment:
    """Ask the lead for ``days`` more working days; raises where the date is over, or as late as the lead's already."""
    part = joint.find_part(ticket, by)
    if by.role is not Role.DEPARTMENT or part is None:
        raise NotAllowed("只有这张工单的协办单位可以申请协办延期。")
    _refuse_elsewhere(ticket)
    if part.asked_days is not None:
        raise IllegalTransition("上一次协办延期申请还在等待主办单位答复。")
    own, lead = _clocks_of(ticket, part)
    if at > own.due_at:
        raise IllegalTransition("协办时限已过，不能再申请延期；延期应在到期前提出。")
    if own.due_at >= lead.due_at:
        raise IllegalTransition("协办时限已与主办单位的办理时限相同，不能再延；确有需要的，请由主办单位申请延期。")
    if not 1 <= days <= MOST_DAYS:
        raise BadInput(f"每次延期应为1至{MOST_DAYS}个工作日。", field="days")
    if not note.strip():
        raise BadInput("请说明延期理由。", field="note")
    part.asked_days, part.asked_note = days, note
    record(ticket, "part.more_time", by=by, at=at, note=note, facts={"days": days})
    _tell(ticket, ASKED, ticket.lead_department_id, at=at)
    return part


def decide(
    ticket: Ticket, helper: str, *, granted: bool, note: str, rules: CityRules, by: Actor, at: datetime
) -> Assignment:
    """Let the lead grant or refuse what a helper asked for; a granted date ends no later than the lead's."""
    if by.role is not Role.DEPARTMENT:
        raise NotAllowed("协办延期由主办单位决定。")
    require_lead(ticket, by)
    part = next((each for each in current_assignments(ticket) if _asks(each, helper)), None)
    if part is None:
        raise IllegalTransition("这项协办延期申请已经处理，或协办单位已提交意见。")
    if not note.strip():
        raise BadInput("请填写意见。", field="note")
    days, part.asked_days, part.asked_note = part.asked_days or 0, None, ""
    what = f"part.more_time.{'granted' if granted else 'refused'}"
    record(ticket, what, by=by, at=at, note=note, facts={"days": days, "helper": helper})
    if granted:
        _refuse_elsewhere(ticket)
        _run_longer(ticket, part, days, rules=rules, at=at)
    _tell(ticket, DECIDED, helper, at=at)
    return part


def _tell(ticket: Ticket, what: str, department: str | None, *, at: datetime) -> None:
    """Let the one department that is waited for be written to; no step of the lifecycle does, for none is taken."""
    post(ticket, Tell.TELL_DEPARTMENT, at=at, facts={"action": what, "only": department})


def _run_longer(ticket: Ticket, part: Assignment, days: int, *, rules: CityRules, at: datetime) -> None:
    own, lead = _clocks_of(ticket, part)
    due_at = min(rules.limits.add_working_days(own.due_at, days, rules.calendar), lead.due_at)
    local = city_time(due_at)
    until = f"至{local.month}月{local.day}日{local:%H:%M}截止"
    capped = "，不晚于主办的办理时限" if due_at == lead.due_at else ""
    reason = f"{own.reason.rstrip('。')}；主办单位同意延期{days}个工作日{capped}，{until}。"
    longer = clocks.like(own, at=at, due_at=due_at, reason=reason)
    clocks.turn(ticket, ended=[own], begun=[longer], at=at)


def _clocks_of(ticket: Ticket, part: Assignment) -> tuple[Deadline, Deadline]:
    """Return the helper's running clock and the lead's."""
    running = clocks.running(ticket)
    own = next((each for each in running if each.clock is ClockKind.HELP and each.whose == part.department_id), None)
    lead = next((each for each in running if each.clock is ClockKind.HANDLE), None)
    if own is None or lead is None:
        raise IllegalTransition("协办时限目前没有计时，不需要延期。")
    return own, lead


def _asks(part: Assignment, helper: str) -> bool:
    wanted = part.part is PartInTicket.HELPER and part.department_id == helper
    return wanted and part.asked_days is not None and part.handed_in_at is None


def _refuse_elsewhere(ticket: Ticket) -> None:
    if ticket.state not in WITH_DEPARTMENT:
        raise IllegalTransition(f"工单当前为“{ticket.state.label}”，不能办理协办延期。")
