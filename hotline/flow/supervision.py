"""Beside the rooms, supervision (督办): an order to a department, answered with a leader's name, and closed.

By hand or by rule; 催办 → 督办 → 通报 are the rungs (domain/supervision.py). An order moves no ticket and has a clock
of its own, which the ticket's steps do not stop. Source: 督办 in the closed loop of 国办发〔2020〕53号; 最终答复 signed
by the responsible leader as in 吕梁市2024. Knows nothing of HTTP.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from hotline.db import db
from hotline.domain.lifecycle import State, Tell
from hotline.domain.people import Actor, Role
from hotline.domain.rules import CityRules
from hotline.domain.supervision import OrderKind, OrderRule, OrderStage
from hotline.errors import BadInput, IllegalTransition, NotAllowed
from hotline.flow import clocks
from hotline.flow.advance import post, record
from hotline.flow.casework.assignments import current_assignments
from hotline.models import SupervisionAnswer, SupervisionOrder, Ticket

ISSUERS = (Role.SUPERVISOR, Role.SYSTEM)
WAITING_FOR_SOMEBODY = (OrderStage.OPEN, OrderStage.ANSWERED)


@dataclass(frozen=True, kw_only=True)
class OrderWish:
    """What is ordered: the rung, why and what is to be done, and of whom (the lead where nobody is named).

    A rule names itself in ``rule`` and what it must not do twice in ``once``; the clock's rules are told ``in_digest``,
    with everything else of their round, instead of by a letter of their own.
    """

    kind: OrderKind
    text: str
    department_id: str | None = None
    rule: str = ""
    once: str | None = None
    in_digest: bool = False


@dataclass(frozen=True, kw_only=True)
class OrderReply:
    """What a department answers to an order, and its responsible leader with post (责任领导)."""

    text: str
    leader: str = ""


def issue(ticket: Ticket, wish: OrderWish, *, rules: CityRules, by: Actor, at: datetime) -> SupervisionOrder:
    """Issue an order, start its clock and tell the department.

    Raises NotAllowed for anybody but a supervisor or a rule, BadInput without a text, for a department that has no part
    in the ticket or one that still owes an order of this kind, IllegalTransition where nobody holds the ticket.
    """
    if by.role not in ISSUERS:
        raise NotAllowed("督办单应由督办员发出。")
    if not wish.text.strip():
        raise BadInput("请填写督办事项：为什么督办，要求办到什么程度。", field="text")
    department_id = _addressee(ticket, wish.department_id)
    if any(each.department_id == department_id and each.kind is wish.kind for each in list_open(ticket)):
        raise BadInput(f"该单位的上一份{wish.kind.label}还没有办结，不能重复发出。", field="kind")
    version = rules.supervision.in_force(at)
    serial = _next_serial(ticket)
    deadline = clocks.start_order_clock(ticket, serial, rules=rules, at=at)
    order = SupervisionOrder(
        ticket=ticket,
        serial=serial,
        department_id=department_id,
        kind=wish.kind,
        text=wish.text,
        rule=wish.rule,
        once=wish.once,
        rules_version=version.version,
        issued_by=by.name,
        issued_at=at,
        deadline=deadline,
    )
    db.session.add(order)
    facts = {"order": order.serial, "department": department_id, "due_at": deadline.due_at.isoformat()}
    facts |= {"rule": wish.rule, "version": version.version} if wish.rule else {}
    record(ticket, f"order.{wish.kind.value}", by=by, at=at, note=wish.text, facts=facts)
    if not wish.in_digest:
        post(ticket, Tell.SEND_ORDER, at=at, facts=_letter_about(order, "issued"))
    return order


def answer(order: SupervisionOrder, reply: OrderReply, *, rules: CityRules, by: Actor, at: datetime) -> None:
    """Answer an order for the department it was sent to; its clock stops here.

    Raises NotAllowed for another department, BadInput where the text or the responsible leader's name is missing,
    IllegalTransition where the order waits for no answer.
    """
    if by.role is not Role.DEPARTMENT or by.department_id != order.department_id:
        raise NotAllowed("这份督办单不是发给您所在单位的。")
    if order.stage is not OrderStage.OPEN:
        raise IllegalTransition(f"这份{order.kind.label}{order.stage.label}，不需要再答复。")
    if not reply.text.strip():
        raise BadInput("请填写对督办事项的答复。", field="text")
    if _rule_of(order, rules).needs_leader and not reply.leader.strip():
        raise BadInput("请填写责任领导的姓名和职务。", field="leader")
    order.answers.append(SupervisionAnswer(text=reply.text, leader=reply.leader.strip(), by_name=by.name, at=at))
    order.stage = OrderStage.ANSWERED
    clocks.end_order_clock(order.ticket, order.deadline, at=at)
    facts = {"order": order.serial, "leader": reply.leader.strip()}
    record(order.ticket, "order.answer", by=by, at=at, note=reply.text, facts=facts)


def send_back(order: SupervisionOrder, *, rules: CityRules, by: Actor, at: datetime, note: str) -> None:
    """Ask for another answer, with the reason; the order gets a new clock of the same limit."""
    _require_supervisor(by)
    if order.stage is not OrderStage.ANSWERED:
        raise IllegalTransition("这份督办单没有待审的答复。")
    if not note.strip():
        raise BadInput("请填写退回的理由。", field="note")
    _review(order, accepted=False, by=by, at=at, note=note)
    order.stage = OrderStage.OPEN
    order.deadline = clocks.start_order_clock(order.ticket, order.serial, rules=rules, at=at)
    record(order.ticket, "order.send_back", by=by, at=at, note=note, facts={"order": order.serial})
    post(order.ticket, Tell.SEND_ORDER, at=at, facts=_letter_about(order, "sent_back"))


def close(order: SupervisionOrder, *, rules: CityRules, by: Actor, at: datetime, note: str = "") -> None:
    """Close an order: its answer is accepted; one that asks for an answer and has none needs a reason."""
    _require_supervisor(by)
    if order.stage not in WAITING_FOR_SOMEBODY:
        raise IllegalTransition(f"这份{order.kind.label}{order.stage.label}。")
    unanswered = order.stage is OrderStage.OPEN and _rule_of(order, rules).needs_answer
    if unanswered and not note.strip():
        raise BadInput("承办单位还没有答复；不等答复就办结，请写明理由。", field="note")
    if order.stage is OrderStage.ANSWERED:
        _review(order, accepted=True, by=by, at=at, note=note)
    _end(order, OrderStage.CLOSED, by=by, at=at, note=note)
    record(order.ticket, "order.close", by=by, at=at, note=note, facts={"order": order.serial})


def let_lapse(ticket: Ticket, *, by: Actor, at: datetime, note: str) -> None:
    """End the orders that wait because their department or the matter itself is gone; nobody owes them any more."""
    for order in list_open(ticket):
        _end(order, OrderStage.LAPSED, by=by, at=at, note=note)
        record(ticket, "order.lapse", by=by, at=at, note=note, facts={"order": order.serial})


def list_open(ticket: Ticket) -> list[SupervisionOrder]:
    """Return the ticket's orders that wait for the department or for the supervisor."""
    query = select(SupervisionOrder).where(
        SupervisionOrder.ticket_id == ticket.id, SupervisionOrder.stage.in_(WAITING_FOR_SOMEBODY)
    )
    return list(db.session.scalars(query.order_by(SupervisionOrder.serial)))


