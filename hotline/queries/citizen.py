"""One citizen's view of one matter: only what is theirs or was said to them. Writes nothing.

Under a merged ticket several citizens stand; each reads their own words, supplements and rating, never another's.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hotline.db import db
from hotline.domain.lifecycle import DONE, FINISHED, Action, State, actions_open_to
from hotline.domain.people import Role
from hotline.domain.privacy import without
from hotline.domain.vocabulary import RemarkKind, Satisfaction
from hotline.models import Answer, Attachment, Department, JournalEntry, Message, Rating, Remark, Ticket
from hotline.queries.citizen_story import FINAL, STANDINGS, UNKNOWN_UNIT, Event, events_of, unit_of
from hotline.queries.due import why_promised

OwnMessage = Message  # under this name counters speak of it
HOTLINE = "12345热线"
SPOKEN_TO = (State.WAITING, State.PAUSED, State.DECLINED)  # where the citizen must read what the hotline wrote
SAID = {RemarkKind.SUPPLEMENT: "您补充了情况", RemarkKind.REWORK_WISH: "您要求重办"}


@dataclass(frozen=True, kw_only=True)
class GivenAnswer:
    """An approved answer."""

    id: int
    text: str
    basis: str
    resolution: str
    department: str
    at: datetime
    leader: str = ""  # of a final answer
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CitizenView:
    """What the follow page and the API show; ``may`` names the forms that are open: supply, rate, rework, withdraw.

    A form is stale only when what this citizen was told has moved on: ``told`` counts the steps of their story, which
    another citizen's rating or a letter on its way does not raise; ``answer_id`` is 0 before there is an answer.
    """

    number: str
    told: int
    answer_id: int
    state: State
    status_text: str
    plain: str
    next_step: str
    merged: bool
    department: str | None
    received_at: datetime
    promised_at: datetime | None
    promised_why: str
    title: str
    text: str
    files: tuple[Attachment, ...]
    notice: str
    timeline: tuple[Event, ...]
    answer: GivenAnswer | None
    final: bool
    rating: Satisfaction | None
    may: frozenset[str]


def find_message(message_id: int | None) -> Message | None:
    """Return the message with this id and its ticket, if it is still there."""
    if message_id is None:
        return None
    return db.session.get(Message, message_id, options=[joinedload(Message.ticket)])


def number_of(message: Message) -> str:
    """Return the service number that the citizen was given, also after a merge."""
    return own_ticket(message).number


def own_ticket(message: Message) -> Ticket:
    """Return the ticket that this message made, also while another one leads."""
    if message.home_ticket_id is None:
        return message.ticket
    return db.session.get_one(Ticket, message.home_ticket_id)


def view_of(message: Message) -> CitizenView:
    """Return the matter as this message's citizen may see it, in a fixed number of queries."""
    ticket = message.ticket
    remarks = _own_remarks(message)
    others = _others(message)
    story = _story(message, remarks, others)
    answer, rating = _latest_approved(ticket, others), _rating_of(message)
    department = ticket.lead_department.name if ticket.lead_department else None
    standing = STANDINGS[ticket.state]
    promised_at = ticket.promised_at if ticket.state not in FINISHED else None
    final = ticket.final_round and ticket.state in DONE
    return CitizenView(
        number=number_of(message),
        told=len(story),
        answer_id=answer.id if answer else 0,
        state=ticket.state,
        status_text=standing.label,
        plain=standing.meaning.format(unit=department or UNKNOWN_UNIT),
        next_step=FINAL if final else standing.next_step,
        merged=message.home_ticket_id is not None,
        department=department,
        received_at=message.received_at,
        promised_at=promised_at,
        promised_why=why_promised(ticket.id, promised_at) if promised_at else "",
        title=message.title,
        text=message.text,
        files=tuple(message.attachments),
        notice=_notice(story) if ticket.state in SPOKEN_TO else "",
        timeline=story,
        answer=answer,
        final=final,
        rating=rating,
        may=_open_forms(message, remarks, answered=answer is not None, rated=rating is not None),
    )


def find_remark(message: Message, kind: RemarkKind, text: str) -> Remark | None:
    """Return the citizen's earlier remark with these very words, if there is one: the form was posted twice."""
    return db.session.scalars(select(Remark).filter_by(message_id=message.id, kind=kind, text=text)).first()


