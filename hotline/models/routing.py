"""What the study proposed for a ticket, and what people taught it. Takes no decision."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base


class Proposal(Base):
    """The study's decision on a ticket, kept as it was given: candidates, evidence, versions."""

    __tablename__ = "proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    decision: Mapped[dict[str, Any]] = mapped_column()
    directory_version: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime] = mapped_column()


class Lesson(Base):
    """One thing people taught the study: this ticket belongs (weight 1) or does not belong (-1) to a department.

    Every program that routes reads new lessons before it routes, in order of ``id``.
    """

    __tablename__ = "lesson"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    department_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    weight: Mapped[int] = mapped_column()
    at: Mapped[datetime] = mapped_column()
