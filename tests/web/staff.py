"""Staff at their counters: accounts made in the database, signed in through the session."""

import re
from typing import Any

from flask import Flask
from sqlalchemy import event, select

from hotline import accounts
from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.domain.people import Actor, Role
from hotline.models import JournalEntry, Staff, Ticket
from tests.people import LEAD
from tests.web.visitor import Visitor

CONTACT = {"name": "陈秀英", "phone": "13871234567", "place": "建设路与和平街交叉口"}


class AtCounter(Visitor):
    """A member of staff who is signed in; ``staff_id`` is the account."""

    def __init__(self, app: Flask, role: Role, *, department: str | None = None) -> None:
        super().__init__(app)
        self.app, self.role = app, role
        with app.app_context():
            with unit_of_work():
                account = _account(role, department)
                key = accounts.open_session(account, epoch=account.epoch, at=now())
            self.staff_id = account.id
        with self.client.session_transaction() as session:
            session["staff_session"] = key

    def step(self, number: str, step: str, *, follow: bool = True, **form: Any) -> Any:
        """Take a step on a ticket's file with the form as the page gives it."""
        path = f"/{self.role.value}/tickets/{number}"
        return self.post(f"{path}/{step}", form, page=path, follow=follow)

    def token(self) -> str:
        """Return a CSRF token of this session."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(f"/{self.role.value}").text)
        return found.group(1) if found else ""


def operator(app: Flask) -> AtCounter:
    """Return an operator who is signed in."""
    return AtCounter(app, Role.OPERATOR)


def officer(app: Flask, department: str = LEAD) -> AtCounter:
    """Return an officer of a department who is signed in."""
    return AtCounter(app, Role.DEPARTMENT, department=department)


def supervisor(app: Flask) -> AtCounter:
    """Return a supervisor who is signed in."""
    return AtCounter(app, Role.SUPERVISOR)


def admin(app: Flask) -> AtCounter:
    """Return an admin who is signed in."""
    return AtCounter(app, Role.ADMIN)


def number_of(app: Flask, ticket_id: int) -> str:
    """Return a ticket's service number."""
    with app.app_context():
        return db.session.get_one(Ticket, ticket_id).number


def the_only_ticket(app: Flask) -> dict[str, Any]:
    """Return what the city's one ticket is like; fails where there are more or none."""
    with app.app_context():
        ticket = db.session.scalars(select(Ticket)).one()
        parts = ("number", "state", "title", "kind", "urgency", "lead_department_id", "confidential", "channel")
        return {name: getattr(ticket, name) for name in parts}


def state_of(app: Flask, number: str) -> str:
    """Return where a ticket stands."""
    with app.app_context():
        return db.session.scalars(select(Ticket.state).filter_by(number=number)).one().value


def journal_of(app: Flask, number: str) -> list[tuple[str, str, str]]:
    """Return what happened to a ticket: what, by whom, note."""
    with app.app_context():
        query = select(JournalEntry.what, JournalEntry.by_name, JournalEntry.note).join(Ticket)
        return [
            tuple(row) for row in db.session.execute(query.where(Ticket.number == number).order_by(JournalEntry.id))
        ]


class Counted:
    """How many statements the application sends to its database while a block runs."""

    def __init__(self, app: Flask) -> None:
        with app.app_context():
            self.engine = db.engine
        self.statements = 0

    def __enter__(self) -> "Counted":
        event.listen(self.engine, "before_cursor_execute", self._count)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self._count)

    def _count(self, *_: Any) -> None:
        self.statements += 1


def _account(role: Role, department: str | None) -> Staff:
    serial = len(db.session.scalars(select(Staff.id)).all()) + 1
    account = Staff(
        username=f"{role.value}{serial}",
        name=f"{role.label}{serial}号",
        role=role,
        department_id=department,
        password_hash="nobody signs in with it",
        created_at=now(),
    )
    db.session.add(account)
    db.session.flush()
    return account


def actor_of(person: AtCounter) -> Actor:
    """Return the person as the author of steps."""
    with person.app.app_context():
        account = db.session.get_one(Staff, person.staff_id)
        return Actor(role=account.role, name=account.name, staff_id=account.id, department_id=account.department_id)
