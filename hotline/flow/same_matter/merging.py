"""Beside intake: 并单 — several citizens' messages about one matter come under one ticket. Knows nothing of HTTP.

Source: 重复诉求事项原则上并单处理, 国办函〔2025〕66号 (五). Every message stays word for word and keeps its own number,
query code, answer and rating. What a merge ends (clocks, assignments) is written into its journal entry, so that
undoing it brings back exactly that; see docs/repeats.md.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from hotline.db import db
from hotline.domain.lifecycle import DONE, FINISHED, WITH_DEPARTMENT, Action, State, transition_for
from hotline.domain.limit_rules import TABLE_CLOCKS
from hotline.domain.people import Actor
from hotline.domain.rules import CityRules
from hotline.domain.vocabulary import ClockKind, PartInTicket
from hotline.errors import BadInput, IllegalTransition
from hotline.flow import clocks
from hotline.flow.advance import advance, record
from hotline.flow.casework import casework_clocks
from hotline.flow.casework.assignments import current_assignments, end_assignments
from hotline.flow.casework.petitions import find_open
from hotline.models import Answer, Assignment, Deadline, JournalEntry, Message, Ticket
from hotline.queries.tickets import leading_of


def merge(ticket: Ticket, *, into: Ticket, by: Actor, at: datetime, note: str, rule: str = "") -> None:
    """Move the ticket's messages under ``into``, which leads from now on; ``rule`` names the rule that did it."""
    if ticket is into:
        raise BadInput("不能把工单并入它自己。", field="into")
    if into.state in FINISHED:
        raise IllegalTransition(f"目标工单当前为“{into.state.label}”，不能再并入。")
    if find_open(ticket) is not None:
        raise IllegalTransition("承办单位对这张工单的申请还没有审核，请先审核，再并单。")
    facts = {"into": into.number, **_what_it_leaves(ticket)} | ({"rule": rule} if rule else {})
    advance(ticket, Action.MERGE, by=by, at=at, note=note, facts=facts)
    record(into, "merged_in", by=by, at=at, note=note, facts={"from": ticket.number} | ({"rule": rule} if rule else {}))
    ticket.merged_into_id = into.id
    end_assignments(ticket, at=at)
    clocks.stop_all(ticket, at=at)
    for message in list(ticket.messages):
        message.home_ticket_id = message.home_ticket_id or ticket.id
        message.ticket = into


def split(ticket: Ticket, *, rules: CityRules, by: Actor, at: datetime, note: str) -> None:
    """Undo a merge: messages, state, departments and clocks are again what they were when it was merged.

    A clock whose date has passed meanwhile starts anew by the rules in force: nobody is late for what was not theirs.
    """
    transition_for(Action.SPLIT, ticket.state)
    left = _merge_of(ticket).facts
    led_by = leading_of(ticket)
    standing = State(left.get("state", State.CLASSIFIED.value))
    facts = {"from": led_by.number, "state": standing.value}
    _give_back(ticket, left.get("assignments", ()))
    advance(ticket, Action.SPLIT, by=by, at=at, note=note, facts=facts, back_to=standing)
    record(led_by, "split_off", by=by, at=at, note=note, facts={"ticket": ticket.number})
    _take_messages_back(ticket)
    _run_on(ticket, left, rules=rules, at=at)


def leave(ticket: Ticket, *, by: Actor, at: datetime, note: str) -> None:
    """Let a merged ticket's citizen go (撤回): their messages come home, all others stay with the one that leads."""
    leading = leading_of(ticket)
    record(leading, "split_off", by=by, at=at, note=note, facts={"ticket": ticket.number})
    for follower in db.session.scalars(select(Ticket).filter_by(merged_into_id=ticket.id)):
        follower.merged_into_id = leading.id
    db.session.flush()
    _take_messages_back(ticket)


def link(ticket: Ticket, *, to: Ticket, answer: Answer, by: Actor, at: datetime) -> None:
    """Answer a matter that was answered before and says nothing new: linked to it, not dispatched again.

    ``answer`` is what this citizen is told, checked by the operator: the earlier answer was written to somebody else.
    """
    if to.state not in DONE:
        raise IllegalTransition(f"工单{to.number}当前为“{to.state.label}”，还没有办结；同一事项请用“并单”。")
    if not answer.text.strip():
        raise BadInput("请填写告知市民的内容。", field="text")
    answer.approved, answer.reviewed_by, answer.reviewed_at = True, by.name, at
    db.session.add(answer)
    advance(ticket, Action.LINK, by=by, at=at, note=answer.text, facts={"earlier": to.number})
    record(to, "linked", by=by, at=at, facts={"from": ticket.number})
    ticket.repeat_of_id = to.id
    clocks.stop_all(ticket, at=at)


def _take_messages_back(ticket: Ticket) -> None:
    """Let a ticket that was merged hold its own messages again, and those that had been merged into it."""
    own = {ticket.id, *_followers(ticket.id)}
    for message in db.session.scalars(select(Message).where(Message.home_ticket_id.in_(own))):
        message.ticket = ticket
        if message.home_ticket_id == ticket.id:
            message.home_ticket_id = None
    ticket.merged_into_id = None


def _what_it_leaves(ticket: Ticket) -> dict[str, Any]:
    return {
        "state": ticket.state.value,
        "assignments": [each.id for each in current_assignments(ticket)],
        "clocks": [each.id for each in clocks.running(ticket)],
    }


def _merge_of(ticket: Ticket) -> JournalEntry:
    return next(entry for entry in reversed(ticket.journal) if entry.what == Action.MERGE.value)


def _followers(ticket_id: int) -> Iterable[int]:
    """Return the tickets that were merged into this one, and into those."""
    for follower in db.session.scalars(select(Ticket.id).filter_by(merged_into_id=ticket_id)).all():
        yield follower
        yield from _followers(follower)


def _give_back(ticket: Ticket, assignments: Iterable[int]) -> None:
    """Let the very parts that the merge ended be in force again."""
    for assignment in db.session.scalars(select(Assignment).where(Assignment.id.in_(list(assignments)))):
        assignment.ended_at = None
        if assignment.part is PartInTicket.LEAD:
            ticket.lead_department_id = assignment.department_id
    db.session.flush()  # whoever has it again hears of the step that follows


def _run_on(ticket: Ticket, left: dict[str, Any], *, rules: CityRules, at: datetime) -> None:
    stopped = db.session.scalars(select(Deadline).where(Deadline.id.in_(list(left.get("clocks", ()))))).all()
    clocks.run_on(ticket, [each for each in stopped if each.due_at > at], at=at)
    passed = [each.clock for each in stopped if each.due_at <= at and each.clock in TABLE_CLOCKS]
    if ticket.state is State.CLASSIFIED and not stopped:
        passed = [ClockKind.DISPATCH]
    if passed:
        clocks.start(ticket, passed, rules=rules, at=at)
    for each in stopped:
        if each.due_at <= at and each.clock not in TABLE_CLOCKS:
            casework_clocks.begin_again(ticket, each, rules=rules, at=at)
    if ClockKind.HANDLE in passed and ticket.state in WITH_DEPARTMENT:
        ticket.promised_at = ticket.due_at
