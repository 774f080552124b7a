"""Finds words written with one slip: another character of the same sound, or one wrong, missing or doubled letter.

Sounds are compared without tones and without the differences southern speakers and speech recognition lose.
Knows nothing of what a word speaks for.
"""

import json
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np
from ahocorasick_rs import AhoCorasick, Implementation
from rapidfuzz.distance import OSA

from routing.decision import How
from routing.text import PLANE, Codes, Words, codes_of, text_of

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
def _sounds() -> Codes:
    """Return a table from each character to a private one that stands for its syllable, else to itself."""
    number: dict[str, int] = {}
    table = np.arange(PLANE, dtype=np.uint16)
    for code, readings in _read_readings().items():
        if int(code) < PLANE:
            syllable = _syllable_of(readings.partition(",")[0])
            table[int(code)] = 0xE000 + number.setdefault(syllable, len(number))
    return table


def _read_readings() -> dict[str, str]:
    """Return pypinyin's readings of each character; importing it would load its phrases, too, for a third of a second.

    An installation without this file (pypinyin may lay its data out anew) is asked by the import.
    """
    spec = find_spec("pypinyin")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        file = Path(place) / "pinyin_dict.json"
        if file.is_file():
            readings: dict[str, str] = json.loads(file.read_bytes())
            return readings
    from pypinyin.constants import PINYIN_DICT

    return {str(code): readings for code, readings in PINYIN_DICT.items()}


@lru_cache(maxsize=2048)  # many characters, fewer than fifteen hundred readings
def _syllable_of(reading: str) -> str:
    syllable = reading.translate(_TONES).replace("ü", "v")
    for one, other in _SAME:
        syllable = syllable.replace(one, other)
    return syllable


def sound_of(normal: str) -> str:
    """Return a normalised text as it sounds; what is written differently and said alike gives the same."""
    return text_of(_sounds()[codes_of(normal)])


class _Half(NamedTuple):
    """The words that begin, or end, with the same half: by the letter at their other end."""

    front: bool
    least: int  # length of the shortest
    most: int
    owners: dict[str, list[int]]


class Slips:
    """Searches for one list of words; tables are built at the first search."""

    def __init__(self, words: Sequence[str], dictionary: Words) -> None:
        self._words = words
        self._dictionary = dictionary
        self._by_sound: AhoCorasick | None = None
        self._sound_words: list[int] = []
        self._by_half: AhoCorasick | None = None
        self._halves: list[tuple[_Half, ...]] = []

    def find(self, normal: str, known: Container[int] = ()) -> Iterator[Slip]:
        """Yield (word, start, end, how, sureness) for every word found with one slip, those ``known`` left out."""
        if self._by_sound is None:
            self._build()
        yield from self._find_sounds(normal, known)
        yield from self._find_letters(normal, known)

    def _build(self) -> None:
        self._sound_words = [number for number, word in enumerate(self._words) if _is_chinese(word)]
        sounds = [sound_of(self._words[number]) for number in self._sound_words]
        halves: dict[str, dict[bool, dict[str, list[int]]]] = defaultdict(dict)
        for number in self._sound_words:
            word = self._words[number]
            if len(word) >= FUZZY_FROM:
                middle = len(word) // 2
                for half, front, edge in ((word[:middle], True, word[-1]), (word[middle:], False, word[0])):
                    halves[half].setdefault(front, {}).setdefault(edge, []).append(number)
        self._halves = [
            tuple([self._half(owners, front=front) for front, owners in groups.items()]) for groups in halves.values()
        ]
        self._by_half = AhoCorasick(list(halves), implementation=Implementation.ContiguousNFA)
        self._by_sound = AhoCorasick(sounds, implementation=Implementation.ContiguousNFA)

    def _half(self, owners: dict[str, list[int]], *, front: bool) -> _Half:
        sizes = [len(self._words[one]) for numbers in owners.values() for one in numbers]
        return _Half(front, min(sizes), max(sizes), owners)

    def _find_sounds(self, normal: str, known: Container[int]) -> Iterator[Slip]:
        if self._by_sound is None:
            return
        words, heard_words, counts = self._words, self._sound_words, self._dictionary.counts
        for index, start, end in self._by_sound.find_matches_as_indexes(sound_of(normal), overlapping=True):
            word = heard_words[index]
            if word in known or normal[start:end] == words[word]:
                continue
            long = end - start >= FUZZY_FROM
            if not counts.get(normal[start:end]) if long else _is_odd(counts, normal, start, end):
                yield word, start, end, "pinyin", SOUND_SURE

    def _find_letters(self, normal: str, known: Container[int]) -> Iterator[Slip]:
        if self._by_half is None:
            return
        words, halves, counts = self._words, self._halves, self._dictionary.counts
        for index, start, end in self._by_half.find_matches_as_indexes(normal, overlapping=True):
            for half in halves[index]:
                if half.front:
                    anchor, beside = start, normal[start + half.least - 2 : start + half.most + 1]
                else:
                    anchor, beside = end, normal[max(0, end - half.most - 1) : max(0, end - half.least + 2)]
                if half.owners.keys().isdisjoint(beside):  # nearly always, and much quicker than comparing
                    continue
                for number in [one for edge in dict.fromkeys(beside) for one in half.owners.get(edge, ())]:
                    found = None if number in known else _near(normal, words[number], anchor, front=half.front)
                    if found and _is_odd(counts, normal, *found):
                        yield number, *found, "fuzzy", LETTER_SURE


def _near(normal: str, word: str, anchor: int, *, front: bool) -> tuple[int, int] | None:
    """Return the stretch beside the anchor that is one slip away from the word, edges not counted."""
    size, edge = len(word), word[-1] if front else word[0]
    for length in (size, size + 1, size - 1):
        start, end = (anchor, anchor + length) if front else (anchor - length, anchor)
        if start < 0 or end > len(normal) or normal[end - 1 if front else start] != edge:
            continue
        found = normal[start:end]
        if found != word and OSA.distance(found, word, score_cutoff=1) == 1:
            return start, end
    return None


def _is_odd(counts: Mapping[str, int], normal: str, start: int, end: int) -> bool:
    """Tell whether the stretch makes no sense as it stands: neither a word, nor made of its neighbours' words."""
    if end - start > 2:
        if counts.get(normal[start:end]):
            return False
        middle = (end - start) // 2
        return not (counts.get(normal[start : start + middle]) and counts.get(normal[start + middle : end]))
    if normal[start] in _BETWEEN or normal[end - 1] in _BETWEEN or counts.get(normal[start:end]):
        return False
    return not (counts.get(normal[start - 1 : start + 1]) or counts.get(normal[end - 1 : end + 1]))


def _is_chinese(word: str) -> bool:
    return len(word) >= 2 and all("一" <= character <= "龥" for character in word)
