"""Beside intake: a mail becomes a ticket, or is added to the matter whose letter it answers; each mail once.

The mailbox's position moves in the same transaction. Knows nothing of IMAP and of a mail's form.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from hotline.db import db
from hotline.domain.lifecycle import FINISHED, Action, Tell
from hotline.domain.mail import Mail, Place
from hotline.domain.people import SYSTEM, Actor
from hotline.domain.rules import CityRules
from hotline.domain.vocabulary import RemarkKind
from hotline.flow import handling, intake
from hotline.flow.advance import post
from hotline.flow.doors import source_turns
from hotline.models import BoardPosition, MailRecord, Message, Ticket
from hotline.queries import messages

MOST_RECEIPTS = 20  # to one address in a day: what answers every receipt with a new mail is a machine
DAY = timedelta(days=1)
OTHER_MAIL = "邮件编号与已收的另一封相同，但发件人或标题不同，请人工查看"


@dataclass(frozen=True, kw_only=True)
class Folder:
    """Which mailbox a mail lies in, where there, in whose name it is taken, and whether it is put away afterwards."""

    source_id: str
    place: Place
    by: Actor
    puts_away: bool = False


def take(mail: Mail, folder: Folder, *, rules: CityRules, at: datetime) -> MailRecord | None:
    """Take a mail in and move the position behind it; return its record, None where it is here already."""
    _lock(folder)
    if _is_known(mail):
        _move(folder)
        return None
    earlier = messages.find_by_external_id(mail.contact.channel, mail.known_as)
    if earlier is not None:
        _move(folder)
        return None if _is_same(earlier, mail) else _lay_aside(folder, OTHER_MAIL, at=at)
    message = _supplemented(mail, rules=rules, by=folder.by, at=at) or _received(mail, by=folder.by, at=at)
    record = MailRecord(
        source_id=folder.source_id,
        known_as=mail.known_as,
        place=str(folder.place),
        message_id=message.id,
        at=at,
        owed=folder.puts_away,
    )
    db.session.add(record)
    _move(folder, taken=1)
    return record


def lay_aside(folder: Folder, reason: str, *, at: datetime) -> MailRecord | None:
    """Put a mail aside that is not taken, with the reason, and move the position behind it; it stays in the mailbox."""
    _lock(folder)
    return _lay_aside(folder, reason, at=at)


def pass_by(folder: Folder) -> None:
    """Move the position behind a mail that is known already or gone."""
    _lock(folder)
    _move(folder)


def list_owed(source_id: str, *, validity: int) -> tuple[int, ...]:
    """Return the numbers of the mails that were taken and not yet put away, as long as the server counts as it did."""
    owed = db.session.scalars(select(MailRecord.place).where(MailRecord.source_id == source_id, MailRecord.owed))
    places = [Place.read(each) for each in owed]
    return tuple(sorted(each.uid for each in places if each.validity == validity))


def settle(folder: Folder) -> None:
    """Remember that a mail was put away."""
    this = (MailRecord.source_id == folder.source_id, MailRecord.place == str(folder.place), MailRecord.owed)
    db.session.execute(update(MailRecord).where(*this).values(owed=False))


def list_known(ids: Collection[str]) -> frozenset[str]:
    """Return those of these ids under which a mail was taken."""
    return frozenset(db.session.scalars(select(MailRecord.known_as).where(MailRecord.known_as.in_(ids))))


def place_of(source_id: str) -> Place:
    """Return how far this mailbox was read; the beginning where it never was."""
    row = db.session.get(BoardPosition, source_id)
    return Place.read(row.position) if row else Place()


def _lay_aside(folder: Folder, reason: str, *, at: datetime) -> MailRecord | None:
    known_as = f"aside:{folder.source_id}:{folder.place}"
    if db.session.scalars(select(MailRecord.id).filter_by(known_as=known_as)).one_or_none() is not None:
        _move(folder)
        return None
    record = MailRecord(
        source_id=folder.source_id, known_as=known_as, place=str(folder.place), reason=reason[:200], at=at
    )
    db.session.add(record)
    _move(folder, refused=1)
    return record


def _received(mail: Mail, *, by: Actor, at: datetime) -> Message:
    message = intake.receive(mail.contact, by=by, at=at)
    ticket = message.ticket
    db.session.flush()
    _note_left_out(ticket, mail, at=at)
    if message.citizen_email and _receipts_today(message.citizen_email, at=at) < MOST_RECEIPTS:
        facts = {"action": Action.RECEIVE.value, "message": message.id, "left_out": len(mail.left_out)}
        post(ticket, Tell.TELL_CITIZEN, at=at, facts=facts)
    return message


def _supplemented(mail: Mail, *, rules: CityRules, by: Actor, at: datetime) -> Message | None:
    """Add an answer to our letter to the matter that it is about; None where it must be a matter of its own.

    The mark in our letter shows that the sender has it, the sender's address that it was written to them: both, for an
    address alone can be forged. What is finished takes nothing more: what is said then is a new matter.
    """
    message = db.session.get(Message, mail.answered) if mail.answered else None
    if message is None or not _is_from(message, mail) or message.ticket.state in FINISHED:
        return None
    intake.supply(message.ticket, mail.reply, rules=rules, by=by, at=at, message=message, enclosures=mail.enclosures)
    _note_left_out(message.ticket, mail, at=at)
    return message


def _note_left_out(ticket: Ticket, mail: Mail, *, at: datetime) -> None:
    if mail.left_out:
        handling.remark(ticket, "\n".join(mail.left_out), kind=RemarkKind.NOTE, by=SYSTEM, at=at)


def _is_known(mail: Mail) -> bool:
    """Tell whether a mail of this id, sender and title is here; of an answer to a letter the id tells enough."""
    record = db.session.scalars(select(MailRecord).filter_by(known_as=mail.known_as)).one_or_none()
    if record is None:
        return False
    message = db.session.get(Message, record.message_id) if record.message_id else None
    return message is None or message.external_id != mail.known_as or _is_same(message, mail)


def _is_same(message: Message, mail: Mail) -> bool:
    return _senders(message, mail)[0] == _senders(message, mail)[1] and message.title == mail.contact.title


def _is_from(message: Message, mail: Mail) -> bool:
    before, now = _senders(message, mail)
    return bool(now) and before == now


def _senders(message: Message, mail: Mail) -> tuple[str, str]:
    return message.citizen_email.casefold(), mail.contact.citizen_email.casefold()


def _receipts_today(address: str, *, at: datetime) -> int:
    query = (
        select(func.count())
        .select_from(MailRecord)
        .join(Message, MailRecord.message_id == Message.id)
        .where(MailRecord.at > at - DAY, Message.citizen_email == address)
    )
    return db.session.scalar(query) or 0


def _lock(folder: Folder) -> None:
    """Wait until no other program takes mail of this mailbox."""
    source_turns.be_there(folder.source_id)
    query = select(BoardPosition).filter_by(board_id=folder.source_id).with_for_update()
    db.session.scalars(query.execution_options(populate_existing=True)).one()


def _move(folder: Folder, *, taken: int = 0, refused: int = 0) -> None:
    row = db.session.get_one(BoardPosition, folder.source_id)
    kept = Place.read(row.position)
    if kept.validity != folder.place.validity or kept.uid < folder.place.uid:
        row.position = str(folder.place)
    row.taken += taken
    row.refused += refused
