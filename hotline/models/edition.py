"""What the city decided, edition after edition, and which was put into force when. Takes no decision."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hotline.db import Base
from hotline.domain.vocabulary import Book


class Edition(Base):
    """One edition of a book (派单目录, 时限规则, …), word for word as it was handed in; never changed."""

    __tablename__ = "edition"

    id: Mapped[int] = mapped_column(primary_key=True)
    book: Mapped[Book] = mapped_column()
    label: Mapped[str] = mapped_column(String(60))  # what proposals and clocks are stamped with
    content: Mapped[str] = mapped_column()
    note: Mapped[str] = mapped_column(default="")  # what was changed, in the words of whoever did
    at: Mapped[datetime] = mapped_column()
    by_name: Mapped[str] = mapped_column(String(80))
    by_staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    __table_args__ = (UniqueConstraint("book", "label"),)


class Enactment(Base):
    """An edition was put into force: by whom, when, why; the latest row of a book counts.

    ``edition_id`` is None where the edition that comes with the program was put back.
    """

    __tablename__ = "enactment"

    id: Mapped[int] = mapped_column(primary_key=True)
    book: Mapped[Book] = mapped_column()
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    why: Mapped[str] = mapped_column()
    at: Mapped[datetime] = mapped_column()
    by_name: Mapped[str] = mapped_column(String(80))
    by_staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    edition: Mapped[Edition | None] = relationship()

    __table_args__ = (Index("ix_enactment_book_id", "book", "id"),)
