"""How a message is read: one character stays one character, so every span found is a span of the original.

Folds full width, traditional characters, case and control characters away and cuts words with a tokenizer of
our own. Knows nothing of departments.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from math import inf, log
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint16]

PLANE = 1 << 16  # characters beyond the first plane (smileys, rare ideographs) are folded one by one
BEYOND = PLANE - 1  # the code that stands for each of them; no character has it
USUAL = 100  # jieba's count; cutting around 小区 or 物业 costs time and changes nothing
_CHINESE = re.compile("[\u4e00-\u9fd5]+")  # what jieba cuts by its dictionary
_LATIN = re.compile(r"[a-z0-9A-Z+#&._%-]")  # what it puts together
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
        character = _one_for(character, unicodedata.normalize("NFKC", character).casefold())
        character = _simplified(character)
    return 32 if character.isspace() else ord(character)


@lru_cache(maxsize=1)
def _traditional_to_simplified() -> Any:
    from opencc import OpenCC  # loaded when the first traditional character is met

    return OpenCC("t2s")


def _simplified(character: str) -> str:
    if not "\u3400" <= character <= "\u9fff" or _in_gb2312(character):
        return character
    return _one_for(character, _traditional_to_simplified().convert(character))


def _one_for(character: str, other: str) -> str:
    """Return the other where it is one character and no rarer than this one, else this one."""
    if len(other) != 1 or (ord(other) >= PLANE > ord(character)):
        return character
    return other


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


_FOLD = _Fold()
_FOLDED: Codes = np.zeros(PLANE, np.uint16)  # 0: not met yet; nothing folds to it


def normalise(text: str) -> str:
    """Return the text as it is searched: same length, NFKC where one stays one, simplified, lower case; idempotent."""
    codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
    if len(codes) != len(text):
        return text.translate(_FOLD)
    folded = _FOLDED[codes]
    if not folded.all():
        for code in set(codes[folded == 0].tolist()):
            _FOLDED[code] = _FOLD[code]
        folded = _FOLDED[codes]
    return text_of(folded)


def normalise_all(words: Sequence[str]) -> list[str]:
    """Return each of these words normalised; many short ones together take a fraction of the time."""
    whole = normalise("".join(words))
    borders = accumulate(map(len, words), initial=0)
    return [whole[start:end] for start, end in pairwise(borders)]


def text_of(codes: Codes) -> str:
    """Return the text that these codes stand for."""
    little: bytes = codes.astype("<u2", copy=False).tobytes()
    return little.decode("utf-16-le", "surrogatepass")


def codes_of(normal: str) -> Codes:
    """Return one number for each character: its code, or BEYOND."""
    codes: Codes = np.frombuffer(normal.encode("utf-16-le", "surrogatepass"), "<u2")
    if len(codes) == len(normal):
        return codes
    wide = np.frombuffer(normal.encode("utf-32-le", "surrogatepass"), "<u4")
    near: Codes = np.minimum(wide, BEYOND).astype(np.uint16)
    return near


def whole_of(text: str, title: str = "") -> str:
    """Join title and text the way the contract counts positions."""
    return f"{title}\n{text}"


class Words:
    """Knows where Chinese words begin and end; the dictionary is loaded at the first question (half a second)."""

    def __init__(self) -> None:
        self._tokenizer: Any = None
        self._known: dict[str, int] = {}

    def cut(self, text: str) -> list[str]:
        """Cut a text into words without guessing new ones."""
        return list(self._jieba().cut(text, HMM=False))

    @property
    def counts(self) -> Mapping[str, int]:
        """Return how often each word was counted; beginnings of words stand there with 0."""
        return self._known or self._frequency()

    def is_usual(self, word: str) -> bool:
        """Tell whether the word is so frequent that it is meant wherever its characters stand."""
        return self._frequency().get(word, 0) >= USUAL

    def splits(self, text: str, start: int, end: int) -> bool:
        """Tell whether reading ``text[start:end]`` as a word would cut its neighbours apart (公交车站 has no 交车)."""
        if not self._overlaps(text, start, end):
            return False
        first, last = max(0, start - LOOK_AROUND), min(len(text), end + LOOK_AROUND)
        borders = [first + one for one in self.borders(text[first:last])]
        begins, ends = start in borders, end in borders
        if begins and ends:
            return False
        inside = not any(start < border < end for border in borders)
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

    def borders(self, window: str) -> list[int]:
        """Return where jieba would cut; plain Chinese is cut here, in a third of the time."""
        if _LATIN.search(window):
            words = self._jieba().cut(window, HMM=False)
            return list(accumulate(map(len, words), initial=0))
        borders: list[int] = []
        done = 0
        for run in _CHINESE.finditer(window):
            borders += range(done, run.start() + 1)  # every other character stands alone
            borders += [run.start() + one for one in self._likeliest_cut(run.group())]
            done = run.end() + 1
        borders += range(done, len(window) + 1)
        return borders

    def _likeliest_cut(self, run: str) -> list[int]:
        """Return where words end in the likeliest cut of a run of Chinese, longer words first where two are equal."""
        known, all_words = self._frequency(), log(self._jieba().total)
        size = len(run)
        chances, ends = [0.0] * (size + 1), [size] * (size + 1)
        for at in range(size - 1, -1, -1):
            best, end, stop = -inf, at + 1, at + 1
            count = known.get(run[at])
            while count is not None:
                if count:
                    chance = log(count) - all_words + chances[stop]
                    if chance >= best:
                        best, end = chance, stop
                stop += 1
                count = known.get(run[at:stop]) if stop <= size else None
            chances[at] = best if best > -inf else chances[end] - all_words
            ends[at] = end
        cut = [ends[0]]
        while cut[-1] < size:
            cut.append(ends[cut[-1]])
        return cut

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
    """Return this library's one jieba tokenizer; loading it takes half a second.

    The dictionary is read here, in half of jieba's own time, and never from the cache that jieba keeps in a folder
    where everybody may write.
    """
    import jieba

    tokenizer = jieba.Tokenizer()  # never the global one: its added words would leak into every other user
    tokenizer.FREQ, tokenizer.total = _read_dictionary(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


def _read_dictionary(file: BinaryIO) -> tuple[dict[str, int], int]:
    """Return how often each word was counted, with 0 for what only begins one, and the sum: as jieba itself would."""
    with file:
        columns = file.read().decode().split()
    words, counts = columns[0::3], list(map(int, columns[1::3]))
    known: dict[str, int] = {}
    longer, size = words, 1
    while longer := [word for word in longer if len(word) > size]:
        known.update(dict.fromkeys({word[:size] for word in longer}, 0))
        size += 1
    known.update(zip(words, counts, strict=True))
    return known, sum(counts)
