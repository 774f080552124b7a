"""Beside the rooms, reminding: what follows from a clock that runs, each step once and never early.

The work is derived from the deadlines themselves: ``look_at`` says when one must be looked at next, so a look costs
what is due, not what is stored, and a clock program that was away finds everything that came due meanwhile. Plain
reminders are made many at a time; a step that does more (an order) takes its ticket by itself. Knows
nothing of HTTP.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from hotline.db import db
from hotline.domain.lifecycle import Tell
from hotline.domain.people import SYSTEM
from hotline.domain.reminders import Act, Planned, schedule
from hotline.domain.rules import CityRules
from hotline.domain.supervision import SupervisionVersion
from hotline.domain.vocabulary import ClockKind
from hotline.flow import reviewing, supervision
from hotline.flow.casework import assignments
from hotline.models import Deadline, OutboxMessage, Reminder, SupervisionOrder, Ticket

AT_ONCE = 500
MOST_IN_LETTER = 500
RUNGS = {Act.URGE: 1, Act.SUPERVISE: 2, Act.CIRCULATE: 3}
OUTAGE, STOOD_STILL = "系统曾中断", "当时计时已停止，后来恢复"
OF_THE_HOTLINE = (ClockKind.DISPATCH, ClockKind.FOLLOW_UP, ClockKind.WAIT, ClockKind.RULING)


@dataclass(frozen=True)
class Place:
    """Where a round stands among the deadlines that are due: what was looked at last."""

    look_at: datetime
    id: int


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What one look found: how many reminders it made, which deadlines ask for an act, and where it stopped."""

    made: int
    to_act: tuple[int, ...]
    last: Place | None


def look(*, rules: CityRules, at: datetime, after: Place | None = None) -> Looked:
    """Make the plain reminders of up to AT_ONCE deadlines that are due for a look; ``last`` is None at the end.

    Deadlines that another clock program holds are left to it.
    """
    query = select(Deadline).where(Deadline.ended_at.is_(None), Deadline.look_at <= at)
    if after is not None:
        query = query.where(
            Deadline.look_at >= after.look_at, or_(Deadline.look_at > after.look_at, Deadline.id > after.id)
        )
    query = query.order_by(Deadline.look_at, Deadline.id).limit(AT_ONCE).with_for_update(skip_locked=True)
    deadlines = list(db.session.scalars(query))
    if not deadlines:
        return Looked(made=0, to_act=(), last=None)
    last = Place(deadlines[-1].look_at or at, deadlines[-1].id)
    said, addressees = _said(deadlines), _addressees(deadlines)
    made, to_act = 0, []
    for deadline in deadlines:
        version, open_steps = _open_steps(deadline, said[deadline.id], rules)
        due = [each for each in open_steps if each.at <= at]
        plain = [each for each in due if each.step.act is Act.REMIND]
        for each in plain:
            db.session.add(_reminder(deadline, each, version, to=addressees[deadline.id], at=at))
        made += len(plain)
        if len(plain) < len(due):
            to_act.append(deadline.id)
            deadline.look_at = min(each.at for each in due)
        else:
            deadline.look_at = min((each.at for each in open_steps if each.at > at), default=None)
    return Looked(made=made, to_act=tuple(to_act), last=last)


def act(deadline_id: int, *, rules: CityRules, at: datetime) -> bool:
    """Take the steps of one deadline that do more than remind, in their order; tell whether there were any to take.

    Of the ladder's rungs only the highest that is due is climbed: after an outage nobody is urged, supervised and
    circulated in one minute. What is passed over is written down with its reason.
    """
    ticket_id = db.session.scalar(select(Deadline.ticket_id).where(Deadline.id == deadline_id))
    ours = select(Ticket).where(Ticket.id == ticket_id).with_for_update(skip_locked=True, key_share=True)
    ticket = db.session.scalars(ours).one_or_none()
    if ticket is None:  # somebody is at it; the next round finds it still due
        return False
    deadline = db.session.get_one(Deadline, deadline_id, with_for_update=True, populate_existing=True)
    if deadline.ended_at is not None:
        return False
    version, open_steps = _open_steps(deadline, _said([deadline])[deadline.id], rules)
    to = _addressees([deadline])[deadline.id]
    due = [each for each in open_steps if each.at <= at]
    highest = max((each for each in due if each.step.act.order), key=lambda each: RUNGS[each.step.act], default=None)
    for each in due:
        made = _reminder(deadline, each, version, to=to, at=at)
        if highest and each.step.act.order and each is not highest:
            _skip(made, f"已到“{highest.step.title}”，不再发{each.step.act.label}单")
        elif instead := _take(ticket, deadline, each, to=to, rules=rules, at=at):
            _skip(made, instead)
        db.session.add(made)
    deadline.look_at = min((each.at for each in open_steps if each.at > at), default=None)
    return bool(due)


