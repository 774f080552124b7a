"""The queues in Redis and what travels over them: ids and nothing else. Knows no ticket."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from redis import Redis
from rq import Queue, Worker
from rq.serializers import JSONSerializer

from hotline.domain.lifecycle import Tell
from workers.outbox import Handed

JOB = "workers.jobs.carry_out"
LONGEST_QUEUE = 20  # jobs; what does not fit waits in the database, where nothing is lost


@dataclass(frozen=True)
class Lane:
    """One queue: which rows travel over it, how many in one job, and how long a job may take to begin and to end."""

    name: str
    tells: tuple[Tell, ...]
    rows_in_job: int
    lease: timedelta


LANES = {
    lane.name: lane
    for lane in (
        Lane("routing", (Tell.ROUTE_TICKET,), 25, timedelta(seconds=30)),
        Lane("webhooks", (Tell.TELL_SOURCE,), 5, timedelta(seconds=90)),
        Lane(
            "letters", (Tell.TELL_CITIZEN, Tell.TELL_DEPARTMENT, Tell.SEND_ORDER, Tell.REMIND), 5, timedelta(seconds=90)
        ),
    )
}


def connect(url: str) -> "Redis[bytes]":
    """Return a connection that gives up after ten seconds instead of waiting for ever."""
    return Redis.from_url(url, socket_timeout=10, socket_connect_timeout=5)


def queue_of(lane: Lane, connection: "Redis[bytes]") -> Queue:
    """Return the queue of a lane; its jobs are JSON, never pickles."""
    return Queue(lane.name, connection=connection, serializer=JSONSerializer)


def room_in(lane: Lane, connection: "Redis[bytes]") -> int:
    """Return how many rows the lane can take now."""
    return max(0, LONGEST_QUEUE - queue_of(lane, connection).count) * lane.rows_in_job


@dataclass(frozen=True)
class LaneCount:
    """What a lane holds: jobs that wait, run and failed (kept for the lease), and workers that serve it."""

    waiting: int
    running: int
    failed: int
    workers: int


def count(lane: Lane, connection: "Redis[bytes]") -> LaneCount:
    """Count a lane's jobs and workers; a worker that fell silent is forgotten by RQ after its time to live."""
    queue = queue_of(lane, connection)
    return LaneCount(
        waiting=queue.count,
        running=queue.started_job_registry.get_job_count(cleanup=False),
        failed=queue.failed_job_registry.get_job_count(cleanup=False),
        workers=Worker.count(connection=connection, queue=queue),
    )


def enqueue(lane: Lane, rows: Sequence[Handed], *, connection: "Redis[bytes]") -> None:
    """Wake a worker for these rows; a job that nobody begins within the lease is void, for the rows come again.

    Every job has an id of its own. One made of its rows would collide with that of a worker that died as it began: RQ
    keeps it for ten minutes and more, and the rows would wait as long. A job too many does no harm (outbox.claim).
    """
    seconds = int(lane.lease.total_seconds())
    for batch in batches(lane, rows):
        queue_of(lane, connection).enqueue(
            JOB,
            lane.name,
            [[each.id, each.attempts] for each in batch],
            ttl=seconds,
            job_timeout=seconds,
            result_ttl=0,
            failure_ttl=seconds,
        )


def batches(lane: Lane, rows: Sequence[Handed]) -> Iterator[list[Handed]]:
    """Group rows into jobs; a row that failed before travels alone, so that it takes no other down with it."""
    for fresh, group in groupby(rows, key=lambda each: each.attempts == 0):
        same, size = list(group), lane.rows_in_job if fresh else 1
        for start in range(0, len(same), size):
            yield same[start : start + size]
