"""Shows which words of a message remind the learner of a department: its scores read back into the text.

Every place shown is a true span, a few characters long. Knows nothing of how the learner was taught.
"""

import re
from collections.abc import Iterable

import numpy as np

from routing.decision import Evidence
from routing.features import Values
from routing.learning import Recalled

PEAKS, LONGEST = 3, 6
SAYS_NOTHING = re.compile("您好|你好|请问|谢谢|感谢|尊敬的|领导|希望|麻烦|我们|没有")
HUSHED = 0.1  # such words are shown only where nothing else pulls
RELATED = 0.35  # neighbours this strong beside the strongest pair belong to the same word


def learned_evidence(
    recalled: Recalled, columns: list[int], *, whole: str, places: Iterable[tuple[int, int]]
) -> list[tuple[Evidence, ...]]:
    """Return, for each of the learner's departments asked for, the stretches that speak most for it."""
    pulls = _pulls(recalled, columns)
    if pulls is None:
        return [() for _ in columns]
    for start, end in places:  # where somebody lives is no reason
        pulls[:, max(0, start - 1) : end] = -1.0
    for match in SAYS_NOTHING.finditer(whole):
        pulls[:, max(0, match.start() - 1) : match.end()] *= HUSHED
    return _strongest(whole, pulls)


def _pulls(recalled: Recalled, columns: list[int]) -> Values | None:
    """Return how much each pair of neighbours pulls towards each department, against the average of those asked for."""
    if not len(recalled.ones) or not len(recalled.table):
        return None
    table = recalled.table.T.take(columns, axis=0)
    middle = table.sum(axis=0) / (len(columns) + 1)  # one more: a single department must pull, too
    known = np.zeros((len(columns), table.shape[1] + 1), np.float32)  # NOBODY takes the first
    np.multiply(table - middle, recalled.spotted.telling, out=known[:, 1:])
    pulls = known.take(recalled.spotted.inverse + 1, axis=1, mode="clip")
    single, pair = pulls[:, : len(recalled.ones)], pulls[:, len(recalled.ones) :]
    answer: Values = single[:, :-1] + single[:, 1:]
    answer *= 0.5
    answer += pair
    other = (recalled.ones < 0x4E00) | (recalled.ones > 0x9FFF)  # what is not Chinese explains nothing
    np.copyto(answer, -1.0, where=other[:-1] | other[1:])
    return answer


def _strongest(whole: str, pulls: Values) -> list[tuple[Evidence, ...]]:
    """Return for each row the stretches around its highest peaks, highest first."""
    found: list[list[Evidence]] = [[] for _ in pulls]
    for _ in range(PEAKS):
        for row, start in enumerate(pulls.argmax(axis=1).tolist()):
            pull = pulls[row]
            peak = pull.item(start)
            if peak <= 0.0:
                continue
            first, last = _stretch(pull, start, peak * RELATED)
            said = whole[first:last]
            if said not in [piece.found for piece in found[row]]:
                found[row].append(Evidence(said, said, first, last, "learned", peak))
            pull[max(0, first - 1) : last] = -1.0
    return [tuple(pieces) for pieces in found]


def _stretch(pull: Values, start: int, enough: float) -> tuple[int, int]:
    """Return the stretch of at most LONGEST characters around a peak in which every pair pulls enough."""
    end = start
    for beside in pull[start + 1 : start + LONGEST - 1].tolist():
        if beside <= enough:
            break
        end += 1
    for beside in pull[max(0, end + 2 - LONGEST) : start][::-1].tolist():
        if beside <= enough:
            break
        start -= 1
    return start, end + 2
