"""Finds the directory's words in a message: exact ones in one pass, and slips of the pen where those fail.

Every find is a true span of the original text. Knows nothing of probabilities.
"""

from typing import NamedTuple

from routing.decision import How
from routing.lexicon import Lexicon
from routing.parts import names_a_place
from routing.slips import Slips
from routing.text import Words

PART_WORTH = (1.6, 1.2, 1.0, 0.3)  # title, demand, background, quoted reply
PLACE_WORTH = 0.25
SHORT = 3  # longer words are never cut wrongly in practice


class Find(NamedTuple):
    """The best place of one word: where, how sure, and how much its part of the message makes it worth."""

    start: int
    end: int
    worth: float
    how: How = "exact"


class Finder:
    """Looks for one lexicon's words; keeps nothing between messages but the word cutter's memory."""

    def __init__(self, lexicon: Lexicon, words: Words) -> None:
        self._lexicon = lexicon
        self._words = words
        self._doubtful = [len(word) <= SHORT and not words.is_usual(word) for word in lexicon.words]
        self._slips = Slips(lexicon.words, words)

    def exact(self, normal: str, parts: bytearray) -> dict[int, Find]:
        """Return the best find of every word that stands in the text letter by letter."""
        automaton = self._lexicon.automaton
        best: dict[int, Find] = {}
        if automaton is None:
            return best
        worths: dict[int, float] = {}
        splits, doubtful = self._words.splits, self._doubtful
        for word, start, end in automaton.find_matches_as_indexes(normal, overlapping=True):
            worth = PART_WORTH[parts[start]]
            if worth <= worths.get(word, 0.0):
                continue
            if end - start <= SHORT:
                if names_a_place(normal, end):
                    worth *= PLACE_WORTH
                    if worth <= worths.get(word, 0.0):
                        continue
                if doubtful[word] and splits(normal, start, end):
                    continue
            worths[word] = worth
            best[word] = Find(start, end, worth)
        return best

    def slipped(self, normal: str, parts: bytearray, known: dict[int, Find]) -> dict[int, Find]:
        """Return finds of words that stand in the text with one slip, by sound or by letter."""
        best: dict[int, Find] = {}
        for word, start, end, how, sure in self._slips.find(normal):
            worth = PART_WORTH[parts[start]] * sure
            if word in known or (word in best and best[word].worth >= worth):
                continue
            best[word] = Find(start, end, worth, how)
        return best
