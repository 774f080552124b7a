"""Shows which words of a message remind the learner of a department: its scores read back into the text.

Every place shown is a true span, a few characters long. Knows nothing of how the learner was taught.
"""

import numpy as np

from routing.decision import Evidence
from routing.features import Values, grams_at
from routing.learning import Learner

PLACES, LONGEST = 3, 6
RELATED = 0.35  # neighbours this strong beside the strongest pair belong to the same word


def learned_evidence(learner: Learner, whole: str, normal: str, columns: list[int]) -> list[tuple[Evidence, ...]]:
    """Return, for each of the learner's departments asked for, the places that speak most for it."""
    pulls = _pulls(learner, normal, columns)
    if pulls is None:
        return [() for _ in columns]
    return [_strongest(whole, pulls[:, place].copy()) for place in range(len(columns))]


def _pulls(learner: Learner, normal: str, columns: list[int]) -> Values | None:
    """Return how much each pair of neighbours pulls towards each department, against the average department."""
    ones, twos = grams_at(normal)
    number = learner.vocabulary.number
    if not twos or not number:
        return None
    rows = np.array([number.get(gram, -1) for gram in (*ones, *twos)], np.int32)
    telling = np.array(learner.vocabulary.telling, np.float32)
    table = learner.weights[rows]
    pulls = (table[:, columns] - table.mean(axis=1, keepdims=True)) * telling[rows][:, None]
    pulls[rows < 0] = 0.0
    single, pair = pulls[: len(ones)], pulls[len(ones) :]
    answer: Values = pair + (single[:-1] + single[1:]) / 2
    answer[[start for start, two in enumerate(twos) if not two.isalpha()]] = -1.0
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
