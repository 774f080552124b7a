"""Tickets as people make them: each step through its room, in its own unit of work. Needs an application's context.

Nothing here writes a row by itself, so what a test begins with is what the product really makes.
"""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import select

from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.domain.contact import Contact
from hotline.domain.lifecycle import State
from hotline.domain.people import CITIZEN, Actor
from hotline.domain.vocabulary import Channel, Kind, Resolution, ReturnReason, Urgency
from hotline.flow import answering, classification, dispatching, handling, intake, publishing, reviewing
from hotline.flow.casework import disputes, petitions, waiting
from hotline.flow.same_matter import merging
from hotline.models import Answer, Petition, Proposal, Ticket
from hotline.parts import parts
from tests.people import HELPER, LEAD, MINUTE, MONDAY, OFFICER, OPERATOR, OTHER, SUPERVISOR

NAME, PHONE = "陈秀英", "13871234567"
_serial = itertools.count(1)


def a_contact(**changes: Any) -> Contact:
    """Return a call about stalls on a pavement, with whatever the test wants otherwise."""
    usual: dict[str, Any] = {
        "channel": Channel.PHONE,
        "kind": Kind.COMPLAINT,
        "title": "流动摊贩占道经营",
        "text": "建设路与和平街交叉口每天傍晚都有流动摊贩占道经营，行人只能走机动车道。",
        "citizen_name": NAME,
        "citizen_phone": PHONE,
        "occurred": "每天傍晚五点以后",
        "place": "建设路与和平街交叉口",
        "may_publish": True,
    }
    return Contact(**(usual | changes))


def a_ticket(state: State = State.RECEIVED, *, at: datetime = MONDAY, **changes: Any) -> int:
    """Bring a new ticket to a state by the steps that lead there, a minute apart; return its id."""
    with unit_of_work():
        ticket_id = _id_of(intake.receive(a_contact(**changes), by=OPERATOR, at=at).ticket)
    for count, step in enumerate(ROADS[state], 1):
        with unit_of_work():
            step(db.session.get_one(Ticket, ticket_id), at + count * MINUTE)
    return ticket_id


def the(ticket_id: int) -> Ticket:
    """Return the ticket as the database has it now."""
    db.session.expire_all()
    return db.session.get_one(Ticket, ticket_id)


def the_first_proposal(app: Flask, **changes: Any) -> Proposal:
    """Return what this program's study proposes for a new ticket, as it is kept."""
    with app.app_context():
        ticket_id = a_ticket(at=now(), **changes)
        with unit_of_work():
            here = parts()
            classification.classify_received(the(ticket_id), study=here.study, rules=here.rules, at=now())
        return db.session.scalars(select(Proposal).filter_by(ticket_id=ticket_id)).one()


def an_answer(text: str = "已现场清理并安排值守，摊贩引导至夜市经营。") -> answering.Reply:
    """Return what the department says it did."""
    return answering.Reply(
        text=text, basis="《城市市容和环境卫生管理条例》", resolution=Resolution.SOLVED, leader="张建国，分管副主任"
    )


def a_return_wish(**changes: Any) -> petitions.ReturnWish:
    """Return why the ticket is not ours."""
    usual: dict[str, Any] = {
        "reason": ReturnReason.NOT_OUR_DUTY,
        "text": "该路段由建设部门施工围挡管理",
        "basis": "权责清单第12项",
        "suggested_department_id": OTHER,
    }
    return petitions.ReturnWish(**(usual | changes))


def on_the_spot(ticket: Ticket, at: datetime) -> Answer:
    """Return an answer that the operator gives at once."""
    return Answer(
        ticket_id=ticket.id,
        round=ticket.round,
        text="占道经营由城管部门负责，已电话告知市民办理途径。",
        resolution=Resolution.EXPLAINED,
        by_name=OPERATOR.name,
        at=at,
    )


def open_petition(ticket: Ticket) -> Petition:
    """Return the ticket's petition that waits for a decision."""
    found = petitions.find_open(ticket)
    if found is None:
        raise LookupError("no petition waits")
    return found


def _id_of(ticket: Ticket) -> int:
    db.session.flush()
    return ticket.id


Step = Callable[[Ticket, datetime], Any]