def _notice(story: tuple[Event, ...]) -> str:
    """Return what the hotline last said to the citizen: the question, or the reason and the proper path."""
    return next((event.note for event in story if event.said), "")


def _open_forms(message: Message, remarks: list[Remark], *, answered: bool, rated: bool) -> frozenset[str]:
    ticket = message.ticket
    done, alone = ticket.state in DONE, len(ticket.messages) == 1
    steps = actions_open_to(Role.CITIZEN, ticket.state)
    since = _round_began(ticket)
    wished = any(each.kind is RemarkKind.REWORK_WISH and each.at >= since for each in remarks)
    return frozenset(
        name
        for name, is_open in (
            ("supply", ticket.state not in FINISHED),
            ("rate", done and answered and not rated),
            ("rework", done and not wished and not ticket.final_round),
            ("withdraw", Action.WITHDRAW in steps and (message.home_ticket_id is not None or alone)),
        )
        if is_open
    )


def _round_began(ticket: Ticket) -> datetime:
    reopened = [entry.at for entry in ticket.journal if entry.what == Action.REOPEN.value]
    return max(reopened, default=ticket.received_at)


def _own_remarks(message: Message) -> list[Remark]:
    query = select(Remark).where(Remark.message_id == message.id, Remark.kind.in_(tuple(SAID)))
    return list(db.session.scalars(query.order_by(Remark.id)))


def _rating_of(message: Message) -> Satisfaction | None:
    query = select(Rating.satisfaction).filter_by(
        message_id=message.id, ticket_id=message.ticket_id, round=message.ticket.round
    )
    return db.session.scalars(query).one_or_none()


def _others(message: Message) -> tuple[str, ...]:
    """Return who else stands under the ticket: their names, numbers and addresses are shown to nobody but them."""
    own = {message.citizen_name, message.citizen_phone, message.citizen_email}
    others = (each for each in message.ticket.messages if each.id != message.id)
    known = {value for each in others for value in (each.citizen_name, each.citizen_phone, each.citizen_email)}
    return tuple(sorted(known - own - {""}))


def _latest_approved(ticket: Ticket, others: tuple[str, ...]) -> GivenAnswer | None:
    query = select(Answer, Department.name).outerjoin(Department, Answer.department_id == Department.id)
    query = query.where(Answer.ticket_id == ticket.id, Answer.approved.is_(True)).order_by(Answer.id.desc())
    row = db.session.execute(query.limit(1)).one_or_none()
    if row is None:
        return None
    answer, department = row
    return GivenAnswer(
        id=answer.id,
        text=without(answer.text, others),
        basis=answer.basis,
        resolution=answer.resolution.label,
        department=department or HOTLINE,
        leader=answer.leader,
        at=answer.reviewed_at or answer.at,
        files=tuple(answer.attachments),
    )


def _story(message: Message, remarks: list[Remark], others: tuple[str, ...]) -> tuple[Event, ...]:
    """Return the citizen's story, the newest step first; of a ticket that leads theirs, only what came after."""
    entries = list(message.ticket.journal)
    if message.home_ticket_id is not None:
        own = _journal_of(message.home_ticket_id)
        merged_at = max((entry.at for entry in own if entry.what == Action.MERGE.value), default=message.received_at)
        entries = [*own, *(entry for entry in entries if entry.at > merged_at)]
    units = {unit for entry in entries if (unit := unit_of(entry))}
    names = _names(units) if units else {}
    said = (Event(at=each.at, title=SAID[each.kind], note=each.text) for each in remarks)
    told = (replace(each, note=without(each.note, others)) for each in events_of(entries, names))
    in_order = sorted((*told, *said), key=lambda event: event.at)  # of two steps in one moment the later comes later
    return tuple(reversed(in_order))


def _journal_of(ticket_id: int) -> list[JournalEntry]:
    return list(db.session.scalars(select(JournalEntry).filter_by(ticket_id=ticket_id).order_by(JournalEntry.id)))


def _names(units: set[str]) -> dict[str, str]:
    query = select(Department.id, Department.name).where(Department.id.in_(units))
    return {str(row[0]): str(row[1]) for row in db.session.execute(query)}
