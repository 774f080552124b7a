"""What a source is sent by webhook: the very event that its feed shows, once it has its position. Sends nothing."""

import json

from hotline.db import db
from hotline.flow import feed as room
from hotline.models import OutboxMessage, Source
from hotline.queries import feed
from hotline.schemas import outputs
from workers.channels import Notice

EVENT = outputs.ToldEvent()


def to_source(row: OutboxMessage) -> list[Notice]:
    """Return the notice that the row asks for; none where it was sent, or where the source has no webhook any more."""
    key = row.facts["event"]
    source_id = feed.find_source_of(key)
    source = db.session.get(Source, source_id) if source_id is not None else None
    if source is None or not source.webhook_url or key in row.facts.get("sent", ()):
        return []
    room.give_positions(source.id)
    body = json.dumps(EVENT.dump(feed.find_event(key)), ensure_ascii=False, separators=(",", ":")).encode()
    return [Notice(key=key, url=source.webhook_url, secret=source.webhook_secret, body=body)]
