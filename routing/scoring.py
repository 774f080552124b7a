"""From finds to a probability per department: weights are added up, then turned into parts of one.

The outcome says how far to trust the first: assigned, ambiguous or unknown. Knows nothing of how words were found.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

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


DIRECTORY_TRUST = Trust(1.3, 0.5, 0.25)  # these two by cross-validation, see docs/routing.md
BOTH_TRUST = Trust(1.15, 0.4, 0.35)


@dataclass(frozen=True, slots=True)
class Tally:
    """What every department has on its side: summed weight and the entries it comes from."""

    weights: list[float]
    entries: list[Contribution]


def tally(lexicon: Lexicon, finds: dict[int, Find], length: int) -> Tally:
    """Add up what the found words are worth, each worth less in a long message with many words.

    A combination counts when all its words and no forbidden one stand.
    """
    weights = [0.0] * len(lexicon.directory.departments)
    dilution = QUIET + LENGTH_WORTH * length
    entries: list[Contribution] = []
    single, combined, every = lexicon.single, lexicon.combined, lexicon.entries
    for word, (_, _, worth, _) in finds.items():
        alone = single[word]
        if alone:
            dilution += worth * worth
            for entry in alone:
                value = entry.weight * worth
                weights[entry.department] += value
                entries.append((value, entry))
        for number in combined[word]:
            entry = every[number]
            if stands(entry, finds):
                value = entry.weight * min([finds[other].worth for other in entry.words])
                weights[entry.department] += value
                entries.append((value, entry))
    scale = 1.0 / math.sqrt(dilution)
    return Tally([one * scale for one in weights], entries)


def stands(entry: Entry, finds: dict[int, Find]) -> bool:
    """Tell whether all words of a combination were found and none of the forbidden ones."""
    for word in entry.words:  # plain loops: this is asked hundreds of times for each message
        if word not in finds:
            return False
    for word in entry.none:  # noqa: SIM110
        if word in finds:
            return False
    return True


def share_bias(lexicon: Lexicon) -> list[float]:
    """Return the head start each department has from its share of all tickets, in natural logarithms."""
    shares = [max(one.share, LEAST_SHARE) for one in lexicon.directory.departments]
    if not any(one.share for one in lexicon.directory.departments):
        return [0.0] * len(shares)
    return [SHARE_WORTH * math.log(share) for share in shares]


def probabilities(logits: Sequence[float], trust: Trust = DIRECTORY_TRUST) -> list[float]:
    """Turn summed evidence into parts of one, in the same order."""
    if not logits:
        return []
    top = max(logits)
    sharp = [math.exp(trust.sharp * (one - top)) for one in logits]
    dull = [math.exp(trust.dull * (one - top)) for one in logits]
    believed, doubted = (1.0 - trust.doubt) / sum(sharp), trust.doubt / sum(dull)
    return [believed * one + doubted * other for one, other in zip(sharp, dull, strict=True)]


def outcome_of(first: float, *, has_evidence: bool) -> Outcome:
    """Say how far a first probability can be trusted."""
    if not has_evidence or first < UNKNOWN_BELOW:
        return "unknown"
    return "assigned" if first >= ASSIGNED_FROM else "ambiguous"
