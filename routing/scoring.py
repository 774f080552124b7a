"""From finds to a probability per department: weights are added up, then turned into parts of one.

The outcome says how far to trust the first: assigned, ambiguous or unknown. Knows nothing of how words were found.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.calibration import Trust
from routing.decision import Outcome
from routing.evidence import Find
from routing.lexicon import Entry, Lexicon

SHARPNESS = 11.5  # natural logarithms per weight; the directory's weights are fitted under it
LENGTH_WORTH = 0.1  # long messages mention many things by the way
QUIET = 4.0  # so that one lonely word does not decide alone
SHARE_WORTH = 0.5
ASSIGNED_FROM = 0.7
UNKNOWN_BELOW = 0.25
LEAST_SHARE = 0.002

Contribution = tuple[float, Entry]
Logits = NDArray[np.float64]

DIRECTORY_TRUST = Trust(1.6, 0.5, 0.25)  # these two by cross-validation, see docs/routing.md
BOTH_TRUST = Trust(1.3, 0.4, 0.35)


@dataclass(frozen=True, slots=True)
class Tally:
    """What every department has on its side, in the directory's order: summed weight and the entries it comes from."""

    weights: Logits
    sides: list[list[Contribution]]


def tally(lexicon: Lexicon, finds: dict[int, Find], length: int) -> Tally:
    """Add up what the found words are worth, each worth less in a long message with many words.

    A combination counts when all its words and no forbidden one stand.
    """
    sides: list[list[Contribution]] = [[] for _ in lexicon.directory.departments]
    dilution = QUIET + LENGTH_WORTH * length
    single, combined = lexicon.single, lexicon.combined
    for word, (_, _, worth, _) in finds.items():
        alone = single[word]
        if alone:
            dilution += worth * worth
            for entry in alone:
                sides[entry.department].append((entry.weight * worth, entry))
        for first, entry in combined[word]:
            if first in finds and _stands(entry, finds):
                least = min([finds[other][2] for other in entry.words])
                sides[entry.department].append((entry.weight * least, entry))
    weights = [sum([value for value, _ in side]) if side else 0.0 for side in sides]
    return Tally(np.array(weights) / math.sqrt(dilution), sides)


def _stands(entry: Entry, finds: dict[int, Find]) -> bool:
    """Tell whether all words of a combination were found and none of the forbidden ones."""
    for word in entry.words:  # plain loops: this is asked for every combination of every word that was found
        if word not in finds:
            return False
    for word in entry.none:  # noqa: SIM110
        if word in finds:
            return False
    return True


def share_bias(lexicon: Lexicon) -> Logits:
    """Return the head start each department has from its share of all tickets, in natural logarithms."""
    shares = np.array([one.share for one in lexicon.directory.departments], np.float64)
    if not shares.any():
        return np.zeros(len(shares))
    return SHARE_WORTH * np.log(np.maximum(shares, LEAST_SHARE))


def probabilities(logits: Logits, trust: Trust = DIRECTORY_TRUST) -> Logits:
    """Turn summed evidence into parts of one, in the same order."""
    if not len(logits):
        return logits
    behind = logits - logits.max()
    sharp, dull = np.exp(trust.sharp * behind), np.exp(trust.dull * behind)
    chances: Logits = (1.0 - trust.doubt) / sharp.sum() * sharp + trust.doubt / dull.sum() * dull
    return chances


def outcome_of(first: float, *, has_evidence: bool) -> Outcome:
    """Say how far a first probability can be trusted."""
    if not has_evidence or first < UNKNOWN_BELOW:
        return "unknown"
    return "assigned" if first >= ASSIGNED_FROM else "ambiguous"
