"""Shows which words of a message remind the learner of a department: its scores read back into the text.

Every place shown is a true span, a few characters long. Knows nothing of how the learner was taught.
"""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from routing.decision import Evidence
from routing.features import Ids, Values
from routing.learning import Learner

PLACES, LONGEST = 3, 6
RELATED = 0.35  # neighbours this strong beside the strongest pair belong to the same word


class Read(Protocol):
    """What must be known of a message: its text, normalised text, and the gram at every place."""

    @property
    def whole(self) -> str:
        """Return title and text."""

    @property
    def normal(self) -> str:
        """Return them normalised."""

    @property
    def placed(self) -> tuple[Ids, Ids]:
        """Return the grams of one and of two characters."""


def learned_evidence(learner: Learner, reading: Read, columns: list[int]) -> list[tuple[Evidence, ...]]:
    """Return, for each of the learner's departments asked for, the places that speak most for it."""
    pulls = _pulls(learner, reading, columns)
    if pulls is None:
        return [() for _ in columns]
    return [_strongest(reading.whole, pulls[:, place].copy()) for place in range(len(columns))]


def _pulls(learner: Learner, reading: Read, columns: list[int]) -> Values | None:
    """Return how much each pair of neighbours pulls towards each department, against the average of those asked for."""
    ones, twos = reading.placed
    if not len(twos) or not len(learner.vocabulary):
        return None
    places = learner.vocabulary.find(np.concatenate((ones, twos)))
    table = learner.weights[learner.vocabulary.rows[places][:, None], columns]
    middle = table.sum(axis=1, keepdims=True) / (len(columns) + 1)  # one more: a single department must pull, too
    pulls = (table - middle) * learner.vocabulary.telling[places][:, None]
    pulls[places < 0] = 0.0
    single, pair = pulls[: len(ones)], pulls[len(ones) :]
    answer: Values = pair + (single[:-1] + single[1:]) / 2
    answer[(twos < 0) | _marks(reading.normal)] = -1.0
    return answer


def _marks(normal: str) -> NDArray[np.bool_]:
    """Tell for every pair whether one of its characters is not Chinese: such a pair explains nothing."""
    codes = np.frombuffer(normal.encode("utf-32-le", "replace"), np.uint32)
    other = (codes < 0x4E00) | (codes > 0x9FFF)
    answer: NDArray[np.bool_] = other[:-1] | other[1:]
    return answer


def _strongest(whole: str, pull: Values) -> tuple[Evidence, ...]:
    pieces: list[Evidence] = []
    for _ in range(PLACES):
        start = int(pull.argmax())
        peak = float(pull[start])
        if peak <= 0.0:
            break
        end = start
        while end + 1 < len(pull) and pull[end + 1] > peak * RELATED and end + 2 - start < LONGEST:
            end += 1
        while start > 0 and pull[start - 1] > peak * RELATED and end + 2 - start < LONGEST:
            start -= 1
        found = whole[start : end + 2]
        if all(piece.found != found for piece in pieces):
            pieces.append(Evidence(found, found, start, end + 2, "learned", round(peak, 4)))
        pull[max(0, start - 1) : end + 2] = -1.0
    return tuple(pieces)
