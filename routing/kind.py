"""What the citizen wants: 咨询, 求助, 投诉, 举报 or 建议 — proposed from the words they use.

A table of cues with rounded weights; the title and the demand sentences count more. Knows nothing of departments.
"""

from collections.abc import Sequence

from ahocorasick_rs import AhoCorasick

KINDS = ("投诉", "咨询", "求助", "建议", "举报", "其他")
PRIOR = (0.8, 0.0, 0.0, 0.0, -0.6, -4.0)
CUES: dict[str, tuple[tuple[str, float], ...]] = {
    "投诉": (("投诉", 1.6), ("扰民", 1.2), ("不作为", 1.0), ("严重影响", 0.9), ("维权", 0.6), ("乱收费", 0.8)),
    "咨询": (
        ("咨询", 2.2),
        ("请问", 1.6),
        ("想问", 1.2),
        ("什么时候", 0.9),
        ("是否", 0.5),
        ("如何", 0.5),
        ("何时", 1.0),
    ),
    "求助": (("求助", 1.6), ("恳请", 0.8), ("请求", 0.8), ("帮帮", 1.0), ("帮忙", 0.8), ("救救", 1.0)),
    "建议": (("建议", 2.4), ("提议", 1.2), ("优化", 0.9), ("增加", 0.6), ("增设", 1.0)),
    "举报": (("举报", 2.4), ("检举", 1.5), ("非法", 0.6), ("查处", 0.8), ("无证", 0.8), ("传销", 1.0), ("赌博", 1.0)),
}
TITLE_WORTH = 2.0

_WORDS = [word for cues in CUES.values() for word, _ in cues]
_VOTES = [(KINDS.index(kind), weight) for kind, cues in CUES.items() for _, weight in cues]
_AUTOMATON = AhoCorasick(_WORDS)


def propose_kind(normal: str, title_length: int) -> str:
    """Return the likeliest of the six kinds for a normalised message."""
    if not normal.strip():
        return "其他"
    scores = kind_scores(normal, title_length)
    return KINDS[scores.index(max(scores))]


def kind_scores(normal: str, title_length: int) -> Sequence[float]:
    """Return one score per kind; the same cue counts once in the title and once in the text."""
    scores = list(PRIOR)
    seen: set[tuple[int, bool]] = set()
    for cue, start, _ in _AUTOMATON.find_matches_as_indexes(normal, overlapping=True):
        in_title = start < title_length
        if (cue, in_title) in seen:
            continue
        seen.add((cue, in_title))
        kind, weight = _VOTES[cue]
        scores[kind] += weight * (TITLE_WORTH if in_title else 1.0)
    return scores
