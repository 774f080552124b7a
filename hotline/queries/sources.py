"""The systems that hand messages in, for the people who look after the service. Writes nothing."""

from dataclasses import dataclass

from sqlalchemy import func, select

from hotline.db import db
from hotline.models import FeedEvent, Message, Source


@dataclass(frozen=True)
class SourceRow:
    """A system with how many messages it handed in and how many steps it was told of."""

    id: int
    name: str
    channels: str
    pace: str
    webhook_url: str
    messages: int
    events: int


def list_sources() -> tuple[SourceRow, ...]:
    """Return every system, by name."""
    handed_in = select(func.count()).where(Message.source_id == Source.id).scalar_subquery()
    told = select(func.count()).where(FeedEvent.source_id == Source.id).scalar_subquery()
    query = select(Source.id, Source.name, Source.channels, Source.pace, Source.webhook_url, handed_in, told)
    return tuple(SourceRow(*row) for row in db.session.execute(query.order_by(Source.name)))
