"""2,000 tickets while clocks, relay and workers are killed with SIGKILL at random and Redis is emptied twice.

Two clock programs and two workers run. In the end every reminder that was due exists exactly once, none was there
before its moment, and each letter that had to leave arrived at a real mail server: once, but for the one letter that a
killed worker may have had in its hands, whose copy carries the same Message-ID.
"""

import email
import os
import random
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from hotline.cli import chain
from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import State, Tell
from hotline.domain.reminders import schedule
from hotline.domain.vocabulary import Channel, ClockKind, Kind, PartInTicket
from hotline.models import Assignment, Deadline, Department, OutboxMessage, Reminder, SupervisionOrder, Ticket
from hotline.parts import parts
from tests import servers
from tests.people import LEAD, OTHER
from tests.workers.house import wait_until

TICKETS, PORTIONS, SEED = 2_000, 8, 12345
SIZE = TICKETS // PORTIONS
EMPTIED_AFTER = (2, 5)  # portions
PROGRAMS = {"clock": "clock", "second clock": "clock", "relay": "relay", "worker": "worker", "second worker": "worker"}
LATE, SOON, HALF_HOUR, WRITTEN_TO = 25, 4, 3, 10  # one ticket in so many
LONG_AGO = (timedelta(days=21), timedelta(days=9), timedelta(days=4))  # rungs are due, which cost an order each
FEWEST = 3 * SIZE // LATE  # reminders that each portion brings at once: its late ones are yellow, due and urged
NOT_BY_STEPS = "流水的最后状态与工单状态不符"  # of tickets that were written as if they had come a long way
LONG, SHORT = timedelta(days=40), timedelta(hours=2)  # limits
QUIET = timedelta(seconds=10)  # nothing falls due for so long: time to end the programs before there is new work


class Yard:
    """The programs behind the house, started as in production, and started again when one was killed."""

    def __init__(self, folder, **settings):
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
        chosen = {"HOTLINE_DATA_DIR": str(folder), "HOTLINE_SECRET_KEY": "secret of the tests", "HOTLINE_DEMO": "0"}
        self.environment = kept | chosen | settings
        self.log = folder / "yard.log"
        self.running = {}

    def start(self, *names):
        for name in names:
            with self.log.open("ab") as log:
                command = [sys.executable, "-m", "hotline.cli", PROGRAMS[name]]
                self.running[name] = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)

    def kill(self, *names):
        for name in names:
            self.running[name].kill()
            self.running[name].wait()

    def complaint(self):
        return self.log.read_text()[-4_000:]


@pytest.fixture
def yard(inside, redis_empty, mailbox, tmp_path):
    url = inside.config["SQLALCHEMY_DATABASE_URI"]
    opened = Yard(tmp_path, HOTLINE_DATABASE_URL=url, HOTLINE_REDIS_URL=redis_empty, HOTLINE_SMTP_URL=mailbox.url)
    yield opened
    opened.kill(*opened.running)


