"""What two messages share and what tells them apart: names, districts, themes, words.

A name may be written with a slip, or stand in the other text where no ending tells it for a name.
Weighs nothing, and knows no probability.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from routing.matters import UNKNOWN, Matter, weight_of
from routing.named import AREA, LINE, ROAD, SITE, Name, own_part
from routing.slips import sound_of

SLIP = 80  # of a hundred: names this alike are one name with a slip
SETTLED = ("村", "组", "镇", "乡", "街道")  # areas that the line which names a matter tells apart


@dataclass(frozen=True)
class Shared:
    """What two messages share, and what tells them apart."""

    sites: tuple[str, ...]
    areas: tuple[str, ...]
    roads: tuple[str, ...]
    lines: tuple[str, ...]
    apart: tuple[tuple[str, str], ...]
    titles_apart: bool
    words: tuple[str, ...]
    themes: tuple[str, ...]
    districts_apart: bool
    cities_apart: bool


def share(new: Matter, earlier: Matter) -> Shared:
    """Return what both name and say, the most telling words first."""
    both = new.districts and earlier.districts
    apart = tuple(_apart(new, earlier))
    return Shared(
        sites=_met(new, earlier, (SITE,)),
        areas=_met(new, earlier, (AREA,)),
        roads=_met(new, earlier, (ROAD,)),
        lines=tuple(name for name in _met(new, earlier, (LINE,)) if not name.endswith("号线")),
        apart=apart,
        titles_apart=any(_in_titles(new, earlier, pair) for pair in apart),
        words=tuple(sorted(new.weights.keys() & earlier.weights.keys(), key=lambda word: (-new.weights[word], word))),
        themes=tuple(theme for theme in new.themes if theme in earlier.themes),
        districts_apart=bool(both and not new.districts & earlier.districts),
        cities_apart=bool(new.regions and earlier.regions and not new.regions & earlier.regions),
    )


def same_name(one: str, other: str) -> bool:
    """Tell whether two cores name one thing: one holds the other, or what is their own differs by a slip."""
    short, long = sorted((one, other), key=len)
    if one == other or (len(short) >= 3 and short in long):
        return True
    if (
        len(short) >= 3
        and len(long) == len(short) + 1
        and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
    ):
        return True  # 梦想城 for 梦想之城
    return _slipped(own_part(one), own_part(other))


def _slipped(one: str, other: str) -> bool:
    """Tell whether two words differ as one that was misheard, turned round or, where it is long, mistyped."""
    if min(len(one), len(other)) < 2:
        return False
    if len(one) == len(other) and (sorted(one) == sorted(other) or sound_of(one) == sound_of(other)):
        return True
    return min(len(one), len(other)) >= 4 and fuzz.ratio(one, other) >= SLIP


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
    """Yield pairs of different things of one kind: two schools, two bus lines, two streets, two villages' petitions."""
    for ending, kind in {each.ending: each.kind for each in new.names}.items():
        pair = _different(new, earlier, ending)
        if pair and (kind != AREA or (ending in SETTLED and _in_titles(new, earlier, pair))):
            yield pair


def _in_titles(new: Matter, earlier: Matter, pair: tuple[str, str]) -> bool:
    return pair[0] in new.title_words and pair[1] in earlier.title_words


def _different(new: Matter, earlier: Matter, ending: str) -> tuple[str, str] | None:
    """Return what each names with this ending, where it is not one thing and neither speaks of the other's."""
    ours = [each.core for each in new.names if each.ending == ending]
    theirs = [each.core for each in earlier.names if each.ending == ending]
    told = any(_says(earlier, one) for one in ours) or any(_says(new, one) for one in theirs)
    if not theirs or told or any(same_name(one, other) for one in ours for other in theirs):
        return None
    return ours[0], theirs[0]
