"""The clocks of a ticket: started with a due date and its reason, ended once, never rewritten. Knows nothing of HTTP.

Handling runs from dispatch, not from signing: a department cannot stop time by not signing (domain rule, see
docs/time-limits.md).
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from hotline.db import db
from hotline.domain.limits import Circumstances, Limit, Rule, Unit
from hotline.domain.people import SYSTEM
from hotline.domain.replay import CLOCKS
from hotline.domain.rules import CityRules
from hotline.domain.vocabulary import ClockKind
from hotline.errors import ConfigurationError
from hotline.flow.advance import record
from hotline.models import Deadline, Ticket

# An order to a department outlives the steps of its ticket: it is answered and closed by itself.
OF_ORDERS = (ClockKind.SUPERVISE,)
AT_DISPATCH = (ClockKind.SIGN, ClockKind.RETURN, ClockKind.HANDLE)


def circumstances_of(ticket: Ticket, *, at: datetime) -> Circumstances:
    """Return what the limit table needs to know of a ticket."""
    return Circumstances(
        kind=ticket.kind,
        urgency=ticket.urgency,
        matter=ticket.matter_id,
        limit_class=ticket.limit_class,
        tag=ticket.tag,
        rework=ticket.round > 1,
        at=at,
    )


def start(
    ticket: Ticket,
    clocks: Iterable[ClockKind],
    *,
    rules: CityRules,
    at: datetime,
    since: datetime | None = None,
    instead_of: Sequence[ClockKind] = (),
) -> Rule:
    """Start these clocks by the rule that fits the ticket now, counted from ``since`` (or now); return that rule.

    The running clocks of ``instead_of`` end at the same moment.
    """
    begin = since or at
    rule = rules.limits.rule_for(circumstances_of(ticket, at=begin))
    begun = []
    for clock in clocks:
        limit = rule.limit(clock)
        if limit is None:
            continue
        begun.append(_counted(ticket, clock, limit, rule=rule, rules=rules, at=begin))
    turn(ticket, ended=_running_of(ticket, instead_of), begun=begun, at=at)
    return rule


def start_order_clock(ticket: Ticket, serial: int, *, rules: CityRules, at: datetime) -> Deadline:
    """Start the clock of the ticket's supervision order of this number, by the rule that fits the ticket now."""
    rule = rules.limits.rule_for(circumstances_of(ticket, at=at))
    limit = rule.limit(ClockKind.SUPERVISE)
    if limit is None:
        raise ConfigurationError(f"时限规则“{rule.name}”没有督办时限。")
    begun = _counted(ticket, ClockKind.SUPERVISE, limit, rule=rule, rules=rules, at=at)
    begun.whose = str(serial)
    turn(ticket, ended=(), begun=[begun], at=at)
    return begun


def end_order_clock(ticket: Ticket, deadline: Deadline, *, at: datetime) -> None:
    """Stop the clock of one order where it still runs; the ticket's own go on."""
    if deadline.ended_at is None:
        turn(ticket, ended=[deadline], begun=(), at=at)


def handle_until(
    ticket: Ticket, due_at: datetime, *, at: datetime, rule_id: str, reason: str, unit: Unit = Unit.WORKING_DAYS
) -> None:
    """Let handling run to a date that was decided, in place of the clock that ran so far."""
    begun = deadline_of(ticket, ClockKind.HANDLE, at=at, due_at=due_at, rule_id=rule_id, reason=reason)
    begun.unit = unit.value
    turn(ticket, ended=_running_of(ticket, (ClockKind.HANDLE,)), begun=[begun], at=at)


def run_on(ticket: Ticket, stopped: Iterable[Deadline], *, at: datetime) -> None:
    """Let clocks that were stopped run on as if they never had been: from the same moment to the same date."""
    begun = [like(each, at=each.started_at, due_at=each.due_at, reason=each.reason) for each in stopped]
    turn(ticket, ended=[], begun=begun, at=at)


def end(ticket: Ticket, *clocks: ClockKind, at: datetime) -> None:
    """Stop these clocks where they run. What is due next stands on the ticket again."""
    turn(ticket, ended=_running_of(ticket, clocks), begun=[], at=at)


