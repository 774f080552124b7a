"""Files of other systems: handed in after the message that they belong to, by the source that brought it.

A second step of its own, so that the message is safe before a large upload begins. Holds no rule.
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from hotline.attachments import Examined
from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.people import CITIZEN
from hotline.errors import BadInput, FileRefused, NotAForm
from hotline.flow.doors import attaching
from hotline.schemas import outputs
from hotline.web.api.counters import answer, blueprint
from hotline.web.api.feed import own_message
from hotline.web.attachments import FIELD, examined_files, keep

TAKEN = outputs.TakenFiles()


@blueprint.post("/messages/<digits:number>/attachments")
def attach_files(number: int) -> ResponseReturnValue:
    """Add files to a message that this system handed in: 201 where one is new, 200 where all were here already."""
    own_message(number)  # whose message this is, before a byte of a file is read
    if request.mimetype != "multipart/form-data":
        raise NotAForm()
    examined = _examined()
    if not examined:
        raise BadInput("没有收到文件：请放在 attachments 字段，并带文件名。", field=FIELD)
    for each in _new_among(examined, number):
        keep(each)  # before the transaction that names it, so that no other sender waits for a slow store
    with unit_of_work():
        message = own_message(number)
        missing = attaching.missing_of(message, [each.enclosure for each in examined])
        attaching.add(message, missing, by=CITIZEN, at=now())
    new = {each.digest for each in missing}
    told = TAKEN.dump({"attachments": [_told(each, new) for each in examined]})
    return answer(told, HTTPStatus.CREATED if new else HTTPStatus.OK)


def _examined() -> tuple[Examined, ...]:
    """Return the files, each examined; a schema can say how a request is built, not what a file may hold."""
    try:
        return examined_files()
    except BadInput as refusal:
        raise FileRefused(refusal.message, field=refusal.field) from refusal


def _new_among(examined: Sequence[Examined], number: int) -> list[Examined]:
    """Return those that are to be kept; raises before anything is kept where the message may not have them."""
    with unit_of_work():
        missing = attaching.missing_of(own_message(number), [each.enclosure for each in examined])
    new = {each.digest for each in missing}
    return [each for each in examined if each.enclosure.digest in new]


def _told(examined: Examined, new: set[str]) -> dict[str, Any]:
    enclosure = examined.enclosure
    return {
        "name": enclosure.name,
        "media_type": enclosure.media_type,
        "size": enclosure.size,
        "sha256": enclosure.digest,
        "new": enclosure.digest in new,
    }