def tell_departments(*, at: datetime) -> int:
    """Put what was not told yet into one letter per department (more only beyond MOST_IN_LETTER); return how many."""
    query = select(Reminder).where(Reminder.told_at.is_(None)).order_by(Reminder.department_id, Reminder.id)
    untold: dict[str, list[Reminder]] = defaultdict(list)
    for reminder in db.session.scalars(query.with_for_update(skip_locked=True)):
        reminder.told_at = at
        if reminder.department_id is not None:
            untold[reminder.department_id].append(reminder)
    letters = 0
    for department_id, reminders in untold.items():
        for first in range(0, len(reminders), MOST_IN_LETTER):
            ids = [each.id for each in reminders[first : first + MOST_IN_LETTER]]
            facts = {"department": department_id, "reminders": ids}
            db.session.add(OutboxMessage(tell=Tell.REMIND, created_at=at, next_try_at=at, facts=facts))
            letters += 1
    return letters


def _open_steps(deadline: Deadline, said: set[str], rules: CityRules) -> tuple[SupervisionVersion, list[Planned]]:
    """Return what is still to follow from a deadline, by the version in force when it began."""
    version = rules.supervision.in_force(deadline.started_at)
    planned = schedule(
        version.steps, deadline.clock, start=deadline.started_at, due=deadline.due_at, calendar=rules.calendar
    )
    return version, [each for each in planned if each.step.id not in said]


def _said(deadlines: Iterable[Deadline]) -> dict[int, set[str]]:
    """Return the steps that were said of each; a clock that runs on after a pause is the same clock (clocks.run_on)."""
    earlier = aliased(Deadline)
    same = (
        (earlier.ticket_id == Deadline.ticket_id)
        & (earlier.clock == Deadline.clock)
        & (earlier.whose == Deadline.whose)
        & (earlier.started_at == Deadline.started_at)
        & (earlier.due_at == Deadline.due_at)
    )
    query = select(Deadline.id, Reminder.step).join(earlier, same).join(Reminder, Reminder.deadline_id == earlier.id)
    said: dict[int, set[str]] = defaultdict(set)
    for deadline_id, step in db.session.execute(query.where(Deadline.id.in_([each.id for each in deadlines]))):
        said[deadline_id].add(step)
    return said


def _addressees(deadlines: Iterable[Deadline]) -> dict[int, str | None]:
    """Return which department each deadline binds; None where it is the hotline's own."""
    listed = list(deadlines)
    tickets = {each.ticket_id for each in listed}
    leads = dict(db.session.execute(select(Ticket.id, Ticket.lead_department_id).where(Ticket.id.in_(tickets))).all())
    ordered = {each.ticket_id for each in listed if each.clock is ClockKind.SUPERVISE}
    orders = {
        (ticket_id, str(serial)): department_id
        for ticket_id, serial, department_id in db.session.execute(
            select(SupervisionOrder.ticket_id, SupervisionOrder.serial, SupervisionOrder.department_id).where(
                SupervisionOrder.ticket_id.in_(ordered)
            )
        )
    }
    found: dict[int, str | None] = {}
    for each in listed:
        if each.clock in OF_THE_HOTLINE:
            found[each.id] = None
        elif each.clock is ClockKind.SUPERVISE:
            found[each.id] = orders.get((each.ticket_id, each.whose))
        else:
            found[each.id] = each.whose or leads[each.ticket_id]
    return found


def _reminder(
    deadline: Deadline, planned: Planned, version: SupervisionVersion, *, to: str | None, at: datetime
) -> Reminder:
    late = at - planned.at > version.late_after
    stood_still = deadline.running_since is not None and planned.at < deadline.running_since
    return Reminder(
        deadline_id=deadline.id,
        ticket_id=deadline.ticket_id,
        department_id=to,
        step=planned.step.id,
        title=planned.step.title,
        rules_version=version.version,
        planned_at=planned.at,
        made_at=at,
        late=late,
        because=(STOOD_STILL if stood_still else OUTAGE) if late else "",
    )


def _skip(reminder: Reminder, why: str) -> None:
    """Write down that a step was passed over, and why; there is nothing to tell anybody."""
    reminder.skipped, reminder.because, reminder.told_at = True, why, reminder.made_at


def _take(
    ticket: Ticket, deadline: Deadline, planned: Planned, *, to: str | None, rules: CityRules, at: datetime
) -> str:
    """Do what a step does; return why it was not done, "" where it was."""
    step = planned.step
    if step.act is Act.CLOSE:
        return reviewing.close_unanswered(ticket, since=deadline.started_at, at=at)
    if step.act.order is not None and to is not None:
        _order(ticket, deadline, planned, to=to, rules=rules, at=at)
    return ""


def _order(ticket: Ticket, deadline: Deadline, planned: Planned, *, to: str, rules: CityRules, at: datetime) -> None:
    """Issue the rung's order, unless the department owes one of the same rung already or has no part any more."""
    kind = planned.step.act.order
    takes_part = any(each.department_id == to for each in assignments.current_assignments(ticket))
    owes = any(each.kind is kind and each.department_id == to for each in supervision.list_open(ticket))
    if kind is None or owes or not takes_part:
        return
    wish = supervision.OrderWish(
        kind=kind,
        text=f"{deadline.clock.label}已过（{planned.step.title}），请说明原因并尽快办理。",
        department_id=to,
        rule=planned.step.id,
        once=f"{deadline.id}:{planned.step.id}",
        in_digest=True,
    )
    supervision.issue(ticket, wish, rules=rules, by=SYSTEM, at=at)
