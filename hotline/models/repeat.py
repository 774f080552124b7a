"""What repeats are found by, and what was proposed about them. Takes no decision.

``RepeatKey`` is an inverted index: under each telling piece of a message (hashed), the messages that hold it, by time.
One key is read newest first and only so far, so finding candidates costs the same however many messages are stored.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Double, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hotline.db import Base
from hotline.models.ticket import Ticket


class RepeatKey(Base):
    """One telling piece of one message."""

    __tablename__ = "repeat_key"

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True, autoincrement=False)

    __table_args__ = (Index("ix_repeat_key_message_id", "message_id"),)


class RepeatProposal(Base):
    """Two tickets that may be one matter, how probable that is and why; decided by a person, a rule or time."""

    __tablename__ = "repeat_proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    earlier_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    probability: Mapped[float] = mapped_column(Double)
    reasons: Mapped[list[Any]] = mapped_column()
    differences: Mapped[list[Any]] = mapped_column()
    made_at: Mapped[datetime] = mapped_column()
    decision: Mapped[str] = mapped_column(String(20), default="")  # "", "merged", "linked", "different"
    decided_by: Mapped[str] = mapped_column(String(80), default="")
    decided_at: Mapped[datetime | None] = mapped_column()

    ticket: Mapped[Ticket] = relationship(foreign_keys=[ticket_id])
    earlier: Mapped[Ticket] = relationship(foreign_keys=[earlier_id])

    __table_args__ = (
        Index("uq_repeat_proposal_pair", "ticket_id", "earlier_id", unique=True),
        Index("ix_repeat_proposal_decision_probability", "decision", "probability"),
    )
