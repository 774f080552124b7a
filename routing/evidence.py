"""Finds the directory's words in a message: exact ones in one pass, and slips of the pen where those fail.

Every find is a true span of the original text. Knows nothing of probabilities.
"""

from routing.decision import How
from routing.lexicon import Lexicon
from routing.parts import PLACE_FRONT, names_a_place
from routing.slips import Slips
from routing.text import Words

PART_WORTH = (1.6, 1.2, 1.0, 0.3)  # title, demand, background, quoted reply
PLACE_WORTH = 0.25
SHORT = 3  # longer words are never cut wrongly in practice

# The best place of one word: start, end, how much it is worth there, how it was found. A plain tuple: some sixty are
# made for each message.
Find = tuple[int, int, float, How]


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
        splits, doubtful = self._words.splits, self._doubtful
        after = f"{normal[1:]} "  # the character behind a place, also at the end
        for word, start, end in automaton.find_matches_as_indexes(normal, overlapping=True):
            worth = PART_WORTH[parts[start]]
            if word in best and worth <= best[word][2]:
                continue
            if end - start <= SHORT:
                if after[end - 1] in PLACE_FRONT and names_a_place(normal, end):
                    worth *= PLACE_WORTH
                    if word in best and worth <= best[word][2]:
                        continue
                if doubtful[word] and splits(normal, start, end):
                    continue
            best[word] = (start, end, worth, "exact")
        return best

    def slipped(self, normal: str, parts: bytearray, known: dict[int, Find]) -> dict[int, Find]:
        """Return finds of words that stand in the text with one slip, by sound or by letter."""
        best: dict[int, Find] = {}
        for word, start, end, how, sure in self._slips.find(normal, known):
            worth = PART_WORTH[parts[start]] * sure
            if word not in best or best[word][2] < worth:
                best[word] = (start, end, worth, how)
        return best
