"""One POST to a system outside: no redirects, no retries of its own, answers sorted into done, later and never.

Knows no ticket and no database.
"""

from collections.abc import Mapping
from http import HTTPStatus

import urllib3

from workers.channels import Refused, TryLater

TIMEOUT = urllib3.Timeout(connect=5, read=10)
LATER = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS)
_pool = urllib3.PoolManager(timeout=TIMEOUT, retries=False, maxsize=4)


def post(url: str, body: bytes, headers: Mapping[str, str], *, whom: str) -> None:
    """Post the body; raise TryLater for trouble on the way, 5xx and 429, Refused for every other answer but 2xx.

    Neither names the address: it may hold what only the two sides know. ``whom`` is how our own people call the other.
    """
    try:
        answer = _pool.request("POST", url, body=body, headers=dict(headers), redirect=False)
    except (urllib3.exceptions.LocationParseError, urllib3.exceptions.LocationValueError):
        raise Refused(f"{whom}的地址无法使用") from None
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise TryLater(f"{whom}暂不可用({type(error).__name__})") from None
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status in LATER:
        raise TryLater(f"{whom}暂不接收({answer.status})")
    if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        raise Refused(f"{whom}拒收({answer.status})")
