"""Files beside words: whose they are and who may read them. Writes nothing."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import or_, select

from hotline.db import db
from hotline.domain.people import Actor, Role
from hotline.errors import NotFound
from hotline.models import Answer, Attachment, Message, Ticket
from hotline.models.attachment import HELD, REFUSED

GivenFile = Attachment  # under this name counters speak of it
GONE = "没有这个附件，或您不能查看它。"


def list_of(message_ids: Collection[int], answer_ids: Collection[int]) -> tuple[Attachment, ...]:
    """Return the files of these messages and answers, in the order in which they came."""
    theirs = or_(Attachment.message_id.in_(message_ids), Attachment.answer_id.in_(answer_ids))
    return tuple(db.session.scalars(select(Attachment).where(theirs).order_by(Attachment.id)))


def by_owner(files: Sequence[Attachment]) -> dict[str, list[Attachment]]:
    """Return the files by whom they belong to, for templates: "message-3", "answer-7"."""
    found: dict[str, list[Attachment]] = defaultdict(list)
    for each in files:
        owner = f"message-{each.message_id}" if each.message_id else f"answer-{each.answer_id}"
        found[owner].append(each)
    return found


def list_named(digests: Collection[str]) -> frozenset[str]:
    """Return those of the digests that an attachment names, as its content or as its small picture."""
    kept = Attachment.clearance != REFUSED
    named = select(Attachment.digest).where(Attachment.digest.in_(digests), kept)
    small = select(Attachment.thumbnail_digest).where(Attachment.thumbnail_digest.in_(digests), kept)
    return frozenset(each for each in db.session.scalars(named.union(small)) if each)


def list_held(most: int = 100) -> tuple[str, ...]:
    """Return the digests of files that wait for a scanner."""
    query = select(Attachment.digest).where(Attachment.clearance == HELD).distinct().limit(most)
    return tuple(db.session.scalars(query))


def get_for_staff(ticket: Ticket, attachment_id: int, person: Actor) -> Attachment:
    """Return a file of a ticket that this person may read; raises NotFound.

    What citizens who asked for confidence sent is for the lead only: a helper learns of it from the lead.
    """
    found = _find(ticket, attachment_id)
    if found is None:
        raise NotFound(GONE)
    helps = person.role is Role.DEPARTMENT and person.department_id != ticket.lead_department_id
    if helps and found.message_id is not None and ticket.confidential:
        raise NotFound(GONE)
    return found


def get_for_citizen(message: Message, attachment_id: int) -> Attachment:
    """Return a file that this citizen sent, or one of an answer given to them; raises NotFound for any other."""
    found = db.session.get(Attachment, attachment_id)
    if found is not None and found.message_id == message.id:
        return found
    answer = db.session.get(Answer, found.answer_id) if found and found.answer_id else None
    if found is None or answer is None or not answer.approved or answer.ticket_id != message.ticket_id:
        raise NotFound(GONE)
    return found


def _find(ticket: Ticket, attachment_id: int) -> Attachment | None:
    query = (
        select(Attachment)
        .outerjoin(Message, Attachment.message_id == Message.id)
        .outerjoin(Answer, Attachment.answer_id == Answer.id)
        .where(Attachment.id == attachment_id)
        .where(or_(Message.ticket_id == ticket.id, Answer.ticket_id == ticket.id))
    )
    return db.session.scalars(query).one_or_none()
