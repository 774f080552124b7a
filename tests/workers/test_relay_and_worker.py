"""From the outbox over a real Redis to a real RQ worker and back: each effect once, whatever gets lost between."""

import contextlib
import json
import logging
from datetime import timedelta

import pytest
from redis import ConnectionError as RedisAway
from redis import Redis

from hotline.clock import now
from hotline.db import db
from hotline.domain.lifecycle import State
from hotline.models import Heartbeat, JournalEntry, Proposal
from hotline.queries import yard
from tests import servers
from tests.factories import a_ticket, the
from tests.workers.yard import begin_and_die, carry_out_all, hand_over, rows, work_until_idle, worker_of
from workers import jobs, queue_counts, queues, worker

pytestmark = pytest.mark.usefixtures("inside", "_signals")
PAST_ANY_LEASE = timedelta(minutes=10)


def test_a_new_ticket_is_classified_by_the_worker(app, redis_empty):
    ticket_id = a_ticket(at=now())
    carry_out_all(app, redis_empty)
    assert the(ticket_id).state is State.CLASSIFIED
    assert db.session.scalars(db.select(Proposal).filter_by(ticket_id=ticket_id)).one()
    assert rows()[0].done_at is not None


def test_a_burst_of_tickets_travels_in_few_jobs(app, redis_empty):
    tickets = [a_ticket(at=now(), text=f"第{turn}条：路口有流动摊贩占道经营。") for turn in range(60)]
    assert hand_over(redis_empty) == 60
    with Redis.from_url(redis_empty) as redis:
        assert redis.llen("rq:queue:routing") == 3
    work_until_idle(app, redis_empty)
    while hand_over(redis_empty, at=now() + PAST_ANY_LEASE):  # what ran out of time on a busy machine comes again
        work_until_idle(app, redis_empty)
    assert {the(ticket_id).state for ticket_id in tickets} == {State.CLASSIFIED}


def test_what_the_queues_hold_is_copied_for_the_admin(app, redis_empty):
    for turn in range(3):
        a_ticket(at=now(), text=f"第{turn}条：路口有流动摊贩占道经营。")
    hand_over(redis_empty)
    with queues.connect(redis_empty) as connection:
        queue_counts.keep(connection, at=now())
        queue_counts.keep(connection, at=now())
    counted = {each.name: (each.waiting, each.running, each.failed, each.workers) for each in yard.list_queues()}
    assert counted == {"letters": (0, 0, 0, 0), "routing": (1, 0, 0, 0), "webhooks": (0, 0, 0, 0)}


def test_what_was_handed_over_is_not_handed_over_again_before_its_lease_ran_out(app, redis_empty):
    a_ticket(at=now())
    assert hand_over(redis_empty) == 1
    assert hand_over(redis_empty) == 0


def test_an_emptied_redis_loses_nothing(app, redis_empty):
    ticket_id = a_ticket(at=now())
    hand_over(redis_empty)
    servers.empty_redis(redis_empty)
    work_until_idle(app, redis_empty)
    assert the(ticket_id).state is State.RECEIVED
    assert hand_over(redis_empty, at=now() + PAST_ANY_LEASE) == 1
    work_until_idle(app, redis_empty)
    assert the(ticket_id).state is State.CLASSIFIED


def test_the_rows_of_a_worker_that_died_as_it_began_come_again(app, redis_empty):
    ticket_id = a_ticket(at=now())
    hand_over(redis_empty)
    begin_and_die(app, redis_empty, "routing")
    assert hand_over(redis_empty, at=now() + PAST_ANY_LEASE) == 1
    work_until_idle(app, redis_empty)
    assert the(ticket_id).state is State.CLASSIFIED


def test_the_same_rows_handed_over_twice_are_carried_out_once(app, redis_empty):
    ticket_id = a_ticket(at=now())
    hand_over(redis_empty)
    with queues.connect(redis_empty) as connection:
        (job,) = queues.queue_of(queues.LANES["routing"], connection).jobs
        lane, handed = job.args
    jobs.carry_out(lane, handed)
    work_until_idle(app, redis_empty)
    jobs.carry_out(lane, handed)
    steps = db.select(JournalEntry.what).filter_by(ticket_id=ticket_id).order_by(JournalEntry.id)
    assert db.session.scalars(steps).all() == ["receive", "classify", "clocks"]
    assert rows()[0].attempts == 1


def test_a_full_queue_leaves_rows_in_the_database(app, redis_empty, monkeypatch):
    monkeypatch.setattr(queues, "LONGEST_QUEUE", 1)
    for turn in range(30):
        a_ticket(at=now(), text=f"第{turn}条：路灯不亮。")
    assert hand_over(redis_empty) == 25
    assert hand_over(redis_empty) == 0
    work_until_idle(app, redis_empty)
    assert hand_over(redis_empty) == 5


def test_one_row_that_fails_keeps_no_other_from_its_turn(app, redis_empty):
    broken, whole = a_ticket(at=now()), a_ticket(at=now(), text="小区门口路灯坏了三天，晚上很黑。")
    row = rows()[0]
    row.facts, row.tell = {"action": "no such step"}, "tell_citizen"
    db.session.execute(db.update(type(row)).where(type(row).id == row.id).values(facts=row.facts, tell=row.tell))
    db.session.commit()
    jobs.carry_out("routing", [[each.id, 0] for each in rows()])
    assert the(whole).state is State.CLASSIFIED
    assert the(broken).state is State.RECEIVED
    failed = rows()[0]
    assert (failed.attempts, failed.last_error) == (1, "ValueError")
    assert failed.next_try_at > now()


def test_a_ticket_that_moved_on_meanwhile_is_left_alone(app, redis_empty):
    ticket_id = a_ticket(State.DISPATCHED, at=now() - timedelta(hours=1))
    version = the(ticket_id).version
    carry_out_all(app, redis_empty)
    assert (the(ticket_id).state, the(ticket_id).version) == (State.DISPATCHED, version)


def test_only_ids_travel_over_redis(app, redis_empty):
    a_ticket(at=now())
    hand_over(redis_empty)
    with Redis.from_url(redis_empty) as redis:
        kept = b"".join(
            json.dumps({str(k): str(v) for k, v in redis.hgetall(key).items()}, ensure_ascii=False).encode()
            for key in redis.scan_iter("rq:job:*")
        ).decode()
    assert "占道" not in kept
    assert "13871234567" not in kept


@pytest.mark.backend("sqlite")  # no row is read
def test_a_redis_that_goes_while_a_worker_waits_is_said_in_one_line_and_leaves_no_thread(app, tmp_path, caplog):
    absence, away = worker.absence, contextlib.ExitStack()
    with away, queues.connect(away.enter_context(servers.redis_server(tmp_path))) as connection:
        waiting = worker_of(app, connection)
        waiting.check_for_suspension = lambda _burst: (away.close(), connection.ping())
        logging.getLogger("rq.worker").addFilter(absence)
        try:
            waiting.work(burst=True, logging_level="WARNING")
            waiting.pubsub_thread.join()
            absence.begin(RedisAway())
        finally:
            logging.getLogger("rq.worker").removeFilter(absence)
        absence.end()
        absence.end()
    said = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert [sentence.split(":")[0] for sentence in said] == [
        "Redis does not answer (ConnectionError)",
        "Redis answers again",
    ]
    assert not any(record.exc_info for record in caplog.records)


def test_a_worker_signs_that_it_lives(app, redis_empty):
    work_until_idle(app, redis_empty)
    assert db.session.get(Heartbeat, "worker") is not None
