"""Beside intake: what a message board told is taken in, each message once, and the board's position moves with it.

Knows nothing of HTTP and of a board's shape.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from hotline.db import db
from hotline.domain.contact import Contact
from hotline.domain.people import Actor
from hotline.flow import intake
from hotline.models import BoardPosition
from hotline.queries import messages


@dataclass(frozen=True, kw_only=True)
class Mark:
    """How far a board was read, and what its last answer was marked with."""

    position: str = ""
    etag: str = ""
    modified: str = ""


def mark_of(board_id: str) -> Mark:
    """Return how far this board was read; the beginning where it never was."""
    row = db.session.get(BoardPosition, board_id)
    return Mark(position=row.position, etag=row.etag, modified=row.modified) if row else Mark()


@dataclass(frozen=True, kw_only=True)
class Page:
    """What a board told in one answer: the messages, how many could not be read, and the mark behind them."""

    contacts: tuple[Contact, ...]
    refused: int
    mark: Mark


def take(board_id: str, page: Page, *, since: Mark, by: Actor, at: datetime) -> int:
    """Take a page's new messages in and move the board's mark; return how many were new.

    Where somebody else moved the mark since it was read, the page's messages are taken all the same, for each is known
    by its id; only the mark stays theirs.
    """
    row = db.session.scalars(select(BoardPosition).filter_by(board_id=board_id).with_for_update()).one_or_none()
    if row is None:
        row = BoardPosition(board_id=board_id, position="", etag="", modified="", taken=0, refused=0, read_at=at)
        db.session.add(row)
        db.session.flush()
    new = _new_among(page.contacts)
    intake.receive_all([(contact, None) for contact in new], by=by, at=at)
    if Mark(position=row.position, etag=row.etag, modified=row.modified) == since:
        row.position, row.etag, row.modified = page.mark.position, page.mark.etag, page.mark.modified
        row.refused += page.refused
    row.taken += len(new)
    row.read_at = at
    return len(new)


def _new_among(contacts: Sequence[Contact]) -> list[Contact]:
    """Return those that are not here yet, by channel and id; of two with one id the first."""
    found = {(each.channel, each.external_id): each for each in reversed(contacts)}
    for channel in {each.channel for each in contacts}:
        ids = {each.external_id for each in contacts if each.channel is channel and each.external_id}
        for known in messages.list_known(channel, ids):
            found.pop((channel, known), None)
    return [each for each in contacts if found.get((each.channel, each.external_id)) is each]
