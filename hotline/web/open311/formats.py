"""How Open311 is written: the same content as XML or as JSON by the Spark convention, errors as a list.

Knows no ticket.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from hotline.errors import HotlineError, NotAllowed, NotFound, TooManyRequests
from hotline.web.errors import HTTP_WORDS, UNEXPECTED, give_up, log_unexpected

Answered = dict[str, Any]
INSIDE = {"attributes": "attribute", "values": "value"}  # what XML calls one entry of a list within
# The specification knows three: 404 for what is not there, 403 for the api_key, 400 for everything else.
STATUS = (
    (TooManyRequests, HTTPStatus.TOO_MANY_REQUESTS),
    (NotFound, HTTPStatus.NOT_FOUND),
    (NotAllowed, HTTPStatus.FORBIDDEN),
    (HotlineError, HTTPStatus.BAD_REQUEST),
)


@dataclass(frozen=True)
class Document:
    """What is answered: ``content`` for JSON, and the names that XML puts around it."""

    root: str
    item: str
    content: Sequence[Mapping[str, Any]] | Mapping[str, Any]


def many(root: str, item: str, content: Sequence[Mapping[str, Any]]) -> Document:
    """Return a list: <root><item>…</item></root>, or a JSON array."""
    return Document(root, item, content)


def one(root: str, content: Mapping[str, Any]) -> Document:
    """Return a single object: <root>…</root>, or a JSON object."""
    return Document(root, "", content)


def answer(document: Document, form: str, status: int = 200) -> Response:
    """Answer in the form that the address asks for: JSON where it ends so, else XML."""
    if form.endswith("json"):
        body = json.dumps(document.content, ensure_ascii=False)
        return current_app.response_class(body, status, content_type="application/json; charset=utf-8")
    element = Element(document.root)
    rows = [document.content] if isinstance(document.content, Mapping) else document.content
    for row in rows:
        _write(SubElement(element, document.item) if document.item else element, row)
    text = '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(element, encoding="unicode")
    return current_app.response_class(text, status, content_type="text/xml; charset=utf-8")


def answer_error(error: Exception) -> ResponseReturnValue:
    """Answer an error as the specification writes it, in the form that was asked for."""
    give_up()
    status, words = _status_of(error)
    said = [each["message"] for each in getattr(error, "errors", ())] or [words]
    errors = many("errors", "error", [{"code": str(status), "description": each} for each in said])
    answered = answer(errors, request.path, status)
    if isinstance(error, MethodNotAllowed):
        answered.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    wait = getattr(error, "wait", 0)
    if wait:
        answered.headers["Retry-After"] = str(wait)
    return answered


def _status_of(error: Exception) -> tuple[int, str]:
    if isinstance(error, HotlineError):
        return next(status.value for kind, status in STATUS if isinstance(error, kind)), error.message
    if isinstance(error, HTTPException) and error.code:
        return error.code, HTTP_WORDS.get(error.code, UNEXPECTED)
    log_unexpected(error)
    return HTTPStatus.INTERNAL_SERVER_ERROR, UNEXPECTED


def _write(element: Element, row: Mapping[str, Any]) -> None:
    for name, value in row.items():
        child = SubElement(element, name)
        if isinstance(value, list):
            for each in value:
                _write(SubElement(child, INSIDE[name]), each)
        elif isinstance(value, bool):
            child.text = "true" if value else "false"
        elif value is not None:
            child.text = str(value)
