"""The departments of the directory, as this city's tickets know them. Knows nothing of tickets."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base


class Department(Base):
    """A responsible department (承办单位); its id is the directory's and never changes."""

    __tablename__ = "department"

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    duty: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    position: Mapped[int] = mapped_column(default=0)  # order of the directory
    active: Mapped[bool] = mapped_column(default=True)
