"""Tells whether two messages speak of one matter, how probable that is, and why; in sentences an operator can check.

Two messages about one event share what they name and what they complain of; look-alikes share only one of the two.
Knows no table, no citizen and no clock.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from routing.matters import Matter
from routing.measures import BIAS, SAME_SENDER, WEIGHTS, measure
from routing.shared import Shared, share

SAYS_MORE = 1.25
MOST_WORDS = 5
NEARLY_THE_SAME = 0.9
SPEAKS_FOR_OTHERS = 0.2  # probability from which an earlier message tells that many write about this
EACH_SPEAKS, MOST_SPEAK = 0.3, 5
MOST_SURE = 0.99  # an operator decides; the same words may still be two matters


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """How probable it is that two messages are one matter; what speaks for it and what against, in Chinese.

    ``words_alike`` tells how much the two texts are one text (0–1); ``says_more``, that the new one adds to it.
    """

    probability: float
    reasons: tuple[str, ...]
    differences: tuple[str, ...]
    words_alike: float
    says_more: bool


def compare(new: Matter, earlier: Matter, *, same_sender: bool = False) -> Likeness:
    """Return how probable it is that both are one matter, with reasons and differences."""
    shared = share(new, earlier)
    alike = fuzz.ratio(new.normal, earlier.normal) / 100
    facts = measure(new, earlier, shared, alike=alike)
    score = BIAS + sum(weight * facts[name] for name, weight in WEIGHTS.items()) + SAME_SENDER * same_sender
    sure = _probability(score)
    return Likeness(
        probability=max(sure, min(alike, MOST_SURE))
        if alike >= NEARLY_THE_SAME and not (shared.apart or shared.districts_apart or shared.cities_apart)
        else sure,
        reasons=tuple(_reasons(shared, alike, same_sender=same_sender)),
        differences=tuple(_differences(new, earlier, shared)),
        words_alike=alike,
        says_more=len(new.normal) > SAYS_MORE * len(earlier.normal),
    )


def raised(found: Sequence[Likeness]) -> tuple[Likeness, ...]:
    """Return what was found for one message, each more probable for every other one that looks alike as well.

    Where dozens write about one plant, no two need say much in common: that there are many speaks for each.
    """
    speak = [each.probability >= SPEAKS_FOR_OTHERS for each in found]
    return tuple(_raised(each, sum(speak) - speaks) for each, speaks in zip(found, speak, strict=True))


def _raised(likeness: Likeness, others: int) -> Likeness:
    sure = max(likeness.probability, 1e-9)
    score = math.log(sure / (1 - sure)) + EACH_SPEAKS * min(others, MOST_SPEAK)
    said = f"另有{others}件来件也像这一件"
    return replace(likeness, probability=_probability(score), reasons=(*likeness.reasons, said)) if others else likeness


def _probability(score: float) -> float:
    return min(MOST_SURE, 1 / (1 + math.exp(-max(-30.0, min(30.0, score)))))


def _reasons(shared: Shared, alike: float, *, same_sender: bool) -> Iterable[str]:
    if same_sender:
        yield "同一来电号码或邮箱"
    if alike >= NEARLY_THE_SAME:
        yield f"文字几乎相同（{alike:.0%}）"
    named = (*shared.sites, *shared.lines, *shared.roads)
    if named:
        yield "都提到" + "、".join(f"“{name}”" for name in named[:3])
    elif shared.areas:
        yield "同在" + "、".join(f"“{name}”" for name in shared.areas[:2])
    if shared.themes:
        yield "都反映" + "、".join(shared.themes[:3])
    words = [word for word in shared.words if len(word) > 1][:MOST_WORDS]
    if words:
        yield "相同用词：" + "、".join(words)


def _differences(new: Matter, earlier: Matter, shared: Shared) -> Iterable[str]:
    if shared.districts_apart:
        yield f"这件说的是{'、'.join(sorted(new.districts))}，那件是{'、'.join(sorted(earlier.districts))}"
    if shared.cities_apart:
        yield f"这件说的是{_city(new)}，那件是{_city(earlier)}"
    yield from (f"这件说的是“{ours}”，那件是“{theirs}”" for ours, theirs in shared.apart[:2])
    if new.themes and earlier.themes and not shared.themes:
        yield f"这件反映{next(iter(new.themes))}，那件反映{next(iter(earlier.themes))}"
    added = [theme for theme in new.themes if theme not in earlier.themes]
    if shared.themes and added:
        yield "这件还提到" + "、".join(added[:3])
    if new.at and earlier.at and abs((new.at - earlier.at).days) >= 1:
        yield f"相隔{abs((new.at - earlier.at).days)}天"


def _city(matter: Matter) -> str:
    return "、".join(f"{letter.upper()}市" for letter in sorted(matter.regions))
