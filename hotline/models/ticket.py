"""The ticket: one matter under one service number (工单). Takes no decision: flow/ does."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hotline.db import Base
from hotline.domain.lifecycle import State
from hotline.domain.vocabulary import Channel, Kind, Urgency
from hotline.models.department import Department
from hotline.models.journal import JournalEntry
from hotline.models.message import Message

# The dispatch queue in its order: most tickets have left it, and its page is read all day.
QUEUED = text("state IN ('received', 'classified')")


class Ticket(Base):
    """One matter; its messages stay word for word in ``messages``, its story in ``journal``."""

    __tablename__ = "ticket"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    state: Mapped[State] = mapped_column()
    version: Mapped[int] = mapped_column()
    round: Mapped[int] = mapped_column(default=1)  # raised by every 重办
    channel: Mapped[Channel] = mapped_column()
    kind: Mapped[Kind] = mapped_column(default=Kind.OTHER)
    urgency: Mapped[Urgency] = mapped_column(default=Urgency.NORMAL)
    title: Mapped[str] = mapped_column(String(200))
    district: Mapped[str] = mapped_column(String(60), default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    matter_id: Mapped[str] = mapped_column(String(80), default="")
    limit_class: Mapped[str] = mapped_column(String(20), default="")  # of the matter, for the table of limits
    tag: Mapped[str] = mapped_column(String(60), default="")  # of a campaign, as in 【清爽度夏】
    confidential: Mapped[bool] = mapped_column(default=False)
    may_publish: Mapped[bool] = mapped_column(default=False)
    received_at: Mapped[datetime] = mapped_column()
    lead_department_id: Mapped[str | None] = mapped_column(ForeignKey("department.id"))
    due_at: Mapped[datetime | None] = mapped_column()  # of the running clock that comes first; None when none runs
    promised_at: Mapped[datetime | None] = mapped_column()  # when the citizen was told to expect the answer
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))
    repeat_of_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))  # the closed matter it repeats (关联办结)
    final_round: Mapped[bool] = mapped_column(default=False)  # this round ends with the leader's final answer
    taken_by: Mapped[str | None] = mapped_column(String(80))  # the operator who is dispatching it (领取)
    taken_by_staff_id: Mapped[int | None] = mapped_column()
    taken_at: Mapped[datetime | None] = mapped_column()
    returns: Mapped[int] = mapped_column(default=0)  # granted 退单
    journal_head: Mapped[str] = mapped_column(String(64), default="")  # digest of the latest journal entry

    messages: Mapped[list[Message]] = relationship(
        order_by=Message.id, back_populates="ticket", foreign_keys=[Message.ticket_id]
    )
    journal: Mapped[list[JournalEntry]] = relationship(order_by=JournalEntry.id, back_populates="ticket")
    lead_department: Mapped[Department | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 — read by SQLAlchemy when the class is made
    __table_args__ = (
        Index("ix_ticket_state_due", "state", "due_at"),
        Index("ix_ticket_to_dispatch", "due_at", "id", sqlite_where=QUEUED, postgresql_where=QUEUED),
        Index("ix_ticket_lead_state_due", "lead_department_id", "state", "due_at"),
        Index("ix_ticket_received_at", "received_at"),
    )
