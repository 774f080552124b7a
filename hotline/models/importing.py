"""How far an old archive has been read in: one row a file. Takes no decision."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base


class ImportRun(Base):
    """One file of old tickets, known by its content; ``position`` moves in the transaction that takes its rows in.

    So a reading that was killed goes on exactly where it stood.
    """

    __tablename__ = "import_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256 of the file
    file_name: Mapped[str] = mapped_column(String(200))
    position: Mapped[int] = mapped_column(default=0)  # rows dealt with
    taken: Mapped[int] = mapped_column(default=0)
    rows: Mapped[int | None] = mapped_column()  # in the whole file, as its check counted them
    refused: Mapped[int | None] = mapped_column()
    known: Mapped[int] = mapped_column(default=0)  # were here already, by channel and external id
    begun_at: Mapped[datetime] = mapped_column()
    finished_at: Mapped[datetime | None] = mapped_column()
