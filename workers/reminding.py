"""The clock's round of reminders: looks at what is due, takes what asks for more, tells each department once.

Every look, act and letter is a unit of work of its own: whatever kills the program between two of them, the next round,
or another clock's, goes on from what the database says. Moves no ticket by itself: the rooms do.
"""

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from hotline.db import unit_of_work
from hotline.errors import HotlineError
from hotline.flow import reminding
from hotline.parts import parts

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Made:
    """What a round came to."""

    reminders: int
    acts: int
    letters: int


def make_round(at: datetime) -> Made:
    """Make every reminder that is due by ``at``, each once however many clocks run."""
    made, to_act = _look_through(at)
    acts = sum(_act(deadline_id, at) for deadline_id in to_act)
    with unit_of_work():
        letters = reminding.tell_departments(at=at)
    if made + acts:
        log.info("%s reminders made, %s steps taken, %s letters", made, acts, letters)
    return Made(reminders=made, acts=acts, letters=letters)


def _look_through(at: datetime) -> tuple[int, list[int]]:
    made, to_act, last = 0, list[int](), None
    while True:
        with unit_of_work():
            looked = reminding.look(rules=parts().rules, at=at, after=last)
        made += looked.made
        to_act += looked.to_act
        last = looked.last
        if last is None:
            return made, to_act


def _act(deadline_id: int, at: datetime) -> bool:
    """Take one deadline's steps; what another program or person was quicker at waits for the next round."""
    try:
        with unit_of_work():
            return reminding.act(deadline_id, rules=parts().rules, at=at)
    except (StaleDataError, IntegrityError, OperationalError, HotlineError) as trouble:
        log.warning("deadline %s: %s; trying again in the next round", deadline_id, type(trouble).__name__)
        return False
