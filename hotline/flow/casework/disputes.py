"""Beside dispatching: nobody says that a matter is theirs. 会商, then 裁定: a ruling that binds.

Source: 会商确定主办和协办 in 国办函〔2025〕66号 (五); the ladder of 吕梁市2024; 先办后议 and the fallback department
(兜底) of 深圳. Knows nothing of HTTP.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from hotline.db import db
from hotline.domain.casework import LateRuling
from hotline.domain.lifecycle import Action
from hotline.domain.people import SYSTEM, Actor
from hotline.domain.rules import CityRules
from hotline.domain.vocabulary import ClockKind
from hotline.errors import BadInput, IllegalTransition
from hotline.flow import clocks, dispatching
from hotline.flow.advance import advance
from hotline.flow.casework import casework_clocks
from hotline.models import Deadline, Dispute, Lesson, Ticket

RULED_LATE = "裁定时限内未作出裁定，按“先办后议”由兜底单位先行办理，责任划分另行商定。"
AT_ONCE = 100


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """What is ruled: lead and helpers by id, what the helpers are to do, and why.

    With ``fallback`` the configured department leads (先办后议), whatever lead is named.
    """

    why: str
    lead: str = ""
    helpers: Sequence[str] = ()
    task: str = ""
    fallback: bool = False


def open_dispute(ticket: Ticket, *, rules: CityRules, by: Actor, at: datetime, note: str) -> Dispute:
    """Say that it is in dispute who is responsible; from now on a ruling is due instead of a dispatch."""
    advance(ticket, Action.DISPUTE, by=by, at=at, note=note)
    dispute = Dispute(ticket_id=ticket.id, opened_at=at, opened_by=by.name, why=note)
    db.session.add(dispute)
    casework_clocks.begin(ticket, ClockKind.RULING, rules=rules, at=at, instead_of=(ClockKind.DISPATCH,))
    return dispute


def consult(ticket: Ticket, *, took_part: str, text: str, by: Actor, at: datetime) -> None:
    """Write down a consultation: who took part and what each said."""
    if not took_part.strip():
        raise BadInput("请填写参加会商的单位和人员。", field="took_part")
    advance(ticket, Action.CONSULT, by=by, at=at, note=text, facts={"took_part": took_part})
    dispute = get_open(ticket)
    dispute.took_part, dispute.record = took_part, text
    dispute.consulted_by, dispute.consulted_at = by.name, at


def rule(ticket: Ticket, ruling: Ruling, *, rules: CityRules, by: Actor, at: datetime) -> None:
    """Name lead and helpers, which binds, and send the ticket to them.

    Raises IllegalTransition where nothing was consulted on and no fallback is asked for.
    """
    dispute = get_open(ticket)
    if dispute.consulted_at is None and not ruling.fallback:
        raise IllegalTransition("请先登记会商情况再裁定；情况紧急时可选择由兜底单位先行办理。")
    if not ruling.why.strip():
        raise BadInput("请填写裁定理由和依据。", field="why")
    fallback = casework_clocks.casework_of(ticket, rules).fallback_for(ticket.district)
    lead = fallback if ruling.fallback else ruling.lead
    parts = dispatching.Parts(lead=lead, helpers=ruling.helpers, task=ruling.task)
    facts = dispatching.hand_out(ticket, parts, rules=rules, at=at, bound=True)
    advance(ticket, Action.RULE, by=by, at=at, note=ruling.why, facts=facts | {"fallback": ruling.fallback})
    dispatching.supervise_last_round(ticket, rules=rules, at=at)
    if not ruling.fallback:
        db.session.add(Lesson(ticket_id=ticket.id, department_id=lead, weight=1, at=at))
    dispute.ruled_by, dispute.ruled_at, dispute.why_ruled = by.name, at, ruling.why
    dispute.lead_department_id, dispute.helper_ids = lead, list(facts["helpers"])
    dispute.by_fallback = ruling.fallback


def list_late(*, at: datetime) -> list[int]:
    """Return the ids of tickets whose ruling is late, at most AT_ONCE."""
    query = select(Deadline.ticket_id).where(
        Deadline.clock == ClockKind.RULING, Deadline.ended_at.is_(None), Deadline.due_at <= at
    )
    return list(db.session.scalars(query.order_by(Deadline.due_at).limit(AT_ONCE)))


def rule_late(ticket: Ticket, *, rules: CityRules, at: datetime) -> bool:
    """Give a ticket whose ruling is late to the fallback department, where the city wants that; tell whether it did."""
    due = clocks.find_running(ticket, ClockKind.RULING)
    version = casework_clocks.casework_of(ticket, rules)
    if due is None or due.due_at > at or version.late_ruling is not LateRuling.FALLBACK:
        return False
    rule(ticket, Ruling(why=RULED_LATE, fallback=True), rules=rules, by=SYSTEM, at=at)
    return True


def get_open(ticket: Ticket) -> Dispute:
    """Return the dispute that waits for a ruling; raises IllegalTransition where none does."""
    query = select(Dispute).where(Dispute.ticket_id == ticket.id, Dispute.ruled_at.is_(None))
    found = db.session.scalars(query.order_by(Dispute.id.desc())).first()
    if found is None:
        raise IllegalTransition("这张工单没有等待裁定的争议。")
    return found


def find_ruling(ticket: Ticket) -> Dispute | None:
    """Return the ruling that binds this ticket, if there is one."""
    query = select(Dispute).where(Dispute.ticket_id == ticket.id, Dispute.ruled_at.is_not(None))
    return db.session.scalars(query.order_by(Dispute.id.desc())).first()
