"""The clocks that casework sets: waiting for a citizen, a ruling, a helper's part; and clocks that stand still.

Beside clocks.py, which follows the table of limits. Knows nothing of HTTP.
"""

from datetime import datetime

from sqlalchemy import select

from hotline.db import db
from hotline.domain import deadlines
from hotline.domain.casework import Casework
from hotline.domain.city import city_time
from hotline.domain.limits import Limit
from hotline.domain.rules import CityRules
from hotline.domain.vocabulary import ClockKind
from hotline.flow import clocks
from hotline.models import Deadline, Ticket

STAND_STILL = (ClockKind.HANDLE, ClockKind.HELP)


def casework_of(ticket: Ticket, rules: CityRules) -> Casework:
    """Return the version of the rules that was in force when the ticket was received."""
    return rules.casework.in_force(ticket.received_at)


def limit_of(clock: ClockKind, version: Casework) -> Limit:
    """Return the limit that a version of the rules gives one of these clocks."""
    return {ClockKind.WAIT: version.wait, ClockKind.RULING: version.ruling, ClockKind.HELP: version.joint}[clock]


def begin(
    ticket: Ticket,
    clock: ClockKind,
    *,
    rules: CityRules,
    at: datetime,
    instead_of: tuple[ClockKind, ...] = (),
) -> Deadline:
    """Begin a clock by the rules for casework; the running clocks of ``instead_of`` end at the same moment."""
    begun = _new(ticket, clock, rules=rules, at=at)
    ended = [each for each in clocks.running(ticket) if each.clock in instead_of]
    clocks.turn(ticket, ended=ended, begun=[begun], at=at)
    return begun


def begin_part(ticket: Ticket, department_id: str, *, rules: CityRules, at: datetime) -> Deadline:
    """Begin a helper's own clock, which ends no later than the lead's."""
    begun = _new(ticket, ClockKind.HELP, rules=rules, at=at)
    begun.whose = department_id
    handling = clocks.find_running(ticket, ClockKind.HANDLE)
    if handling is not None and handling.due_at < begun.due_at:
        begun.due_at, begun.unit = handling.due_at, handling.unit
        begun.reason = f"协办不晚于主办的办理时限，至{_text(handling.due_at)}截止。主办时限：{handling.reason}"
    clocks.turn(ticket, ended=[], begun=[begun], at=at)
    return begun


def begin_again(ticket: Ticket, old: Deadline, *, rules: CityRules, at: datetime) -> None:
    """Begin a clock anew whose date went by while the ticket was not its department's or its citizen's to answer."""
    if old.whose:
        begin_part(ticket, old.whose, rules=rules, at=at)
    else:
        begin(ticket, old.clock, rules=rules, at=at)


def end_part(ticket: Ticket, department_id: str, *, at: datetime) -> None:
    """End a helper's own clock where it runs."""
    ended = [each for each in clocks.running(ticket) if each.whose == department_id]
    clocks.turn(ticket, ended=ended, begun=[], at=at)


def stand_still(ticket: Ticket, *, rules: CityRules, at: datetime) -> Deadline:
    """Stop handling's clock and the helpers' while the citizen is asked; the clock of waiting runs instead."""
    return begin(ticket, ClockKind.WAIT, rules=rules, at=at, instead_of=STAND_STILL)


def go_on(ticket: Ticket, *, at: datetime, rules: CityRules) -> Deadline | None:
    """End the waiting and let what stood still run again, with exactly the time that was left; return handling's."""
    waiting = clocks.find_running(ticket, ClockKind.WAIT)
    if waiting is None:
        return None
    stopped = select(Deadline).where(
        Deadline.ticket_id == ticket.id,
        Deadline.ended_at == waiting.started_at,
        Deadline.clock.in_(STAND_STILL),
    )
    begun = [_restored(each, waiting, rules=rules, at=at) for each in db.session.scalars(stopped.order_by(Deadline.id))]
    clocks.turn(ticket, ended=[waiting], begun=begun, at=at)
    return next((each for each in begun if each.clock is ClockKind.HANDLE), None)


def _restored(old: Deadline, waiting: Deadline, *, rules: CityRules, at: datetime) -> Deadline:
    unit, since = deadlines.Unit(old.unit), waiting.started_at
    due_at = deadlines.resumed(old.due_at, paused_at=since, at=at, unit=unit, calendar=rules.calendar)
    counted = "剩余办公时间" if unit in (deadlines.Unit.WORKING_DAYS, deadlines.Unit.WORKING_HOURS) else "剩余时间"
    waited = f"{_text(waiting.started_at)}至{_text(at)}等待市民补充，不计时，{counted}顺延"
    reason = f"{old.reason.rstrip('。')}；{waited}，至{_text(due_at)}截止。"
    return clocks.like(old, at=at, due_at=due_at, reason=reason)


def _new(ticket: Ticket, clock: ClockKind, *, rules: CityRules, at: datetime) -> Deadline:
    version = casework_of(ticket, rules)
    limit = limit_of(clock, version)
    due_at = rules.limits.due(at, limit, rules.calendar)
    doubt = "，数值待本市确认" if version.to_be_confirmed else ""
    how = rules.limits.explain_due(at, limit, rules.calendar)
    reason = f"按办理规则“{version.version}”的{clock.label}（依据：{version.source}{doubt}）：{how}"
    new = clocks.deadline_of(ticket, clock, at=at, due_at=due_at, rule_id=f"casework:{version.version}", reason=reason)
    new.unit = limit.unit.value
    return new


def _text(moment: datetime) -> str:
    local = city_time(moment)
    return f"{local.month}月{local.day}日{local:%H:%M}"
