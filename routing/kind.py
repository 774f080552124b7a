"""What the citizen wants: 咨询, 求助, 投诉, 举报 or 建议 — proposed from the words they use.

A word counts once where it stands: in the title, in the text, at the end. Knows nothing of departments.
"""

import re

import numpy as np
from ahocorasick_rs import AhoCorasick, Implementation
from numpy.typing import NDArray

from routing.kind_cues import ANYWHERE, AT_THE_END, IN_TITLE, PRIOR, Table
from routing.text import PLANE, codes_of

KINDS = tuple(PRIOR)
TABLES = (IN_TITLE, ANYWHERE, AT_THE_END)
LAST_WORDS = 60  # characters from the end in which the request itself is usually put
_PAIR = re.compile(r"([^\s\d.-]+)(-?[\d.]+)")


def _votes(table: Table, words: list[str]) -> NDArray[np.float64]:
    """Return for each word what it is worth to each kind, in tenths: whole numbers add up to the same in any order."""
    votes = np.zeros((len(words), len(KINDS)))
    for kind, cues in table.items():
        for word, weight in _PAIR.findall(cues):
            votes[words.index(word), KINDS.index(kind)] += round(10 * float(weight))
    return votes


def _single(words: list[str]) -> NDArray[np.uint16]:
    """Return a table from a character to its place among the words, 0 for one that is no word."""
    table = np.zeros(PLANE, np.uint16)
    for place, word in enumerate(words):
        if len(word) == 1:
            table[ord(word)] = place
    return table


_WORDS = ["", *sorted({word for table in TABLES for cues in table.values() for word, _ in _PAIR.findall(cues)})]
_VOTES = np.concatenate([_votes(table, _WORDS) for table in TABLES])
_PRIOR = np.array([round(10 * one) for one in PRIOR.values()], np.float64)
_SINGLE = _single(_WORDS)
_LONGER = [place for place, word in enumerate(_WORDS) if len(word) > 1]
_AUTOMATON = AhoCorasick([_WORDS[place] for place in _LONGER], implementation=Implementation.ContiguousNFA)


def propose_kind(normal: str, title_length: int) -> str:
    """Return the likeliest of the six kinds for a normalised message; 其他 for one without words."""
    if not normal.strip():
        return "其他"
    return KINDS[int(_tenths(normal, title_length).argmax())]


def _tenths(normal: str, title_length: int) -> NDArray[np.float64]:
    last = max(len(normal) - LAST_WORDS, title_length) + 1
    here = _SINGLE[codes_of(normal)]
    stands = np.zeros((len(TABLES), len(_WORDS)), np.bool_)
    title, body, end = stands
    title[here[:title_length]] = True
    body[here[title_length:]] = True
    end[here[last:]] = True
    for number, start, _ in _AUTOMATON.find_matches_as_indexes(normal, overlapping=True):
        stands[0 if start < title_length else 1, _LONGER[number]] = True
        if start >= last:
            end[_LONGER[number]] = True
    scores: NDArray[np.float64] = _PRIOR + _VOTES[stands.ravel().nonzero()[0]].sum(axis=0)
    return scores
