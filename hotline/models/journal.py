"""The journal: every step of a ticket and every remark, append-only. Takes no decision."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hotline.db import Base
from hotline.domain.people import Role
from hotline.domain.vocabulary import RemarkKind

if TYPE_CHECKING:
    from hotline.models.ticket import Ticket


class JournalEntry(Base):
    """One thing that happened: who, when, what, from, to, why; chained to the one before by ``digest``.

    ``what`` is a step of domain.lifecycle.Action or another recorded fact ("remark.urge", "petition.send_back", …);
    only steps carry states.
    """

    __tablename__ = "journal_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    what: Mapped[str] = mapped_column(String(60))
    from_state: Mapped[str | None] = mapped_column(String(24))
    to_state: Mapped[str | None] = mapped_column(String(24))
    by_role: Mapped[Role] = mapped_column()
    by_name: Mapped[str] = mapped_column(String(80))
    by_staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    by_department_id: Mapped[str | None] = mapped_column(ForeignKey("department.id"))
    note: Mapped[str] = mapped_column(default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    digest: Mapped[str] = mapped_column(String(64))

    ticket: Mapped["Ticket"] = relationship(back_populates="journal")


class Remark(Base):
    """What is said about a ticket without moving it: 备注, 催办, 补充情况, 要求重办."""

    __tablename__ = "remark"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))  # whose wish it is, for a citizen's
    kind: Mapped[RemarkKind] = mapped_column()
    text: Mapped[str] = mapped_column()
    by_role: Mapped[Role] = mapped_column()
    by_name: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column()
