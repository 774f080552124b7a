"""One mail of a citizen, read and ready to be taken in. Knows no mail server and no table."""

from dataclasses import dataclass

from hotline.domain.contact import Contact
from hotline.domain.enclosures import Enclosure


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a mail lies: its number counts only under the validity that the server gave the folder."""

    validity: int = 0
    uid: int = 0

    def __str__(self) -> str:
        """Return how it is kept."""
        return f"{self.validity}:{self.uid}"

    @classmethod
    def read(cls, kept: str) -> "Place":
        """Return a kept place; the beginning for what is none."""
        validity, _, uid = kept.partition(":")
        return cls(validity=int(validity), uid=int(uid)) if validity.isdigit() and uid.isdigit() else cls()


@dataclass(frozen=True, kw_only=True)
class Mail:
    """A mail as it is taken in. ``left_out`` says in sentences what could not be kept of it.

    ``answered`` is the message of ours whose letter it answers, ``reply`` what it says without our letter.
    """

    known_as: str
    contact: Contact
    left_out: tuple[str, ...] = ()
    answered: int | None = None
    reply: str = ""

    @property
    def enclosures(self) -> tuple[Enclosure, ...]:
        """Return the files that were kept."""
        return self.contact.enclosures
