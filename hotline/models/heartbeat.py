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