def classify(ticket: Ticket, at: datetime) -> None:
    """Let an operator say what it is."""
    classification.classify_by_hand(
        ticket, kind=Kind.COMPLAINT, urgency=Urgency.NORMAL, rules=parts().rules, by=OPERATOR, at=at
    )


def _merge(ticket: Ticket, at: datetime) -> None:
    leading = intake.receive(a_contact(text=f"同一路口占道经营，第{next(_serial)}次反映。"), by=OPERATOR, at=at).ticket
    db.session.flush()
    merging.merge(ticket, into=leading, by=OPERATOR, at=at, note="同一事项")


def _ask(ticket: Ticket, at: datetime) -> None:
    waiting.ask_citizen(ticket, rules=parts().rules, by=OPERATOR, at=at, note="请补充具体时间")


def pause(ticket: Ticket, at: datetime) -> None:
    """Let the lead department ask the citizen."""
    waiting.pause(ticket, rules=parts().rules, by=officer_of(ticket), at=at, note="请补充摊贩出现的具体位置")


def resume(ticket: Ticket, at: datetime) -> None:
    """Let the lead department go on without the citizen."""
    waiting.resume(ticket, rules=parts().rules, by=officer_of(ticket), at=at, note="已从其他途径查明")


def rule(ticket: Ticket, at: datetime) -> None:
    """Let a supervisor consult and rule."""
    disputes.consult(ticket, took_part="市城管执法委、市城建局", text="双方各执一词", by=SUPERVISOR, at=at)
    ruling = disputes.Ruling(lead=LEAD, helpers=(HELPER,), why="占道经营由城管部门负责")
    disputes.rule(ticket, ruling, rules=parts().rules, by=SUPERVISOR, at=at)


def _dispute(ticket: Ticket, at: datetime) -> None:
    disputes.open_dispute(ticket, rules=parts().rules, by=OPERATOR, at=at, note="两个单位都认为不属于本单位职责")


def _decline(ticket: Ticket, at: datetime) -> None:
    dispatching.decline(ticket, by=OPERATOR, at=at, note="请向法院提起诉讼")


def _close(ticket: Ticket, at: datetime) -> None:
    reviewing.close(ticket, by=OPERATOR, at=at, note="市民满意")


def _withdraw(ticket: Ticket, at: datetime) -> None:
    intake.withdraw(ticket, by=CITIZEN, at=at)


def dispatch(ticket: Ticket, at: datetime) -> None:
    """Send the ticket to the usual lead and its helper."""
    dispatching.dispatch(ticket, to=LEAD, helpers=(HELPER,), rules=parts().rules, by=OPERATOR, at=at)


def sign(ticket: Ticket, at: datetime) -> None:
    """Let the lead department sign."""
    handling.sign(ticket, by=officer_of(ticket), at=at)


def answer(ticket: Ticket, at: datetime) -> None:
    """Let the lead department answer."""
    answering.answer(ticket, an_answer(), by=officer_of(ticket), at=at)


def approve(ticket: Ticket, at: datetime) -> None:
    """Let a supervisor approve the answer."""
    reviewing.approve(ticket, rules=parts().rules, by=SUPERVISOR, at=at)


def publish(ticket: Ticket, at: datetime) -> None:
    """Let a supervisor publish the masked draft as it is."""
    publishing.publish(ticket, publishing.draft(ticket), by=SUPERVISOR, at=at)


def officer_of(ticket: Ticket) -> Actor:
    """Return an officer of the department that leads the ticket."""
    return replace(OFFICER, department_id=ticket.lead_department_id)


_TO_HANDLING = (classify, dispatch, sign)
_TO_APPROVED = (*_TO_HANDLING, answer, approve)
ROADS: dict[State, tuple[Step, ...]] = {
    State.RECEIVED: (),
    State.WAITING: (_ask,),
    State.PAUSED: (*_TO_HANDLING, pause),
    State.DISPUTED: (classify, _dispute),
    State.DECLINED: (_decline,),
    State.CLASSIFIED: (classify,),
    State.MERGED: (_merge,),
    State.DISPATCHED: (classify, dispatch),
    State.HANDLING: _TO_HANDLING,
    State.ANSWERED: (*_TO_HANDLING, answer),
    State.APPROVED: _TO_APPROVED,
    State.CLOSED: (*_TO_APPROVED, _close),
    State.PUBLISHED: (*_TO_APPROVED, publish),
    State.VOIDED: (_withdraw,),
}
