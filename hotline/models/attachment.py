"""Files that came with a message, with what its citizen added later, or with an answer. Takes no decision."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base

HELD, REFUSED = "held", "refused"


class Attachment(Base):
    """One file (附件); its content lies in the store under its digest, the same content once.

    It belongs either to a message and moves with it, or to an answer.
    """

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column()  # bytes
    digest: Mapped[str] = mapped_column(String(64), index=True)
    thumbnail_digest: Mapped[str | None] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column()
    clearance: Mapped[str] = mapped_column(String(20), default="")  # HELD until a scanner was asked; REFUSED by it

    __table_args__ = (
        Index(
            "ix_attachment_held",
            "digest",
            postgresql_where=text("clearance = 'held'"),
            sqlite_where=text("clearance = 'held'"),
        ),
    )

    @property
    def may_be_read(self) -> bool:
        """Tell whether it can be opened: it does not wait for a scanner, and none refused it."""
        return not self.clearance

    @property
    def is_held(self) -> bool:
        """Tell whether it waits for a scanner."""
        return self.clearance == HELD

    @property
    def is_picture(self) -> bool:
        """Tell whether it can be shown in a page."""
        return self.thumbnail_digest is not None
