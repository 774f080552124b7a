"""What the citizen wants: 咨询, 求助, 投诉, 举报 or 建议 — proposed from the words they use.

A word counts once where it stands: in the title, in the text, at the end. Knows nothing of departments.
"""

import re
from collections import defaultdict

from ahocorasick_rs import AhoCorasick, Implementation

from routing.kind_cues import ANYWHERE, AT_THE_END, IN_TITLE, PRIOR, Table

KINDS = tuple(PRIOR)
LAST_WORDS = 60  # characters from the end in which the request itself is usually put
_PAIR = re.compile(r"([^\s\d.-]+)(-?[\d.]+)")

Votes = tuple[tuple[int, float], ...]


def _votes(table: Table) -> dict[str, list[tuple[int, float]]]:
    votes: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for kind, cues in table.items():
        for word, weight in _PAIR.findall(cues):
            votes[word].append((KINDS.index(kind), float(weight)))
    return votes


_TITLE, _ANYWHERE, _END = _votes(IN_TITLE), _votes(ANYWHERE), _votes(AT_THE_END)
_WORDS = sorted({*_TITLE, *_ANYWHERE, *_END})
_BY_WORD: list[tuple[Votes, Votes, Votes]] = [
    (tuple(_TITLE.get(word, ())), tuple(_ANYWHERE.get(word, ())), tuple(_END.get(word, ()))) for word in _WORDS
]
_AUTOMATON = AhoCorasick(_WORDS, implementation=Implementation.ContiguousNFA)


def propose_kind(normal: str, title_length: int) -> str:
    """Return the likeliest of the six kinds for a normalised message; 其他 for one without words."""
    if not normal.strip():
        return "其他"
    scores = kind_scores(normal, title_length)
    return KINDS[scores.index(max(scores))]


def kind_scores(normal: str, title_length: int) -> list[float]:
    """Return one score per kind, in the order of KINDS."""
    scores = list(PRIOR.values())
    last = max(len(normal) - LAST_WORDS, title_length)
    found = _AUTOMATON.find_matches_as_indexes(normal, overlapping=True)
    stands = {(word, 0 if start < title_length else 1) for word, start, _ in found}
    stands.update((word, 2) for word, start, _ in found if start > last)
    for word, where in sorted(stands):
        for kind, weight in _BY_WORD[word][where]:
            scores[kind] += weight
    return scores
