"""The turnstile before the reception: whoever comes through first takes along who waits, in one transaction.

The day's counter lets one transaction through at a time, and every trip to the database while it is held is waited for
by all. Threads that come together therefore go through together. Knows no ticket and no HTTP.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import current_app

from hotline.clock import now
from hotline.domain.people import CITIZEN
from hotline.web.reception import MOST_AT_ONCE, Handed, Taken, take_together

EXTENSION = "hotline.turnstile"

Outcome = Taken | BaseException
Take = Callable[[Handed, Callable[[], Sequence[Handed]]], Sequence[Outcome]]


def pass_through(handed: Handed) -> Taken:
    """Hand a citizen's contact in and wait for what becomes of it; raises what stopped it."""
    turnstile: Turnstile = current_app.extensions.setdefault(EXTENSION, Turnstile(_take))
    return turnstile.pass_through(handed)


@dataclass(eq=False)
class _Waiting:
    handed: Handed
    outcome: Outcome | None = None


class Turnstile:
    """One at a time goes in, with everybody who has come meanwhile."""

    def __init__(self, take: Take) -> None:
        self._take = take
        self._turn = threading.Lock()
        self._waiting: deque[_Waiting] = deque()

    def pass_through(self, handed: Handed) -> Taken:
        """Wait for a turn, one's own or that of somebody who takes us along; raise what stopped us."""
        mine = _Waiting(handed)
        self._waiting.append(mine)
        while mine.outcome is None:
            with self._turn:
                if mine.outcome is None:
                    self._go_in()
        if isinstance(mine.outcome, BaseException):
            raise mine.outcome
        return mine.outcome

    def _go_in(self) -> None:
        group = [self._waiting.popleft()]
        outcomes: Sequence[Outcome] = ()
        try:
            outcomes = self._take(group[0].handed, lambda: self._take_along(group))
        except BaseException as error:
            outcomes = [error] * len(group)
            if not isinstance(error, Exception):
                raise
        finally:
            for each, outcome in zip(group, outcomes, strict=True):
                each.outcome = outcome

    def _take_along(self, group: list[_Waiting]) -> Sequence[Handed]:
        along = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_AT_ONCE))]
        group += along
        return [each.handed for each in along]


def _take(first: Handed, others: Callable[[], Sequence[Handed]]) -> Sequence[Outcome]:
    return take_together(first, others, by=CITIZEN, at=now())
