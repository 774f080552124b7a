"""The two blueprints of the API and how they answer. Knows no ticket."""

from typing import Any

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

PREFIX = "/api/v1"

blueprint = Blueprint("api", __name__, url_prefix=PREFIX)
followed = Blueprint("api_followed", __name__, url_prefix=PREFIX)


def answer(body: Any, status: int = 200) -> ResponseReturnValue:
    """Answer in JSON, Chinese as it is."""
    text = current_app.json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return current_app.response_class(text, status, mimetype="application/json")
