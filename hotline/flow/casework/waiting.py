"""Beside dispatching and handling: 待补充 — the citizen is asked, and meanwhile nothing is due from the department.

Capped in times and days by the rules for casework; past the cap the matter goes on by itself. Source: 待补充 as a
state of its own in live systems (预审 → 待补充 → …). Knows nothing of HTTP.
"""

from datetime import datetime

from sqlalchemy import select

from hotline.db import db
from hotline.domain.lifecycle import Action, State
from hotline.domain.people import SYSTEM, Actor
from hotline.domain.rules import CityRules
from hotline.domain.vocabulary import ClockKind
from hotline.errors import IllegalTransition
from hotline.flow import clocks
from hotline.flow.advance import advance
from hotline.flow.casework import casework_clocks
from hotline.flow.casework.petitions import find_open
from hotline.flow.handling import require_lead
from hotline.models import Deadline, Ticket

NOTHING_CAME = "市民在期限内未补充，按现有情况继续办理。"
AT_ONCE = 100


def ask_citizen(ticket: Ticket, *, rules: CityRules, by: Actor, at: datetime, note: str) -> None:
    """Ask the citizen for what is missing before anybody can be named; ``note`` is the question."""
    advance(ticket, Action.ASK, by=by, at=at, note=note)
    casework_clocks.begin(ticket, ClockKind.WAIT, rules=rules, at=at, instead_of=(ClockKind.DISPATCH,))


def pause(ticket: Ticket, *, rules: CityRules, by: Actor, at: datetime, note: str) -> None:
    """Ask the citizen during handling; the handling clock stands still until the answer or the cap.

    Raises IllegalTransition past the due date, beyond the allowed times, or while a petition waits.
    """
    require_lead(ticket, by)
    if find_open(ticket) is not None:
        raise IllegalTransition("有一项申请尚未审核，请等待审核后再请市民补充。")
    handling = clocks.find_running(ticket, ClockKind.HANDLE)
    if handling is not None and at >= handling.due_at:
        raise IllegalTransition("办理时限已过，不能再暂停计时；请先答复，或在答复中说明。")
    most = casework_clocks.casework_of(ticket, rules).most_waits
    if times_paused(ticket) >= most:
        raise IllegalTransition(f"本次办理已请市民补充过{most}次，达到上限，不能再暂停计时。")
    advance(ticket, Action.PAUSE, by=by, at=at, note=note)
    ticket.promised_at = None
    casework_clocks.stand_still(ticket, rules=rules, at=at)


def resume(ticket: Ticket, *, rules: CityRules, by: Actor, at: datetime, note: str) -> None:
    """Go on without the citizen's answer; the clock gets exactly the time that was left."""
    require_lead(ticket, by)
    advance(ticket, Action.RESUME, by=by, at=at, note=note)
    let_run_again(ticket, rules=rules, at=at)


def let_run_again(ticket: Ticket, *, rules: CityRules, at: datetime) -> None:
    """End the waiting: what stood still runs again, and the citizen's promised date moves with it."""
    handling = casework_clocks.go_on(ticket, rules=rules, at=at)
    if handling is not None:
        ticket.promised_at = handling.due_at


def list_overdue(*, at: datetime) -> list[int]:
    """Return the ids of tickets whose citizen was asked and whose time of waiting is over, at most AT_ONCE."""
    query = select(Deadline.ticket_id).where(
        Deadline.clock == ClockKind.WAIT, Deadline.ended_at.is_(None), Deadline.due_at <= at
    )
    return list(db.session.scalars(query.order_by(Deadline.due_at).limit(AT_ONCE)))


def go_on_without(ticket: Ticket, *, rules: CityRules, at: datetime) -> bool:
    """Let a ticket go on whose citizen did not answer in time; tell whether it did. Once, however often asked."""
    waiting = clocks.find_running(ticket, ClockKind.WAIT)
    if waiting is None or waiting.due_at > at:
        return False
    advance(ticket, Action.RESUME, by=SYSTEM, at=at, note=NOTHING_CAME)
    let_run_again(ticket, rules=rules, at=at)
    return True


def times_paused(ticket: Ticket) -> int:
    """Return how often the citizen was asked during the present round of handling."""
    asked = [entry.what for entry in ticket.journal]
    since = len(asked) - asked[::-1].index(Action.REOPEN.value) if Action.REOPEN.value in asked else 0
    return asked[since:].count(Action.PAUSE.value)


def is_waiting(ticket: Ticket) -> bool:
    """Tell whether the citizen's answer is what the ticket waits for."""
    return ticket.state in (State.WAITING, State.PAUSED)
