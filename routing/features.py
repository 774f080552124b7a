"""What learning looks at: characters and pairs of neighbours, in the title and in the whole message.

Personal data is taken out before anything is counted: digits, Latin codes, e-mail addresses, house numbers and names
that follow a word of introduction never become a feature. Knows nothing of departments.
"""

import re
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.text import BEYOND, codes_of

Ids = NDArray[np.int64]
Values = NDArray[np.float32]

TITLE_MARK = 1 << 40  # grams of the title are kept apart from the same grams of the whole
FIRST_OF_PAIR = 1 << 16
TITLE_PART, WHOLE_PART = 0.25**0.5, 0.75**0.5  # parts of the squared length, found by cross-validation
NOBODY = -1
PLACE_BITS = 20  # a gram, its mark and its place are one number of less than 63 bits
PLACES = 1 << PLACE_BITS
_COUNTING = np.arange(1 << 15)  # longer messages are counted in the plain way

_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_NAMED = re.compile(
    r"(?:我叫|本人叫|名叫|姓名|联系人|户主|车主|法人代表)(?:是|为)?[::]?([一-龥]{2,3}?)(?=[,,。;;、\s(]|$)"
)
_HALF_NAMED = re.compile(r"([一-龥]某+[一-龥]?)")


def _blanks() -> NDArray[np.bool_]:
    """Return which characters carry no language: digits, Latin letters, masks, spaces and what lies beyond."""
    table = np.zeros(FIRST_OF_PAIR, np.bool_)
    table[:128] = [not (33 <= code < 127) or chr(code).isalnum() or chr(code) == "*" for code in range(128)]
    table[0xD800:0xF900] = True
    table[BEYOND] = True
    return table


_BLANK = _blanks()


def without_names(normal: str) -> str:
    """Return a normalised text of the same length in which e-mail addresses and introduced names are blanked."""
    if "@" in normal:
        normal = _MAIL.sub(lambda match: " " * len(match.group()), normal)
    normal = _blanked(normal, _NAMED)
    return _blanked(normal, _HALF_NAMED) if "某" in normal else normal


def _blanked(normal: str, pattern: re.Pattern[str]) -> str:
    for match in pattern.finditer(normal):
        start, end = match.span(1)
        normal = normal[:start] + " " * (end - start) + normal[end:]
    return normal


def grams_at(normal: str) -> tuple[Ids, Ids]:
    """Return for every position the gram of the character there and of the pair that begins there, or NOBODY."""
    codes = codes_of(without_names(normal)).astype(np.int64)
    blank = _BLANK[codes]
    pairs = codes[:-1] * FIRST_OF_PAIR + codes[1:]
    pairs[blank[:-1] | blank[1:]] = NOBODY
    codes[blank] = NOBODY
    return codes, pairs


def count_grams(normal: str, title_length: int) -> tuple[Ids, Values]:
    """Return the different grams of a message, those of its title marked, and how often each stands."""
    ones, twos = grams_at(normal)
    title = np.concatenate((ones[:title_length], twos[: max(0, title_length - 1)]))
    title = np.where(title >= 0, title + TITLE_MARK, NOBODY)
    grams, counts = np.unique(np.concatenate((ones, twos, title)), return_counts=True)
    known = 1 if len(grams) and grams[0] == NOBODY else 0
    return grams[known:], counts[known:].astype(np.float32)


def _different(grams: Ids) -> tuple[Ids, Ids, Ids]:
    """Return the different grams, sorted, where each place's gram stands among them, and how often each stands.

    As np.unique, in half the time: gram and place are sorted as one number.
    """
    if not 0 < len(grams) < len(_COUNTING):
        different, inverse, counts = np.unique(grams, return_inverse=True, return_counts=True)
        return different, inverse, counts
    packed = (grams << PLACE_BITS) | _COUNTING[: len(grams)]
    packed.sort()
    in_order, places = packed >> PLACE_BITS, packed & (PLACES - 1)
    ends = np.append((in_order[1:] != in_order[:-1]).nonzero()[0] + 1, len(grams))
    counts = ends.copy()
    counts[1:] -= ends[:-1]
    inverse = np.empty(len(grams), np.int64)
    inverse[places] = np.repeat(_COUNTING[: len(ends)], counts)
    return in_order.take(ends - 1), inverse, counts


