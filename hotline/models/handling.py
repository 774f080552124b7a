"""Who holds a ticket, until when, and what they asked for. Takes no decision."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hotline.db import Base
from hotline.domain.deadlines import Unit
from hotline.domain.lifecycle import PetitionKind
from hotline.domain.vocabulary import ClockKind, PartInTicket
from hotline.models.department import Department
from hotline.models.ticket import Ticket


class Assignment(Base):
    """A department's part in a ticket: one lead (主办), any number of helpers (协办); ended ones stay as history."""

    __tablename__ = "assignment"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    department_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    part: Mapped[PartInTicket] = mapped_column()
    since: Mapped[datetime] = mapped_column(index=True)
    signed_at: Mapped[datetime | None] = mapped_column()
    task: Mapped[str] = mapped_column(default="")  # a helper's own
    handed_in: Mapped[str] = mapped_column(default="")  # a helper's part (协办意见)
    handed_in_by: Mapped[str | None] = mapped_column(String(80))
    handed_in_at: Mapped[datetime | None] = mapped_column()
    asked_days: Mapped[int | None] = mapped_column()  # working days more that a helper asked the lead for
    asked_note: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None] = mapped_column()
    taken_by: Mapped[str | None] = mapped_column(String(80))  # the officer who works on it (领取)
    taken_by_staff_id: Mapped[int | None] = mapped_column()
    taken_at: Mapped[datetime | None] = mapped_column()

    department: Mapped[Department] = relationship()

    __table_args__ = (
        Index("ix_assignment_department_id_ended_at", "department_id", "ended_at"),
        Index(
            "ix_assignment_untaken",
            "department_id",
            postgresql_where=text("ended_at IS NULL AND taken_at IS NULL"),
            sqlite_where=text("ended_at IS NULL AND taken_at IS NULL"),
        ),
    )


def _at_its_start(context: Any) -> Any:
    return context.get_current_parameters()["started_at"]


class Deadline(Base):
    """One clock of a ticket: started, due, met or stopped, and the rule that set it, in words.

    A new rule table never touches a clock that already runs: what was promised stays written here.
    ``look_at`` is when the clock program must look at it next, None when nothing more is to come; a new one is looked
    at once, which plans the rest. ``running_since`` is later than ``started_at`` for a clock that stood still, or that
    was counted from an earlier moment.
    """

    __tablename__ = "deadline"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    clock: Mapped[ClockKind] = mapped_column()
    round: Mapped[int] = mapped_column(default=1)
    started_at: Mapped[datetime] = mapped_column()
    due_at: Mapped[datetime] = mapped_column()
    ended_at: Mapped[datetime | None] = mapped_column()
    unit: Mapped[str] = mapped_column(String(20), default=Unit.WORKING_DAYS.value)  # of domain.deadlines
    rule_id: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(default="")
    whose: Mapped[str] = mapped_column(String(80), default="")  # tells clocks of a kind apart; "" for the ticket's own
    look_at: Mapped[datetime | None] = mapped_column(default=_at_its_start)
    running_since: Mapped[datetime | None] = mapped_column(default=_at_its_start)

    __table_args__ = (
        Index("ix_deadline_clock_due_at", "clock", "due_at"),
        Index(
            "ix_deadline_look_at",
            "look_at",
            "id",
            postgresql_where=text("ended_at IS NULL AND look_at IS NOT NULL"),
            sqlite_where=text("ended_at IS NULL AND look_at IS NOT NULL"),
        ),
    )

    @property
    def name(self) -> str:
        """Return what the journal calls it: its kind, and whose it is where several of a kind may run."""
        return f"{self.clock.value}-{self.whose}" if self.whose else self.clock.value


class Petition(Base):
    """A department's wish (退单, 延期) that someone else decides."""

    __tablename__ = "petition"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    department_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    kind: Mapped[PetitionKind] = mapped_column()
    reason: Mapped[str] = mapped_column(String(40), default="")
    text: Mapped[str] = mapped_column()
    basis: Mapped[str] = mapped_column(default="")
    suggested_department_id: Mapped[str | None] = mapped_column(ForeignKey("department.id"))
    asked_days: Mapped[int | None] = mapped_column()
    round: Mapped[int] = mapped_column(default=1)
    asked_by: Mapped[str] = mapped_column(String(80))
    asked_at: Mapped[datetime] = mapped_column()
    decided_by: Mapped[str | None] = mapped_column(String(80))
    decided_at: Mapped[datetime | None] = mapped_column()
    granted: Mapped[bool | None] = mapped_column()
    decision_note: Mapped[str] = mapped_column(default="")

    ticket: Mapped[Ticket] = relationship()
    department: Mapped[Department] = relationship(foreign_keys=[department_id])

    __table_args__ = (Index("ix_petition_kind_decided_at", "kind", "decided_at"),)
