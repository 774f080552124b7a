"""What the study proposed for a ticket, and what people taught it. Takes no decision."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hotline.db import Base
from hotline.models.ticket import Ticket


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

    ticket: Mapped[Ticket] = relationship()


class LearnedVersion(Base):
    """What the study had learned at a moment: how much, how well it did, and its state, packed as text."""

    __tablename__ = "learned_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column()
    by_name: Mapped[str] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(default="")
    last_lesson_id: Mapped[int] = mapped_column()  # no foreign key: 0 before the first lesson
    lessons: Mapped[int] = mapped_column()
    departments: Mapped[int] = mapped_column()
    judged: Mapped[int] = mapped_column()  # the latest dispatches whose proposals were compared with them
    agreed: Mapped[int] = mapped_column()  # of these, how many went where the study had proposed
    state: Mapped[str] = mapped_column()  # see routing.learning.Learner.state


class LearnedTurn(Base):
    """From here on a version counts, with the lessons after ``after_lesson_id``; the latest row counts."""

    __tablename__ = "learned_turn"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("learned_version.id"))
    after_lesson_id: Mapped[int] = mapped_column()
    why: Mapped[str] = mapped_column()
    at: Mapped[datetime] = mapped_column()
    by_name: Mapped[str] = mapped_column(String(80))
    by_staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    version: Mapped[LearnedVersion] = relationship()
