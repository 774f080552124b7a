"""What the citizen wants: 咨询, 求助, 投诉, 举报 or 建议 — proposed from the words they use.

A word counts once where it stands: in the title, in the text, at the end. Knows nothing of departments.
"""

import re

import numpy as np
from ahocorasick_rs import AhoCorasick, Implementation
from numpy.typing import NDArray

from routing.kind_cues import ANYWHERE, AT_THE_END, IN_TITLE, PRIOR, Table

KINDS = tuple(PRIOR)
TABLES = (IN_TITLE, ANYWHERE, AT_THE_END)
LAST_WORDS = 60  # characters from the end in which the request itself is usually put
_PAIR = re.compile(r"([^\s\d.-]+)(-?[\d.]+)")


def _votes(table: Table, words: list[str]) -> NDArray[np.float64]:
    """Return for each word what it is worth to each kind."""
    votes = np.zeros((len(words), len(KINDS)))
    for kind, cues in table.items():
        for word, weight in _PAIR.findall(cues):
            votes[words.index(word), KINDS.index(kind)] += float(weight)
    return votes


_WORDS = sorted({word for table in TABLES for cues in table.values() for word, _ in _PAIR.findall(cues)})
_TITLE, _BODY, _END = (_votes(table, _WORDS) for table in TABLES)
_AUTOMATON = AhoCorasick(_WORDS, implementation=Implementation.ContiguousNFA)


def propose_kind(normal: str, title_length: int) -> str:
    """Return the likeliest of the six kinds for a normalised message; 其他 for one without words."""
    if not normal.strip():
        return "其他"
    scores = kind_scores(normal, title_length)
    return KINDS[scores.index(max(scores))]


def kind_scores(normal: str, title_length: int) -> list[float]:
    """Return one score per kind, in the order of KINDS."""
    scores = np.array(list(PRIOR.values()))
    last = max(len(normal) - LAST_WORDS, title_length) + 1
    for part, votes in ((normal[:title_length], _TITLE), (normal[title_length:], _BODY), (normal[last:], _END)):
        found = {word for word, _, _ in _AUTOMATON.find_matches_as_indexes(part, overlapping=True)}
        scores += votes[sorted(found)].sum(axis=0) if found else 0.0
    answer: list[float] = scores.tolist()
    return answer
