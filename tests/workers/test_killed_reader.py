"""A reader of a mailbox, and the clock that reads it, are killed with SIGKILL where it hurts: each mail one ticket."""

import contextlib
import json
import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import delete, text, update

from hotline import keeper
from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.domain.mailboxes import Then
from hotline.models import BoardPosition, Heartbeat, MailRecord, Ticket
from hotline.parts import parts
from hotline.settings import child_environment
from tests import servers
from tests.workers import mail_server
from tests.workers.house import wait_until
from tests.workers.mail_desk import at, messages
from tests.workers.mails import a_mail
from workers import rhythm, sources

pytestmark = pytest.mark.usefixtures("inside")
CLOCK = next(part for part in keeper.PARTS if part.name == "clock").command
PULL = [sys.executable, "-m", "hotline.cli", "pull", "mail"]
WAITERS = text(
    "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'journal_entry'::regclass"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


@pytest.fixture
def box(account, house, tmp_path):
    """Name the mailbox, with four mails in it, in the file that every program reads."""
    account.put(*(a_mail(Message_ID=f"<m{turn}@x>") for turn in range(1, 5)))
    row = {"id": "mail", "name": "热线邮箱", "address": mail_server.USER, "host": "127.0.0.1", "port": account.port}
    named = {"mailboxes": [{**row, "ca_file": account.ca_file, "then": "seen", "every": 1}]}
    (tmp_path / "message_boards.json").write_text(json.dumps(named), encoding="utf-8")
    return at(account, then=Then.SEEN)


@contextlib.contextmanager
def reading(command, account, tmp_path, *, stopped_at):
    """Start a reader and let it come to this point of its talk with the server; kill it at the end, wherever it is."""
    account.stand_still(*stopped_at)
    with (tmp_path / "reader.log").open("wb") as log:
        program = subprocess.Popen(command, env=child_environment(parts().settings), stdout=log, stderr=log)
    try:
        assert account.reached.wait(servers.PATIENCE), (tmp_path / "reader.log").read_text()
        yield
    finally:
        program.kill()
        program.wait()
        account.go_on.set()


def let_its_turn_run_out():
    """Let the time pass for which a reader that fell silent is waited for, and that between two readings."""
    with unit_of_work():
        gone = {"reading_until": now() - timedelta(seconds=1)}
        db.session.execute(update(BoardPosition).values(**gone))
        db.session.execute(delete(Heartbeat).where(Heartbeat.name == "source:mail"))


def taken():
    return [message.external_id for message in messages()]


def each_is_one_ticket():
    return taken() == [f"m{turn}@x" for turn in range(1, 5)] and (
        db.session.query(Ticket).count() == db.session.query(MailRecord).count() == 4
    )


@pytest.mark.backend("postgresql")  # the middle of a transaction can be seen from outside there
def test_a_reader_killed_before_within_and_after_a_transaction_leaves_each_mail_one_ticket(account, box, tmp_path):
    with reading(PULL, account, tmp_path, stopped_at=("fetch", 101)):
        pass
    assert taken() == []
    let_its_turn_run_out()
    with reading(PULL, account, tmp_path, stopped_at=("store", 101)):
        pass
    assert taken() == ["m1@x"]  # kept, and not yet marked as read
    let_its_turn_run_out()
    with db.engine.connect() as other:
        with reading(PULL, account, tmp_path, stopped_at=("fetch", 103)):
            other.execute(text("LOCK TABLE journal_entry IN EXCLUSIVE MODE"))
            account.go_on.set()
            wait_until(lambda: other.scalar(WAITERS), lambda: "the reader does not write")
        other.rollback()  # only now, so that the reader never came to its commit
    let_its_turn_run_out()
    assert taken() == ["m1@x", "m2@x"]
    assert sources.read(box).new == 2
    assert each_is_one_ticket()
    assert all(rb"\Seen" in flags for flags in account.lie_there().values())  # the first one, too


@pytest.mark.backend("sqlite")  # as `make run` starts it
def test_a_clock_killed_while_it_reads_leaves_each_mail_one_ticket(account, box, tmp_path):
    with reading(CLOCK, account, tmp_path, stopped_at=("fetch", 103)):
        pass
    assert taken() == ["m1@x", "m2@x"]
    let_its_turn_run_out()
    assert rhythm.read_due() == ["mail"]
    assert each_is_one_ticket()
