"""Signs of life of the programs behind the house, so that health pages need no other source. Takes no decision."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base


class Heartbeat(Base):
    """When a part ("relay", "worker", "clock", "redis") or a round of the clock ("round:…") was last seen at work."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    at: Mapped[datetime] = mapped_column()


class QueueCount(Base):
    """What one queue in Redis held when the relay last looked: a copy for people, nothing is decided by it."""

    __tablename__ = "queue_count"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    at: Mapped[datetime] = mapped_column()
    waiting: Mapped[int] = mapped_column()
    running: Mapped[int] = mapped_column()
    failed: Mapped[int] = mapped_column()
    workers: Mapped[int] = mapped_column()
