"""What a worker says of a Redis that is away: one line when it goes, one when it is back. Knows no queue and no job."""

import logging
import sys
import threading

from redis import RedisError

log = logging.getLogger(__name__)


class Absence(logging.Filter):
    """Stands at RQ's log and takes what it says of every try in every thread, tracebacks included, for one line."""

    def __init__(self) -> None:
        """Begin with a Redis that is there."""
        super().__init__()
        self._away = False
        self._one_at_a_time = threading.Lock()

    def filter(self, _record: logging.LogRecord) -> bool:
        """Let pass what is said of anything but a Redis that does not answer."""
        trouble = sys.exc_info()[1]  # RQ speaks of it where it catches it, with or without the traceback
        if not isinstance(trouble, RedisError):
            return True
        self.begin(trouble)
        return False

    def begin(self, trouble: Exception) -> None:
        """Say that Redis is away, unless it was said before."""
        with self._one_at_a_time:
            known, self._away = self._away, True
        if not known:
            log.warning("Redis does not answer (%s): rows wait in the database until it does", type(trouble).__name__)

    def end(self) -> None:
        """Say that Redis is back, if it was away."""
        with self._one_at_a_time:
            was_away, self._away = self._away, False
        if was_away:
            log.warning("Redis answers again: work goes on")
