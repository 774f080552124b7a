"""Tells whether two messages speak of one matter, how probable that is, and why; in sentences an operator can check.

Two messages about one event share what they name and what they complain of; look-alikes share only one of the two. The
weights were fitted to thousands of pairs of real complaints and to events of our own, and rounded.
Knows no table, no citizen and no clock.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from routing.matters import UNKNOWN, Matter, weight_of
from routing.named import AREA, LINE, ROAD, SITE, Name

SLIP = 80  # of a hundred: names this alike are one name with a slip
SHORT = 120  # characters; in a short text a name and a theme are all there is
SAYS_MORE = 1.25
MOST_WORDS = 5
MET_BY_CHANCE = 2  # unknown pieces; one may be two letters that happened to stand together
NOTHING_KNOWN = 0.4  # how far themes meet where one of the two tells none
BIAS, SAME_SENDER = -11.8, 1.5
NEARLY_THE_SAME = 0.9
WEIGHTS: Mapping[str, float] = {
    "root": 14.3,
    "site": 2.6,
    "area": 0.8,
    "road": 1.5,
    "theme": 2.5,
    "short": 7.0,
    "theme_apart": -1.1,
    "nothing_named": -2.5,
    "apart": -0.6,
    "site_apart": -5.0,
    "districts": -11.0,
}


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


@dataclass(frozen=True)
class Shared:
    """What two messages share, and what tells them apart."""

    sites: tuple[str, ...]
    areas: tuple[str, ...]
    roads: tuple[str, ...]
    apart: tuple[tuple[str, str], ...]
    words: tuple[str, ...]
    themes: tuple[str, ...]
    districts_apart: bool


def compare(new: Matter, earlier: Matter, *, same_sender: bool = False) -> Likeness:
    """Return how probable it is that both are one matter, with reasons and differences."""
    shared = share(new, earlier)
    facts = measure(new, earlier, shared)
    score = BIAS + sum(weight * facts[name] for name, weight in WEIGHTS.items()) + SAME_SENDER * same_sender
    alike = fuzz.ratio(new.normal, earlier.normal) / 100
    sure = 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
    return Likeness(
        probability=max(sure, alike)
        if alike >= NEARLY_THE_SAME and not (shared.apart or shared.districts_apart)
        else sure,
        reasons=tuple(_reasons(shared, alike, same_sender=same_sender)),
        differences=tuple(_differences(new, earlier, shared)),
        words_alike=alike,
        says_more=len(new.normal) > SAYS_MORE * len(earlier.normal),
    )


def measure(new: Matter, earlier: Matter, shared: Shared) -> dict[str, float]:
    """Return the few numbers that the probability is made of."""
    one, other = new.weights, earlier.weights
    whole = sum(one[word] * other[word] for word in shared.words) / ((new.length * earlier.length) or 1.0)
    themes, fewer = len(shared.themes), min(len(new.themes), len(earlier.themes))
    met = themes / fewer if fewer else NOTHING_KNOWN
    named = bool(shared.sites or shared.roads)
    rare = sum(one[word] >= UNKNOWN for word in shared.words) >= MET_BY_CHANCE
    short = max(0.0, 1 - min(len(new.normal), len(earlier.normal)) / SHORT)
    return {
        "root": math.sqrt(whole),
        "site": 1.0 if shared.sites else 0.0,
        "area": 1.0 if shared.areas else 0.0,
        "road": 1.0 if shared.roads else 0.0,
        "theme": met,
        "short": met * short * (1.0 if named else 0.7 if shared.areas else 0.0),
        "theme_apart": 1.0 if fewer and not themes else 0.0,
        "nothing_named": 0.0 if named or rare or shared.areas else 1.0,
        "apart": min(len(shared.apart), 2) / 2,
        "site_apart": 1.0 if shared.apart and not shared.sites else 0.0,
        "districts": 1.0 if shared.districts_apart else 0.0,
    }


def share(new: Matter, earlier: Matter) -> Shared:
    """Return what both name and say, the most telling words first."""
    both = new.districts and earlier.districts
    return Shared(
        sites=_met(new, earlier, (SITE,)),
        areas=_met(new, earlier, (AREA,)),
        roads=tuple(name for name in _met(new, earlier, (ROAD, LINE)) if not name.endswith("号线")),
        apart=tuple(_apart(new, earlier)),
        words=tuple(sorted(new.weights.keys() & earlier.weights.keys(), key=lambda word: -new.weights[word])),
        themes=tuple(theme for theme in new.themes if theme in earlier.themes),
        districts_apart=bool(both and not new.districts & earlier.districts),
    )


def same_name(one: str, other: str) -> bool:
    """Tell whether two cores name one thing: one holds the other, or they differ by a slip of the pen."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    return (len(short) >= 3 and short in long) or (len(short) >= 4 and fuzz.ratio(one, other) >= SLIP)


