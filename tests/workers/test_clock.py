"""The clock's rounds: each at its hour, by one clock however many run."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hotline.accounts import throttle
from hotline.attachments import Folder, examine, put_in
from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.models import Attempt, Heartbeat, OutboxMessage
from hotline.parts import EXTENSION
from tests.attachments.pieces import a_photo
from tests.factories import a_ticket
from tests.people import DAY, HOUR, MONDAY
from workers import schedule
from workers.heartbeats import EVERY, Pulse, take_turn

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture(autouse=True)
def _the_usual_store(app):
    usual = app.extensions[EXTENSION].attachments
    yield
    app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], attachments=usual)


def test_every_round_is_made_at_first_and_then_at_its_hour():
    names = [each.name for each in schedule.ROUNDS]
    assert schedule.make_rounds(at=MONDAY) == names
    assert schedule.make_rounds(at=MONDAY + timedelta(minutes=1)) == ["remind"]
    assert schedule.make_rounds(at=MONDAY + timedelta(minutes=1, seconds=1)) == []
    assert schedule.make_rounds(at=MONDAY + DAY) == names


def test_of_two_clocks_one_makes_the_round():
    assert take_turn("round:x", every=HOUR, at=MONDAY)
    assert not take_turn("round:x", every=HOUR, at=MONDAY + HOUR / 2)
    assert take_turn("round:x", every=HOUR, at=MONDAY + HOUR)


def test_rows_done_long_ago_leave_the_outbox_and_open_ones_stay():
    a_ticket(at=MONDAY)
    a_ticket(at=MONDAY)
    with unit_of_work():
        first = db.session.scalars(db.select(OutboxMessage).order_by(OutboxMessage.id)).first()
        first.done_at = MONDAY
    schedule.clear_outbox(MONDAY + schedule.KEEP_DONE_ROWS)
    assert db.session.scalars(db.select(OutboxMessage)).one().done_at is None


def test_files_that_no_row_names_leave_the_store_after_their_time(app, tmp_path, caplog):
    store = Folder(tmp_path)
    app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], attachments=store)
    photo, orphan = examine(a_photo(), "路灯.jpg"), store.put(b"of a transaction that was rolled back")
    put_in(store, photo)
    a_ticket(enclosures=(photo.enclosure,), at=MONDAY)
    schedule.sweep_attachments(now())
    assert store.get(orphan)
    schedule.sweep_attachments(now() + schedule.KEEP_UNNAMED + HOUR)
    assert set(store.list_put_before(now() + HOUR)) == {photo.enclosure.digest, photo.enclosure.thumbnail_digest}
    (tmp_path / "files").write_text("a file where the folder should be")
    app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], attachments=Folder(tmp_path / "files"))
    schedule.sweep_attachments(now())
    assert "store of attachments is away" in caplog.text


def test_old_tries_are_forgotten():
    throttle.count_failure(throttle.FOLLOW, "somewhere", at=MONDAY)
    schedule.forget_old_tries(MONDAY + HOUR)
    assert db.session.scalars(db.select(Attempt)).all()
    schedule.forget_old_tries(MONDAY + DAY)
    assert not db.session.scalars(db.select(Attempt)).all()


def test_a_pulse_writes_no_more_often_than_it_must():
    pulse = Pulse("clock")
    pulse.beat(at=MONDAY)
    pulse.beat(at=MONDAY + EVERY / 2)
    assert db.session.get_one(Heartbeat, "clock").at == MONDAY
    pulse.beat(at=MONDAY + EVERY)
    db.session.rollback()
    assert db.session.get_one(Heartbeat, "clock").at == MONDAY + EVERY


def test_a_calendar_that_ends_soon_is_said_while_there_is_time(caplog):
    schedule.look_at_calendar(MONDAY)
    assert "calendar" not in caplog.text
    schedule.look_at_calendar(MONDAY + 3650 * DAY)
    assert "does not know" in caplog.text
