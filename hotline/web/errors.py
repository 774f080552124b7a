"""All of HTTP's view of errors: one table from what went wrong to a status, as a page or as problem+json.

Knows no rule and no ticket; every HotlineError carries the sentence that people read.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from hotline.db import db
from hotline.errors import (
    BadInput,
    HotlineError,
    IdempotencyConflict,
    IllegalTransition,
    NotAForm,
    NotAllowed,
    NotFound,
    NotJson,
    SignInFailed,
    StaleForm,
    StoreAway,
    TooManyAttempts,
    TooManyRequests,
    UnreadableJson,
)
from hotline.web.furniture.given_back import typed_before, way_back

# The first class that fits decides, so the narrower ones stand first.
STATUS: tuple[tuple[type[HotlineError], HTTPStatus], ...] = (
    (StaleForm, HTTPStatus.CONFLICT),
    (IdempotencyConflict, HTTPStatus.CONFLICT),
    (IllegalTransition, HTTPStatus.CONFLICT),
    (NotFound, HTTPStatus.NOT_FOUND),
    (NotAllowed, HTTPStatus.FORBIDDEN),
    (SignInFailed, HTTPStatus.UNAUTHORIZED),
    (NotJson, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    (NotAForm, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    (UnreadableJson, HTTPStatus.BAD_REQUEST),
    (TooManyRequests, HTTPStatus.TOO_MANY_REQUESTS),
    (TooManyAttempts, HTTPStatus.TOO_MANY_REQUESTS),
    (StoreAway, HTTPStatus.SERVICE_UNAVAILABLE),
    (BadInput, HTTPStatus.UNPROCESSABLE_ENTITY),
    (HotlineError, HTTPStatus.BAD_REQUEST),
)
HTTP_WORDS = {
    400: "请求的内容无法识别。",
    401: "请先登录。",
    403: "您没有查看或操作此内容的权限。",
    404: "没有找到这个页面，网址可能有误或内容已经移走。",
    405: "这个地址不支持此种操作。",
    413: "提交的内容或附件太大。请用浏览器的“后退”回到刚才的页面，删减后再提交。",
    415: "不支持的内容格式，请使用 JSON。",
    429: "请求过于频繁，请稍后再试。",
    503: "系统正忙，请稍后再试。",
}
# Addresses whose errors have a form of their own, for what happens before any counter is reached.
OTHER_FORMS: dict[str, Callable[[Exception], ResponseReturnValue]] = {}
EXPIRED = "页面停留过久或浏览器禁用了Cookie，没有提交成功。您填写的内容保留在下面，请返回重新打开页面后提交。"
UNEXPECTED = "系统出现意外情况，工作人员会尽快处理，请稍后再试。"


def status_of(error: HotlineError) -> HTTPStatus:
    """Return the HTTP status that this error is answered with."""
    return next(status for kind, status in STATUS if isinstance(error, kind))


def refusal_of(error: Exception) -> HotlineError | None:
    """Return the refusal that people should read for an error of ours or of the session; None for any other."""
    if isinstance(error, StaleDataError):
        return StaleForm()
    return error if isinstance(error, HotlineError) else None


def install(app: Flask) -> None:
    """Answer every error of the application in the asker's language and format."""
    app.register_error_handler(HotlineError, _answer_refusal)
    app.register_error_handler(StaleDataError, lambda _: _answer_refusal(StaleForm()))
    app.register_error_handler(OperationalError, _answer_busy)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_unexpected)


def wants_json() -> bool:
    """Tell whether the asker is a program: the API's addresses always answer in JSON."""
    return request.path.startswith(("/api/", "/health", "/open311/"))


def problem_of(error: HotlineError) -> dict[str, Any]:
    """Return a refusal as problem+json says it."""
    return _problem(status_of(error), error.code, error.message, fields=_fields_of(error))


def problem_answer(error: HotlineError, status: HTTPStatus) -> ResponseReturnValue:
    """Answer a refusal as problem+json with this status instead of its usual one."""
    return _answer(status, error.code, error.message, fields=_fields_of(error))


def _answer_refusal(error: HotlineError) -> ResponseReturnValue:
    body, status, headers = _answer(status_of(error), error.code, error.message, fields=_fields_of(error))
    if wait := getattr(error, "wait", 0):
        headers["Retry-After"] = str(wait)
    if status == HTTPStatus.UNAUTHORIZED and wants_json():
        headers["WWW-Authenticate"] = "Bearer"  # RFC 9110: a 401 names what would be let in
    return body, status, headers


def _fields_of(error: HotlineError) -> list[dict[str, str]]:
    alone = [{"field": error.field, "message": error.message}] if error.field else []
    many: list[dict[str, str]] = getattr(error, "errors", alone)
    return many


def _problem(status: HTTPStatus, code: str, message: str, *, fields: list[dict[str, str]] | None) -> dict[str, Any]:
    problem = {"type": "about:blank", "title": status.phrase, "status": status.value, "code": code, "detail": message}
    return {**problem, **({"errors": fields} if fields else {})}


def _answer_http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error
    for prefix, answer_in_its_form in OTHER_FORMS.items():
        if request.path.startswith(prefix):
            return answer_in_its_form(error)
    words = EXPIRED if isinstance(error, CSRFError) else HTTP_WORDS.get(status) or UNEXPECTED
    code = HTTPStatus(status).phrase.lower().replace(" ", "_")
    answer = _answer(HTTPStatus(status), code, words)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = getattr(error, "valid_methods", None) or ()
        return answer[0], status, {**answer[2], "Allow": ", ".join(sorted(allowed))}
    return answer


def _answer_busy(error: OperationalError) -> ResponseReturnValue:
    log_unexpected(error)
    kept = "" if wants_json() or request.method == "GET" else "您填写的内容保留在下面。"
    return _answer(HTTPStatus.SERVICE_UNAVAILABLE, "busy", HTTP_WORDS[503] + kept)


def _answer_unexpected(error: Exception) -> ResponseReturnValue:
    log_unexpected(error)
    return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, "unexpected", UNEXPECTED)


def give_up() -> None:
    """End the transaction that an error left behind."""
    db.session.rollback()


def log_unexpected(error: Exception) -> None:
    """Log where it broke and what kind of error it was; never its message, which may quote what a citizen wrote."""
    frames = []
    trace = error.__traceback__
    while trace is not None:
        frames.append(f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    current_app.logger.error(
        "%s at %s in %s", type(error).__name__, " < ".join(reversed(frames[-8:])), request.endpoint
    )


def _answer(
    status: HTTPStatus, code: str, message: str, *, fields: list[dict[str, str]] | None = None
) -> tuple[Response | str, int, dict[str, str]]:
    give_up()
    if wants_json():
        body = jsonify(_problem(status, code, message, fields=fields))
        return body, status.value, {"Content-Type": "application/problem+json"}
    g.setdefault("actor", None)
    given_back = {
        "typed_before": typed_before(),
        "way_back": way_back() if status is not HTTPStatus.REQUEST_ENTITY_TOO_LARGE else "",
    }
    page = render_template("errors/error.html", status=status.value, message=message, **given_back)
    return page, status.value, {}
