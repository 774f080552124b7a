"""Boards and mailboxes are read by their rhythm; a failure is told where people look, and stops nothing."""

import json
import threading

import pytest

from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.flow.doors import source_turns
from hotline.models import BoardPosition, Heartbeat, Message
from hotline.queries import readings
from tests.people import ADMIN
from tests.workers.board import as_json, board_server
from tests.workers.house import wait_until
from workers import rhythm

TEXT = "翠湖路积水。"


@pytest.fixture
def board():
    with board_server() as served:
        served.answer = lambda path, _asked: (
            as_json([{"external_id": "1", "text": TEXT}]) if path == "/list" else (503, b"")
        )
        yield served


@pytest.fixture
def named(house, board, tmp_path):
    """Write down which boards the city names: one that is away, one that is there, one that is read by hand."""

    def write(*more):
        one = {"id": "city", "name": "城市留言板", "shape": "json", "url": f"{board.url}/list", "every": 5}
        away = {**one, "id": "away", "name": "另一个留言板", "url": f"{board.url}/down"}
        by_hand = {**one, "id": "hand", "name": "手工读取的留言板", "every": 0}
        file = tmp_path / "message_boards.json"
        file.write_text(json.dumps({"boards": [away, one, by_hand, *more]}), encoding="utf-8")

    write()
    return write


def make_due(source_id):
    db.session.rollback()
    db.session.query(Heartbeat).filter_by(name=f"source:{source_id}").delete()
    db.session.commit()


def was_read():
    db.session.rollback()
    return db.session.query(BoardPosition).filter(BoardPosition.read_at.is_not(None)).count()


def test_what_is_due_is_read_and_one_that_is_away_keeps_no_other_from_its_turn(inside, named):
    assert rhythm.read_due() == ["away", "city"]
    assert rhythm.read_due() == []
    assert db.session.query(Message).one().text == TEXT
    make_due("city")
    assert rhythm.read_due() == ["city"]
    assert db.session.query(Message).count() == 1


def test_what_somebody_asked_for_is_read_at_once_and_they_are_told_what_came_of_it(inside, named):
    rhythm.read_due()
    with unit_of_work():
        for source_id in ("away", "hand"):
            assert source_turns.ask(source_id, by=ADMIN, at=now())
        assert not source_turns.ask("hand", by=ADMIN, at=now())  # one that waits is enough
    assert rhythm.read_due() == ["away", "hand"]
    assert "hand" not in rhythm.read_due()
    told = readings.asked_by_source()
    assert told["hand"].outcome == "新收1件，已有0件"
    assert told["away"].outcome == "“另一个留言板”暂不接收（503）"
    assert {each.by_name for each in told.values()} == {ADMIN.name}


def test_who_asks_while_another_program_reads_is_answered_by_a_reading_of_their_own(inside, named):
    with unit_of_work():
        reader = source_turns.claim("hand", at=now())
        source_turns.ask("hand", by=ADMIN, at=now())
    rhythm.read_due()
    assert readings.asked_by_source()["hand"].ended_at is None
    with unit_of_work():
        source_turns.let_go("hand", reader)
    assert "hand" in rhythm.read_due()
    assert readings.asked_by_source()["hand"].ended_at is not None


def test_two_clocks_read_what_is_due_once(app, inside, named, board):
    start, done = threading.Barrier(2), []

    def one_clock():
        with app.app_context():
            start.wait()
            done.extend(rhythm.read_due())
            db.session.remove()

    clocks = [threading.Thread(target=one_clock) for _ in range(2)]
    for each in clocks:
        each.start()
    for each in clocks:
        each.join()
    assert sorted(done) == ["away", "city"]
    assert sorted(board.requests) == ["/down", "/list"]


def test_a_file_that_cannot_be_read_stops_nothing_and_is_said_once(inside, named, caplog):
    named({"id": "x"})
    assert [rhythm.read_due(), rhythm.read_due()] == [[], []]
    assert len([each for each in caplog.messages if "无法读取" in each]) == 1


def test_the_thread_reads_until_it_is_asked_to_stop(app, inside, named, monkeypatch):
    monkeypatch.setattr(rhythm, "LOOK_EVERY", 0.01)
    stopping = threading.Event()
    thread = rhythm.start(app, stopping=stopping)
    try:
        wait_until(was_read, lambda: "nothing was read")
    finally:
        stopping.set()
        thread.join(30)
    assert not thread.is_alive()
    assert db.session.query(Message).count() == 1


def test_a_failure_is_told_on_the_health_page_until_it_is_mended(app, inside, named, board):
    client = app.test_client()
    rhythm.read_due()
    assert "另一个留言板：“另一个留言板”暂不接收（503）" in client.get("/health/ready").json["warnings"]
    board.answer = lambda _path, _asked: as_json([])
    make_due("away")
    rhythm.read_due()
    assert not [each for each in client.get("/health/ready").json["warnings"] if "留言板" in each]
    assert db.session.get_one(BoardPosition, "away").read_at <= now()
