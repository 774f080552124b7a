"""What is read by us, one source at a time: never by two programs at one moment, its trouble kept in plain words.

A message board and a mailbox are asked for here in the same way. Holds no rule.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.boards import Board
from hotline.domain.mailboxes import Mailbox
from hotline.errors import HotlineError
from hotline.flow.doors import source_turns
from workers.boards import pulling as board_pulling
from workers.boards.pulling import Tally
from workers.channels import Refused, TryLater
from workers.mailboxes import pulling as mail_pulling

__all__ = ["BeingRead", "outcome_of", "read", "sentence_of"]
BROKEN = "读取时出错（{}），请查看日志"


class BeingRead(Exception):
    """Another program reads this source now; the text says which."""


def read(source: Board | Mailbox) -> Tally:
    """Read a source to its end; raises BeingRead, TryLater, Refused and HotlineError, each with one plain sentence."""
    begun = now()
    try:
        with _turn(source) as going_on:
            if isinstance(source, Mailbox):
                tally = mail_pulling.pull(source, going_on=going_on)
            else:
                tally = board_pulling.pull(source, going_on=going_on)
    except BeingRead:
        raise  # whoever asked goes on waiting
    except Exception as trouble:
        _reply(source, sentence_of(trouble), begun=begun)
        raise
    _reply(source, outcome_of(tally), begun=begun)
    return tally


def outcome_of(tally: Tally) -> str:
    """Return what came of a reading in plain words."""
    refused = f"，未收{tally.refused}件" if tally.refused else ""
    return f"新收{tally.new}件，已有{tally.known}件{refused}"


def sentence_of(trouble: Exception) -> str:
    """Return what went wrong in our own words, never in those of another house."""
    if isinstance(trouble, HotlineError):
        return trouble.message
    ours = isinstance(trouble, (TryLater, Refused, BeingRead))
    return str(trouble) if ours else BROKEN.format(type(trouble).__name__)


def _reply(source: Board | Mailbox, outcome: str, *, begun: datetime) -> None:
    with unit_of_work():
        source_turns.reply(source.id, outcome, begun=begun, at=now())


@contextmanager
def _turn(source: Board | Mailbox) -> Iterator[Callable[[], None]]:
    with unit_of_work():
        reader = source_turns.claim(source.id, at=now())
    if reader is None:
        raise BeingRead(f"“{source.name}”正由另一个程序读取")
    try:
        yield lambda: _go_on(source, reader)
    except BeingRead:
        raise
    except Exception as trouble:
        with unit_of_work():
            source_turns.note_trouble(source.id, sentence_of(trouble), at=now())
        raise
    else:
        with unit_of_work():
            source_turns.note_success(source.id, at=now())
    finally:
        with unit_of_work():
            source_turns.let_go(source.id, reader)


def _go_on(source: Board | Mailbox, reader: str) -> None:
    with unit_of_work():
        if not source_turns.keep(source.id, reader, at=now()):
            raise BeingRead(f"“{source.name}”已由另一个程序接着读取")
