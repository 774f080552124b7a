"""Shows which words of a message remind the learner of a department: its scores read back into the text.

Every place shown is a true span, a few characters long. Knows nothing of how the learner was taught.
"""

import numpy as np

from routing.decision import Evidence
from routing.features import Values
from routing.learning import Recalled
from routing.parts import place_spans

PLACES, LONGEST = 3, 6
RELATED = 0.35  # neighbours this strong beside the strongest pair belong to the same word


def learned_evidence(recalled: Recalled, columns: list[int], *, whole: str, normal: str) -> list[tuple[Evidence, ...]]:
    """Return, for each of the learner's departments asked for, the places that speak most for it."""
    pulls = _pulls(recalled, columns)
    if pulls is None:
        return [() for _ in columns]
    for start, end in place_spans(normal):  # where somebody lives is no reason
        pulls[max(0, start - 1) : end] = -1.0
    return [_strongest(whole, pulls[:, place].copy()) for place in range(len(columns))]


def _pulls(recalled: Recalled, columns: list[int]) -> Values | None:
    """Return how much each pair of neighbours pulls towards each department, against the average of those asked for."""
    if not len(recalled.ones) or not len(recalled.table):
        return None
    table = recalled.table[:, columns]
    middle = table.sum(axis=1, keepdims=True) / (len(columns) + 1)  # one more: a single department must pull, too
    known = (table - middle) * recalled.spotted.telling[:, None]
    inverse = recalled.spotted.inverse
    pulls = np.concatenate((known, np.zeros((1, len(columns)), np.float32)))[inverse]  # NOBODY takes the last
    single, pair = pulls[: len(recalled.ones)], pulls[len(recalled.ones) :]
    answer: Values = pair + (single[:-1] + single[1:]) / 2
    other = (recalled.ones < 0x4E00) | (recalled.ones > 0x9FFF)  # what is not Chinese explains nothing
    answer[other[:-1] | other[1:]] = -1.0
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
