"""Keeping editions and putting one into force; what was decided before stays, with who, when and why.

Knows no HTTP and moves no ticket.
"""

import json
from datetime import datetime

from sqlalchemy import select

from hotline.db import db
from hotline.departments import keep_in_step
from hotline.domain.city import city_time
from hotline.domain.people import Actor
from hotline.domain.vocabulary import Book
from hotline.editions.reading import packaged_text, read
from hotline.errors import BadInput, IllegalTransition
from hotline.models import Edition, Enactment
from hotline.queries import editions
from routing import Directory

LONGEST_LABEL = 60


def keep(book: Book, text: str, *, note: str, by: Actor, at: datetime) -> Edition:
    """Check an edition and keep it, not yet in force; the same text handed in again is the same edition.

    Raises WrongEdition with every complaint, and BadInput for a version that stands for another text already.
    """
    value = read(book, text)
    label = _label_of(value) if isinstance(value, Directory) else ""
    label = label or next_label(book, at=at)
    known = db.session.scalars(select(Edition).filter_by(book=book, label=label)).first()
    if known is not None and known.content == text:
        return known
    if known is not None or (book is Book.DIRECTORY and label == _packaged_label()):
        raise BadInput(
            f"版本号“{label}”已属于另一份目录。请把文件开头的 version 改成新的版本号，旧版本才能继续说明旧工单。",
            field="content",
        )
    edition = Edition(book=book, label=label, content=text, note=note, at=at, by_name=by.name, by_staff_id=by.staff_id)
    db.session.add(edition)
    db.session.flush()
    return edition


def enact(edition: Edition, *, by: Actor, at: datetime, why: str) -> Enactment:
    """Put an edition into force for every program, from its next message on; raises where it is in force already."""
    value = read(edition.book, edition.content)  # the program may have become stricter since the edition was kept
    if isinstance(value, Directory):
        keep_in_step(value)
    return _turn_to(edition.book, edition, by=by, at=at, why=why)


def put_back(book: Book, *, by: Actor, at: datetime, why: str) -> Enactment:
    """Put the edition that comes with the program back into force."""
    if book is Book.DIRECTORY:
        keep_in_step(Directory.packaged())
    return _turn_to(book, None, by=by, at=at, why=why)


def directory_in_force() -> Directory:
    """Return the directory in force, for programs that are not the application."""
    edition = editions.find_in_force(Book.DIRECTORY)
    directory: Directory = read(Book.DIRECTORY, edition.content) if edition else Directory.packaged()
    return directory


def next_label(book: Book, *, at: datetime) -> str:
    """Return a version that no edition of this book has yet: the city's date and a running number."""
    day = f"{city_time(at):%Y-%m-%d}"
    taken = set(db.session.scalars(select(Edition.label).where(Edition.book == book)))
    return next(label for count in range(1, 10_000) if (label := f"{day}-{count}") not in taken)


def _turn_to(book: Book, edition: Edition | None, *, by: Actor, at: datetime, why: str) -> Enactment:
    if not why.strip():
        raise BadInput("请填写启用的理由，系统会记入启用记录。", field="why")
    current = editions.find_in_force(book)
    if (current.id if current else None) == (edition.id if edition else None):
        raise IllegalTransition("这个版本已经在用。")
    row = Enactment(
        book=book,
        edition_id=edition.id if edition else None,
        why=why,
        at=at,
        by_name=by.name,
        by_staff_id=by.staff_id,
    )
    db.session.add(row)
    return row


def _label_of(directory: Directory) -> str:
    if len(directory.version) > LONGEST_LABEL:
        raise BadInput(f"version 最多{LONGEST_LABEL}个字，请改短。", field="content")
    return directory.version.strip()


def _packaged_label() -> str:
    return str(json.loads(packaged_text(Book.DIRECTORY)).get("version", ""))
