"""The message: one contact over one channel, kept word for word (来电/来信). Takes no decision."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hotline.db import Base
from hotline.domain.vocabulary import Channel
from hotline.models.attachment import Attachment

if TYPE_CHECKING:
    from hotline.models.ticket import Ticket


class Message(Base):
    """What one citizen said, with the five elements of a contact: who, when, where, cause, course.

    The query code stands here in the clear: it guards exactly the rows beside it, and the same answer must be given
    again when a sender repeats a request.
    """

    __tablename__ = "message"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    channel: Mapped[Channel] = mapped_column()
    external_id: Mapped[str | None] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column()
    citizen_name: Mapped[str] = mapped_column(String(80), default="")
    citizen_phone: Mapped[str] = mapped_column(String(40), default="")
    citizen_email: Mapped[str] = mapped_column(String(200), default="")
    occurred: Mapped[str] = mapped_column(String(100), default="")  # 时间: as the citizen said it
    place: Mapped[str] = mapped_column(String(200), default="")
    query_code: Mapped[str] = mapped_column(String(16))
    received_at: Mapped[datetime] = mapped_column()
    home_ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))  # where it came from, while merged
    request_owner: Mapped[str | None] = mapped_column(String(80))  # the token or form that handed it in
    request_key: Mapped[str | None] = mapped_column(String(200))
    source_id: Mapped[int | None] = mapped_column(ForeignKey("source.id"))  # the other system that handed it in
    request_digest: Mapped[str] = mapped_column(String(64), default="")

    ticket: Mapped["Ticket"] = relationship(back_populates="messages", foreign_keys=[ticket_id])
    attachments: Mapped[list[Attachment]] = relationship(order_by=Attachment.id)

    __table_args__ = (
        Index("uq_message_channel_external_id", "channel", "external_id", unique=True),
        Index("uq_message_request", "request_owner", "request_key", unique=True),
        Index("ix_message_citizen_phone", "citizen_phone"),
    )
