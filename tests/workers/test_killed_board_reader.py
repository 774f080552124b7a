"""A reader of a message board, of each shape, is killed with SIGKILL where it hurts: each message one ticket.

Killed while the board still speaks nothing is taken; killed within a transaction nothing of its page is, and the
position stays before it.
"""

import contextlib
import json
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.domain.boards import load_boards
from hotline.models import BoardPosition, Message, Ticket
from hotline.parts import parts
from hotline.settings import child_environment
from tests import servers
from tests.workers.board import as_json, board_server
from tests.workers.house import wait_until
from workers import sources

pytestmark = [pytest.mark.usefixtures("inside"), pytest.mark.backend("postgresql")]  # whose locks show the middle
PULL = [sys.executable, "-m", "hotline.cli", "pull", "city"]
WAITERS = text(
    "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'journal_entry'::regclass"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
IDS = ("1", "2", "3", "4")
ITEM = "<item><guid>{}</guid><title>积水</title><description>第{}处积水。</description></item>"
ROW = "{},第{}处积水。\n"


def page_of(ids, following):
    return as_json({"list": [{"external_id": i, "text": f"第{i}处积水。"} for i in ids], "next": following})


WHOLE = {
    "csv": ("external_id,text\n" + "".join(ROW.format(i, i) for i in IDS)).encode(),
    "feed": f'<rss version="2.0"><channel>{"".join(ITEM.format(i, i) for i in IDS)}</channel></rss>'.encode(),
}


class Tap:
    """Holds the board's answer back until it is freed; says when somebody waits for it."""

    def __init__(self, board):
        self.asked, self.free = threading.Event(), threading.Event()
        self.board, self.whole = board, board.answer
        board.answer = self.answer

    def answer(self, path, told):
        self.asked.set()
        self.free.wait(servers.PATIENCE)
        return self.whole(path, told)

    def opened(self):
        """Let the board speak freely from here on."""
        self.free.set()
        self.board.answer = self.whole


@pytest.fixture(params=["json", "csv", "feed"])
def board(request, house, tmp_path):
    """Name a board of four messages: two pages with a position, or one document."""
    with board_server() as served:
        pages = {"1": page_of(IDS[:2], "/list?page=2"), "2": page_of(IDS[2:], "")}
        served.answer = lambda _path, told: (
            pages[told.get("page", "1")] if request.param == "json" else (200, WHOLE[request.param])
        )
        named = {"id": "city", "name": "城市留言板", "shape": request.param, "url": f"{served.url}/list"}
        paging = {"items": "list", "next": "next"} if request.param == "json" else {}
        (tmp_path / "message_boards.json").write_text(json.dumps({"boards": [named | paging]}), encoding="utf-8")
        yield served


@contextlib.contextmanager
def reading(tmp_path):
    """Start a reader; kill it at the end, wherever it is."""
    with (tmp_path / "reader.log").open("wb") as log:
        program = subprocess.Popen(PULL, env=child_environment(parts().settings), stdout=log, stderr=log)
    try:
        yield
    finally:
        program.kill()
        program.wait()


def let_its_turn_run_out():
    """Let the time pass for which a reader that fell silent is waited for."""
    with unit_of_work():
        db.session.execute(update(BoardPosition).values(reading_until=now() - timedelta(seconds=1)))


def taken():
    db.session.rollback()
    return [each.external_id for each in db.session.query(Message).order_by(Message.id)]


def position():
    db.session.rollback()
    return db.session.get_one(BoardPosition, "city")


def test_a_reader_killed_while_the_board_speaks_and_within_a_transaction_leaves_each_message_one_ticket(
    board, tmp_path
):
    tap = Tap(board)
    with reading(tmp_path):
        assert tap.asked.wait(servers.PATIENCE), (tmp_path / "reader.log").read_text()
    tap.opened()
    assert taken() == []
    let_its_turn_run_out()
    with db.engine.connect() as other:
        other.execute(text("LOCK TABLE journal_entry IN EXCLUSIVE MODE"))
        with reading(tmp_path):
            wait_until(lambda: other.scalar(WAITERS), lambda: (tmp_path / "reader.log").read_text())
        other.rollback()  # only now, so that the reader never came to its commit
    let_its_turn_run_out()
    assert (taken(), position().position, position().etag, position().taken) == ([], "", "", 0)
    source = load_boards(tmp_path / "message_boards.json")[0]
    assert sources.read(source).new == len(IDS)
    assert sources.read(source).new == 0
    assert [known[-1] for known in taken()] == list(IDS)
    assert (db.session.query(Ticket).count(), position().taken) == (len(IDS), len(IDS))
