"""The outbox: what must still be done because of a step, written in the step's own transaction. Takes no decision."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hotline.db import Base
from hotline.domain.lifecycle import Tell
from hotline.models.ticket import Ticket


class OutboxMessage(Base):
    """One effect to bring about; done when ``done_at`` is set, given up when ``dead_at`` is.

    ``next_try_at`` is when the relay may hand it (again) to a worker: handing over moves it forward by a lease, so a
    job lost with Redis or a killed worker comes back by itself.
    """

    __tablename__ = "outbox_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    tell: Mapped[Tell] = mapped_column()
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))  # None: about many at once
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column()
    next_try_at: Mapped[datetime] = mapped_column()
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(String(200), default="")
    done_at: Mapped[datetime | None] = mapped_column()
    dead_at: Mapped[datetime | None] = mapped_column()

    ticket: Mapped[Ticket | None] = relationship()

    @property
    def its_ticket(self) -> Ticket:
        """Return the ticket that it is about; raises LookupError for one about many."""
        if self.ticket is None:
            raise LookupError(f"outbox row {self.id} is about no single ticket")
        return self.ticket

    __table_args__ = (
        Index(
            "ix_outbox_message_open",
            "next_try_at",
            "id",
            postgresql_where=text("done_at IS NULL AND dead_at IS NULL"),
            sqlite_where=text("done_at IS NULL AND dead_at IS NULL"),
        ),
        Index("ix_outbox_message_ticket_id", "ticket_id"),
    )
