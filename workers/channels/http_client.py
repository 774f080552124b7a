"""One call to a system outside: no redirects, no retries of its own, answers sorted into done, later and never.

Knows no ticket and no database.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

import urllib3

from workers.channels import Refused, TryLater

MOST_BYTES = 32 * 1024 * 1024  # of an answer
TIMEOUT = urllib3.Timeout(connect=5, read=10)
LATER = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS)
_Response = urllib3.BaseHTTPResponse
_pool = urllib3.PoolManager(timeout=TIMEOUT, retries=False, maxsize=4)


def post(url: str, body: bytes, headers: Mapping[str, str], *, whom: str) -> None:
    """Post the body; raise TryLater for trouble on the way, 5xx and 429, Refused for every other answer but 2xx.

    Neither names the address: it may hold what only the two sides know. ``whom`` is how our own people call the other.
    """
    answer = _call("POST", url, body, headers, whom=whom)
    _sort(answer, whom=whom)


class NotModified(Exception):
    """Nothing new since the answer that the request's conditions name."""


@dataclass(frozen=True)
class Answer:
    """What the other side told, and the marks by which it can be asked whether there is more."""

    body: bytes
    etag: str
    modified: str


def get(url: str, headers: Mapping[str, str], *, whom: str) -> Answer:
    """Fetch what stands there; raise NotModified, and TryLater and Refused as ``post`` does.

    An answer of more than MOST_BYTES is refused.
    """
    answer = _call("GET", url, None, headers, whom=whom)
    try:
        if answer.status == HTTPStatus.NOT_MODIFIED:
            raise NotModified
        _sort(answer, whom=whom)
        body = answer.read(MOST_BYTES + 1, decode_content=True)
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise TryLater(f"{whom}的回答中断（{type(error).__name__}）") from None
    finally:
        answer.close()
    if len(body) > MOST_BYTES:
        raise Refused(f"{whom}的回答过大")
    return Answer(body, answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", ""))


def _call(method: str, url: str, body: bytes | None, headers: Mapping[str, str], *, whom: str) -> _Response:
    try:
        return _pool.request(
            method, url, body=body, headers=dict(headers), redirect=False, preload_content=method == "POST"
        )
    except (urllib3.exceptions.LocationParseError, urllib3.exceptions.LocationValueError):
        raise Refused(f"{whom}的地址无法使用") from None
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise TryLater(f"{whom}暂不可用（{type(error).__name__}）") from None


def _sort(answer: _Response, *, whom: str) -> None:
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status in LATER:
        raise TryLater(f"{whom}暂不接收（{answer.status}）")
    if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        raise Refused(f"{whom}拒收（{answer.status}）")
