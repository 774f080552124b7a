"""The relay: hands due outbox rows to the workers, and again when a lease ran out. Brings no effect about."""

import contextlib
import logging
import threading
from datetime import datetime

from redis import Redis, RedisError
from sqlalchemy.exc import SQLAlchemyError

from hotline.clock import now
from hotline.db import db, unit_of_work
from workers import outbox, queue_counts, queues
from workers.heartbeats import Pulse

LOOK_EVERY, AFTER_TROUBLE = 0.1, 1.0  # seconds
log = logging.getLogger(__name__)


def run(connection: "Redis[bytes]", *, stopping: threading.Event) -> None:
    """Hand over what is due until asked to stop; outlives a Redis or a database that is away. Needs an app context."""
    relay_pulse, redis_pulse = Pulse("relay"), Pulse("redis")
    pause = LOOK_EVERY
    while not stopping.wait(pause):
        try:
            relay_pulse.beat(at=now())
            connection.ping()
            if redis_pulse.beat(at=now()):
                queue_counts.keep(connection, at=now())
            pause = 0 if hand_over(connection, at=now()) else LOOK_EVERY
        except (RedisError, SQLAlchemyError, OSError) as trouble:
            log.warning("%s: trying again in %s s", type(trouble).__name__, AFTER_TROUBLE)
            pause = AFTER_TROUBLE
        finally:
            _forget_session()


def hand_over(connection: "Redis[bytes]", *, at: datetime) -> int:
    """Hand over what is due and has room in its queue; return how many rows that were."""
    if not outbox.any_due(at=at):
        return 0
    return sum(_hand_over(lane, connection, at=at) for lane in queues.LANES.values())


def _forget_session() -> None:
    """Give the connection back; one that died with its database cannot be given back, and is gone all the same."""
    with contextlib.suppress(SQLAlchemyError):
        db.session.remove()


def _hand_over(lane: queues.Lane, connection: "Redis[bytes]", *, at: datetime) -> int:
    room = queues.room_in(lane, connection)
    if not room:
        return 0
    with unit_of_work():
        rows = outbox.lease(lane.tells, most=room, until=at + lane.lease, at=at)
    try:
        queues.enqueue(lane, rows, connection=connection)
    except RedisError:
        # Some may be on their way all the same: the fence in ``outbox.claim`` lets each be done once.
        with unit_of_work():
            outbox.put_off((each.id for each in rows), until=at)
        raise
    return len(rows)
