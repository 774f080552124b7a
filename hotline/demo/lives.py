"""The lives of demo tickets: each a short story told through the real rooms. Commits nothing itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from hotline.db import db
from hotline.demo.phrases import Case
from hotline.domain.people import CITIZEN, Actor, Role
from hotline.domain.rules import CityRules
from hotline.domain.vocabulary import ClockKind, RemarkKind, ReturnReason, Satisfaction
from hotline.errors import BadInput
from hotline.flow import answering, clocks, dispatching, handling, intake, publishing, reviewing
from hotline.flow.casework import petitions, waiting
from hotline.flow.dispatching import active_department
from hotline.models import Answer, Assignment, Proposal, Ticket

OPERATOR = Actor(role=Role.OPERATOR, name="陈晓岚")
SUPERVISOR = Actor(role=Role.SUPERVISOR, name="熊丽君")
NEIGHBOURS = ("urban_mgmt", "construction", "traffic_police")  # where a matter often goes astray
HOUR = timedelta(hours=1)


@dataclass
class Told:
    """One ticket's story so far: the ticket, its case, and the moment up to which it was told."""

    ticket: Ticket
    case: Case
    rules: CityRules
    at: datetime
    latest: datetime
    random: Random

    @property
    def officer(self) -> Actor:
        """Return the officer of the department that leads."""
        return Actor(role=Role.DEPARTMENT, name="经办人", department_id=self.ticket.lead_department_id)

    def later(self, hours: float) -> datetime:
        """Move on by about this many hours, never past the present."""
        moved = self.at + HOUR * hours * self.random.uniform(0.6, 1.4)
        self.at = min(moved, self.latest)
        return self.at


def stay(_told: Told) -> None:
    """Leave the ticket where it is."""


def ask(told: Told) -> None:
    """Ask the citizen for what is missing."""
    note = "请补充事发的具体位置（门牌号或附近标志物），以便派单。"
    waiting.ask_citizen(told.ticket, rules=told.rules, by=OPERATOR, at=told.later(2), note=note)


def decline(told: Told) -> None:
    """Point to the proper path."""
    note = "您反映的事项已进入诉讼程序，请通过受理法院查询进展；12345热线不能代替诉讼程序。"
    dispatching.decline(told.ticket, by=OPERATOR, at=told.later(2), note=note)


def settle(told: Told) -> None:
    """Answer on the spot."""
    at = told.later(0.2)
    spoken = Answer(
        ticket_id=told.ticket.id,
        round=told.ticket.round,
        text=told.case.answer,
        basis=told.case.basis,
        resolution=told.case.resolution,
        by_name=OPERATOR.name,
        at=at,
    )
    dispatching.settle(told.ticket, spoken, by=OPERATOR, at=at)


def dispatch(told: Told) -> None:
    """Send it to its department."""
    dispatching.dispatch(told.ticket, to=told.case.department_id, rules=told.rules, by=OPERATOR, at=told.later(1.5))


def handle(told: Told) -> None:
    """Have the department sign."""
    dispatch(told)
    handling.sign(told.ticket, by=told.officer, at=told.later(5))


def handle_urged(told: Told) -> None:
    """Have a citizen press for an answer."""
    handle(told)
    handling.remark(told.ticket, "来电询问进展，请加快办理。", kind=RemarkKind.URGE, by=CITIZEN, at=told.later(30))


def ask_back(told: Told) -> None:
    """Have the ticket go astray, and the department it came to ask to send it back."""
    wrong, right = _astray(told), active_department(told.case.department_id, field="lead").name
    dispatching.dispatch(told.ticket, to=wrong, rules=told.rules, by=OPERATOR, at=told.later(1.5))
    wish = petitions.ReturnWish(
        reason=ReturnReason.NOT_OUR_DUTY,
        text=f"来件反映的事项不在我单位职责范围内，按职责分工由{right}负责，请改派。",
        basis="市12345热线职责分工表",
        suggested_department_id=told.case.department_id,
    )
    asked_at, window = told.later(3), clocks.find_running(told.ticket, ClockKind.RETURN)
    in_time = min(asked_at, window.due_at) if window else asked_at  # an urgent matter's window is short
    petitions.ask_to_send_back(told.ticket, wish, by=told.officer, at=in_time)


