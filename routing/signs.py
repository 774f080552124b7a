"""Looks for signs: words that suffice, and patterns tried only where one of their words stands.

One pass of an automaton tells which words stand, so a message without any costs a few microseconds. Knows nothing of
what a sign means.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

BLANK = "□"
NO_NAMES: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Sign:
    """What is looked for where one of its words stands; without a pattern the word itself is enough."""

    group: str
    pattern: str = ""

    def places(self, normal: str) -> list[tuple[int, int]]:
        """Return where the pattern stands; it is made ready at the first question, as most are never asked."""
        return [match.span() for match in _ready(self.pattern).finditer(normal)]


_ready = lru_cache(maxsize=None)(re.compile)


class Signs:
    """Signs in groups, made ready for searching; ``harmless`` expressions are taken out first."""

    def __init__(
        self,
        groups: Mapping[str, Iterable[Mapping[str, str]]],
        names: Mapping[str, str] = NO_NAMES,
        harmless: tuple[str, ...] = (),
        figures: Mapping[str, str] = NO_NAMES,
    ) -> None:
        """Make ready rows of ``words`` and, mostly, a ``pattern`` in which {NAME} stands for what ``names`` says.

        ``figures`` is one such row of figures of speech (急死了, 头都炸了); they are as harmless as ``harmless``.
        """
        self.groups = tuple(groups)
        self._by_word: dict[str, list[Sign]] = {}
        for group, rows in groups.items():
            for row in rows:
                sign = Sign(group, _named(row.get("pattern", ""), names))
                for word in row["words"].split():
                    self._by_word.setdefault(word, []).append(sign)
        self._words = list(self._by_word)
        self._finder = AhoCorasick(self._words, implementation=Implementation.ContiguousNFA)
        self._harmless = AhoCorasick(harmless, matchkind=MatchKind.LeftmostLongest) if harmless else None
        self._figures = re.compile(figures["pattern"]) if figures else None
        self._figure_words = AhoCorasick(figures["words"].split()) if figures else None

    def all_signs(self) -> frozenset[Sign]:
        """Return every sign once."""
        return frozenset(sign for signs in self._by_word.values() for sign in signs)

    def find(self, normal: str) -> Iterator[tuple[str, int, int]]:
        """Yield (group, start, end) of every sign, group by group in the table's order."""
        found = self._finder.find_matches_as_indexes(normal, overlapping=True)
        if not found:
            return
        normal = self.bare(normal)
        asked: dict[Sign, list[tuple[int, int]]] = {}
        for word, start, end in found:
            if normal[start:end] == self._words[word]:
                for sign in self._by_word[self._words[word]]:
                    asked.setdefault(sign, []).append((start, end))
        for sign in sorted(asked, key=lambda one: self.groups.index(one.group)):
            spans = sign.places(normal) if sign.pattern else asked[sign]
            for start, end in spans:
                yield sign.group, start, end

    def bare(self, normal: str) -> str:
        """Return the text, as long as before, with harmless expressions and figures of speech blanked."""
        if self._harmless is not None:
            for _, start, end in self._harmless.find_matches_as_indexes(normal):
                normal = normal[:start] + BLANK * (end - start) + normal[end:]
        if self._figures and self._figure_words and self._figure_words.find_matches_as_indexes(normal):
            normal = self._figures.sub(lambda match: BLANK * len(match.group()), normal)
        return normal


def _named(pattern: str, names: Mapping[str, str]) -> str:
    for name, meaning in names.items():
        pattern = pattern.replace("{" + name + "}", meaning)
    return pattern
