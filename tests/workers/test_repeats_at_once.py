"""Two citizens tell of one matter at one moment, and two workers have the two tickets in hand: neither is missed."""

import threading

import pytest
from sqlalchemy import text

from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import Tell
from hotline.models import OutboxMessage, RepeatProposal
from tests.factories import a_ticket
from workers import jobs, outbox

GATE = 4_711  # an advisory lock; whoever writes into the index of repeats waits at it before the commit
MAKE_GATE = f"""
CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_advisory_xact_lock_shared({GATE}); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER gate AFTER INSERT ON repeat_key DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION wait_at_gate();
"""
WAITING = f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = {GATE} AND NOT granted"
PLANT = {"title": "", "place": "", "text": "云岭水泥厂半夜排粉尘，窗台上一层灰，老人咳嗽。"}
AGAIN = {"title": "", "place": "", "text": "投诉云岭水泥厂污染，灰尘太大，衣服都不敢晾。"}


@pytest.fixture
def gate(app):
    """Hold every commit that touches the index of repeats until the test lets go."""
    with app.app_context(), db.engine.connect() as holder:
        holder.execute(text(MAKE_GATE))
        holder.commit()
        holder.execute(text(f"SELECT pg_advisory_lock({GATE})"))
        try:
            yield holder
        finally:
            holder.execute(text("SELECT pg_advisory_unlock_all()"))
            holder.execute(text("DROP TRIGGER gate ON repeat_key; DROP FUNCTION wait_at_gate()"))
            holder.commit()


def work_on(app, row_id):
    with app.app_context():
        jobs.carry_out("routing", [(row_id, 0)])


@pytest.mark.backend("postgresql")  # SQLite lets one writer in at a time
@pytest.mark.usefixtures("inside")
def test_of_two_repeats_in_two_workers_hands_each_is_found(app, gate):
    for phone, words in (("13871230001", PLANT), ("13871230002", AGAIN)):
        a_ticket(citizen_phone=phone, at=now(), **words)
    rows = [row.id for row in db.session.query(OutboxMessage).filter_by(tell=Tell.ROUTE_TICKET)]
    db.session.rollback()
    workers = [threading.Thread(target=work_on, args=(app, row)) for row in rows]
    for worker in workers:
        worker.start()
    while gate.execute(text(WAITING)).scalar() < len(rows):  # both have written, neither has committed
        gate.commit()
    gate.execute(text(f"SELECT pg_advisory_unlock({GATE})"))
    gate.commit()
    for worker in workers:
        worker.join()
    db.session.rollback()
    assert [row.last_error for row in db.session.query(OutboxMessage).filter_by(tell=Tell.ROUTE_TICKET)] == ["", ""]
    [proposal] = db.session.query(RepeatProposal)
    assert proposal.ticket_id > proposal.earlier_id


@pytest.mark.usefixtures("inside")
def test_a_ticket_is_shown_to_others_before_it_is_looked_at_and_twice_is_once(app):
    a_ticket(at=now(), **PLANT)
    row = db.session.query(OutboxMessage).filter_by(tell=Tell.ROUTE_TICKET).one().id
    db.session.rollback()
    work_on(app, row)
    with unit_of_work():
        assert outbox.find_open(row) is None
    work_on(app, row)  # handed over twice: nothing is done twice
    assert db.session.query(RepeatProposal).count() == 0
