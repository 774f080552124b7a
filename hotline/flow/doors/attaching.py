"""Beside intake and answering: files that were kept become part of a message or an answer. Knows nothing of HTTP."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from hotline.db import db
from hotline.domain.enclosures import MOST_FILES, Enclosure
from hotline.domain.lifecycle import FINISHED
from hotline.domain.people import Actor
from hotline.errors import IllegalTransition
from hotline.flow.advance import record
from hotline.models import Answer, Attachment, Message, Ticket
from hotline.models.attachment import HELD, REFUSED

TOO_LATE = "这件事已经办完，不能再补交附件；有新的情况请另行提交。"


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
            clearance=HELD if each.held else "",
        )
        for each in enclosures
    )


def missing_of(message: Message, enclosures: Sequence[Enclosure]) -> tuple[Enclosure, ...]:
    """Return those files, known by their content, that the message does not have yet; nobody else adds any meanwhile.

    Raises IllegalTransition where something is missing and the matter is over, or would have too many files with it.
    """
    locked = select(Ticket).where(Ticket.id == message.ticket_id).with_for_update()
    ticket = db.session.scalars(locked.execution_options(populate_existing=True)).one()
    known = set(db.session.scalars(select(Attachment.digest).filter_by(message_id=message.id)))
    missing = {each.digest: each for each in enclosures if each.digest not in known}
    if missing and ticket.state in FINISHED:
        raise IllegalTransition(TOO_LATE)
    if len(known) + len(missing) > MOST_FILES:
        raise IllegalTransition(f"一件诉求最多附{MOST_FILES}个文件，已有{len(known)}个。", field="attachments")
    return tuple(missing.values())


def add(message: Message, missing: Sequence[Enclosure], *, by: Actor, at: datetime) -> None:
    """Let files that came after their message belong to it, and say so in the journal."""
    if missing:
        attach(message, missing, at=at)
        record(message.ticket, "attached", by=by, at=at, facts={"files": len(missing)})


def release(digest: str) -> tuple[str, ...]:
    """Let files of this content be opened from now on; nothing has to leave the store."""
    for each in _held(digest):
        each.clearance = ""
    return ()


def refuse(digest: str, *, found: str, by: Actor, at: datetime) -> tuple[str, ...]:
    """Close all files of this content for good and say so in their journals; return what has to leave the store."""
    gone = {digest}
    for each in db.session.scalars(select(Attachment).filter_by(digest=digest).order_by(Attachment.id)):
        each.clearance = REFUSED
        gone |= {each.thumbnail_digest} if each.thumbnail_digest else set()
        record(_ticket_of(each), "attachment_refused", by=by, at=at, facts={"file": each.id, "found": found[:80]})
    return tuple(sorted(gone))


def _held(digest: str) -> Sequence[Attachment]:
    return db.session.scalars(select(Attachment).filter_by(digest=digest, clearance=HELD)).all()


def _ticket_of(attachment: Attachment) -> Ticket:
    if attachment.message_id is not None:
        return db.session.get_one(Message, attachment.message_id).ticket
    answer = db.session.get_one(Answer, attachment.answer_id)
    return db.session.get_one(Ticket, answer.ticket_id)
