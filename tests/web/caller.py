"""Another system that calls the API with its token."""

import copy
import json
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hotline import accounts
from hotline.clock import now
from hotline.db import unit_of_work

MESSAGES = "/api/v1/messages"


class Caller:
    """A program with a bearer token of its own."""

    def __init__(self, app: Flask, *, name: str = "website", scope: str = "messages", **more: Any) -> None:
        with app.app_context(), unit_of_work():
            self.token = accounts.create_token(name, scope=scope, at=now(), **more)
        self.client: FlaskClient = app.test_client()

    def beside(self, app: Flask) -> "Caller":
        """Return another connection of the same system, for another thread."""
        other = copy.copy(self)
        other.client = app.test_client()
        return other

    def post(self, path: str, body: Any, *, key: str | None = None, **headers: str) -> TestResponse:
        """Post a JSON body; bytes go out as they are."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        named = {"Authorization": f"Bearer {self.token}"} | headers | ({"Idempotency-Key": key} if key else {})
        return self.client.post(path, data=data, content_type="application/json", headers=named)

    def get(self, path: str, **query: str) -> TestResponse:
        """Get a page, without a token."""
        return self.client.get(path, query_string=query)


def is_problem(answer: TestResponse, status: int, code: str) -> bool:
    """Tell whether an answer is problem+json with all that the contract promises."""
    body = answer.get_json(force=True)
    whole = {"type", "title", "status", "code", "detail"} <= body.keys()
    chinese = any("一" <= sign <= "鿿" for sign in body["detail"])
    kind = answer.mimetype == "application/problem+json"
    return whole and chinese and kind and (answer.status_code, body["status"], body["code"]) == (status, status, code)
