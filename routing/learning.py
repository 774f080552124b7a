"""What past dispatches teach: a linear reader that says how strongly a text resembles each department's tickets.

Ridge regression on one-against-the-rest targets, solved one ticket at a time in the dual, so a single new ticket is
learned, or forgotten, by the same step as the whole history. Knows nothing of the directory or the time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.calibration import PLAIN_TRUST, Trust, fit_trust
from routing.features import Ids, Spotted, Values, Vocabulary, count_grams, grams_at

HISTORY_WORTH = 8.5  # natural logarithms per point of a score, by cross-validation beside a directory
STIFFNESS = 0.15  # ridge penalty: vectors have length one, so this is about how much one ticket may insist
ROUNDS = 8
SETTLED = 0.004  # stop when a round changes the steps by less, on average
HELD_BACK = 5  # every fifth ticket waits until the confidence has been measured on it
SPARE_ROWS, SPARE_COLUMNS = 4000, 2
FEW = 60  # with fewer tickets nothing is held back, and a gram met once already counts

Table = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lesson:
    """One dispatch that was right: a normalised message and the department's id."""

    normal: str
    title_length: int
    department_id: str


class Recalled(NamedTuple):
    """A message beside what was learned: a score per department, the character at each place, the rows met."""

    scores: Values
    ones: Ids
    table: Table
    spotted: Spotted


