"""The yard at work inside a test: hand over, let a real RQ worker run until the queues are empty, look."""

import threading

from rq import Queue
from sqlalchemy import select

from hotline.clock import now
from hotline.db import db
from hotline.models import OutboxMessage
from workers import queues, relay, worker
from workers.heartbeats import Pulse


def hand_over(redis_url, *, at=None):
    """Let the relay look once; return how many rows it handed over."""
    with queues.connect(redis_url) as connection:
        return relay.hand_over(connection, at=at or now())


def work_until_idle(app, redis_url):
    """Let a worker run whatever waits in the queues."""
    with queues.connect(redis_url) as connection:
        worker_of(app, connection).work(burst=True, logging_level="WARNING")


def begin_and_die(app, redis_url, lane):
    """Let a worker begin the next job of a lane, and leave everything as it does when it is killed then."""
    with queues.connect(redis_url) as connection:
        dying, queue = worker_of(app, connection), queues.queue_of(queues.LANES[lane], connection)
        job, _ = Queue.dequeue_any([queue], None, connection=connection, serializer=queues.JSONSerializer)
        dying.prepare_execution(job)
        dying.prepare_job_execution(job)


def worker_of(app, connection):
    """Return a real worker for all lanes."""
    lanes = [queues.queue_of(lane, connection) for lane in queues.LANES.values()]
    real = worker.HouseWorker(lanes, connection=connection, serializer=queues.JSONSerializer)
    real.app, real.stopping, real.pulse = app, threading.Event(), Pulse("worker")
    return real


def carry_out_all(app, redis_url):
    """Hand over and work until the relay finds nothing due."""
    while hand_over(redis_url):
        work_until_idle(app, redis_url)


def rows():
    """Return the outbox as the database has it now."""
    db.session.rollback()
    return list(db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))
