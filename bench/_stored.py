"""A house with very many stored tickets, written into its tables at once, and one operator. Measures nothing.

The rooms would take an hour for a hundred thousand; what lists, search and proposals read is written here as the rooms
leave it: ticket, first message, search entry. Texts are the demo city's, so their words are as common as there.
"""

from datetime import timedelta
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import insert, text

from hotline import accounts
from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.demo.phrases import Case, Phrases
from hotline.departments import keep_in_step
from hotline.domain.city import city_time
from hotline.domain.lifecycle import Action, State
from hotline.domain.number import compose
from hotline.domain.people import Role
from hotline.migrations import upgrade
from hotline.models import JournalEntry, Message, Ticket
from hotline.parts import parts
from routing import search_terms

AT_ONCE = 2_000
DIFFERENT = 1_500
OPERATOR = "bench-operator"


def open_tables(app: Flask) -> str:
    """Make the tables and an operator; return the operator's password."""
    with app.app_context():
        upgrade(db.engine)
        password = accounts.new_password()
        with unit_of_work():
            keep_in_step(parts().directory)
            accounts.add_staff(OPERATOR, name="测量", role=Role.OPERATOR, password=password, at=now())
    return password


def store(app: Flask, count: int, *, first: int = 0) -> list[str]:
    """Write tickets ``first`` to ``count`` of the last 90 days; return some of their service numbers."""
    random = Random(first + 1)
    matters = _matters(DIFFERENT)
    numbers = []
    with app.app_context():
        for begin in range(first, count, AT_ONCE):
            rows = [_row(random.choice(matters), random, at) for at in range(begin, min(begin + AT_ONCE, count))]
            numbers.append(rows[0][0]["number"])
            with unit_of_work():
                _write(rows)
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
    return numbers


Matter = tuple[Case, str, list[str]]


def _matters(different: int) -> list[Matter]:
    """Return cases with their titles and search terms; cutting words is slow, so tickets share them."""
    phrases, found = Phrases(seed=1), []
    for _ in range(different):
        case = phrases.case(now())
        title = case.contact.title or case.contact.text[:20]
        terms = search_terms(f"{title}\n{case.contact.place}\n{case.contact.district}\n{case.contact.text}")
        found.append((case, title, list(terms)))
    return found


def _row(matter: Matter, random: Random, serial: int) -> tuple[dict[str, Any], dict[str, Any], str]:
    case, title, terms = matter
    contact, house = case.contact, f"{random.randrange(1, 9000)}号"
    at = now() - timedelta(days=serial // 1200, seconds=random.randrange(3600))
    ticket = {
        "number": str(compose(city_time(at).date() - timedelta(days=1), serial % 900_000 + 1)),
        "state": random.choice((State.CLASSIFIED, State.HANDLING, State.CLOSED, State.CLOSED)),
        "version": 1,
        "channel": contact.channel,
        "kind": contact.kind,
        "title": title,
        "district": contact.district,
        "place": contact.place,
        "received_at": at,
        "lead_department_id": case.department_id,
    }
    message = {
        "channel": contact.channel,
        "title": contact.title,
        "text": f"{contact.text}门牌是{house}。",
        "citizen_phone": f"13{random.randrange(10**8, 10**9)}",
        "place": contact.place,
        "query_code": "BENCHONE",
        "received_at": at,
    }
    return ticket, message, " ".join([*terms, house])


def _write(rows: list[tuple[dict[str, Any], dict[str, Any], str]]) -> None:
    tickets = [ticket for ticket, _, _ in rows]
    ids = list(db.session.scalars(insert(Ticket).returning(Ticket.id, sort_by_parameter_order=True), tickets))
    pairs = list(zip(ids, rows, strict=True))
    db.session.execute(insert(Message), [{**message, "ticket_id": each} for each, (_, message, _) in pairs])
    received = {"what": Action.RECEIVE.value, "by_role": Role.CITIZEN, "by_name": "市民", "digest": "", "facts": {}}
    db.session.execute(
        insert(JournalEntry), [{**received, "ticket_id": each, "at": row[0]["received_at"]} for each, row in pairs]
    )
    entry = text("INSERT INTO ticket_search (id, terms) VALUES (:id, to_tsvector('simple', :terms))")
    db.session.execute(entry, [{"id": each, "terms": terms} for each, (_, _, terms) in pairs])
