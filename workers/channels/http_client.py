"""One call to a system outside: no redirects, no retries of its own, answers sorted into done, later and never.

Knows no ticket and no database.
"""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus

import urllib3

from workers.channels import Refused, TryLater
from workers.channels.connections import Astray, OutOfTime, guarded_pools, within
from workers.channels.trouble import say_away

MOST_BYTES = 32 * 1024 * 1024  # of an answer
SMALL = 64 * 1024  # bytes that are read for nothing, to keep a connection
TIMEOUT = urllib3.Timeout(connect=5, read=10)
TO_POST, TO_GET = 15.0, 120.0  # seconds for the whole of a call, however little of it comes at a time
LATER = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS)
_Response = urllib3.BaseHTTPResponse
_pool = guarded_pools(timeout=TIMEOUT, kept=4)


def post(url: str, body: bytes, headers: Mapping[str, str], *, whom: str) -> None:
    """Post the body; raise TryLater for trouble on the way, 5xx and 429, Refused for every other answer but 2xx.

    Neither names the address: it may hold what only the two sides know. ``whom`` is how our own people call the other.
    What the answer says beside its status is nothing to us.
    """
    with _in_our_words(whom), within(TO_POST):
        answer = _pool.request("POST", url, body=body, headers=dict(headers), redirect=False, preload_content=False)
        _let_go(answer)
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
    with _in_our_words(whom), within(TO_GET):
        answer = _pool.request("GET", url, headers=dict(headers), redirect=False, preload_content=False)
        try:
            if answer.status == HTTPStatus.NOT_MODIFIED:
                raise NotModified
            _sort(answer, whom=whom)
            body = answer.read(MOST_BYTES + 1, decode_content=True)
        finally:
            answer.close()
    if len(body) > MOST_BYTES:
        raise Refused(f"{whom}的回答过大")
    return Answer(body, answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", ""))


def _let_go(answer: _Response) -> None:
    """Read a small answer to its end, so that the connection may serve again; end the connection of any other."""
    length = answer.headers.get("Content-Length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 9 and int(length) <= SMALL):
        answer.close()
        return
    try:
        answer.read(decode_content=False)
        answer.release_conn()
    except (urllib3.exceptions.HTTPError, OSError):
        answer.close()  # the status said all


@contextlib.contextmanager
def _in_our_words(whom: str) -> Iterator[None]:
    try:
        yield
    except (urllib3.exceptions.LocationParseError, urllib3.exceptions.LocationValueError):
        raise Refused(f"{whom}的地址无法使用") from None
    except Astray:
        raise Refused(f"{whom}的地址指向本机或保留地址，没有发送") from None
    except OutOfTime:
        raise TryLater(f"{whom}迟迟没有答完") from None
    except urllib3.exceptions.SSLError:
        raise TryLater(f"{whom}的证书无法验证，或加密连接有误") from None
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise TryLater(say_away(whom, error)) from None


def _sort(answer: _Response, *, whom: str) -> None:
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status in LATER:
        raise TryLater(f"{whom}暂不接收（{answer.status}）")
    if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        raise Refused(f"{whom}拒收（{answer.status}）")
