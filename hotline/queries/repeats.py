"""Finding what a message repeats: candidates from the index of telling pieces, compared one by one. Writes nothing.

Each piece is read newest first and only PER_KEY rows far, so the work does not grow with what is stored. How rare a
piece is in this city shows in those same rows: many within a few hours tell little, a few within months tell much.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b

from sqlalchemy import or_, select, union_all

from hotline.db import db
from hotline.domain.lifecycle import State
from hotline.models import Message, RepeatKey, Ticket
from hotline.queries.rows import TicketRow, newest_rows
from routing.matters import Matter
from routing.similar import Likeness, compare, raised

PER_KEY = 40
COMPARED = 24
READ_LATELY = 400  # messages; while a call is typed, the same candidates are compared again and again
NOT_OFFERED = (State.DECLINED, State.VOIDED, State.MERGED)


@dataclass(frozen=True)
class Alike:
    """An earlier ticket that may be the same matter; ``message`` is the one of its messages that is most alike."""

    row: TicketRow
    likeness: Likeness
    same_sender: bool
    message_id: int


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who speaks, as far as it is known; an empty one is nobody's sender."""

    phone: str = ""
    email: str = ""


def key_of(piece: str) -> int:
    """Return the number under which a piece stands in the index; pieces themselves are not kept."""
    return int.from_bytes(blake2b(piece.encode(), digest_size=8).digest(), "big", signed=True)


def matter_of(message: Message) -> Matter:
    """Return a stored message, ready to be compared; one that was read lately is not read again."""
    return _read(message.text, message.title, message.place, message.ticket.district, message.received_at)


@lru_cache(maxsize=READ_LATELY)
def _read(text: str, title: str, place: str, district: str, at: datetime) -> Matter:
    return Matter(text=text, title=title, place=place, district=district, at=at)


def list_alike(
    matter: Matter, *, at: datetime, window: timedelta, sender: Sender | None = None, but: Iterable[int] = ()
) -> tuple[Alike, ...]:
    """Return the earlier tickets that may be the same matter, the most probable first; ``but`` are tickets left out."""
    sender, left_out = sender or Sender(), set(but)
    found = _messages(find_candidates(matter, since=at - window))
    own = _messages_of(sender, since=at - window)
    messages = [
        each
        for each in {each.id: each for each in (*own, *found)}.values()
        if each.ticket_id not in left_out and each.home_ticket_id not in left_out
    ]
    compared = [compare(matter, matter_of(each), same_sender=_is(each, sender)) for each in messages]
    best: dict[int, tuple[Likeness, bool, int]] = {}
    for message, likeness in zip(messages, raised(compared), strict=True):
        if message.ticket_id not in best or likeness.probability > best[message.ticket_id][0].probability:
            best[message.ticket_id] = (likeness, _is(message, sender), message.id)
    rows = newest_rows(Ticket.id.in_(list(best)), Ticket.state.not_in(NOT_OFFERED), most=len(best)) if best else ()
    alike = [Alike(row, *best[row.id]) for row in rows]
    return tuple(sorted(alike, key=lambda each: (-each.likeness.probability, -each.row.id)))


def find_candidates(matter: Matter, *, since: datetime) -> tuple[int, ...]:
    """Return the ids of the messages that share the rarest pieces with this matter, the likeliest first."""
    keys = [key_of(piece) for piece in matter.keys]
    if not keys:
        return ()
    reads = [
        select(RepeatKey.key, RepeatKey.at, RepeatKey.message_id)
        .where(RepeatKey.key == key, RepeatKey.at >= since)
        .order_by(RepeatKey.at.desc())
        .limit(PER_KEY)
        .subquery()
        for key in keys
    ]
    rows = db.session.execute(union_all(*(select(each) for each in reads))).all()
    under: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for key, moment, message_id in rows:
        under[key].append((moment, message_id))
    return _likeliest(under.values())


def _likeliest(under: Iterable[Sequence[tuple[datetime, int]]]) -> tuple[int, ...]:
    scores: dict[int, float] = defaultdict(float)
    for rows in under:
        worth = _worth(rows)
        for _, message_id in rows:
            scores[message_id] += worth
    return tuple(sorted(scores, key=lambda each: (-scores[each], -each))[:COMPARED])


def _worth(rows: Sequence[tuple[datetime, int]]) -> float:
    """Return how much sharing a piece says: less, the more messages hold it in a month."""
    if len(rows) < PER_KEY:
        return 1.0 / math.log2(2 + len(rows) / 6)
    days = max((rows[0][0] - rows[-1][0]).total_seconds() / 86_400, 0.01)
    return 1.0 / math.log2(2 + PER_KEY / days * 30)


def _messages(ids: Sequence[int]) -> Sequence[Message]:
    return db.session.scalars(select(Message).where(Message.id.in_(ids))).all() if ids else ()


def _messages_of(sender: Sender, *, since: datetime) -> Sequence[Message]:
    conditions = [
        column == value
        for column, value in ((Message.citizen_phone, sender.phone), (Message.citizen_email, sender.email))
        if value
    ]
    if not conditions:
        return ()
    query = select(Message).where(or_(*conditions), Message.received_at >= since)
    return db.session.scalars(query.order_by(Message.id.desc()).limit(COMPARED)).all()


def _is(message: Message, sender: Sender) -> bool:
    phone = bool(sender.phone) and message.citizen_phone == sender.phone
    return phone or (bool(sender.email) and message.citizen_email == sender.email)
