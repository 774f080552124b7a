"""How often another system may come: counted in Redis for all web servers together, by the library ``limits``.

Falls open: where Redis does not answer, nobody is refused, because a citizen waits behind every request. Knows no
ticket.
"""

import logging
import math
import time
from dataclasses import dataclass

from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

from hotline.clock import now
from hotline.errors import ConfigurationError, TooManyRequests

PATIENCE = 0.25  # seconds for Redis to answer; a citizen waits meanwhile
REST = 5.0  # seconds without asking a Redis that did not answer
log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is left to a caller: of how many requests, how many, and in how many seconds all are given back."""

    limit: int
    remaining: int
    reset: int


class Rates:
    """The counters of one program; the counts themselves live in Redis."""

    def __init__(self, redis_url: str, usual: str) -> None:
        """Read the usual pace; raises ConfigurationError. Without a Redis nothing is counted."""
        self.usual = read_pace(usual)
        self._rests_until = 0.0
        self._storage = _storage(redis_url) if redis_url else None

    def count(self, caller: str, pace: str) -> Standing | None:
        """Count one request of a caller; raises TooManyRequests. None where nothing could be counted."""
        if self._storage is None or time.monotonic() < self._rests_until:
            return None
        item = read_pace(pace) if pace else self.usual
        limiter = FixedWindowRateLimiter(self._storage)
        try:
            allowed = limiter.hit(item, caller)
            window = limiter.get_window_stats(item, caller)
        except StorageError as trouble:
            self._rests_until = time.monotonic() + REST
            log.warning("rates are not counted for %s s: %s", REST, type(trouble.storage_error).__name__)
            return None
        standing = Standing(limit=item.amount, remaining=window.remaining, reset=_seconds_until(window.reset_time))
        if not allowed:
            raise TooManyRequests(limit=standing.limit, wait=standing.reset)
        return standing


def read_pace(text: str) -> RateLimitItem:
    """Return a pace such as 600/minute; raises ConfigurationError for what is none."""
    try:
        return parse(text)
    except ValueError as error:
        raise ConfigurationError(f"调用频率“{text}”的写法不正确，应如 600/minute 或 50000/hour。") from error


def _seconds_until(moment: float) -> int:
    return max(0, math.ceil(moment - now().timestamp()))


def _storage(redis_url: str) -> Storage:
    url = redis_url.replace("unix://", "redis+unix://", 1) if redis_url.startswith("unix://") else redis_url
    found = storage_from_string(url, wrap_exceptions=True, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
    if not isinstance(found, Storage):
        raise ConfigurationError("HOTLINE_REDIS_URL 的写法不正确，应如 redis://主机:6379/0。")
    return found
