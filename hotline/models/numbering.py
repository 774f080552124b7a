"""The daily sequences behind the service numbers. Takes no decision."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base


class Counter(Base):
    """The last value given out under a key (the city's date for service numbers)."""

    __tablename__ = "counter"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int] = mapped_column()
