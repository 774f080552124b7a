"""What learning looks at: pairs of neighbouring characters, in the title and in the whole message.

Personal data is taken out before anything is counted: digits, Latin codes, e-mail addresses, house numbers and names
that follow a word of introduction never become a feature. Knows nothing of departments.
"""

import re
from collections import Counter

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int32]
Values = NDArray[np.float32]

TITLE_MARK = "\x00"  # grams of the title are kept apart from the same grams of the whole
TITLE_PART, WHOLE_PART = 0.3**0.5, 0.7**0.5  # parts of the squared length, found by cross-validation
GAP = " "

_PERSONAL = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.]+"
    r"|(?:我叫|本人叫|我是|姓名|联系人|户主|车主|老板叫|名叫|法人(?:代表)?)[::]?(?:[一-龥]某*){2,3}?(?=[,,。;;、\s(]|$)"
    r"|[一-龥]某+|\d+(?:号|栋|幢|单元|室|楼|座|门|弄)"
    r"|[a-z]\d*(?=[市区县州省])|[\da-z*×]+"
)


def without_personal_data(normal: str) -> str:
    """Return a normalised text of the same length in which personal data and codes are blanked."""
    return _PERSONAL.sub(lambda match: GAP * len(match.group()), normal)


def grams_at(normal: str) -> tuple[list[str], list[str]]:
    """Return, for every position, the character there and the pair that begins there."""
    clean = without_personal_data(normal)
    return list(clean), [a + b for a, b in zip(clean, clean[1:], strict=False)]


class Vocabulary:
    """Which grams are known and how telling each is; grows when new messages are learned."""

    def __init__(self, grams: dict[str, int] | None = None, telling: list[float] | None = None) -> None:
        self.number: dict[str, int] = grams if grams is not None else {}
        self.telling: list[float] = telling if telling is not None else []
        self.rare = 8.0  # how telling a gram is that has only just been met

    @classmethod
    def of(cls, messages: list[tuple[Counter[str], Counter[str]]], seldom: int = 2) -> "Vocabulary":
        """Count in how many messages each gram stands; those in fewer than ``seldom`` are left out."""
        counts: Counter[str] = Counter()
        for title, whole in messages:
            counts.update(title.keys())
            counts.update(whole.keys())
        vocabulary = cls()
        size = len(messages)
        for gram, count in counts.items():
            if count >= seldom:
                vocabulary.number[gram] = len(vocabulary.telling)
                vocabulary.telling.append(float(np.log((1 + size) / (1 + count)) + 1))
        vocabulary.rare = float(np.log((1 + size) / 2) + 1)
        return vocabulary

    def grow(self, grams: Counter[str]) -> None:
        """Give every unknown gram a number."""
        for gram in grams:
            if gram not in self.number:
                self.number[gram] = len(self.telling)
                self.telling.append(self.rare)

    def vector(self, title: Counter[str], whole: Counter[str]) -> tuple[Ids, Values]:
        """Return one message as numbers and values, title and whole each of fixed length."""
        first, second = self._part(title, TITLE_PART), self._part(whole, WHOLE_PART)
        return np.concatenate((first[0], second[0])), np.concatenate((first[1], second[1]))

    def _part(self, grams: Counter[str], length: float) -> tuple[Ids, Values]:
        number = self.number
        known = [(number[gram], count) for gram, count in grams.items() if gram in number]
        if not known:
            return np.zeros(0, np.int32), np.zeros(0, np.float32)
        pairs = np.array(known, np.int32)
        ids = pairs[:, 0]
        telling = self._table()[ids]
        values = (1 + np.log(pairs[:, 1])) * telling
        return ids, (values * (length / np.sqrt(values @ values))).astype(np.float32)

    def _table(self) -> Values:
        table: Values | None = getattr(self, "_cached", None)
        if table is None or len(table) != len(self.telling):
            table = np.array(self.telling, np.float32)
            self._cached = table
        return table


def count_grams(normal: str, title_length: int) -> tuple[Counter[str], Counter[str]]:
    """Count the grams of a normalised message: those of its title, marked, and those of the whole."""
    ones, twos = grams_at(normal)
    whole = Counter(ones)
    whole.update(twos)
    _drop_gaps(whole)
    title = Counter([TITLE_MARK + one for one in ones[:title_length]])
    title.update([TITLE_MARK + two for two in twos[: max(0, title_length - 1)]])
    _drop_gaps(title)
    return title, whole


def _drop_gaps(grams: Counter[str]) -> None:
    for gram in [one for one in grams if GAP in one or "\n" in one]:
        del grams[gram]
