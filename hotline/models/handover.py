"""Calls that were handed over to another line, and what its centre reported since. Takes no decision."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hotline.db import Base
from hotline.models.ticket import Ticket


class Handover(Base):
    """One ticket at a sub-centre: followed under our number, known there by ``their_number``."""

    __tablename__ = "handover"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), unique=True)
    line_id: Mapped[str] = mapped_column(String(20))
    line_name: Mapped[str] = mapped_column(String(80))
    handed_at: Mapped[datetime] = mapped_column()
    handed_by: Mapped[str] = mapped_column(String(80))
    their_number: Mapped[str] = mapped_column(String(80), default="")
    standing: Mapped[str] = mapped_column(String(20))
    reported_at: Mapped[datetime | None] = mapped_column()

    ticket: Mapped[Ticket] = relationship()
