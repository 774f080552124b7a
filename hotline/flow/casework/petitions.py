"""Beside handling: a department asks to send back (退单), to extend (延期) or for a helper; someone else decides.

Source: 退单 with reason and basis inside its window, reviewed (派单异议审核, 国办函〔2025〕66号 (五)), silence past
it is acceptance; 延期 before due, approved above, the citizen told the new date. Knows nothing of HTTP.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from hotline.db import db
from hotline.domain.lifecycle import PetitionKind, petition_rule
from hotline.domain.limits import Rule
from hotline.domain.people import Actor, Role
from hotline.domain.rules import CityRules
from hotline.domain.vocabulary import ClockKind, ReturnReason
from hotline.errors import BadInput, IllegalTransition, NotAllowed
from hotline.flow import clocks, supervision
from hotline.flow.advance import advance, record
from hotline.flow.casework import casework_clocks, disputes, joint
from hotline.flow.casework.assignments import current_assignments, end_assignments
from hotline.flow.dispatching import active_department
from hotline.flow.handling import require_lead
from hotline.models import Deadline, Lesson, Petition, Ticket


@dataclass(frozen=True, kw_only=True)
class ReturnWish:
    """Why a ticket is not ours: reason code, explanation, legal basis, and whose it may be."""

    reason: ReturnReason
    text: str
    basis: str
    suggested_department_id: str | None = None


def ask_to_send_back(ticket: Ticket, wish: ReturnWish, *, by: Actor, at: datetime) -> Petition:
    """File a 退单 petition; raises IllegalTransition after its window (silence past the window = accepted)."""
    if not wish.text.strip():
        raise BadInput("请说明退单的具体理由。", field="text")
    if not wish.basis.strip():
        raise BadInput("请填写退单依据（法律法规、“三定”规定或权责清单条目）。", field="basis")
    ruling = disputes.find_ruling(ticket)
    if ruling is not None:
        raise IllegalTransition("这张工单的承办单位已经裁定，不能再退单，请按裁定办理。")
    window = _return_window(ticket)
    if window is not None and (at > window.due_at or window.ended_at is not None):
        raise IllegalTransition("已超过退单时限，视为接收，请继续办理；确有争议请联系热线管理机构。")
    return _file(
        ticket,
        Petition(
            kind=PetitionKind.SEND_BACK,
            reason=wish.reason.value,
            text=wish.text,
            basis=wish.basis,
            suggested_department_id=wish.suggested_department_id,
        ),
        by=by,
        at=at,
    )


def ask_to_extend(ticket: Ticket, *, days: int, note: str, rules: CityRules, by: Actor, at: datetime) -> Petition:
    """File a 延期 petition for ``days`` working days; raises where it is late, too long or one too many."""
    require_lead(ticket, by)
    handling = _running_handling(ticket)
    rule = extension_rule(ticket, handling, rules=rules)
    if at > handling.due_at:
        raise IllegalTransition("办理时限已过，不能再申请延期；延期应在到期前提出。")
    if not 1 <= days <= rule.max_extension_days:
        raise BadInput(f"每次延期应为1至{rule.max_extension_days}个工作日。", field="days")
    if count_extensions(ticket) >= rule.max_extensions:
        raise IllegalTransition(f"已达到延期次数上限（{rule.max_extensions}次）。")
    if not note.strip():
        raise BadInput("请说明延期理由。", field="note")
    return _file(ticket, Petition(kind=PetitionKind.EXTENSION, text=note, asked_days=days), by=by, at=at)


def ask_for_helper(ticket: Ticket, helper: str, *, task: str, rules: CityRules, by: Actor, at: datetime) -> Petition:
    """Ask that another department help with a task; where the city's rules say so, it joins at once."""
    if not task.strip():
        raise BadInput("请写明需要协办的任务。", field="task")
    active_department(helper, field="helper")
    joint.refuse_double(ticket, helper)
    petition = Petition(kind=PetitionKind.HELPER, text=task, suggested_department_id=helper)
    _file(ticket, petition, by=by, at=at)
    if casework_clocks.casework_of(ticket, rules).joint_approved_by is by.role:
        grant(petition, rules=rules, by=by, at=at, note="按规定由主办单位自行商请。")
    return petition


def grant(petition: Petition, *, rules: CityRules, by: Actor, at: datetime, note: str) -> None:
    """Grant what was asked: the ticket goes back, its handling clock gets a later date, or a helper joins."""
    _decide(petition, granted=True, rules=rules, by=by, at=at, note=note)
    if petition.kind is PetitionKind.SEND_BACK:
        _take_back(petition, rules=rules, by=by, at=at, note=note)
    elif petition.kind is PetitionKind.EXTENSION:
        _extend(petition, rules=rules, by=by, at=at, note=note)
    else:
        helper = petition.suggested_department_id or ""
        joint.join(petition.ticket, helper, task=petition.text, rules=rules, by=by, at=at)


def refuse(petition: Petition, *, rules: CityRules, by: Actor, at: datetime, note: str) -> None:
    """Refuse with a reason; the department goes on handling and the clock was never stopped."""
    if not note.strip():
        raise BadInput("请填写驳回理由。", field="note")
    _decide(petition, granted=False, rules=rules, by=by, at=at, note=note)
    record(petition.ticket, f"petition.{petition.kind.value}.refused", by=by, at=at, note=note)