def _met(new: Matter, earlier: Matter, kinds: Sequence[str]) -> tuple[str, ...]:
    """Return the names of these kinds that both speak of; one may have said it where no ending tells it for a name."""
    met = [
        *(each.core for each in new.names if each.kind in kinds and _speaks_of(earlier, each)),
        *(each.core for each in earlier.names if each.kind in kinds and _speaks_of(new, each)),
    ]
    return tuple(name for name in dict.fromkeys(met) if not any(name != one and name in one for one in met))


def _speaks_of(matter: Matter, name: Name) -> bool:
    if any(same_name(name.core, each.core) for each in matter.names if each.kind == name.kind):
        return name.kind not in (ROAD, LINE) or any(name.core == each.core for each in matter.names)
    return _says(matter, name.core) or _says(matter, name.core.removesuffix(name.ending))


def _says(matter: Matter, words: str) -> bool:
    """Tell whether the words stand in the text; two letters only where they are no known word, as in a name."""
    if len(words) < 2 or words not in matter.normal:
        return False
    return len(words) >= 3 or weight_of(words) >= UNKNOWN


def _apart(new: Matter, earlier: Matter) -> Iterable[tuple[str, str]]:
    """Yield pairs of different things of one kind: two schools, two bus lines, two streets."""
    for ending in dict.fromkeys(each.ending for each in new.names if each.kind != AREA):
        ours = [each.core for each in new.names if each.ending == ending]
        theirs = [each.core for each in earlier.names if each.ending == ending]
        told = any(_says(earlier, one) for one in ours) or any(_says(new, one) for one in theirs)
        if theirs and not any(same_name(one, other) for one in ours for other in theirs) and not told:
            yield ours[0], theirs[0]


def _reasons(shared: Shared, alike: float, *, same_sender: bool) -> Iterable[str]:
    if same_sender:
        yield "同一来电号码或邮箱"
    if alike >= NEARLY_THE_SAME:
        yield f"文字几乎相同({alike:.0%})"
    if shared.sites or shared.roads:
        yield "都提到" + "、".join(f"“{name}”" for name in (*shared.sites, *shared.roads)[:3])
    elif shared.areas:
        yield "同在" + "、".join(f"“{name}”" for name in shared.areas[:2])
    if shared.themes:
        yield "都反映" + "、".join(shared.themes[:3])
    words = [word for word in shared.words if len(word) > 1][:MOST_WORDS]
    if words:
        yield "相同用词:" + "、".join(words)


def _differences(new: Matter, earlier: Matter, shared: Shared) -> Iterable[str]:
    if shared.districts_apart:
        yield f"这件说的是{'、'.join(sorted(new.districts))},那件是{'、'.join(sorted(earlier.districts))}"
    yield from (f"这件说的是“{ours}”,那件是“{theirs}”" for ours, theirs in shared.apart[:2])
    if new.themes and earlier.themes and not shared.themes:
        yield f"这件反映{next(iter(new.themes))},那件反映{next(iter(earlier.themes))}"
    added = [theme for theme in new.themes if theme not in earlier.themes]
    if shared.themes and added:
        yield "这件还提到" + "、".join(added[:3])
    if new.at and earlier.at and abs((new.at - earlier.at).days) >= 1:
        yield f"相隔{abs((new.at - earlier.at).days)}天"
