"""Copies what the queues in Redis hold into our tables, so that the admin's page needs no Redis. Decides nothing."""

from datetime import datetime

from redis import Redis

from hotline.db import db, unit_of_work
from hotline.models import QueueCount
from workers import queues


def keep(connection: "Redis[bytes]", *, at: datetime) -> None:
    """Write down how many jobs each lane holds now, and how many workers serve it; raises RedisError."""
    counted = {name: queues.count(lane, connection) for name, lane in queues.LANES.items()}
    with unit_of_work():
        for name, count in counted.items():
            row = QueueCount(name=name, at=at, waiting=count.waiting, running=count.running)
            row.failed, row.workers = count.failed, count.workers
            db.session.merge(row)
