"""Beside classification: what people taught the study, kept as versions with date, size and quality; one step back.

The lessons themselves are rows (``models.Lesson``). A version is the learner's state after a lesson; choosing one is a
row, too, so every program follows before it routes. Knows nothing of HTTP.
"""

import base64
import io
import threading
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import func, select

from hotline.db import db
from hotline.domain.people import Actor
from hotline.errors import BadInput, IllegalTransition
from hotline.models import LearnedTurn, LearnedVersion, Lesson
from hotline.queries import learned
from routing import Directory, Router
from routing.learning import Learner

OVERLAP = 100
NOTHING_YET = "还没有可以保存的学习结果：派单或退单之后才有。"


@dataclass
class Study:
    """This program's router and how far it has read the lessons; one per program, made by app.py.

    The router is built at the first question (a second's work that not every program needs) or by ``get_ready``.
    ``read_lately`` are the lessons read among the latest OVERLAP ids: a transaction that ends late brings a lower id
    after a higher one, and that lesson must not be passed over. ``turn`` is the choice of a learned version that this
    program follows. Threads take turns at the ``desk``: nobody reads while another is being taught.
    """

    directory: Directory
    lessons_read: int = 0
    read_lately: set[int] = field(default_factory=set)
    turn: int = 0
    desk: threading.RLock = field(default_factory=threading.RLock, repr=False, compare=False)
    _built: Router | None = field(default=None, repr=False, compare=False)

    @property
    def router(self) -> Router:
        """Return the router; the first thread that asks builds it, and the others wait for that one."""
        built = self._built
        return built if built is not None else self.get_ready()

    @property
    def version(self) -> str:
        """Return the version of the directory behind the proposals."""
        return self.directory.version

    def get_ready(self) -> Router:
        """Build the router now, if nobody has asked for it yet."""
        with self.desk:
            if self._built is None:
                self._built = Router(self.directory)
            return self._built

    def turn_to(self, directory: Directory) -> None:
        """Go on over another directory with all that was learned."""
        ready = self._built is not None
        router = Router(directory) if ready else None  # outside the desk: the old one answers meanwhile
        with self.desk:
            if self._built is not None:
                router = router or Router(directory)
                router.learner = self._built.learner
            self.directory, self._built = directory, router

    def begin_at(self, turn: LearnedTurn) -> None:
        """Go on from a learned version and the lessons after a lesson."""
        self.router.learner = unpack(turn.version.state) if turn.version.state else None
        self.turn, self.lessons_read = turn.id, turn.after_lesson_id
        self.read_lately = set(range(max(1, turn.after_lesson_id - OVERLAP + 1), turn.after_lesson_id + 1))


def follow_turn(study: Study) -> None:
    """Let this program stand on the learned version that was chosen last, if it does not yet."""
    newest = learned.newest_turn_id()
    if newest and newest != study.turn:
        study.begin_at(db.session.get_one(LearnedTurn, newest))


def save_version(study: Study, *, by: Actor, at: datetime, note: str = "") -> LearnedVersion:
    """Keep what this program's study has learned; the caller lets it catch up first."""
    with study.desk:
        learner = study.router.learner
        if learner is None or not study.lessons_read:
            raise BadInput(NOTHING_YET)
        judged, agreed = learned.judge_proposals()
        version = LearnedVersion(
            at=at,
            by_name=by.name,
            note=note,
            last_lesson_id=study.lessons_read,
            lessons=learner.size,
            departments=len(learner.departments),
            judged=judged,
            agreed=agreed,
            state=pack(learner),
        )
    db.session.add(version)
    db.session.flush()
    return version


def go_back(version: LearnedVersion, *, by: Actor, at: datetime, why: str) -> LearnedTurn:
    """Let a version count from here on; what was taught after it is set aside, what is taught from now on counts."""
    if not why.strip():
        raise BadInput("请填写退回的理由，系统会记入使用记录。", field="why")
    newest = db.session.scalar(select(func.max(Lesson.id))) or 0
    current = learned.find_turn()
    if current is not None and (current.version_id, current.after_lesson_id) == (version.id, newest):
        raise IllegalTransition("现在用的就是这个版本。")
    turn = LearnedTurn(
        version=version, after_lesson_id=newest, why=why, at=at, by_name=by.name, by_staff_id=by.staff_id
    )
    db.session.add(turn)
    return turn


def pack(learner: Learner) -> str:
    """Return a learner's state as text, so that a backup of rows holds it, too."""
    held = io.BytesIO()
    np.savez_compressed(held, **learner.state())
    return base64.b64encode(held.getvalue()).decode("ascii")


def unpack(state: str) -> Learner:
    """Return the learner whose state this is."""
    with np.load(io.BytesIO(base64.b64decode(state)), allow_pickle=False) as arrays:
        return Learner.from_state(dict[str, Any](arrays))
