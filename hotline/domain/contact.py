"""One contact of a citizen, as it comes in over any channel: the five elements and what belongs to them.

五要素 (who, when, where, cause, course): ``citizen_name``/``citizen_phone``, ``occurred``, ``place``, ``text``.
Knows no table and no form.
"""

from dataclasses import dataclass
from datetime import datetime

from hotline.domain.enclosures import Enclosure
from hotline.domain.vocabulary import Channel, Kind, Urgency

TITLE_LENGTH = 40


@dataclass(frozen=True, kw_only=True)
class Contact:
    """What a citizen said, ready to be taken in; ``received_at`` is when it reached any of our doors."""

    channel: Channel
    text: str
    title: str = ""
    kind: Kind = Kind.OTHER
    urgency: Urgency = Urgency.NORMAL
    citizen_name: str = ""
    citizen_phone: str = ""
    citizen_email: str = ""
    occurred: str = ""
    district: str = ""
    place: str = ""
    tag: str = ""
    matter_id: str = ""  # where the sender chose one from our own list of matters
    confidential: bool = False
    may_publish: bool = False
    external_id: str | None = None
    source_id: int | None = None  # the other system that handed it in
    received_at: datetime | None = None
    enclosures: tuple[Enclosure, ...] = ()

    @property
    def headline(self) -> str:
        """Return the title, or the beginning of the text where the citizen gave none."""
        if self.title:
            return self.title
        first_line = self.text.strip().splitlines()[0]
        return first_line if len(first_line) <= TITLE_LENGTH else first_line[: TITLE_LENGTH - 1] + "…"


@dataclass(frozen=True, kw_only=True)
class RequestKey:
    """What makes a repeated request recognisable: who sent it, the key it chose, the digest of its body."""

    owner: str
    key: str
    digest: str