def _astray(told: Told) -> str:
    """Return where a hurried operator may have sent it: the study's next candidate that is not the right one."""
    proposed = db.session.scalars(select(Proposal.decision).filter_by(ticket_id=told.ticket.id)).first()
    named: list[str] = [each["department_id"] for each in proposed["candidates"]] if proposed else []
    been = set(db.session.scalars(select(Assignment.department_id).filter_by(ticket_id=told.ticket.id)))
    return next(each for each in (*named, *NEIGHBOURS) if each not in been | {told.case.department_id})


def send_back(told: Told) -> None:
    """Grant the return, so that it waits for another dispatch."""
    ask_back(told)
    petition = petitions.find_open(told.ticket)
    if petition is not None:
        petitions.grant(petition, rules=told.rules, by=OPERATOR, at=told.later(2), note="情况属实，同意退单。")


def return_twice(told: Told) -> None:
    """Send it out and back twice: a ticket in dispute."""
    send_back(told)
    send_back(told)


def ask_longer(told: Told) -> None:
    """Have the department ask for more days."""
    handle(told)
    note = "需调取施工图并现场开挖，原定期限内无法完成。"
    petitions.ask_to_extend(told.ticket, days=3, note=note, rules=told.rules, by=told.officer, at=told.later(6))


def answer(told: Told) -> None:
    """Hand an answer in for review."""
    handle(told)
    reply = answering.Reply(text=told.case.answer, basis=told.case.basis, resolution=told.case.resolution)
    answering.answer(told.ticket, reply, by=told.officer, at=told.later(40))


def reject(told: Told) -> None:
    """Have the answer sent back for another."""
    answer(told)
    note = "答复未回应市民提出的具体时间要求，请补充。"
    reviewing.reject(told.ticket, rules=told.rules, by=SUPERVISOR, at=told.later(5), note=note)


def approve(told: Told) -> None:
    """Let the answer go to the citizen."""
    answer(told)
    reviewing.approve(told.ticket, rules=told.rules, by=SUPERVISOR, at=told.later(4))


def disappoint(told: Told) -> None:
    """Have the citizen say that this is no answer."""
    approve(told)
    message, note = told.ticket.messages[0], "只说会处理，没有说什么时候处理好。"
    reviewing.rate(message, Satisfaction.BAD, by=CITIZEN, at=told.later(10), note=note)


def close(told: Told) -> None:
    """Have a satisfied citizen close it."""
    approve(told)
    grade = told.random.choice((Satisfaction.VERY_GOOD, Satisfaction.GOOD, Satisfaction.GOOD, Satisfaction.FAIR))
    reviewing.rate(told.ticket.messages[0], grade, by=CITIZEN, at=told.later(12))


def publish(told: Told) -> None:
    """Publish where the citizen agreed and the masked text shows nobody."""
    close(told)
    if not told.ticket.may_publish:
        return
    try:
        publishing.publish(told.ticket, publishing.draft(told.ticket), by=SUPERVISOR, at=told.later(8))
    except BadInput:
        return  # a reviewer would look at the text by hand; the demo leaves it closed


def reopen(told: Told) -> None:
    """Do it over because the citizen was right."""
    disappoint(told)
    note = "回访不满意：未明确完成时间，重办。"
    reviewing.reopen(told.ticket, rules=told.rules, by=OPERATOR, at=told.later(5), note=note)
    dispatching.dispatch(told.ticket, to=told.case.department_id, rules=told.rules, by=OPERATOR, at=told.later(2))


def withdraw(told: Told) -> None:
    """Let the citizen take it back."""
    intake.withdraw(told.ticket, by=CITIZEN, at=told.later(4), note="问题已自行解决")
