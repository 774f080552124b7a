"""The ways out: what a letter is and what every channel promises. Knows no ticket and no database."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One letter to one reader; ``key`` stays the same when the letter is tried again, ``kind`` names its template."""

    key: str
    kind: str
    service_number: str
    address: str = field(repr=False)
    phone: str = field(default="", repr=False)
    subject: str = field(repr=False)
    body: str = field(repr=False)
    mark: str = field(default="", repr=False)  # by which an answer to it is recognised
    reply_to: str = ""  # where an answer is read; empty where nobody reads one
    short: str = field(default="", repr=False)  # for a short message, where there is no address


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One event for the system that handed the message in; ``key`` stays the same when it is tried again."""

    key: str
    url: str = field(repr=False)
    secret: str = field(repr=False)
    body: bytes = field(repr=False)


class TryLater(Exception):
    """The way out is closed for now: network, a 4xx of SMTP, a wrong password. The text names no reader."""


class Refused(Exception):
    """This letter will never arrive: the address is wrong or the other side refused it. The text names no reader."""


class Channel(Protocol):
    """A way out of the house."""

    def send(self, letter: Letter) -> None:
        """Send the letter; raise TryLater or Refused where it did not leave."""
