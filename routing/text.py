"""How a message is read: one character stays one character, so every span found is a span of the original.

Folds full width, traditional characters, case and control characters away and cuts words with a tokenizer of
our own. Knows nothing of departments.
"""

import unicodedata
from functools import lru_cache
from typing import Any

USUAL = 100  # jieba's count; cutting around 小区 or 物业 costs time and changes nothing
LOOK_AROUND = 5  # characters on each side that can change how jieba cuts a short word


class _Fold(dict[int, int]):
    """A translation table that works out each character once, when it is first met."""

    def __missing__(self, code: int) -> int:
        folded = _fold(code)
        self[code] = folded
        return folded


def _fold(code: int) -> int:
    character = chr(code)
    if character == "\n":
        return code
    if unicodedata.category(character)[0] == "C":
        return 32
    for _ in range(3):  # folding settles at once or after one more step, e.g. full-width capital letters
        single = unicodedata.normalize("NFKC", character).casefold()
        character = single if len(single) == 1 else character
        character = _simplified(character)
    return 32 if character.isspace() else ord(character)


@lru_cache(maxsize=1)
def _traditional_to_simplified() -> Any:
    from opencc import OpenCC  # loaded when the first traditional character is met

    return OpenCC("t2s")


def _simplified(character: str) -> str:
    if not "\u3400" <= character <= "\u9fff" or _in_gb2312(character):
        return character
    simple = _traditional_to_simplified().convert(character)
    return simple if len(simple) == 1 else character


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


_FOLD = _Fold()


def normalise(text: str) -> str:
    """Return the text as it is searched: same length, NFKC where one stays one, simplified, lower case; idempotent."""
    return text.translate(_FOLD)


def whole_of(text: str, title: str = "") -> str:
    """Join title and text the way the contract counts positions."""
    return f"{title}\n{text}"


class Words:
    """Knows where Chinese words begin and end; the dictionary is loaded at the first question (about a second)."""

    def __init__(self) -> None:
        self._tokenizer: Any = None
        self._known: dict[str, int] = {}
        self._cuts: dict[str, frozenset[int]] = {}

    def cut(self, text: str) -> list[str]:
        """Cut a text into words without guessing new ones."""
        return list(self._jieba().cut(text, HMM=False))

    def knows(self, word: str) -> bool:
        """Tell whether the word stands in the dictionary."""
        return bool(self._frequency().get(word))

    def is_usual(self, word: str) -> bool:
        """Tell whether the word is so frequent that it is meant wherever its characters stand."""
        return self._frequency().get(word, 0) >= USUAL

    def splits(self, text: str, start: int, end: int) -> bool:
        """Tell whether reading ``text[start:end]`` as a word would cut its neighbours apart (公交车站 has no 交车)."""
        if not self._overlaps(text, start, end):
            return False
        first, last = max(0, start - LOOK_AROUND), min(len(text), end + LOOK_AROUND)
        borders = self._borders(text[first:last])
        begins, ends = start - first in borders, end - first in borders
        if begins and ends:
            return False
        inside = not any(border in borders for border in range(start - first + 1, end - first))
        return not (begins and inside)

    def _overlaps(self, text: str, start: int, end: int) -> bool:
        """Tell whether a dictionary word covers one edge of the stretch without covering all of it."""
        known = self._known or self._frequency()
        for begin in (start - 1, start - 2):
            if begin < 0:
                break
            for stop in range(start + 1, end):
                if known.get(text[begin:stop]):
                    return True
        for stop in (end + 1, end + 2):
            if stop > len(text):
                break
            for begin in range(start + 1, end):
                if known.get(text[begin:stop]):
                    return True
        return False

    def _borders(self, window: str) -> frozenset[int]:
        cached = self._cuts.get(window)
        if cached is not None:
            return cached
        if len(self._cuts) > 20_000:  # about 4 MB; a plain dict is quicker than an LRU of the same size
            self._cuts.clear()
        position, borders = 0, [0]
        for word in self._jieba().cut(window, HMM=False):
            position += len(word)
            borders.append(position)
        self._cuts[window] = frozenset(borders)
        return self._cuts[window]

    def _frequency(self) -> dict[str, int]:
        if not self._known:
            self._known = self._jieba().FREQ
        return self._known

    def _jieba(self) -> Any:
        if self._tokenizer is None:
            self._tokenizer = shared_tokenizer()
        return self._tokenizer


@lru_cache(maxsize=1)
def shared_tokenizer() -> Any:
    """Return this library's one jieba tokenizer; loading it takes about a second."""
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()  # never the global one: its added words would leak into every other user
    tokenizer.initialize()
    return tokenizer
