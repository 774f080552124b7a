"""Finds words written with one slip: another character of the same sound, or one wrong, missing or doubled letter.

Sounds are compared without tones and without the differences southern speakers and speech recognition lose.
Knows nothing of what a word speaks for.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, Implementation
from rapidfuzz.distance import OSA

from routing.decision import How
from routing.text import Words

SOUND_SURE, LETTER_SURE = 0.7, 0.6
FUZZY_FROM = 4  # shorter words with a wrong letter are other words
# Characters that stand between words: a pair with one of them is hardly ever a word written by ear.
_BETWEEN = frozenset(
    "的地得了着过是在不我你他她它们有和与就都也很到说要去会没这那个事时上下里中大小来对为把被让给从向于以及其而且但或"
)
_TONES = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ", "aaaaeeeeiiiioooouuuuvvvvnnnm")
_SAME = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ing", "in"), ("eng", "en"), ("ang", "an"))

Slip = tuple[int, int, int, How, float]


@lru_cache(maxsize=1)
def _sounds() -> dict[int, int]:
    """Return a table from each character to a private one that stands for its syllable."""
    from pypinyin.constants import PINYIN_DICT

    number: dict[str, int] = {}
    table: dict[int, int] = {}
    for code, readings in PINYIN_DICT.items():
        syllable = readings.split(",")[0].translate(_TONES).replace("ü", "v")
        for one, other in _SAME:
            syllable = syllable.replace(one, other)
        if code <= 0xFFFF:
            table[code] = 0xE000 + number.setdefault(syllable, len(number))
    return table


class Slips:
    """Searches for one list of words; tables are built at the first search."""

    def __init__(self, words: Sequence[str], dictionary: Words) -> None:
        self._words = words
        self._dictionary = dictionary
        self._by_sound: AhoCorasick | None = None
        self._sound_words: list[int] = []
        self._by_half: AhoCorasick | None = None
        self._halves: list[tuple[tuple[int, bool, int, str], ...]] = []

    def find(self, normal: str) -> Iterator[Slip]:
        """Yield (word, start, end, how, sureness) for every word found with one slip."""
        if self._by_sound is None:
            self._build()
        yield from self._find_sounds(normal)
        yield from self._find_letters(normal)

    def _build(self) -> None:
        self._sound_words = [number for number, word in enumerate(self._words) if _is_chinese(word)]
        sounds = [self._words[number].translate(_sounds()) for number in self._sound_words]
        halves: dict[str, list[tuple[int, bool, int, str]]] = defaultdict(list)
        for number in self._sound_words:
            word = self._words[number]
            if len(word) >= FUZZY_FROM:
                middle = len(word) // 2
                halves[word[:middle]].append((number, True, len(word), word[-1]))
                halves[word[middle:]].append((number, False, len(word), word[0]))
        self._halves = [tuple(owners) for owners in halves.values()]
        self._by_half = AhoCorasick(list(halves), implementation=Implementation.ContiguousNFA)
        self._by_sound = AhoCorasick(sounds, implementation=Implementation.ContiguousNFA)

    def _find_sounds(self, normal: str) -> Iterator[Slip]:
        if self._by_sound is None:
            return
        heard = normal.translate(_sounds())
        for index, start, end in self._by_sound.find_matches_as_indexes(heard, overlapping=True):
            word = self._sound_words[index]
            if normal[start:end] == self._words[word]:
                continue
            odd = not self._dictionary.knows(normal[start:end]) if end - start >= FUZZY_FROM else None
            if odd or (odd is None and self._is_odd(normal, start, end)):
                yield word, start, end, "pinyin", SOUND_SURE

    def _find_letters(self, normal: str) -> Iterator[Slip]:
        if self._by_half is None:
            return
        for index, start, end in self._by_half.find_matches_as_indexes(normal, overlapping=True):
            for number, front, size, edge in self._halves[index]:
                far = start + size if front else end - size
                around = normal[far - 2 : far + 1] if front else normal[max(0, far - 1) : far + 2]
                if edge not in around:  # nearly always, and much quicker than comparing
                    continue
                found = self._near(normal, self._words[number], start if front else end, front=front)
                if found and self._is_odd(normal, *found):
                    yield number, *found, "fuzzy", LETTER_SURE

    def _near(self, normal: str, word: str, anchor: int, *, front: bool) -> tuple[int, int] | None:
        """Return the stretch beside the anchor that is one slip away from the word, edges not counted."""
        size = len(word)
        for length in (size, size + 1, size - 1):
            start, end = (anchor, anchor + length) if front else (anchor - length, anchor)
            if start < 0 or end > len(normal):
                continue
            found = normal[start:end]
            edges = found[0] == word[0] and found[-1] == word[-1]
            if found != word and edges and OSA.distance(found, word, score_cutoff=1) == 1:
                return start, end
        return None

    def _is_odd(self, normal: str, start: int, end: int) -> bool:
        """Tell whether the stretch makes no sense as it stands: neither a word, nor made of its neighbours' words."""
        knows = self._dictionary.knows
        if knows(normal[start:end]):
            return False
        if end - start > 2:
            middle = (end - start) // 2
            return not (knows(normal[start : start + middle]) and knows(normal[start + middle : end]))
        if normal[start] in _BETWEEN or normal[end - 1] in _BETWEEN:
            return False
        return not (knows(normal[start - 1 : start + 1]) or knows(normal[end - 1 : end + 1]))


def _is_chinese(word: str) -> bool:
    return len(word) >= 2 and all("一" <= character <= "龥" for character in word)
