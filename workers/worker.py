"""The worker: an RQ worker that runs its jobs inside the application, one after another. Knows no ticket.

A job serves many rows and the study is built once, so nothing is gained by a fork for each job.
"""

import logging
import signal
import threading
from collections.abc import Sequence
from typing import Any

from flask import Flask
from redis import Redis, RedisError
from rq import Queue, SimpleWorker
from rq.executions import Execution
from rq.job import Job
from rq.serializers import JSONSerializer
from sqlalchemy.exc import SQLAlchemyError

from hotline.clock import now
from workers import jobs, queues
from workers.absence import Absence
from workers.heartbeats import Pulse

READY_FOR = (jobs.carry_out,)  # what RQ would import only when the first job has begun
AFTER_TROUBLE = 1.0  # seconds
SECONDS_OF_LIFE = 20  # RQ waits 15 s less for a job before it shows that it lives
log = logging.getLogger(__name__)
absence = Absence()


class HouseWorker(SimpleWorker):
    """An RQ worker whose jobs find the application, and whose heartbeat reaches our own tables."""

    app: Flask
    stopping: threading.Event
    pulse: Pulse
    log_result_lifespan = False
    max_connection_wait_time = 2.0

    def perform_job(self, job: Job, queue: Queue, execution: Execution) -> bool:
        """Run one job inside the application."""
        with self.app.app_context():
            return super().perform_job(job, queue, execution)

    def heartbeat(self, timeout: int | None = None, pipeline: Any = None) -> None:
        """Show that this worker lives, to RQ and to the health pages."""
        super().heartbeat(timeout, pipeline)
        absence.end()
        try:
            with self.app.app_context():
                self.pulse.beat(at=now())
        except SQLAlchemyError as trouble:
            log.warning("no heartbeat: %s", type(trouble).__name__)

    def teardown(self) -> None:
        """Sign off; where Redis cannot be told, end the listening thread all the same, which RQ would leave running."""
        try:
            super().teardown()  # type: ignore[no-untyped-call]
        except RedisError as trouble:
            absence.begin(trouble)
            listening: Any = self.pubsub_thread
            if listening is not None:
                listening.stop()

    def handle_warm_shutdown_request(self) -> None:
        """Remember that the end was asked for, so that no new round begins."""
        self.stopping.set()
        super().handle_warm_shutdown_request()  # type: ignore[no-untyped-call]


def run(app: Flask, connection: "Redis[bytes]", *, lanes: Sequence[queues.Lane]) -> None:
    """Work on these lanes, the first one first, until SIGTERM or SIGINT; outlives a Redis that is away."""
    stopping, pulse = threading.Event(), Pulse("worker")
    logging.getLogger("rq.worker").setLevel(logging.WARNING)
    logging.getLogger("rq.worker").addFilter(absence)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())  # until the worker sets its own
    while not stopping.is_set():
        try:
            worker = HouseWorker(
                [queues.queue_of(lane, connection) for lane in lanes],
                connection=connection,
                serializer=JSONSerializer,
                worker_ttl=SECONDS_OF_LIFE,
                log_job_description=False,
            )
            worker.app, worker.stopping, worker.pulse = app, stopping, pulse
            worker.work(logging_level="WARNING")
        except (RedisError, OSError) as trouble:
            absence.begin(trouble)
        stopping.wait(AFTER_TROUBLE)
