"""The two blueprints of the API and how they answer. Knows no ticket."""

from typing import Any

from flask import Blueprint, Response, current_app, g
from flask.typing import ResponseReturnValue

PREFIX = "/api/v1"

blueprint = Blueprint("api", __name__, url_prefix=PREFIX)
followed = Blueprint("api_followed", __name__, url_prefix=PREFIX)


@blueprint.after_request
def _tell_the_pace(response: Response) -> Response:
    """Say how much of its pace is left to the caller, where it was counted."""
    standing = g.get("standing")
    if standing is not None:
        response.headers["RateLimit-Limit"] = str(standing.limit)
        response.headers["RateLimit-Remaining"] = str(standing.remaining)
        response.headers["RateLimit-Reset"] = str(standing.reset)
    return response


def answer(body: Any, status: int = 200) -> ResponseReturnValue:
    """Answer in JSON, Chinese as it is."""
    text = current_app.json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return current_app.response_class(text, status, mimetype="application/json")
