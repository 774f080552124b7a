"""How far each message board and each mailbox was read, and who asked for a reading. Takes no decision."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base


class BoardPosition(Base):
    """One source's position; it moves in the transaction that takes the messages before it in, so none is lost.

    ``reader`` names the program that reads it now, until ``reading_until``: two never read one source at one moment.
    """

    __tablename__ = "board_position"

    board_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[str] = mapped_column(String(1_000), default="")  # address of the next page, or what came last
    etag: Mapped[str] = mapped_column(String(200), default="")
    modified: Mapped[str] = mapped_column(String(80), default="")  # Last-Modified, word for word
    taken: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    read_at: Mapped[datetime | None] = mapped_column()
    last_error: Mapped[str] = mapped_column(String(200), default="")  # in plain words; empty after a good reading
    failed_at: Mapped[datetime | None] = mapped_column()
    reader: Mapped[str] = mapped_column(String(40), default="")
    reading_until: Mapped[datetime | None] = mapped_column()


class ReadingRequest(Base):
    """Somebody asked for a source to be read now; kept with what came of it. One at a time waits for each source."""

    __tablename__ = "reading_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(String(40), index=True)
    at: Mapped[datetime] = mapped_column()
    by_name: Mapped[str] = mapped_column(String(80))
    by_staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    ended_at: Mapped[datetime | None] = mapped_column()
    outcome: Mapped[str] = mapped_column(String(200), default="")  # in plain words

    __table_args__ = (
        Index(
            "uq_reading_request_open",
            "source_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
            sqlite_where=text("ended_at IS NULL"),
        ),
    )
