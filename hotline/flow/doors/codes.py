"""Beside intake: a citizen lost their query code; an operator asks back and, where it fits, gives a new one out.

What the caller says is compared with what was left with the message; the operator never sees what was left. Two things
must fit. The journal keeps which kinds of things fitted, never what was said. Knows nothing of HTTP.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from hotline.db import db
from hotline.domain.number import new_query_code
from hotline.domain.people import Actor
from hotline.domain.text_input import normalise_phone
from hotline.errors import BadInput, IllegalTransition, NotFound
from hotline.flow.advance import record
from hotline.models import JournalEntry, Message, Ticket

NEEDED = 2
MOST_REFUSALS, WITHIN = 3, timedelta(days=1)
_NOISE = re.compile(r"[\s,。、()\-]+")
LABELS = {"name": "姓名", "phone": "联系电话", "email": "电子邮箱", "place": "地点", "words": "诉求内容"}


@dataclass(frozen=True, kw_only=True)
class Claims:
    """What the caller says when asked back."""

    name: str = ""
    phone: str = ""
    email: str = ""
    place: str = ""
    words: str = ""


def renew(ticket: Ticket, claims: Claims, *, by: Actor, at: datetime) -> Message | None:
    """Give the citizen of this number a new code where two claims fit; None where they do not: that is kept, too.

    Raises IllegalTransition after MOST_REFUSALS within a day.
    """
    if _refusals(ticket, since=at - WITHIN) >= MOST_REFUSALS:
        raise IllegalTransition("这个编号一天内已多次核对不符，暂停补发查询码；请引导市民到现场凭证件办理。")
    if sum(bool(value) for value in vars(claims).values()) < NEEDED:
        raise BadInput("请至少向市民核对两项：姓名、联系电话、电子邮箱、地点、诉求内容。", field="name")
    message = _own_message(ticket)
    fitting = [name for name, fits in _compare(message, claims).items() if fits]
    said = [name for name, value in vars(claims).items() if value]
    if len(fitting) < NEEDED or ("phone" in said and "phone" not in fitting and message.citizen_phone):
        record(ticket, "code_refused", by=by, at=at, facts={"asked": said})
        return None
    message.query_code = new_query_code()
    record(ticket, "code_renewed", by=by, at=at, facts={"fitting": fitting})
    return message


def _own_message(ticket: Ticket) -> Message:
    """Return the message that this number was given for, wherever it stands now."""
    home = select(Message).where(Message.home_ticket_id == ticket.id)
    own = select(Message).where(Message.ticket_id == ticket.id, Message.home_ticket_id.is_(None))
    found = (
        db.session.scalars(home.order_by(Message.id)).first() or db.session.scalars(own.order_by(Message.id)).first()
    )
    if found is None:
        raise NotFound("没有找到这个编号的来件。")
    return found


def _compare(message: Message, claims: Claims) -> dict[str, bool]:
    return {
        "name": _same(claims.name, message.citizen_name),
        "phone": bool(claims.phone) and normalise_phone(claims.phone) == message.citizen_phone,
        "email": bool(claims.email) and claims.email.strip().casefold() == message.citizen_email.casefold() != "",
        "place": _within(claims.place, f"{message.place}{message.text}"),
        "words": _within(claims.words, f"{message.title}{message.text}"),
    }


def _same(said: str, left: str) -> bool:
    return bool(said) and _plain(said) == _plain(left) != ""


def _within(said: str, left: str) -> bool:
    """Tell whether a few words, four letters at least, were said just so."""
    plain = _plain(said)
    return len(plain) >= 4 and plain in _plain(left)


def _plain(text: str) -> str:
    return _NOISE.sub("", text).casefold()


def _refusals(ticket: Ticket, *, since: datetime) -> int:
    query = select(func.count()).select_from(JournalEntry).where(JournalEntry.ticket_id == ticket.id)
    return db.session.scalar(query.where(JournalEntry.what == "code_refused", JournalEntry.at > since)) or 0
