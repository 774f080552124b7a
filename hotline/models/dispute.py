"""The dispute about who is responsible: consulted on, then ruled. Takes no decision."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hotline.db import Base
from hotline.models.department import Department
from hotline.models.ticket import Ticket


class Dispute(Base):
    """One dispute of a ticket: who took part in the consultation (会商) and what was ruled (裁定).

    What was ruled binds: the department that leads by it cannot send the ticket back.
    """

    __tablename__ = "dispute"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column()
    opened_by: Mapped[str] = mapped_column(String(80))
    why: Mapped[str] = mapped_column()
    took_part: Mapped[str] = mapped_column(default="")
    record: Mapped[str] = mapped_column(default="")
    consulted_by: Mapped[str | None] = mapped_column(String(80))
    consulted_at: Mapped[datetime | None] = mapped_column()
    ruled_by: Mapped[str | None] = mapped_column(String(80))
    ruled_at: Mapped[datetime | None] = mapped_column()
    lead_department_id: Mapped[str | None] = mapped_column(ForeignKey("department.id"))
    helper_ids: Mapped[list[Any]] = mapped_column(default=list)
    why_ruled: Mapped[str] = mapped_column(default="")
    by_fallback: Mapped[bool] = mapped_column(default=False)  # 先办后议

    ticket: Mapped[Ticket] = relationship()
    lead: Mapped[Department | None] = relationship()
