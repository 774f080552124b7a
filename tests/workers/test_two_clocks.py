"""Two clock programs at once on one database: every reminder once, every act once, every letter once."""

import threading

from sqlalchemy import select

from hotline.db import db
from hotline.domain.lifecycle import State, Tell
from hotline.models import OutboxMessage, Reminder
from tests.factories import a_ticket
from tests.flow.laws import flaws
from tests.people import HOUR, MINUTE
from tests.workers.test_reminding import at_city
from workers.reminding import make_round

TICKETS = 12


def said():
    db.session.rollback()
    return list(db.session.scalars(select(Reminder.step)))


def letters():
    db.session.rollback()
    return list(db.session.scalars(select(OutboxMessage).filter_by(tell=Tell.REMIND)))


def test_two_clocks_at_once_make_every_reminder_once(app, inside):
    for _ in range(TICKETS):
        a_ticket(State.HANDLING)
    at = at_city("2026-03-26 09:00")
    start = threading.Barrier(2)

    def one_clock():
        with app.app_context():
            start.wait()
            for minute in range(4):
                make_round(at + minute * MINUTE)
            db.session.remove()

    clocks = [threading.Thread(target=one_clock) for _ in range(2)]
    for each in clocks:
        each.start()
    for each in clocks:
        each.join()
    make_round(at + HOUR)
    made = said()
    for step in ("handle-yellow", "handle-due", "handle-urge", "handle-supervise"):
        assert made.count(step) == TICKETS, step
    told = [each for letter in letters() for each in letter.facts["reminders"]]
    assert len(told) == len(set(told)) == len(made) - TICKETS  # 督办 was due at once: 催办 is written down, not sent
    assert flaws() == []
