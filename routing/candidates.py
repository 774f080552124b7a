"""Turns what was read in one message into candidates, best first, each with the places that speak for it.

Knows nothing of how the places were found or how the weights were learned.
"""

from dataclasses import dataclass

import numpy as np

from routing.calibration import Trust
from routing.decision import NOTHING_FOUND, Candidate, Evidence
from routing.directory import Matter
from routing.evidence import Find
from routing.learning import Learner, Recalled
from routing.panel import Panel
from routing.reading import learned_evidence
from routing.scoring import DIRECTORY_TRUST, Contribution, Logits, Tally, probabilities

MOST_EVIDENCE = 8
HINTS = "history"  # the source of words that past tickets showed; they point to a department, not to a matter


@dataclass(frozen=True, slots=True)
class Reading:
    """One message as far as it has been read: finds, what they add up to, and the logits of the whole panel."""

    whole: str
    normal: str
    title_length: int
    finds: dict[int, Find]
    counted: Tally
    logits: Logits
    places: tuple[tuple[int, int], ...]
    recalled: Recalled | None = None
    trust: Trust = DIRECTORY_TRUST


def candidates_of(reading: Reading, panel: Panel, learner: Learner | None, *, top: int) -> tuple[Candidate, ...]:
    """Return the ``top`` likeliest departments; equal ones keep the panel's order."""
    chances = probabilities(reading.logits, reading.trust)
    order: list[int] = np.argsort(-chances, kind="stable")[:top].tolist()
    sides = reading.counted.sides
    learned = _learned(reading, panel, learner, order)
    answer = []
    for one in order:
        side = sides[one] if one < len(sides) else []
        contributions = sorted(side, key=lambda row: (-row[0], row[1].label)) if len(side) > 1 else side
        evidence = _evidence(reading, contributions, learned.get(one, ()))
        answer.append(_candidate(panel, one, float(chances[one]), evidence, _matter_of(panel, contributions)))
    return tuple(answer)


def _learned(
    reading: Reading, panel: Panel, learner: Learner | None, order: list[int]
) -> dict[int, tuple[Evidence, ...]]:
    if learner is None or reading.recalled is None:
        return {}
    columns = {place: column for column, place in enumerate(panel.places(learner.departments))}
    asked = [one for one in order if one in columns]
    wanted = [columns[one] for one in asked]
    found = learned_evidence(reading.recalled, wanted, whole=reading.whole, places=reading.places)
    return dict(zip(asked, found, strict=True))


def _evidence(
    reading: Reading, contributions: list[Contribution], learned: tuple[Evidence, ...]
) -> tuple[Evidence, ...]:
    pieces: dict[tuple[int, int], Evidence] = {}
    room = MOST_EVIDENCE - len(learned)
    for value, entry in contributions:
        for word in entry.words:
            start, end, _, how = reading.finds[word]
            if (start, end) not in pieces:
                found = reading.whole[start:end]
                pieces[start, end] = Evidence(entry.label, found, start, end, how, value)
        if len(pieces) >= room:
            break
    return (*list(pieces.values())[:room], *learned) or (Evidence(NOTHING_FOUND, "", 0, 0, "learned"),)


def _candidate(
    panel: Panel, place: int, chance: float, evidence: tuple[Evidence, ...], matter: Matter | None
) -> Candidate:
    department = panel.departments[place]
    return Candidate(
        department.id,
        department.name,
        round(chance, 4),
        evidence,
        matter.id if matter else None,
        matter.name if matter else None,
    )


def _matter_of(panel: Panel, contributions: list[Contribution]) -> Matter | None:
    """Return the matter with the most weight on its side, the directory's earlier one where two are equal."""
    weights: dict[int, float] = {}
    for value, entry in contributions:
        if entry.matter >= 0 and panel.matters[entry.matter].source != HINTS:
            weights[entry.matter] = weights.get(entry.matter, 0.0) + value
    if not weights:
        return None
    return panel.matters[max(weights, key=lambda one: (weights[one], -one))]
