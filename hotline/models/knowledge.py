"""The knowledge base: articles as they stand, every version that was proposed, and where they were cited.

Takes no decision. Days are ISO dates of the city ("" for no limit), so that they compare as text on every database.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hotline.db import Base
from hotline.domain.vocabulary import ArticleState
from hotline.models.department import Department


class Article(Base):
    """One question with its answer, as it was approved last; ``number`` is that version, 0 before the first."""

    __tablename__ = "article"

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[str] = mapped_column(ForeignKey("department.id"), index=True)
    number: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(200), default="")
    question: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")
    basis: Mapped[str] = mapped_column(default="")
    keywords: Mapped[str] = mapped_column(default="")  # separated by spaces
    valid_from: Mapped[str] = mapped_column(String(10), default="")
    valid_until: Mapped[str] = mapped_column(String(10), default="")
    public: Mapped[bool] = mapped_column(default=False)
    approved_at: Mapped[datetime | None] = mapped_column()
    uses: Mapped[int] = mapped_column(default=0)

    department: Mapped[Department] = relationship()


class ArticleVersion(Base):
    """One version as a department proposed it, and what a supervisor decided; never changed afterwards."""

    __tablename__ = "article_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    number: Mapped[int] = mapped_column()
    title: Mapped[str] = mapped_column(String(200))
    question: Mapped[str] = mapped_column()
    answer: Mapped[str] = mapped_column()
    basis: Mapped[str] = mapped_column()
    keywords: Mapped[str] = mapped_column()
    valid_from: Mapped[str] = mapped_column(String(10))
    valid_until: Mapped[str] = mapped_column(String(10))
    public: Mapped[bool] = mapped_column()
    status: Mapped[ArticleState] = mapped_column()
    proposed_by: Mapped[str] = mapped_column(String(80))
    proposed_at: Mapped[datetime] = mapped_column()
    decided_by: Mapped[str | None] = mapped_column(String(80))
    decided_at: Mapped[datetime | None] = mapped_column()
    decision_note: Mapped[str] = mapped_column(default="")

    article: Mapped[Article] = relationship()

    __table_args__ = (
        UniqueConstraint("article_id", "number"),
        Index("ix_article_version_status", "status"),
    )


class Citation(Base):
    """An answer was given with an article, in the version that stood then."""

    __tablename__ = "citation"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), index=True)
    number: Mapped[int] = mapped_column()
    by_name: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column()
