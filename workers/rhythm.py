"""The reading of boards and mailboxes by their rhythm or when somebody asks, in a thread of the clock program.

A source that is slow or away keeps neither the rounds nor, for longer than its own patience, another source from its
turn. Of several clocks one reads a source at a time. Holds no rule.
"""

import logging
import threading
from datetime import timedelta

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.domain.boards import Board
from hotline.domain.mailboxes import Mailbox, load_sources, own_file
from hotline.errors import ConfigurationError
from hotline.flow.doors import source_turns
from hotline.parts import parts
from workers import sources
from workers.heartbeats import take_turn

LOOK_EVERY = 5.0  # seconds
ONCE_AN_HOUR = timedelta(hours=1)
log = logging.getLogger(__name__)


def start(app: Flask, *, stopping: threading.Event) -> threading.Thread:
    """Read by the rhythm until asked to stop; a reading that is cut off goes on at the next start."""
    thread = threading.Thread(target=_run, args=(app, stopping), name="rhythm", daemon=True)
    thread.start()
    return thread


def read_due() -> list[str]:
    """Read every source whose hour has come, or that somebody asked for, and return their ids.

    One that fails keeps no other from its turn.
    """
    read, asked_for = [], _asked_for()
    for source in _named():
        if _is_due(source) or source.id in asked_for:
            _read(source)
            read.append(source.id)
    return read


def _is_due(source: Board | Mailbox) -> bool:
    return bool(source.every) and take_turn(f"source:{source.id}", every=timedelta(minutes=source.every), at=now())


def _asked_for() -> frozenset[str]:
    with unit_of_work():
        return source_turns.list_asked_for()


def _run(app: Flask, stopping: threading.Event) -> None:
    with app.app_context():
        while not stopping.is_set():
            try:
                read_due()
            except SQLAlchemyError as trouble:
                log.warning("%s: trying again", type(trouble).__name__)
            finally:
                db.session.remove()
            stopping.wait(LOOK_EVERY)


def _named() -> tuple[Board | Mailbox, ...]:
    """Return what the city names; a file that cannot be read is complained of, and stops nothing."""
    try:
        return load_sources(own_file(parts().settings.data_dir))
    except ConfigurationError as trouble:
        if take_turn("source:", every=ONCE_AN_HOUR, at=now()):
            log.warning("%s", trouble.message)
        return ()


def _read(source: Board | Mailbox) -> None:
    try:
        tally = sources.read(source)
    except sources.BeingRead:
        return  # by hand, or by the clock whose turn it was before
    except SQLAlchemyError:
        raise
    except Exception as trouble:  # the source's row and the admin's page tell it, too
        log.warning("source %s: %s", source.id, sources.sentence_of(trouble))
        return
    if tally.new or tally.refused:
        log.info("source %s: %s taken, %s put aside", source.id, tally.new, tally.refused)