def span_of(turn, at):
    """Return how long a ticket's clock runs, and when it is due: far ahead, within seconds, or long ago."""
    seconds = timedelta(seconds=turn // SOON % 20)
    if turn % LATE == 0:
        return LONG, at - LONG_AGO[turn // LATE % len(LONG_AGO)]
    if turn % SOON == 0 and turn % HALF_HOUR == 0:
        return SHORT, at + SHORT / 4 + seconds
    if turn % SOON == 0:
        return LONG, at + seconds
    return LONG, at + timedelta(hours=12, minutes=10 * turn)


def take_in(turns):
    """Write tickets that departments hold; some with a letter that has to leave."""
    at = now()
    with unit_of_work():
        for turn in turns:
            length, due = span_of(turn, at)
            lead, begin = (LEAD, OTHER)[turn % 2], due - length
            ticket = Ticket(
                number=f"20260101{turn:06d}0",
                state=State.HANDLING,
                channel=Channel.PHONE,
                kind=Kind.COMPLAINT,
                title="路灯不亮",
                received_at=begin,
                due_at=due,
                lead_department_id=lead,
            )
            db.session.add(ticket)
            db.session.flush()
            part = Assignment(ticket_id=ticket.id, department_id=lead, part=PartInTicket.LEAD, since=begin)
            clock = {"clock": ClockKind.HANDLE, "started_at": begin, "due_at": due, "rule_id": "complaint"}
            db.session.add_all([part, Deadline(ticket_id=ticket.id, **clock)])
            if turn % WRITTEN_TO == 0:
                row = {"tell": Tell.TELL_DEPARTMENT, "facts": {"action": "dispatch"}}
                db.session.add(OutboxMessage(ticket=ticket, created_at=at, next_try_at=at, **row))


class Plan:
    """When each step of each clock is due, told from the stored clocks and the rules alone."""

    def __init__(self):
        self.moments, self.known = {}, set()

    def of(self, deadline_ids):
        """Return the plan, with these deadlines in it."""
        rules = parts().rules
        for each in db.session.scalars(select(Deadline).where(Deadline.id.in_(set(deadline_ids) - self.known))):
            self.known.add(each.id)
            steps = rules.supervision.in_force(each.started_at).steps
            span = {"start": each.started_at, "due": each.due_at, "calendar": rules.calendar}
            self.moments |= {(each.id, one.step.id): one.at for one in schedule(steps, each.clock, **span)}
        return self.moments


class Watch:
    """Looks at the reminders again and again: none may be there twice or before its moment."""

    def __init__(self):
        self.plan, self.seen = Plan(), set()

    def look(self):
        """Return how many reminders there are."""
        db.session.rollback()
        if db.session.scalar(select(func.count(Reminder.id))) > len(self.seen):
            made = [tuple(row) for row in db.session.execute(select(Reminder.deadline_id, Reminder.step))]
            at, new = now(), set(made) - self.seen
            plan = self.plan.of(deadline_id for deadline_id, _ in new)
            assert len(made) == len(set(made))
            assert [each for each in new if plan[each] > at] == []
            self.seen |= new
        return len(self.seen)


def settled(watch):
    """Return a moment up to which, and for a while after which, nothing is left to be done; None where there is."""
    watch.look()
    at = now()
    left = (
        select(func.count()).where(Deadline.ended_at.is_(None), Deadline.look_at <= at + QUIET),
        select(func.count()).where(Reminder.told_at.is_(None)),
        select(func.count()).where(OutboxMessage.done_at.is_(None)),
    )
    return None if any(db.session.scalar(each) for each in left) else at


@pytest.mark.backend("postgresql")  # several clocks on one database; row locks are what is tried
def test_every_reminder_exists_once_and_none_is_early_whatever_is_killed(yard, redis_empty, mailbox):
    chance, watch, killed = random.Random(SEED), Watch(), Counter()
    with unit_of_work():
        db.session.execute(update(Department).values(email=Department.id + "@example.gov.cn"))
    yard.start(*PROGRAMS)
    for portion in range(PORTIONS):
        enough = watch.look() + chance.randint(1, FEWEST)
        take_in(range(portion * SIZE, (portion + 1) * SIZE))
        wait_until(lambda enough=enough: watch.look() >= enough, yard.complaint)
        if portion in EMPTIED_AFTER:
            servers.empty_redis(redis_empty)
        victim = chance.choice(tuple(PROGRAMS))
        yard.kill(victim)
        killed[PROGRAMS[victim]] += 1
        yard.start(victim)
    let_leases_run_out(yard)
    killed["worker"] += 2
    at = wait_until(lambda: settled(watch), yard.complaint)
    yard.kill(*PROGRAMS)
    hold_reminders(watch.plan, at)
    hold_letters(mailbox, most_copies=killed["worker"])


def let_leases_run_out(yard):
    """Let the time pass for which a row waits that a dead worker or an emptied Redis took along; nobody works then."""
    yard.kill("relay", "worker", "second worker")
    with unit_of_work():
        db.session.execute(update(OutboxMessage).where(OutboxMessage.done_at.is_(None)).values(next_try_at=now()))
    yard.start("relay", "worker")


def hold_reminders(plan, at):
    """Hold the reminders against what was due by then, and the ladder's orders against the rungs."""
    db.session.rollback()
    made, plan = list(db.session.scalars(select(Reminder))), plan.of(db.session.scalars(select(Deadline.id)))
    said = [(each.deadline_id, each.step) for each in made]
    assert len(said) == len(set(said))
    assert {each for each, moment in plan.items() if moment <= at} <= set(said)
    assert [each for each in made if each.made_at < each.planned_at or each.planned_at != plan[_key(each)]] == []
    assert [each for each in made if each.late != (each.made_at - each.planned_at > timedelta(minutes=10))] == []
    orders = list(db.session.execute(select(SupervisionOrder.ticket_id, SupervisionOrder.kind)))
    assert len(orders) == len(set(orders))
    urged = {each.ticket_id for each in made if each.step == "handle-urge"}
    assert {ticket_id for ticket_id, _ in orders} == urged
    assert len(urged) == len(orders) == TICKETS // LATE
    assert {reason for _, reason in chain.verify().broken} == {NOT_BY_STEPS}  # else the chains are whole


def _key(reminder):
    return reminder.deadline_id, reminder.step


def hold_letters(mailbox, most_copies):
    """Hold what arrived against what had to leave."""
    rows = list(db.session.scalars(select(OutboxMessage)))
    wanted = [key for row in rows for key in row.facts["sent"]]
    assert [row for row in rows if row.dead_at or not row.facts["sent"]] == []
    arrived = Counter(_name_of(letter) for letter in mailbox.letters)
    assert set(arrived) == set(wanted)
    assert len(wanted) == len(set(wanted))
    assert arrived.total() - len(arrived) <= most_copies
    dispatched = [row for row in rows if row.tell is Tell.TELL_DEPARTMENT]
    assert len(dispatched) == TICKETS // WRITTEN_TO
    to_tell = select(Reminder.id).where(Reminder.department_id.is_not(None), Reminder.skipped.is_(False))
    told = Counter(each for row in rows if row.tell is Tell.REMIND for each in row.facts["reminders"])
    assert set(told) == set(db.session.scalars(to_tell))
    assert set(told.values()) == {1}


def _name_of(envelope):
    return email.message_from_bytes(envelope.content)["Message-ID"].strip("<>").partition("@")[0]