def stop_all(ticket: Ticket, *, at: datetime) -> None:
    """Stop every clock of the ticket's own: nobody owes it a step now."""
    turn(ticket, ended=running(ticket), begun=[], at=at)


def running(ticket: Ticket) -> list[Deadline]:
    """Return the ticket's own running clocks, the first due first; those of orders are not among them."""
    query = select(Deadline).where(
        Deadline.ticket_id == ticket.id, Deadline.ended_at.is_(None), Deadline.clock.not_in(OF_ORDERS)
    )
    return list(db.session.scalars(query.order_by(Deadline.due_at)))


def find_running(ticket: Ticket, clock: ClockKind) -> Deadline | None:
    """Return the running clock of this kind, if any."""
    return next((deadline for deadline in running(ticket) if deadline.clock is clock), None)


def latest(ticket: Ticket, clock: ClockKind) -> Deadline | None:
    """Return the clock of this kind that began last, running or not."""
    query = select(Deadline).where(Deadline.ticket_id == ticket.id, Deadline.clock == clock)
    return db.session.scalars(query.order_by(Deadline.id.desc())).first()


def show_next_due(ticket: Ticket) -> None:
    """Write onto the ticket which date its worklists sort by: handling's own, or the first that runs.

    A helper's own clock is the helper's affair.
    """
    db.session.flush()
    due = [deadline for deadline in running(ticket) if deadline.clock is not ClockKind.HELP]
    handling = next((deadline for deadline in due if deadline.clock is ClockKind.HANDLE), None)
    ticket.due_at = handling.due_at if handling else (due[0].due_at if due else None)


def _running_of(ticket: Ticket, clocks: Sequence[ClockKind]) -> list[Deadline]:
    return [each for each in running(ticket) if each.clock in clocks] if clocks else []


def _counted(ticket: Ticket, clock: ClockKind, limit: Limit, *, rule: Rule, rules: CityRules, at: datetime) -> Deadline:
    due_at = rules.limits.due(at, limit, rules.calendar)
    reason = rules.limits.explain_due(at, limit, rules.calendar, rule=rule)
    counted = deadline_of(ticket, clock, at=at, due_at=due_at, rule_id=rule.id, reason=reason)
    counted.unit = limit.unit.value
    return counted


def deadline_of(
    ticket: Ticket, clock: ClockKind, *, at: datetime, due_at: datetime, rule_id: str, reason: str
) -> Deadline:
    """Return a new clock, which ``turn`` begins."""
    return Deadline(
        ticket_id=ticket.id,
        clock=clock,
        round=ticket.round,
        started_at=at,
        due_at=due_at,
        rule_id=rule_id,
        reason=reason,
    )


def like(old: Deadline, *, at: datetime, due_at: datetime, reason: str) -> Deadline:
    """Return a new clock of the same kind, rule and unit, which ``turn`` begins."""
    return Deadline(
        ticket_id=old.ticket_id,
        clock=old.clock,
        round=old.round,
        started_at=at,
        due_at=due_at,
        unit=old.unit,
        whose=old.whose,
        rule_id=old.rule_id,
        reason=reason,
    )


def turn(ticket: Ticket, *, ended: Sequence[Deadline], begun: Sequence[Deadline], at: datetime) -> None:
    """End and begin clocks at one moment; the journal keeps it, so that every deadline can be told from it alone."""
    for deadline in ended:
        deadline.ended_at = at
    for deadline in begun:
        deadline.running_since = at
    db.session.add_all(begun)
    if ended or begun:
        facts = {"ended": [each.name for each in ended], "begun": {each.name: _told(each) for each in begun}}
        record(ticket, CLOCKS, by=SYSTEM, at=at, facts=facts)
    show_next_due(ticket)


def _told(deadline: Deadline) -> dict[str, Any]:
    return {
        "from": deadline.started_at.astimezone(UTC).isoformat(),
        "due": deadline.due_at.astimezone(UTC).isoformat(),
        "rule": deadline.rule_id,
        "round": deadline.round,
    }
