"""What was answered, how it was received, and what the public may read. Takes no decision."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hotline.db import Base
from hotline.domain.vocabulary import Resolution, Satisfaction
from hotline.models.attachment import Attachment
from hotline.models.ticket import Ticket


class Answer(Base):
    """One department's answer in one round, with its basis; approved, rejected or waiting."""

    __tablename__ = "answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    department_id: Mapped[str | None] = mapped_column(ForeignKey("department.id"))  # None: answered at the hotline
    round: Mapped[int] = mapped_column()
    text: Mapped[str] = mapped_column()
    basis: Mapped[str] = mapped_column(default="")
    resolution: Mapped[Resolution] = mapped_column()
    by_name: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column()
    approved: Mapped[bool | None] = mapped_column()
    reviewed_by: Mapped[str | None] = mapped_column(String(80))
    reviewed_at: Mapped[datetime | None] = mapped_column(index=True)
    review_note: Mapped[str] = mapped_column(default="")
    leader: Mapped[str] = mapped_column(String(80), default="")  # who answers for it by name (最终答复)

    attachments: Mapped[list[Attachment]] = relationship(order_by=Attachment.id)


class Rating(Base):
    """One citizen's rating of one round of the ticket that led them then (国办发〔2019〕51号: five grades)."""

    __tablename__ = "rating"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    round: Mapped[int] = mapped_column()
    satisfaction: Mapped[Satisfaction] = mapped_column()
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column()

    __table_args__ = (UniqueConstraint("message_id", "ticket_id", "round"),)


class Publication(Base):
    """The public version of a ticket: masked, reviewed; gone from the public pages when ``withdrawn_at`` is set."""

    __tablename__ = "publication"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    asked: Mapped[str] = mapped_column()
    answered: Mapped[str] = mapped_column()
    department: Mapped[str] = mapped_column(String(80))
    received_at: Mapped[datetime] = mapped_column()
    answered_at: Mapped[datetime] = mapped_column()
    published_at: Mapped[datetime] = mapped_column(index=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column()

    ticket: Mapped[Ticket] = relationship()