def let_lapse(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """End a petition that waits for a decision because its ticket is over; nobody has to decide it any more."""
    petition = find_open(ticket)
    if petition is not None:
        petition.granted, petition.decided_at, petition.decided_by = False, at, by.name
        petition.decision_note = "诉求已撤回，申请自动失效"


def find_open(ticket: Ticket) -> Petition | None:
    """Return the petition that waits for a decision, if any."""
    query = select(Petition).where(Petition.ticket_id == ticket.id, Petition.decided_at.is_(None))
    return db.session.scalars(query).first()


def _file(ticket: Ticket, petition: Petition, *, by: Actor, at: datetime) -> Petition:
    require_lead(ticket, by)
    if by.department_id is None:
        raise NotAllowed()
    rule = petition_rule(petition.kind)
    if ticket.state not in rule.when:
        raise IllegalTransition(f"工单当前为“{ticket.state.label}”，不能申请{petition.kind.label}。")
    if find_open(ticket) is not None:
        raise IllegalTransition("已有一项申请等待审核，请勿重复提交。")
    petition.ticket, petition.department_id = ticket, by.department_id
    petition.asked_by, petition.asked_at, petition.round = by.name, at, ticket.round
    db.session.add(petition)
    facts = {
        "reason": petition.reason,
        "basis": petition.basis,
        "days": petition.asked_days,
        "helper": petition.suggested_department_id if petition.kind is PetitionKind.HELPER else None,
    }
    record(ticket, f"petition.{petition.kind.value}", by=by, at=at, note=petition.text, facts=facts)
    return petition


def _decide(petition: Petition, *, granted: bool, rules: CityRules, by: Actor, at: datetime, note: str) -> None:
    if petition.decided_at is not None:
        raise IllegalTransition("这项申请已经审核过了。")
    decided_by = decider_of(petition.kind, petition.ticket, rules)
    if by.role is not decided_by:
        raise NotAllowed(f"{petition.kind.label}申请应由{decided_by.label}审核。")
    petition.granted, petition.decided_at = granted, at
    petition.decided_by, petition.decision_note = by.name, note


def _take_back(petition: Petition, *, rules: CityRules, by: Actor, at: datetime, note: str) -> None:
    ticket = petition.ticket
    db.session.add(Lesson(ticket_id=ticket.id, department_id=petition.department_id, weight=-1, at=at))
    facts = {
        "from": petition.department_id,
        "suggested": petition.suggested_department_id,
        "reason": petition.reason,
    }
    advance(ticket, petition_rule(petition.kind).granted_as, by=by, at=at, note=note, facts=facts)
    ticket.returns += 1
    supervision.let_lapse(ticket, by=by, at=at, note="工单已退回热线，督办自动失效")
    end_assignments(ticket, at=at)
    clocks.stop_all(ticket, at=at)
    if ticket.returns >= casework_clocks.casework_of(ticket, rules).most_returns:
        why = f"已退单{ticket.returns}次，承办单位不明确，按规定会商裁定。"
        disputes.open_dispute(ticket, rules=rules, by=by, at=at, note=why)
    else:
        clocks.start(ticket, (ClockKind.DISPATCH,), rules=rules, at=at)


def _extend(petition: Petition, *, rules: CityRules, by: Actor, at: datetime, note: str) -> None:
    ticket = petition.ticket
    old = _running_handling(ticket)
    days = petition.asked_days or 0
    due_at = rules.limits.add_working_days(old.due_at, days, rules.calendar)
    reason = f"{old.reason}；经批准延期{days}个工作日"  # the citizen reads it, so nothing that was typed stands in it
    clocks.handle_until(ticket, due_at, at=at, rule_id=old.rule_id, reason=reason)
    ticket.promised_at = due_at
    facts = {"days": days, "due_at": due_at.isoformat()}
    advance(ticket, petition_rule(petition.kind).granted_as, by=by, at=at, note=note, facts=facts)


def decider_of(kind: PetitionKind, ticket: Ticket, rules: CityRules) -> Role:
    """Return the role that decides on such a petition; for a helper the city's rules for casework say which."""
    if kind is PetitionKind.HELPER:
        return casework_clocks.casework_of(ticket, rules).joint_approved_by
    return petition_rule(kind).decided_by


def _return_window(ticket: Ticket) -> Deadline | None:
    """Return the return clock of the present dispatch, also after it ended: an answer closes the window for good."""
    lead = next(iter(current_assignments(ticket)), None)
    query = select(Deadline).where(Deadline.ticket_id == ticket.id, Deadline.clock == ClockKind.RETURN)
    latest = db.session.scalars(query.order_by(Deadline.id.desc())).first()
    return latest if latest and lead and latest.started_at >= lead.since else None


def _running_handling(ticket: Ticket) -> Deadline:
    handling = clocks.find_running(ticket, ClockKind.HANDLE)
    if handling is None:
        raise IllegalTransition("这张工单目前没有计时中的办理时限。")
    return handling


def extension_rule(ticket: Ticket, handling: Deadline, *, rules: CityRules) -> Rule:
    """Return the rule that caps extensions: the one that set the running clock, as far as the table still has it."""
    named = next((rule for rule in rules.limits.rules if rule.id == handling.rule_id), None)
    return named or rules.limits.rule_for(clocks.circumstances_of(ticket, at=handling.started_at))


def count_extensions(ticket: Ticket) -> int:
    """Return how often the present round was extended."""
    granted = {"kind": PetitionKind.EXTENSION, "granted": True, "round": ticket.round}
    return db.session.query(Petition).filter_by(ticket_id=ticket.id, **granted).count()