class Spotted(NamedTuple):
    """A message as a vector: rows and values, those of the whole first; ``inverse`` says which row stands where.

    ``inverse`` counts places as ``grams_at`` does, characters before pairs, NOBODY where nothing is known;
    ``telling`` belongs to the rows of the whole.
    """

    rows: Ids
    values: Values
    inverse: Ids
    telling: Values


class Vocabulary:
    """Which grams are known, their rows in the table, and how telling each is; grows as messages are learned."""

    def __init__(self) -> None:
        self.grams: Ids = np.zeros(0, np.int64)  # sorted
        self.rows: Ids = np.zeros(0, np.int64)
        self.telling: Values = np.zeros(0, np.float32)
        self.rare = 8.0  # how telling a gram is that has only just been met

    @classmethod
    def of(cls, messages: list[Ids], seldom: int = 2) -> "Vocabulary":
        """Count in how many messages each gram stands; those in fewer than ``seldom`` are left out."""
        vocabulary = cls()
        if not messages:
            return vocabulary
        size = len(messages)
        grams, counts = np.unique(np.concatenate(messages), return_counts=True)
        kept = counts >= seldom
        vocabulary.grams = grams[kept]
        vocabulary.rows = np.arange(len(vocabulary.grams))
        vocabulary.telling = (np.log((1 + size) / (1 + counts[kept])) + 1).astype(np.float32)
        vocabulary.rare = float(np.log((1 + size) / 2) + 1)
        return vocabulary

    def __len__(self) -> int:
        return len(self.grams)

    def grow(self, grams: Ids) -> None:
        """Give every unknown gram a row at the end of the table."""
        unknown = grams[self.find(grams) < 0]
        if not len(unknown):
            return
        places = self.grams.searchsorted(unknown) + np.arange(len(unknown))  # where they stand afterwards
        others = np.ones(len(self.grams) + len(unknown), np.bool_)
        others[places] = False
        fresh = np.arange(len(self.grams), len(others))
        rare = np.full(len(unknown), self.rare, np.float32)
        self.rows = _merged(self.rows, fresh, places, others)
        self.telling = _merged(self.telling, rare, places, others)
        self.grams = _merged(self.grams, unknown, places, others)

    def find(self, grams: Ids) -> Ids:
        """Return where each gram stands in the sorted list, or NOBODY."""
        if not len(self.grams):
            return np.full(len(grams), NOBODY, np.int64)
        places = self.grams.searchsorted(grams)
        np.minimum(places, len(self.grams) - 1, out=places)
        return np.where(self.grams.take(places) == grams, places, NOBODY)

    def vector(self, grams: Ids, counts: Values) -> tuple[Ids, Values]:
        """Return one message as rows and values, its title and the whole each of fixed length."""
        places = self.find(grams)
        known = places >= 0
        places, grams = places[known], grams[known]
        border = int(np.searchsorted(grams, TITLE_MARK))
        return self.rows[places], self._values(places, counts[known], border)

    def spot(self, placed: tuple[Ids, Ids], title_length: int) -> Spotted:
        """Return what ``vector`` does for grams that were already read, and which of its rows stands where."""
        ones, twos = placed
        title = np.concatenate((ones[:title_length], twos[: max(0, title_length - 1)])) + TITLE_MARK
        grams, inverse, counts = _different(np.concatenate((*placed, title)))
        places = self.find(grams)  # sorted questions are much quicker to answer
        known = places >= 0
        kept = places.compress(known)
        border = int(np.count_nonzero(known[: grams.searchsorted(TITLE_MARK)]))
        values = self._values(kept, counts.compress(known), border)
        order = np.full(len(grams), NOBODY)
        order[known] = np.arange(len(kept))
        order = order.take(inverse[: len(ones) + len(twos)])
        return Spotted(self.rows.take(kept), values, order, self.telling.take(kept[:border]))

    def _values(self, places: Ids, counts: Ids | Values, border: int) -> Values:
        values: Values = (1 + np.log(counts.astype(np.float32))) * self.telling.take(places)
        for part, length in ((values[:border], WHOLE_PART), (values[border:], TITLE_PART)):
            if len(part):
                part *= length / np.sqrt(part @ part)
        return values


def _merged(old: NDArray[Any], new: NDArray[Any], places: Ids, others: NDArray[np.bool_]) -> NDArray[Any]:
    """Return both in one array: the new at their places, the old at all others."""
    merged = np.empty(len(others), old.dtype)
    merged[places], merged[others] = new, old
    return merged
