"""Who may come in: staff and their sessions, tokens of other systems, tries at a door. Takes no decision."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hotline.db import Base
from hotline.domain.people import Role
from hotline.models.department import Department

if TYPE_CHECKING:
    from hotline.models.source import Source


class Staff(Base):
    """An account of one person at work; a new ``epoch`` ends the sessions opened under the old one."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[Role] = mapped_column()
    department_id: Mapped[str | None] = mapped_column(ForeignKey("department.id"))
    password_hash: Mapped[str] = mapped_column(String(200))
    epoch: Mapped[int] = mapped_column(default=1)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column()

    department: Mapped[Department | None] = relationship()


class StaffSession(Base):
    """A session of one person in one browser, under the epoch of the account that opened it; the key is a digest."""

    __tablename__ = "staff_session"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    epoch: Mapped[int] = mapped_column()
    ends_at: Mapped[datetime] = mapped_column()


class ApiToken(Base):
    """A bearer token of another system; only its SHA-256 is kept."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    scope: Mapped[str] = mapped_column(String(80))  # one or several, with blanks between
    source_id: Mapped[int | None] = mapped_column(ForeignKey("source.id"))  # whose token it is
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column()
    revoked_at: Mapped[datetime | None] = mapped_column()

    source: Mapped["Source | None"] = relationship()


class Attempt(Base):
    """Failed tries at one door from one source within a window; the key is a digest, never a name or an address."""

    __tablename__ = "attempt"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column()
    since: Mapped[datetime] = mapped_column()
