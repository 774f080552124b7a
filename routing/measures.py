"""The few numbers that the probability of a repeat is made of, each between 0 and 1, and what each weighs.

Where two people tell of one event, the line that names it (the title, else the beginning) stands in the other's text,
and the words of what happened meet as well as the names. The weights were fitted to pairs that were read and labelled
one by one, real complaints and events of our own, split by event; docs/repeats.md tells how well they hold.
Knows no sentence that is shown to anybody.
"""

import math
from collections.abc import Mapping
from heapq import nlargest

from rapidfuzz import fuzz

from routing.matters import UNKNOWN, Matter
from routing.shared import Shared

BRIEF = 120  # characters; in a short text a name and a theme are all there is
MET_BY_CHANCE = 2  # unknown pieces; one may be two letters that happened to stand together
NOTHING_KNOWN = 0.4  # how far themes meet where one of the two tells none
LONG_NAME = 8  # characters
TWO_NAMES = 2 * UNKNOWN  # one unknown piece alone may be met by chance
MUCH_TOLD = 80.0  # weight of the words of what happened that both use
MOST_TOLD = 60.0  # weight of the heaviest of those words
HEAVIEST = 4
MANY_FIGURES = 3
MET_ANYHOW = 0.3  # of the texts of any two complaints; of two that name different things no more than this counts
BIAS, SAME_SENDER = -10.1, 1.5
WEIGHTS: Mapping[str, float] = {
    "words": 1.9,
    "long_name": 1.3,
    "area": 0.7,
    "names": 0.8,
    "names_most": 0.7,
    "theme": 1.9,
    "told": 1.3,
    "told_most": 1.2,
    "title": 1.9,
    "head": 1.8,
    "alike": 7.5,
    "figures": 2.3,
    "brief_named": 3.9,
    "brief_names": 1.4,
    "nothing_named": -0.4,
    "apart": -0.9,
    "only_apart": -1.5,
    "titles_apart": -4.5,
    "districts": -8.0,
    "cities": -10.0,
}


def measure(new: Matter, earlier: Matter, shared: Shared, *, alike: float) -> dict[str, float]:
    """Return the numbers of two messages; ``alike`` tells how much their texts are one text (0–1)."""
    named = bool(shared.sites or shared.roads or shared.lines)
    fewer = min(len(new.themes), len(earlier.themes))
    met = len(shared.themes) / fewer if fewer else NOTHING_KNOWN
    rare = sum(new.weights[word] >= UNKNOWN for word in shared.words) >= MET_BY_CHANCE
    brief = max(0.0, 1 - min(len(new.normal), len(earlier.normal)) / BRIEF)
    head = min(_said(new.head, earlier.weights), _said(earlier.head, new.weights))
    names = (_said(_named(new), earlier.weights, TWO_NAMES), _said(_named(earlier), new.weights, TWO_NAMES))
    told = _both(new.telling, earlier.telling)
    one_thing = not (shared.districts_apart or shared.cities_apart or (shared.apart and not shared.sites))
    return {
        "words": math.sqrt(_cosine(new, earlier, shared)),
        "long_name": min(1.0, max((len(name) for name in shared.sites), default=0) / LONG_NAME),
        "area": 1.0 if shared.areas else 0.0,
        "names": sum(names) / 2,
        "names_most": max(names),
        "theme": met,
        "told": min(1.0, sum(told) / MUCH_TOLD),
        "told_most": sum(nlargest(HEAVIEST, told)) / MOST_TOLD,
        "title": fuzz.ratio(new.title_words, earlier.title_words) / 100,
        "head": head,
        "alike": min(alike, 1.0 if one_thing else MET_ANYHOW),
        "figures": min(len(new.figures & earlier.figures), MANY_FIGURES) / MANY_FIGURES,
        "brief_named": met * brief * (1.0 if named else 0.7 if shared.areas else 0.0),
        "brief_names": brief * max(names),
        "nothing_named": 0.0 if named or rare or shared.areas else 1.0,
        "apart": min(len(shared.apart), 2) / 2,
        "only_apart": 1.0 if shared.apart and not shared.sites else 0.0,
        "titles_apart": 1.0 if shared.titles_apart and not shared.sites else 0.0,
        "districts": 1.0 if shared.districts_apart else 0.0,
        "cities": 1.0 if shared.cities_apart else 0.0,
    }


def _cosine(new: Matter, earlier: Matter, shared: Shared) -> float:
    product = sum(new.weights[word] * earlier.weights[word] for word in shared.words)
    return product / ((new.length * earlier.length) or 1.0)


def _said(pieces: Mapping[str, float], words: Mapping[str, float], least: float = 0.0) -> float:
    """Return which share of the pieces, by weight, stands among the other's words; ``least`` is a whole's weight."""
    whole = max(least, sum(pieces.values()))
    return sum(weight for piece, weight in pieces.items() if piece in words) / whole if whole else 0.0


def _named(matter: Matter) -> dict[str, float]:
    return {piece: weight for piece, weight in matter.head.items() if piece in matter.naming}


def _both(one: Mapping[str, float], other: Mapping[str, float]) -> list[float]:
    return [min(one[piece], other[piece]) for piece in one.keys() & other.keys()]
