"""Reminders: what the clock has said about a deadline, each step once. Takes no decision."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hotline.db import Base
from hotline.models.handling import Deadline
from hotline.models.ticket import Ticket


class Reminder(Base):
    """One step of a deadline's schedule that came due; ``(deadline, step)`` is unique, so it exists once.

    ``planned_at`` is when it was due, ``made_at`` when it was made: later only after an outage. ``told_at`` is when it
    was put into a letter; ``department_id`` is None where it is the hotline's own business. ``because`` says why it
    came late, or why it was ``skipped``: nothing was done or told then, the row keeps that it was not forgotten.
    """

    __tablename__ = "reminder"

    id: Mapped[int] = mapped_column(primary_key=True)
    deadline_id: Mapped[int] = mapped_column(ForeignKey("deadline.id"))
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    department_id: Mapped[str | None] = mapped_column(ForeignKey("department.id"))
    step: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(80))
    rules_version: Mapped[str] = mapped_column(String(40))
    planned_at: Mapped[datetime] = mapped_column()
    made_at: Mapped[datetime] = mapped_column()
    late: Mapped[bool] = mapped_column(default=False)
    skipped: Mapped[bool] = mapped_column(default=False)
    because: Mapped[str] = mapped_column(String(120), default="")
    told_at: Mapped[datetime | None] = mapped_column()

    ticket: Mapped[Ticket] = relationship()
    deadline: Mapped[Deadline] = relationship()

    __table_args__ = (
        UniqueConstraint("deadline_id", "step"),
        Index(
            "ix_reminder_untold",
            "department_id",
            "id",
            postgresql_where=text("told_at IS NULL"),
            sqlite_where=text("told_at IS NULL"),
        ),
    )
