"""The clocks of a ticket: started with a due date and its reason, ended once, never rewritten. Knows nothing of HTTP.

Handling runs from dispatch, not from signing: a department cannot stop time by not signing (domain rule, see
docs/time-limits.md).
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from hotline.db import db
from hotline.domain.limits import Circumstances, Rule
from hotline.domain.rules import CityRules
from hotline.domain.vocabulary import ClockKind
from hotline.models import Deadline, Ticket

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


def start(ticket: Ticket, clocks: Iterable[ClockKind], *, rules: CityRules, at: datetime) -> Rule:
    """Start these clocks by the rule that fits the ticket now; return that rule."""
    rule = rules.limits.rule_for(circumstances_of(ticket, at=at))
    for clock in clocks:
        limit = rule.limit(clock)
        if limit is None:
            continue
        due_at = rules.limits.due(at, limit, rules.calendar)
        reason = rules.limits.explain_due(at, limit, rules.calendar, rule=rule)
        _write(ticket, clock, at=at, due_at=due_at, rule_id=rule.id, reason=reason)
    show_next_due(ticket)
    return rule


def handle_until(ticket: Ticket, due_at: datetime, *, at: datetime, rule_id: str, reason: str) -> None:
    """Let handling run to a date that was decided, in place of the clock that ran so far."""
    end(ticket, ClockKind.HANDLE, at=at)
    _write(ticket, ClockKind.HANDLE, at=at, due_at=due_at, rule_id=rule_id, reason=reason)
    show_next_due(ticket)


def end(ticket: Ticket, *clocks: ClockKind, at: datetime) -> None:
    """Stop these clocks where they run; without names, all of them. What is due next stands on the ticket again."""
    for deadline in running(ticket):
        if not clocks or deadline.clock in clocks:
            deadline.ended_at = at
    show_next_due(ticket)


def stop_all(ticket: Ticket, *, at: datetime) -> None:
    """Stop every clock: nobody owes this ticket anything now."""
    end(ticket, at=at)


def running(ticket: Ticket) -> list[Deadline]:
    """Return the ticket's running clocks, the first due first."""
    query = select(Deadline).where(Deadline.ticket_id == ticket.id, Deadline.ended_at.is_(None))
    return list(db.session.scalars(query.order_by(Deadline.due_at)))


def find_running(ticket: Ticket, clock: ClockKind) -> Deadline | None:
    """Return the running clock of this kind, if any."""
    return next((deadline for deadline in running(ticket) if deadline.clock is clock), None)


def show_next_due(ticket: Ticket) -> None:
    """Write onto the ticket which date its worklists sort by: handling's own, or the first that runs."""
    db.session.flush()
    due = running(ticket)
    handling = next((deadline for deadline in due if deadline.clock is ClockKind.HANDLE), None)
    ticket.due_at = handling.due_at if handling else (due[0].due_at if due else None)


def _write(ticket: Ticket, clock: ClockKind, *, at: datetime, due_at: datetime, rule_id: str, reason: str) -> None:
    db.session.add(
        Deadline(
            ticket_id=ticket.id,
            clock=clock,
            round=ticket.round,
            started_at=at,
            due_at=due_at,
            rule_id=rule_id,
            reason=reason,
        )
    )
