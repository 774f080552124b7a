"""The furniture of pages: filters for dates and labels, refilled forms, security headers. Knows no rule."""

import functools
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, ParamSpec
from uuid import uuid4

from flask import Flask, Response, g, make_response, request
from flask.typing import ResponseReturnValue
from jinja2 import StrictUndefined

from hotline.clock import now
from hotline.domain.city import city_time
from hotline.domain.enclosures import ACCEPT
from hotline.domain.privacy import mask_name, mask_phone
from hotline.web import errors
from hotline.web.furniture.marks import shown_words
from hotline.web.guards import find_actor

P = ParamSpec("P")
WEEKDAYS = "一二三四五六日"
# Nothing but our own files: no inline script or style, no frame, no font, no address of anybody else.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def install(app: Flask) -> None:
    """Give templates their filters and every answer its headers."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        moment=moment_text,
        day=day_text,
        date=date_text,
        until=until_text,
        masked_name=mask_name,
        masked_phone=mask_phone,
        shown_words=shown_words,
    )
    app.context_processor(_furniture)
    app.after_request(_headers)


def refill(show: Callable[..., ResponseReturnValue]) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
    """Answer a refused form with its own page again: the reason beside the field, everything typed still there.

    ``show`` is the view that shows the page; it is called with the refused view's own arguments.
    """

    def wrap(view: Callable[P, Any]) -> Callable[P, Any]:
        @functools.wraps(view)
        def wrapped(*args: P.args, **kwargs: P.kwargs) -> Any:
            try:
                return view(*args, **kwargs)
            except Exception as error:
                refusal = errors.refusal_of(error)
                if refusal is None:
                    raise
                g.refusal, g.typed = refusal, request.form
                page = make_response(show(*args, **kwargs))
                page.status_code = errors.status_of(refusal)
                return page

        return wrapped

    return wrap


def moment_text(moment: datetime | None) -> str:
    """Return a moment as people write it, on the city's clocks: 2019年8月5日 周一 14:30."""
    if moment is None:
        return "—"
    local = city_time(moment)
    return f"{local.year}年{local.month}月{local.day}日 周{WEEKDAYS[local.weekday()]} {local:%H:%M}"


def day_text(moment: datetime | None) -> str:
    """Return the city's date of a moment: 2019年8月5日."""
    if moment is None:
        return "—"
    return date_text(city_time(moment))


def date_text(day: date | str) -> str:
    """Return a date, or its ISO 8601 text, as people write it: 2019年8月5日."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{day.year}年{day.month}月{day.day}日"


def until_text(due: datetime | None) -> str:
    """Return how long there is left, or how long it is overdue, in the largest whole unit."""
    if due is None:
        return "不计时"
    seconds = (due - now()).total_seconds()
    size = abs(seconds)
    amount = f"{int(size // 86400)}天" if size >= 86400 else f"{int(size // 3600)}小时" if size >= 3600 else "不足1小时"
    return f"剩{amount}" if seconds >= 0 else f"超期{amount}"


def _furniture() -> dict[str, Any]:
    return {
        "me": find_actor(),
        "refusal": g.get("refusal"),
        "typed": g.get("typed", {}),
        "right_now": now(),
        "attachment_accept": ACCEPT,
        "new_form_key": lambda: uuid4().hex,
    }


def _headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response