def _addressee(ticket: Ticket, wanted: str | None) -> str:
    if ticket.state in (State.VOIDED, State.MERGED, State.DECLINED):
        raise IllegalTransition(f"工单{ticket.state.label}，不能发督办单。")
    parts = [each.department_id for each in current_assignments(ticket)]
    if not parts:
        raise IllegalTransition("工单目前没有承办单位，不能发督办单。")
    if wanted is not None and wanted not in parts:
        raise BadInput("督办单只能发给这张工单的主办或协办单位。", field="department")
    return wanted or parts[0]


def _next_serial(ticket: Ticket) -> int:
    newest = select(func.max(SupervisionOrder.serial)).where(SupervisionOrder.ticket_id == ticket.id)
    return (db.session.scalar(newest) or 0) + 1


def _rule_of(order: SupervisionOrder, rules: CityRules) -> OrderRule:
    return rules.supervision.in_force(order.issued_at).orders[order.kind]


def _letter_about(order: SupervisionOrder, what: str) -> dict[str, object]:
    return {"order": order.serial, "kind": order.kind.value, "department": order.department_id, "what": what}


def _require_supervisor(by: Actor) -> None:
    if by.role is not Role.SUPERVISOR:
        raise NotAllowed("督办单应由督办员审核。")


def _review(order: SupervisionOrder, *, accepted: bool, by: Actor, at: datetime, note: str) -> None:
    given = order.answers[-1]
    given.accepted, given.reviewed_by, given.reviewed_at, given.review_note = accepted, by.name, at, note


def _end(order: SupervisionOrder, stage: OrderStage, *, by: Actor, at: datetime, note: str) -> None:
    order.stage, order.ended_by, order.ended_at, order.end_note = stage, by.name, at, note
    clocks.end_order_clock(order.ticket, order.deadline, at=at)
