"""Calls that were handed over to another line, and what its centre reported since. Takes no decision."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
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


class HandoverReport(Base):
    """One report of a centre as it came: by its system under a ``sequence`` of its own, or written down by us."""

    __tablename__ = "handover_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    handover_id: Mapped[int] = mapped_column(ForeignKey("handover.id"), index=True)
    line_id: Mapped[str] = mapped_column(String(20))
    sequence: Mapped[int | None] = mapped_column(BigInteger)
    standing: Mapped[str] = mapped_column(String(20))
    their_number: Mapped[str] = mapped_column(String(80), default="")
    text: Mapped[str] = mapped_column(default="")
    by_name: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column()
    late: Mapped[bool] = mapped_column(default=False)  # a newer one was here already: kept, and nothing moved
    digest: Mapped[str] = mapped_column(String(64), default="")

    handover: Mapped[Handover] = relationship()

    __table_args__ = (Index("uq_handover_report_sequence", "handover_id", "line_id", "sequence", unique=True),)
