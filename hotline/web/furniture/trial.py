"""What would it do? A directory that is not in force, tried on past tickets or on a file, in bounded time.

The same comparison as ``hotline directory compare``; nothing is stored. Knows no rule.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import request

from hotline.db import db
from hotline.domain.privacy import mask
from hotline.errors import BadInput
from hotline.parts import parts
from hotline.queries import tickets, trial
from routing import Directory, Router, explain
from routing.changes import Change, Ticket, compare_routers

SIZES = (100, 500, 1000)  # a thousand tickets take two or three seconds: a page may be waited for that long
SHOWN = 200
WITH_LEARNING = "learned"
BASES = (
    ("directory", "只看目录", "看得最清楚：学到的经验可能盖过目录的改动"),
    (WITH_LEARNING, "目录加已学到的经验", "与实际启用后一样；这些工单本身已经学过，准确率偏高"),
)


@dataclass(frozen=True)
class Reading:
    """How a ticket is read before and after, in sentences a clerk can check."""

    number: str
    title: str
    text: str
    before: str
    after: str


def run_trial(directory: Directory) -> Change:
    """Try a directory beside the one in force on what the form asks for; raises BadInput for a broken file."""
    file = request.files.get("tickets")
    tried = tuple(_tickets_in(file.read())) if file and file.filename else trial.latest_tickets(_size())
    if not tried:
        raise BadInput("还没有可以试派的工单。", field="size")
    return compare(directory, tried)


def compare(directory: Directory, tried: Sequence[Ticket]) -> Change:
    """Return what a directory would do to these tickets that the one in force does not."""
    db.session.rollback()  # what follows takes seconds and needs no database
    return compare_routers(_router(parts().directory), _router(directory), tried)


def read_both(directory: Directory, number: str) -> Reading:
    """Return how one ticket is read by the directory in force and by the other one; masked."""
    ticket = tickets.get_ticket(number)
    text = trial.texts_of([ticket.id]).get(ticket.id, "")
    known = [value for each in ticket.messages for value in (each.citizen_name, each.citizen_phone) if value]
    sentences = [explain(_router(each).route(text, title=ticket.title)) for each in (parts().directory, directory)]
    before, after = (mask(each, known) for each in sentences)
    return Reading(ticket.number, mask(ticket.title, known), mask(text, known), before, after)


def _router(directory: Directory) -> Router:
    learned = request.values.get("basis") == WITH_LEARNING
    return Router(directory, parts().study.router.learner if learned else None)


def _size() -> int:
    asked = request.form.get("size", "")
    size = next((size for size in SIZES if str(size) == asked), None)
    if size is None:
        raise BadInput("请选择试派最近多少件工单，或上传工单文件。", field="size")
    return size


def _tickets_in(raw: bytes) -> Iterator[Ticket]:
    lines = raw.split(b"\n")
    if len(lines) > SIZES[-1] + 1:
        raise BadInput(f"工单文件最多{SIZES[-1]}行，更多的请用命令 hotline directory compare。", field="tickets")
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _ticket(line, number)


def _ticket(line: bytes, number: int) -> Ticket:
    try:
        row = json.loads(line.decode("utf-8-sig"))
        text, title = row["text"], row.get("title") or ""
        department = row.get("department") or ""
        if not all(isinstance(each, str) for each in (text, title, department)):
            raise TypeError
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        sentence = f'工单文件第{number}行不对：每行应为 {{"id": "…", "title": "…", "text": "…", "department": "…"}}。'
        raise BadInput(sentence, field="tickets") from None
    return Ticket(str(row.get("id", number)), title, text, department)
