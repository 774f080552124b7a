"""The parts of the running application, for counters and jobs. Holds no rule; app.py puts them together.

What a city decides may change while the program runs: once for every request or job it is asked whether another
edition was put into force, and the part made of it is exchanged as a whole. An edition that cannot be read here
leaves the old one in use.
"""

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import current_app

from hotline.attachments import Scanner, Store
from hotline.db import db
from hotline.domain.answer_templates import AnswerTemplates
from hotline.domain.figures import Formulas
from hotline.domain.lines import Line
from hotline.domain.repeat_rules import RepeatRules
from hotline.domain.rules import CityRules
from hotline.domain.vocabulary import Book
from hotline.editions import packaged_text, read
from hotline.errors import HotlineError
from hotline.flow.learning import Study
from hotline.queries import editions
from hotline.settings import Settings
from routing import Directory

EXTENSION = "hotline"
log = logging.getLogger(__name__)
_exchanging = threading.Lock()


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What was put together by ``create_app``; ``turns`` are the enactments that it stands on."""

    settings: Settings
    rules: CityRules
    directory: Directory
    study: Study
    attachments: Store
    formulas: Formulas
    repeat_rules: tuple[RepeatRules, ...]
    lines: tuple[Line, ...]
    answer_templates: AnswerTemplates
    scanner: Scanner | None = None
    turns: Mapping[Book, int] = field(default_factory=dict)


def parts() -> Parts:
    """Return the parts of the running application, made of the editions in force."""
    found: Parts = current_app.extensions[EXTENSION]
    seen = db.session().info  # the session lives as long as the request or the job
    if seen.get(EXTENSION):
        return found
    seen[EXTENSION] = True
    turns = editions.newest_turns()
    return found if turns == found.turns else _exchange(turns)


def look_again() -> None:
    """Let the next ``parts()`` of this request see what the request itself put into force."""
    db.session().info.pop(EXTENSION, None)


def _exchange(turns: Mapping[Book, int]) -> Parts:
    with _exchanging:  # the other threads of this program wait a second instead of doing the same
        found: Parts = current_app.extensions[EXTENSION]
        for book in Book:
            if turns.get(book) != found.turns.get(book):
                found = _with_edition(found, book)
        fresh = replace(found, turns=turns)
        current_app.extensions[EXTENSION] = fresh
        return fresh


def _with_edition(found: Parts, book: Book) -> Parts:
    edition = editions.find_in_force(book)
    try:
        value: Any = read(book, edition.content if edition else packaged_text(book))
    except HotlineError as error:
        log.error("%s edition %s cannot be used here: %s", book.value, edition and edition.label, type(error).__name__)
        return found
    if book is Book.DIRECTORY:
        found.study.turn_to(value)
        return replace(found, directory=value)
    if book is Book.ANSWERS:
        return replace(found, answer_templates=value)
    return replace(found, rules=replace(found.rules, **{book.value: value}))
