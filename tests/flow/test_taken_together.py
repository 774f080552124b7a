"""Contacts that are taken in together are written row for row as they would be one by one."""

from sqlalchemy import func, select

from hotline.accounts.sources import get_or_make_source
from hotline.cli import chain
from hotline.db import db, unit_of_work
from hotline.domain.contact import RequestKey
from hotline.domain.enclosures import Enclosure
from hotline.domain.number import parse
from hotline.domain.people import CITIZEN
from hotline.domain.vocabulary import Channel
from hotline.flow import intake
from hotline.models import Attachment, FeedEvent, JournalEntry, Message, OutboxMessage, Ticket
from tests.factories import a_contact
from tests.people import MONDAY

TABLES = (Ticket, Message, Attachment, JournalEntry, OutboxMessage, FeedEvent)
OF_EACH_ROW = {"id", "number", "query_code", "digest", "journal_head", "key", "external_id", "request_key"}
PICTURE = Enclosure(name="路口.jpg", media_type="image/jpeg", size=3, digest="a" * 64)


def handed_in(turn, source_id):
    asked = RequestKey(owner="token:1", key=f"key {turn}", digest="d")
    return [
        (a_contact(), None),
        (a_contact(channel=Channel.WEBSITE, source_id=source_id, external_id=f"letter {turn}"), asked),
        (a_contact(enclosures=(PICTURE, PICTURE), source_id=source_id, title=""), None),
    ]


def take_together(*groups):
    came = iter(groups)
    with unit_of_work():
        return intake.receive_together(lambda: next(came, ()), by=CITIZEN, at=MONDAY)


def a_source():
    with unit_of_work():
        source = get_or_make_source("网站", channels=(), at=MONDAY)
    return source.id


def rows_after(last):
    """Return the rows of each table, without what no two rows share and what points at other rows."""
    told = {}
    for table in TABLES:
        columns = [each for each in table.__table__.columns if each.name not in OF_EACH_ROW and not each.foreign_keys]
        later = select(*columns).where(table.id > last.get(table, 0)).order_by(table.id)
        told[table.__tablename__] = db.session.execute(later).all()
    return told


def test_what_is_written_together_is_what_is_written_one_by_one():
    source_id = a_source()
    take_together(handed_in(1, source_id))
    last = {table: db.session.scalar(select(func.max(table.id))) for table in TABLES}
    together = rows_after({})
    for contact, request in handed_in(2, source_id):
        with unit_of_work():
            intake.receive(contact, by=CITIZEN, at=MONDAY, request=request)
    assert [len(rows) for rows in together.values()] == [3, 3, 2, 3, 3, 2]
    assert rows_after(last) == together


def test_rows_written_together_belong_together():
    first, second = handed_in(1, a_source())[:2], handed_in(2, a_source())[2:]
    taken = take_together(first, second)
    assert [parse(message.ticket.number).sequence for message in taken] == [1, 2, 3]
    for message in taken:
        ticket = db.session.scalars(select(Ticket).filter_by(number=message.ticket.number)).one()
        assert [(each.id, each.query_code) for each in ticket.messages] == [(message.id, message.query_code)]
        assert [each.what for each in ticket.journal] == ["receive"]
        assert db.session.scalar(select(OutboxMessage.ticket_id).filter_by(ticket_id=ticket.id)) == ticket.id
        told = db.session.scalars(select(FeedEvent.entry_id).filter_by(message_id=message.id)).all()
        assert told == ([ticket.journal[0].id] if message.source_id else [])
        files = db.session.scalars(select(Attachment.name).filter_by(message_id=message.id)).all()
        assert len(files) == (2 if message is taken[2] else 0)
    assert chain.verify().broken == []
