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
from hotline.db import db
from hotline.domain.people import CITIZEN
from hotline.web.reception import MOST_AT_ONCE, Handed, Taken, take_together

BLINK = 0.004  # seconds; a citizen who comes alone waits for nobody
EXTENSION = "hotline.turnstile"

Outcome = Taken | BaseException
Take = Callable[[Callable[[], Sequence[Handed]]], Sequence[Outcome]]


def pass_through(handed: Handed) -> Taken:
    """Hand a citizen's contact in and wait for what becomes of it; raises what stopped it."""
    turnstile: Turnstile = current_app.extensions.setdefault(EXTENSION, Turnstile(_take, let_go=db.session.rollback))
    return turnstile.pass_through(handed)


@dataclass(eq=False)
class _Waiting:
    handed: Handed
    outcome: Outcome | None = None


class Turnstile:
    """One at a time goes in, with everybody who has come meanwhile.

    Who comes first after a busy moment waits a blink for as many as went in together last time: they have just been
    answered and are about to come again.
    """

    def __init__(self, take: Take, *, let_go: Callable[[], None] = lambda: None) -> None:
        """``let_go`` gives back what nobody may hold while waiting: who is at work may need it."""
        self._take, self._let_go = take, let_go
        self._turn = threading.Lock()
        self._came = threading.Condition()
        self._waiting: deque[_Waiting] = deque()
        self._went_last = 1

    def pass_through(self, handed: Handed) -> Taken:
        """Wait for a turn, one's own or that of somebody who takes us along; raise what stopped us."""
        mine = _Waiting(handed)
        with self._came:
            self._waiting.append(mine)
            self._came.notify()
        while mine.outcome is None:
            if not self._turn.acquire(blocking=False):
                self._let_go()
                self._turn.acquire()
            try:
                if mine.outcome is None:
                    self._go_in()
            finally:
                self._turn.release()
        if isinstance(mine.outcome, BaseException):
            raise mine.outcome
        return mine.outcome

    def _go_in(self) -> None:
        with self._came:
            self._came.wait_for(lambda: len(self._waiting) >= self._went_last, timeout=BLINK)
        group: list[_Waiting] = []
        outcomes: Sequence[Outcome] = ()
        here = iter([self._take_along(group)])  # before anything can fail, so that a failure is told to somebody
        try:
            outcomes = self._take(lambda: next(here, None) or self._take_along(group))
        except BaseException as error:
            outcomes = [error] * len(group)
            if not isinstance(error, Exception):
                raise
        finally:
            self._went_last = len(group)
            for each, outcome in zip(group, outcomes, strict=True):
                each.outcome = outcome

    def _take_along(self, group: list[_Waiting]) -> Sequence[Handed]:
        along = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_AT_ONCE))]
        group += along
        return [each.handed for each in along]


def _take(waiting: Callable[[], Sequence[Handed]]) -> Sequence[Outcome]:
    return take_together(waiting, by=CITIZEN, at=now())
