"""Messages of other systems: one, or up to a thousand at once, each taken or refused by itself. Holds no rule."""

import re
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from hotline.clock import now
from hotline.domain.contact import Contact
from hotline.domain.lifecycle import State
from hotline.domain.people import CITIZEN
from hotline.domain.text_input import past_moment
from hotline.domain.vocabulary import Kind
from hotline.errors import BadInput, HotlineError
from hotline.queries.citizen_story import STANDINGS
from hotline.schemas import inputs
from hotline.schemas.patterns import BATCH_KEY
from hotline.web.api.counters import answer, blueprint
from hotline.web.errors import problem_of
from hotline.web.parsing import json_body, load, request_key
from hotline.web.reception import Handed, Outcome, Taken, take_many
from hotline.web.turnstile import pass_through

CITIZEN_FIELDS = {"name": "citizen_name", "phone": "citizen_phone", "email": "citizen_email"}
NEW_MESSAGE = inputs.NewMessage()


@blueprint.post("/messages")
def take_message() -> ResponseReturnValue:
    """Take one message: 201 with its receipt; 200 with the same receipt for a repeat."""
    handed = _handed(json_body(), key=request.headers.get("Idempotency-Key"), owner=_owner())
    return answer(*_said(handed, pass_through(handed)))


@blueprint.post("/messages/batch")
def take_batch() -> ResponseReturnValue:
    """Take up to 1,000 messages; one result for each, in order, a refused one in its place."""
    body, owner = json_body(), _owner()
    given = body.get("messages") if isinstance(body, dict) else None
    if not isinstance(given, list) or not 1 <= len(given) <= inputs.MOST_IN_BATCH:
        raise BadInput(f"messages 应为1至{inputs.MOST_IN_BATCH:,}条消息的列表。", field="messages")
    key = request.headers.get("Idempotency-Key")
    if key is not None and not re.fullmatch(BATCH_KEY, key):
        raise BadInput("批量提交的 Idempotency-Key 应为1至190个可见的ASCII字符。", field="Idempotency-Key")
    keys = (None if key is None else f"{key}#{index}" for index in range(len(given)))
    handed = [_handed_or_refused(each, key=own, owner=owner) for each, own in zip(given, keys, strict=True)]
    outcomes = iter(take_many([each for each in handed if isinstance(each, Handed)], by=CITIZEN, at=now()))
    results = [
        _result(index, each, next(outcomes)) if isinstance(each, Handed) else _refused(index, each)
        for index, each in enumerate(handed)
    ]
    return answer({"results": results})


def contact_of(values: dict[str, Any], at: datetime) -> Contact:
    """Return checked values as a contact; raises BadInput for a moment that has not come yet."""
    values = dict(values)
    who = {CITIZEN_FIELDS[name]: value for name, value in values.pop("citizen", {}).items()}
    received_at = values.pop("received_at", None)
    if received_at is not None:
        received_at = past_moment(received_at, now=at, field="received_at")
    kind = values.pop("kind", None) or Kind.OTHER
    return Contact(kind=kind, received_at=received_at, **who, **values)


def _handed(body: Any, *, key: str | None, owner: str) -> Handed:
    contact = contact_of(load(NEW_MESSAGE, body), now())
    g.token.refuse_other_channels(contact.channel.value)
    return Handed(contact=replace(contact, source_id=g.token.source_id), request=request_key(owner, key, body))


def _handed_or_refused(body: Any, *, key: str | None, owner: str) -> Handed | HotlineError:
    try:
        return _handed(body, key=key, owner=owner)
    except HotlineError as refusal:
        return refusal


def _said(handed: Handed, taken: Taken) -> tuple[dict[str, Any], int]:
    request_ = handed.request
    first_answer = taken.new or (request_ is not None and taken.request_key == request_.key)
    return _receipt(taken, first_answer=first_answer), HTTPStatus.CREATED if taken.new else HTTPStatus.OK


def _result(index: int, handed: Handed, outcome: Outcome) -> dict[str, Any]:
    if isinstance(outcome, HotlineError):
        return _refused(index, outcome)
    receipt, status = _said(handed, outcome)
    return {"index": index, "status_code": int(status), **receipt}


def _refused(index: int, refusal: HotlineError) -> dict[str, Any]:
    problem = problem_of(refusal)
    return {"index": index, "status_code": problem["status"], "error": problem}


def _owner() -> str:
    """Return whose idempotency keys these are."""
    return f"token:{g.token.id}"


def _receipt(taken: Taken, *, first_answer: bool) -> dict[str, Any]:
    """Return the receipt; a repeat under the same key gets the first answer again, whatever happened since."""
    number = taken.number
    state = State.RECEIVED if first_answer else taken.state
    return {
        "service_number": number,
        "query_code": taken.query_code,
        "status": state.value,
        "status_text": STANDINGS[state].label,
        "merged": not first_answer and taken.merged,
        "links": {
            "self": url_for("api_followed.show_ticket", number=number),
            "follow": url_for("following.ask"),
        },
    }
