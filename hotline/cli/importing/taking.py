"""Take rows of an old archive in, a hundred to a transaction that also moves the position. Knows no file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from hotline.cli.importing.rows import Read
from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.contact import Contact
from hotline.domain.people import Actor, Role
from hotline.domain.vocabulary import Channel
from hotline.flow import intake
from hotline.flow.doors import archiving
from hotline.flow.doors.archiving import Ended
from hotline.models import ImportRun
from hotline.queries import messages

NAME = "历史工单导入"
CLERK = Actor(role=Role.OPERATOR, name=NAME)
MACHINE = Actor(role=Role.SYSTEM, name=NAME)
TRIES = 3


@dataclass(frozen=True, kw_only=True)
class Source:
    """The file whose rows are taken: its digest, its name, and whether the study shall learn from it."""

    digest: str
    name: str
    teach: bool


def take(rows: Sequence[Read], *, first: int, source: Source) -> None:
    """Take in those rows that were not dealt with before; ``first`` is the ordinal of the first of them, from 0.

    All of it or nothing. A live message that brings the same id at the same moment makes us look again.
    """
    for last_try in (*[False] * (TRIES - 1), True):
        try:
            with unit_of_work():
                run = archiving.open_run(source.digest, file_name=source.name, at=now())
                fresh = rows[max(0, run.position - first) :]
                if fresh:
                    _take(run, fresh, source=source, at=now())
            return
        except IntegrityError:
            if last_try:
                raise


def find_checked(digest: str) -> ImportRun | None:
    """Return how far this file was read before, if it was checked to its end then."""
    run = archiving.find_run(digest)
    return run if run is not None and run.rows is not None else None


def note_check(source: Source, *, rows: int, refused: int) -> ImportRun:
    """Write down what the check of the whole file found, so that it is not checked again to go on with it."""
    with unit_of_work():
        run = archiving.open_run(source.digest, file_name=source.name, at=now())
        run.rows, run.refused = rows, refused
    return run


def conclude(source: Source) -> ImportRun:
    """Write down that the file was read to its end, and return what came of it."""
    with unit_of_work():
        run = archiving.open_run(source.digest, file_name=source.name, at=now())
        run.finished_at = run.finished_at or now()
    return run


def _take(run: ImportRun, rows: Sequence[Read], *, source: Source, at: datetime) -> None:
    new = _new_among(rows)
    open_ = [each for each in new if not isinstance(each, Ended)]
    ended = [each for each in new if isinstance(each, Ended)]
    intake.receive_all([(contact, None) for contact in open_], by=CLERK, at=at)
    archiving.archive_all(ended, by=MACHINE, at=at, teach=source.teach)
    archiving.go_on(run)
    run.position += len(rows)
    run.taken += len(new)
    run.known += sum(each.matter is not None for each in rows) - len(new)


def _new_among(rows: Sequence[Read]) -> list[Ended | Contact]:
    """Return what is not here yet, by channel and external id; a row that repeats another one counts once."""
    wanted: dict[Channel, set[str]] = {}
    for each in rows:
        if each.contact and each.contact.external_id:
            wanted.setdefault(each.contact.channel, set()).add(each.contact.external_id)
    seen = {(channel, found) for channel, ids in wanted.items() for found in messages.list_known(channel, ids)}
    new = []
    for each in rows:
        if each.matter is None or each.contact is None:
            continue
        mark = (each.contact.channel, each.contact.external_id)
        if each.contact.external_id and mark in seen:
            continue
        seen.add((each.contact.channel, each.contact.external_id or ""))
        new.append(each.matter)
    return new
