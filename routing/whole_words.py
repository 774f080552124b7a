"""Learned evidence in whole words, for people: the learner knows pairs of characters, and 售人员 is nobody's reason.

Knows nothing of how evidence is found; what the directory's words found stays as it is.
"""

import re
from dataclasses import replace
from itertools import pairwise

from routing.decision import Candidate, Decision, Evidence
from routing.text import LOOK_AROUND, Words, normalise

SAYS_LITTLE = frozenset("的了着过吗呢吧我你他她它们是在有和与及或也就都不没很个这那把被让给对向从到为以等但还又")
_WORDS = Words()


def in_whole_words(decision: Decision) -> Decision:
    """Return the decision with each learned stretch grown to the words that it begins and ends in.

    Words that say little fall away at its edges, none is named twice, and none grows into a place's name. Each piece
    is still a true place in the text.
    """
    reader = _Reader(decision)
    return replace(decision, candidates=tuple(reader.readable(each) for each in decision.candidates))


class _Reader:
    """Reads one decision's text again; knows where its places stand."""

    def __init__(self, decision: Decision) -> None:
        self.whole, self.normal = decision.whole, normalise(decision.whole)
        self.places = [each.span() for name in decision.places for each in re.finditer(re.escape(name), self.whole)]

    def readable(self, candidate: Candidate) -> Candidate:
        """Return the candidate with its learned evidence in whole words."""
        shown: dict[object, Evidence] = {}
        for each in candidate.evidence:
            if each.how == "learned" and each.found:
                grown = self._grown(each)
                shown.setdefault(grown.found, grown)
            else:
                shown[each.start, each.end] = each
        return replace(candidate, evidence=tuple(shown.values()))

    def _grown(self, piece: Evidence) -> Evidence:
        first = max(0, piece.start - LOOK_AROUND)
        window = self.normal[first : piece.end + LOOK_AROUND]
        borders = [first + one for one in _WORDS.borders(window)]
        start = max(one for one in borders if one <= piece.start)
        end = min(one for one in borders if one >= piece.end)
        words = [(one, other) for one, other in pairwise(borders) if start <= one and other <= end]
        while len(words) > 1 and self.normal[slice(*words[0])] in SAYS_LITTLE:
            words.pop(0)
        while len(words) > 1 and self.normal[slice(*words[-1])] in SAYS_LITTLE:
            words.pop()
        start, end = words[0][0], words[-1][1]
        if any(start < far and near < end for near, far in self.places):
            return piece
        found = self.whole[start:end]
        return piece._replace(keyword=found, found=found, start=start, end=end)
