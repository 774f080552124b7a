"""How the reader wants to see the pages: the size of letters and the colours, kept in cookies. Knows no rule."""

from flask import Blueprint, Response, make_response, redirect, request
from flask.typing import ResponseReturnValue

blueprint = Blueprint("appearance", __name__)

KEPT_FOR_SECONDS = 365 * 24 * 3600


@blueprint.get("/print-size")
def print_size() -> ResponseReturnValue:
    """Keep whether letters are to be large (大字版), and go back to where the reader was."""
    return _keep("print", ("large",))


@blueprint.get("/colours")
def colours() -> ResponseReturnValue:
    """Keep whether colours are to be light or dark whatever the system says, and go back to where the reader was."""
    return _keep("theme", ("light", "dark"))


def _keep(name: str, words: tuple[str, ...]) -> Response:
    """Keep one of these words under a name; forget the name for any other word."""
    back, word = request.args.get("back", "/"), request.args.get("to", "")
    away = not back.startswith("/") or back.startswith(("//", "/\\")) or not back.isprintable()
    answered = make_response(redirect("/" if away else back))
    kept = word if word in words else ""
    answered.set_cookie(name, kept, max_age=KEPT_FOR_SECONDS if kept else 0, samesite="Lax", httponly=True)
    return answered
