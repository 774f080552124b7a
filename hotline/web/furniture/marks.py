"""Texts with marked places: the evidence of a proposal, the words of a search. Knows no ticket and no rule."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from routing import Evidence
from routing.explain import words_to_show

HOW_WORDS = {"exact": "目录关键词", "fuzzy": "疑为笔误", "pinyin": "同音", "learned": "以往派单"}
EXCERPT_BEFORE, EXCERPT_LENGTH = 24, 96


@dataclass(frozen=True)
class Piece:
    """A stretch of text, as it stands; ``how`` is empty where it is not marked, ``says`` explains the mark."""

    text: str
    how: str = ""
    says: str = ""


def mark_evidence(text: str, evidence: Iterable[Mapping[str, Any]], *, offset: int = 0) -> tuple[Piece, ...]:
    """Cut a text into pieces at the places of evidence; spans count from ``offset`` before the text's beginning.

    Evidence that lies elsewhere or no longer fits the text is left out.
    """
    spans = []
    for each in evidence:
        start, end = each["start"] - offset, each["end"] - offset
        if 0 <= start < end <= len(text) and text[start:end] == each["found"]:
            how = str(each["how"])
            says = HOW_WORDS.get(how, how)
            spans.append((start, end, how, says if each["keyword"] == each["found"] else f"{says}：{each['keyword']}"))
    return _cut(text, spans)


def shown_words(evidence: Iterable[Mapping[str, Any]]) -> list[Evidence]:
    """Return kept evidence as the study's own sentence names it: no word twice, and none that lies within another."""
    return words_to_show([Evidence(**each) for each in evidence])


def mark_words(text: str, words: Iterable[str]) -> tuple[Piece, ...]:
    """Cut a text into pieces at the places of words, whatever their case."""
    wanted = [re.escape(word) for word in words if word]
    if not wanted:
        return (Piece(text),)
    found = re.finditer("|".join(wanted), text, re.IGNORECASE)
    return _cut(text, [(each.start(), each.end(), "found", "") for each in found])


def excerpt(text: str, words: Sequence[str]) -> str:
    """Return a short stretch of a text, on one line, around the first of the words; its beginning where none stands."""
    line = " ".join(text.split())
    places = [line.lower().find(word) for word in words]
    first = min((place for place in places if place >= 0), default=0)
    start = max(0, first - EXCERPT_BEFORE)
    end = start + EXCERPT_LENGTH
    return f"{'…' if start else ''}{line[start:end]}{'…' if end < len(line) else ''}"


def _apart(spans: Iterable[tuple[int, int, str, str]]) -> list[tuple[int, int, str, str]]:
    """Keep spans that do not overlap: the directory's words before what past tickets taught, long before short."""
    kept: list[tuple[int, int, str, str]] = []
    for span in sorted(spans, key=lambda span: (span[2] == "learned", span[0] - span[1], span[0])):
        if all(span[1] <= other[0] or span[0] >= other[1] for other in kept):
            kept.append(span)
    return kept


def _cut(text: str, spans: Iterable[tuple[int, int, str, str]]) -> tuple[Piece, ...]:
    pieces, at = [], 0
    for start, end, how, says in sorted(_apart(spans)):
        if start > at:
            pieces.append(Piece(text[at:start]))
        pieces.append(Piece(text[start:end], how, says))
        at = end
    if at < len(text) or not pieces:
        pieces.append(Piece(text[at:]))
    return tuple(pieces)
