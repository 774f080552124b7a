"""Signing in and out. A session is a row that ends when its person signs out, whoever holds a copy of the cookie.

Kept is the digest of what the cookie carries. Knows no cookie and no HTTP.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from hotline.accounts import throttle
from hotline.accounts.staff import actor_of, fits, fits_nobody
from hotline.db import db, unit_of_work
from hotline.domain.people import Actor
from hotline.errors import SignInFailed
from hotline.models import Staff, StaffSession

LASTS = timedelta(hours=12)  # from signing in, however busy: longer than a shift, shorter than a night with the next


def sign_in(username: str, password: str, *, source: str, at: datetime) -> tuple[Staff, str]:
    """Return the account that name and password belong to, and the key of its new session.

    ``source`` is where the try comes from (an address). Raises SignInFailed, the same for an unknown name and a wrong
    password, and TooManyAttempts after too many failures. To be called outside a unit of work: the count of failures
    is kept whatever follows.
    """
    name = username.strip().lower()
    doors = ((throttle.SIGN_IN_BY_NAME, f"{name}\0{source}"), (throttle.SIGN_IN_BY_SOURCE, source))
    for door, origin in doors:
        throttle.refuse_crowd(door, origin, at=at)
    staff = db.session.scalars(select(Staff).filter_by(username=name, active=True)).one_or_none()
    known = fits(password, staff.password_hash) if staff else fits_nobody(password)
    if staff is None or not known:
        for door, origin in doors:
            throttle.count_failure(door, origin, at=at)
        raise SignInFailed()
    epoch = staff.epoch  # of the password that was checked: one renewed at this moment does not let the old one in
    throttle.forget(*doors[0])
    with unit_of_work():
        key = open_session(staff, epoch=epoch, at=at)
    return staff, key


def open_session(staff: Staff, *, epoch: int, at: datetime) -> str:
    """Begin a session under this epoch of the account and return its key; sessions that are over are cleared away."""
    db.session.execute(delete(StaffSession).where(StaffSession.ends_at <= at))
    key = secrets.token_urlsafe(32)
    db.session.add(StaffSession(key=_digest(key), staff_id=staff.id, epoch=epoch, ends_at=at + LASTS))
    return key


def end_session(key: str) -> None:
    """End a session in every browser that has its key; one that has ended stays ended."""
    db.session.execute(delete(StaffSession).where(StaffSession.key == _digest(key)))


def find_actor(key: str | None, *, at: datetime) -> Actor | None:
    """Return the actor behind a session; None where it has ended, the account was closed or its password renewed."""
    if key is None:
        return None
    living = (StaffSession.key == _digest(key), StaffSession.ends_at > at, StaffSession.epoch == Staff.epoch)
    query = select(Staff).join(StaffSession, StaffSession.staff_id == Staff.id).where(*living, Staff.active)
    staff = db.session.scalars(query).one_or_none()
    return actor_of(staff) if staff else None


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