class Learner:
    """Learns lessons and scores messages; keeps the step each lesson made, so it can be taken back."""

    def __init__(self) -> None:
        self.departments: list[str] = []
        self.vocabulary = Vocabulary()
        self._table: Table = np.zeros((0, 0), np.float32)  # with spare room, so that one lesson copies nothing
        self.weights: Table = self._table
        self.trust = PLAIN_TRUST
        self.size = 0
        self._steps: dict[Lesson, list[Values]] = {}

    def learn_all(self, lessons: Iterable[Lesson]) -> None:
        """Learn a whole history from nothing; a tenth of a millisecond per ticket and round on one core."""
        lessons = list(lessons)
        self.departments = list(dict.fromkeys(lesson.department_id for lesson in lessons))
        counted = [count_grams(lesson.normal, lesson.title_length) for lesson in lessons]
        self.vocabulary = Vocabulary.of([grams for grams, _ in counted], 2 if len(lessons) >= FEW else 1)
        vectors = [self.vocabulary.vector(*one) for one in counted]
        number = {one: index for index, one in enumerate(self.departments)}
        targets = [number[lesson.department_id] for lesson in lessons]
        self._table = self.weights = np.zeros((len(self.vocabulary), len(self.departments)), np.float32)
        self.size = len(lessons)
        steps = np.zeros((len(lessons), len(self.departments)), np.float32)
        order = _shuffled(len(lessons))
        if len(lessons) >= FEW:
            held, first = order[::HELD_BACK], [one for place, one in enumerate(order) if place % HELD_BACK]
            self._settle(first, vectors, targets, steps)
            scores = np.array([self._score(*vectors[one]) for one in held])
            self.trust = fit_trust(HISTORY_WORTH * scores, np.array([targets[one] for one in held]))
        self._settle(order, vectors, targets, steps)
        self._steps = {}
        for lesson, step in zip(lessons, steps, strict=True):
            self._steps.setdefault(lesson, []).append(step)

    def _settle(
        self, order: Sequence[int], vectors: Sequence[tuple[Ids, Values]], targets: Sequence[int], steps: Table
    ) -> None:
        """Go round the lessons until their steps hardly change."""
        weights = self.weights
        lengths = [float(values @ values) for _, values in vectors]
        for _ in range(ROUNDS):
            moved = 0.0
            for one in order:
                ids, values = vectors[one]
                wanted = -(values @ weights.take(ids, axis=0)) - STIFFNESS * steps[one]
                wanted[targets[one]] += 1.0
                wanted /= STIFFNESS + lengths[one]
                steps[one] += wanted
                weights[ids] += values[:, None] * wanted
                moved += float(np.abs(wanted).max())
            if moved < SETTLED * len(order):
                return

    def learn(self, lesson: Lesson, boost: float = 0.0) -> None:
        """Learn one more lesson at once; ``boost`` is how much more than the plain target it must reach."""
        counted = count_grams(lesson.normal, lesson.title_length)
        self.vocabulary.grow(counted[0])
        self._make_room(lesson.department_id)
        ids, values = self.vocabulary.vector(*counted)
        wanted = -self._score(ids, values)
        wanted[self.departments.index(lesson.department_id)] += 1.0 + boost
        step = wanted / float(STIFFNESS + values @ values)
        self._move(ids, values, step)
        self._steps.setdefault(lesson, []).append(step)
        self.size += 1

    def unlearn(self, lesson: Lesson) -> None:
        """Take back the last step this lesson made; one never learned here becomes a lesson of what is wrong."""
        counted = count_grams(lesson.normal, lesson.title_length)
        ids, values = self.vocabulary.vector(*counted)
        steps = self._steps.get(lesson)
        if steps:
            step = steps.pop()
            self._move(ids, values, -_widened(step, len(self.departments)))
            self.size -= 1
            return
        self.vocabulary.grow(counted[0])
        self._make_room(lesson.department_id)
        wrong = self.departments.index(lesson.department_id)
        step = np.zeros(len(self.departments), np.float32)
        step[wrong] = -(1.0 + max(0.0, float(self._score(ids, values)[wrong]))) / float(STIFFNESS + values @ values)
        self._move(ids, values, step)

    def recall(self, normal: str, title_length: int) -> Recalled:
        """Return how strongly the message resembles each department's tickets, and what reminds of them."""
        placed = grams_at(normal)
        spotted = self.vocabulary.spot(placed, title_length)
        table = self._rows(spotted.rows)
        return Recalled(spotted.values @ table, placed[0], table[: len(spotted.telling)], spotted)

    def scores(self, normal: str, title_length: int) -> Values:
        """Return how strongly the message resembles each department's tickets; about 1 is certain, 0 is not at all."""
        return self.recall(normal, title_length).scores

    def state(self) -> dict[str, Any]:
        """Return everything needed to score messages as plain arrays; the single steps are not kept."""
        return {
            "departments": np.array(self.departments, dtype=np.str_),
            "weights": self.weights,
            "numbers": np.array([self.size, self.vocabulary.rare]),
            "trust": np.array(astuple(self.trust)),
            "grams": self.vocabulary.grams,
            "rows": self.vocabulary.rows,
            "telling": self.vocabulary.telling,
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> "Learner":
        """Return a learner that scores as the one whose state this is."""
        learner = cls()
        learner.departments = [str(one) for one in state["departments"]]
        learner._table = learner.weights = np.array(state["weights"], np.float32)
        learner.size, learner.vocabulary.rare = int(state["numbers"][-2]), float(state["numbers"][-1])
        if "trust" in state:  # versions saved before trust was measured are believed plainly
            learner.trust = Trust(*(float(one) for one in state["trust"]))
        learner.vocabulary.grams = np.array(state["grams"], np.int64)
        learner.vocabulary.rows = np.array(state["rows"], np.int64)
        learner.vocabulary.telling = np.array(state["telling"], np.float32)
        return learner

    def _rows(self, ids: Ids) -> Table:
        """Return some rows of the weights, taken from the whole table: a part with spare columns would be copied."""
        return self._table.take(ids, axis=0)[:, : len(self.departments)]

    def _score(self, ids: Ids, values: Values) -> Values:
        answer: Values = values @ self._rows(ids)
        return answer

    def _move(self, ids: Ids, values: Values, step: Values) -> None:
        self.weights[ids] += values[:, None] * step

    def _make_room(self, department_id: str) -> None:
        """Grow the table for grams and departments never met before."""
        if department_id not in self.departments:
            self.departments.append(department_id)
        rows, columns = len(self.vocabulary), len(self.departments)
        if rows > self._table.shape[0] or columns > self._table.shape[1]:
            wider = np.zeros((rows + SPARE_ROWS, columns + SPARE_COLUMNS), np.float32)
            wider[: self.weights.shape[0], : self.weights.shape[1]] = self.weights
            self._table = wider
        self.weights = self._table[:rows, :columns]


def _widened(step: Values, size: int) -> Values:
    wide = np.zeros(size, np.float32)
    wide[: len(step)] = step
    return wide


def _shuffled(size: int) -> list[int]:
    """Return a fixed shuffled order, so that the same history always teaches the same."""
    return [int(one) for one in np.random.default_rng(12345).permutation(size)]
