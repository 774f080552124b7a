"""The directory made ready for searching: every word once, and what each word speaks for.

Built when a directory is loaded and never changed. Knows nothing of a particular message.
"""

from collections import defaultdict
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, Implementation

from routing.directory import Directory, Keyword
from routing.text import normalise_all

NAME_WEIGHT = 0.8  # a department called by its name is meant, but people also name those who failed to act


@dataclass(frozen=True, slots=True)
class Entry:
    """One keyword of one matter: what it is worth to which department."""

    department: int
    weight: float
    matter: int
    label: str
    words: tuple[int, ...]
    none: tuple[int, ...] = ()


class Lexicon:
    """Every word of a directory in one automaton, and the entries each word belongs to."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        self.words: list[str] = []
        self.entries: list[Entry] = []
        self._number: dict[str, int] = {}
        self._folded = _fold_all(directory)
        self._add_matters()
        self._add_names()
        self.single: list[tuple[Entry, ...]] = [()] * len(self.words)
        self.combined: list[tuple[tuple[int, Entry], ...]] = [()] * len(self.words)  # with one other word to look for
        self._index()
        self.automaton = AhoCorasick(self.words, implementation=Implementation.ContiguousNFA) if self.words else None

    def _add_matters(self) -> None:
        place = {one.id: index for index, one in enumerate(self.directory.departments)}
        for index, matter in enumerate(self.directory.matters):
            for keyword in matter.keywords:
                self._add(keyword, place[matter.lead], index)

    def _add_names(self) -> None:
        for index, department in enumerate(self.directory.departments):
            for name in {department.name, *department.aliases}:
                if len(name) >= 2:
                    self._add(Keyword((name,), NAME_WEIGHT), index, -1)

    def _add(self, keyword: Keyword, department: int, matter: int) -> None:
        words = tuple(dict.fromkeys(self._word(word) for word in keyword.words))
        none = tuple(self._word(word) for word in keyword.none)
        self.entries.append(Entry(department, keyword.weight, matter, keyword.label, words, none))

    def _word(self, word: str) -> int:
        folded = self._folded[word]
        if folded not in self._number:
            self._number[folded] = len(self.words)
            self.words.append(folded)
        return self._number[folded]

    def _index(self) -> None:
        single: dict[int, list[Entry]] = defaultdict(list)
        combined: dict[int, list[tuple[int, Entry]]] = defaultdict(list)
        for entry in self.entries:
            if len(entry.words) == 1 and not entry.none:
                single[entry.words[0]].append(entry)
            else:  # its longest word, likely the rarest, asks for the rest
                rarest, *others = sorted(entry.words, key=lambda word: -len(self.words[word]))
                combined[rarest].append((others[0] if others else rarest, entry))
        for word, entries in single.items():
            self.single[word] = tuple(entries)
        for word, pairs in combined.items():
            self.combined[word] = tuple(pairs)


def _fold_all(directory: Directory) -> dict[str, str]:
    """Return every word of a directory with what it is searched as."""
    words = [
        *(word for one in directory.matters for keyword in one.keywords for word in (*keyword.words, *keyword.none)),
        *(name for one in directory.departments for name in (one.name, *one.aliases)),
    ]
    return dict(zip(words, normalise_all(words), strict=True))
