"""Supervision orders (督办单) and the departments' answers to them. Takes no decision."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hotline.db import Base
from hotline.domain.supervision import OrderKind, OrderStage
from hotline.models.department import Department
from hotline.models.handling import Deadline
from hotline.models.ticket import Ticket


class SupervisionOrder(Base):
    """One order to one department about one ticket, by hand or by rule, with a clock of its own.

    ``rule`` names what issued it ("" for a person); ``once`` keeps a rule from issuing the same order twice.
    """

    __tablename__ = "supervision_order"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    serial: Mapped[int] = mapped_column()  # counted per ticket, from 1
    department_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    kind: Mapped[OrderKind] = mapped_column()
    stage: Mapped[OrderStage] = mapped_column(default=OrderStage.OPEN)
    text: Mapped[str] = mapped_column()
    rule: Mapped[str] = mapped_column(String(80), default="")
    once: Mapped[str | None] = mapped_column(String(120), unique=True)
    rules_version: Mapped[str] = mapped_column(String(40))
    issued_by: Mapped[str] = mapped_column(String(80))
    issued_at: Mapped[datetime] = mapped_column()
    deadline_id: Mapped[int] = mapped_column(ForeignKey("deadline.id"))
    ended_by: Mapped[str] = mapped_column(String(80), default="")
    ended_at: Mapped[datetime | None] = mapped_column()
    end_note: Mapped[str] = mapped_column(default="")

    ticket: Mapped[Ticket] = relationship()
    department: Mapped[Department] = relationship()
    deadline: Mapped[Deadline] = relationship()
    answers: Mapped[list["SupervisionAnswer"]] = relationship(
        order_by="SupervisionAnswer.id", back_populates="order", lazy="selectin"
    )

    __table_args__ = (
        UniqueConstraint("ticket_id", "serial"),
        Index("ix_supervision_order_department_id_stage", "department_id", "stage"),
        Index("ix_supervision_order_stage", "stage"),
    )


class SupervisionAnswer(Base):
    """What a department answers to an order, with the leader who answers for it; refused ones stay as history."""

    __tablename__ = "supervision_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("supervision_order.id"), index=True)
    text: Mapped[str] = mapped_column()
    leader: Mapped[str] = mapped_column(String(80), default="")
    by_name: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column()
    accepted: Mapped[bool | None] = mapped_column()
    reviewed_by: Mapped[str] = mapped_column(String(80), default="")
    reviewed_at: Mapped[datetime | None] = mapped_column()
    review_note: Mapped[str] = mapped_column(default="")

    order: Mapped[SupervisionOrder] = relationship(back_populates="answers")
