"""Every mail of a mailbox that was read, once: what became of it. Takes no decision."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base


class MailRecord(Base):
    """One mail, known by its Message-ID. With a reason it was put aside, for a person to read in the mailbox."""

    __tablename__ = "mail_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(String(40))
    known_as: Mapped[str] = mapped_column(String(200), unique=True)
    place: Mapped[str] = mapped_column(String(40))  # UIDVALIDITY and UID
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)  # new, or added to
    reason: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime] = mapped_column(index=True)
    owed: Mapped[bool] = mapped_column(default=False)  # taken, and not yet marked as read or moved as the city wishes

    __table_args__ = (
        Index("ix_mail_record_owed", "source_id", postgresql_where=text("owed"), sqlite_where=text("owed")),
    )
