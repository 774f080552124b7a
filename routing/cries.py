"""How much a short message sounds like a cry for help: a sum of small readable weights over what stands in it.

Words of one sort become one letter (P a person, W water, G gas, Q haste, O the past, D an office's matter …), so what
was learned of 爷爷倒下 holds for 舅舅倒下. Then what stands where a clause begins (^), goes on and ends ($) counts,
and which two sorts occur together (P&W). Knows nothing of numbers to call.
"""

import re
from collections.abc import Mapping
from itertools import combinations
from math import fsum
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from routing.signs import BLANK

_CLAUSE = re.compile(rf"[^,。!?…;:\n {BLANK}]+")
_SAME_SORT = re.compile(r"([A-Z])\1+")
_SORT = re.compile("[A-Z]")  # a normalised text has no capital letters


class Sound:
    """The sorts of words and the weights of the cues, made ready for adding up."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        """Make ready ``sorts`` (letter to words), ``weights`` (weight to cues) and ``prior``."""
        sorts = [(word, letter) for letter, words in table["sorts"].items() for word in words.split()]
        self._letters = [letter for _, letter in sorts]
        self._sorts = AhoCorasick([word for word, _ in sorts], matchkind=MatchKind.LeftmostLongest)
        weights = {cue: float(weight) for weight, cues in table["weights"].items() for cue in cues.split()}
        self._together = {cue: weight for cue, weight in weights.items() if "&" in cue}
        self._weights = [weight for cue, weight in weights.items() if "&" not in cue]
        cues = [cue for cue in weights if "&" not in cue]
        self._cues = AhoCorasick(cues, implementation=Implementation.ContiguousNFA)
        self._prior = float(table["prior"])

    def score(self, bare: str) -> float:
        """Return how much a text without harmless expressions sounds like a cry; about 0 is a half chance."""
        text = self.clauses(bare)
        cues = {number for number, _, _ in self._cues.find_matches_as_indexes(text, overlapping=True)}
        together = [self._together.get(two, 0.0) for two in sorts_together(text)]
        return self._prior + fsum(self._weights[cue] for cue in cues) + fsum(together)

    def clauses(self, bare: str) -> str:
        """Return the text with one letter for each word of a sort and marks around each clause."""
        pieces: list[str] = []
        last = 0
        for number, start, end in self._sorts.find_matches_as_indexes(bare):
            pieces += (bare[last:start], self._letters[number])
            last = end
        pieces.append(bare[last:])
        return _CLAUSE.sub(r"^\g<0>$", _SAME_SORT.sub(r"\1", "".join(pieces)))


def sorts_together(clauses: str) -> list[str]:
    """Return every two sorts of which words occur, as they are written in the table."""
    return [f"{one}&{other}" for one, other in combinations(sorted(set(_SORT.findall(clauses))), 2)]
