"""Beside intake: a city's old, finished tickets move in, under numbers of ours, as they ended. Knows nothing of HTTP.

What is still open among them comes in by intake, as if it had just been said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from hotline.db import db, write_together
from hotline.domain.contact import Contact
from hotline.domain.lifecycle import Action
from hotline.domain.people import Actor
from hotline.domain.vocabulary import PartInTicket, Resolution
from hotline.flow.advance import advance
from hotline.flow.classification import index_for_search
from hotline.flow.intake import ticket_of
from hotline.flow.numbering import next_numbers
from hotline.models import Answer, Assignment, ImportRun, Lesson, Ticket


@dataclass(frozen=True, kw_only=True)
class Ended:
    """A matter that was answered elsewhere: what was said, by whom it was answered, and how."""

    contact: Contact
    department_id: str
    answer: str
    basis: str
    answered_at: datetime


def archive_all(ended: Sequence[Ended], *, by: Actor, at: datetime, teach: bool) -> tuple[Ticket, ...]:
    """Give each matter a number and keep it closed, found by search; with ``teach``, the study learns from it.

    Writes what the session holds and lets go of it: what is returned may be read only.
    """
    if not ended:
        return ()
    numbers = next_numbers(at, len(ended))
    tickets = tuple(ticket_of(each.contact, number, at=at) for each, number in zip(ended, numbers, strict=True))
    db.session.add_all(tickets)
    for ticket, each in zip(tickets, ended, strict=True):
        ticket.lead_department_id = each.department_id
        facts = {"channel": each.contact.channel.value, "lead": each.department_id}
        advance(ticket, Action.ARCHIVE, by=by, at=at, facts=facts)
    write_together()
    for ticket, each in zip(tickets, ended, strict=True):
        db.session.add(_answer(ticket, each, by=by))
        db.session.add(_part(ticket, each))
        if teach:
            db.session.add(Lesson(ticket_id=ticket.id, department_id=each.department_id, weight=1, at=at))
    write_together()
    index_for_search(*tickets)
    return tickets


def open_run(digest: str, *, file_name: str, at: datetime) -> ImportRun:
    """Return how far this file has been read, a new page where it never was; holds it until the transaction ends."""
    query = select(ImportRun).where(ImportRun.digest == digest).with_for_update()
    run = db.session.scalars(query).one_or_none()
    if run is None:
        run = ImportRun(digest=digest, file_name=file_name, position=0, taken=0, known=0, begun_at=at)
        db.session.add(run)
        db.session.flush()
    return run


def go_on(run: ImportRun) -> None:
    """Let the session hold the run again, after it has let go of everything."""
    db.session.add(run)


def find_run(digest: str) -> ImportRun | None:
    """Return how far this file has been read, if it ever was; holds nothing."""
    return db.session.scalars(select(ImportRun).where(ImportRun.digest == digest)).one_or_none()


def _answer(ticket: Ticket, ended: Ended, *, by: Actor) -> Answer:
    return Answer(
        ticket_id=ticket.id,
        department_id=ended.department_id,
        round=1,
        text=ended.answer,
        basis=ended.basis,
        resolution=Resolution.EXPLAINED,
        by_name=by.name,
        at=ended.answered_at,
        approved=True,
        reviewed_by=by.name,
        reviewed_at=ended.answered_at,
    )


def _part(ticket: Ticket, ended: Ended) -> Assignment:
    return Assignment(
        ticket_id=ticket.id,
        department_id=ended.department_id,
        part=PartInTicket.LEAD,
        since=ticket.received_at,
        ended_at=ended.answered_at,
    )
