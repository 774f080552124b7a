"""The other systems that hand messages in, and what each of them is told of its own messages. Takes no decision."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hotline.db import Base
from hotline.domain.lifecycle import State
from hotline.models.handover import Handover
from hotline.models.journal import JournalEntry
from hotline.models.message import Message


class Source(Base):
    """Another system: the channels it may use (none named: any), its pace, where it wants to be told.

    The webhook's secret stands here in the clear: every delivery is signed with it.
    """

    __tablename__ = "source"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    channels: Mapped[str] = mapped_column(String(200), default="")
    pace: Mapped[str] = mapped_column(String(40), default="")  # as in 600/minute; empty: what is usual
    webhook_url: Mapped[str] = mapped_column(String(500), default="")
    webhook_secret: Mapped[str] = mapped_column(String(80), default="")
    line_id: Mapped[str] = mapped_column(String(20), default="")  # of the retained line whose centre it is
    feed_position: Mapped[int] = mapped_column(default=0)  # of the latest event that has one
    created_at: Mapped[datetime] = mapped_column()


class FeedEvent(Base):
    """One step of a ticket as the source of one of its messages is told of it, or the centre it was handed to.

    ``position`` counts a source's events without a gap. It is given after the step was committed: numbers that a
    sequence gives inside transactions become visible out of their order.
    """

    __tablename__ = "feed_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)  # of the event, in the feed and in every delivery
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    position: Mapped[int | None] = mapped_column()
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"))
    state: Mapped[State] = mapped_column()
    merged: Mapped[bool] = mapped_column(default=False)
    handover_id: Mapped[int | None] = mapped_column(ForeignKey("handover.id"))  # told to the centre that handles it

    handover: Mapped[Handover | None] = relationship()
    message: Mapped[Message] = relationship()
    entry: Mapped[JournalEntry] = relationship()
    source: Mapped[Source] = relationship()

    __table_args__ = (
        Index("uq_feed_event_position", "source_id", "position", unique=True),
        Index(
            "ix_feed_event_waiting",
            "source_id",
            "id",
            postgresql_where=text("position IS NULL"),
            sqlite_where=text("position IS NULL"),
        ),
    )
