"""Beside intake and answering: files that were kept become part of a message or an answer. Knows nothing of HTTP."""

from collections.abc import Iterable
from datetime import datetime

from hotline.domain.enclosures import Enclosure
from hotline.models import Answer, Attachment, Message


def attach(to: Message | Answer, enclosures: Iterable[Enclosure], *, at: datetime) -> None:
    """Let the files belong to a message or an answer, in the transaction that writes it."""
    to.attachments.extend(
        Attachment(
            name=each.name,
            media_type=each.media_type,
            size=each.size,
            digest=each.digest,
            thumbnail_digest=each.thumbnail_digest,
            at=at,
        )
        for each in enclosures
    )
