"""How far a score may be trusted: fits and measures the step from scores to probabilities.

Knows nothing of texts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float32] | NDArray[np.float64]
BINS = 10
SHARP = tuple(0.6 * 1.2**step for step in range(10))
DULL = (0.15, 0.25, 0.35, 0.45, 0.6, 0.8, 1.0)
DOUBT = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)


@dataclass(frozen=True, slots=True)
class Trust:
    """How far logits may be believed: a sharp reading, and for the part ``doubt`` a dull one.

    Past tickets hold answers that another dispatcher would have given otherwise, so even clear evidence is not
    certain; one factor alone would be too sure at the top or too timid in the middle.
    """

    sharp: float
    dull: float
    doubt: float


PLAIN_TRUST = Trust(1.0, 0.35, 0.1)  # where nothing could be measured


def fit_trust(logits: Numbers, right: NDArray[np.int64]) -> Trust:
    """Return the trust that knew best, on messages never learned from, whether the first answer was right.

    Measured by the squared error of the first answer's probability: that is what decides who is asked. The likelihood
    of the right answers would leave a city with many small departments far too sure of its first.
    """
    first = (logits.argmax(axis=1) == right).astype(np.float64)
    sharp = {one: _first_chances(logits, one) for one in SHARP}
    dull = {one: _first_chances(logits, one) for one in DULL}
    best, least = PLAIN_TRUST, np.inf
    for trust in (Trust(*one) for one in product(SHARP, DULL, DOUBT)):
        mixed = (1.0 - trust.doubt) * sharp[trust.sharp] + trust.doubt * dull[trust.dull]
        error = float(np.mean((mixed - first) ** 2))
        if error < least:
            best, least = trust, error
    return best


def _first_chances(logits: Numbers, factor: float) -> NDArray[np.float64]:
    """Return the probability each first answer has when the logits are taken times a factor."""
    powers = np.exp(factor * (logits.astype(np.float64) - logits.max(axis=1, keepdims=True)))
    answer: NDArray[np.float64] = 1.0 / powers.sum(axis=1)
    return answer


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers given with about the same confidence: how sure they were and how many were right."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


def calibration_bins(confidences: Sequence[float], right: Sequence[bool], bins: int = BINS) -> tuple[Bin, ...]:
    """Sort answers into equal ranges of confidence."""
    rows = []
    for index in range(bins):
        low, high = index / bins, (index + 1) / bins
        chosen = [
            (one, hit)
            for one, hit in zip(confidences, right, strict=True)
            if low <= one < high or (index == bins - 1 and one >= high)
        ]
        count = len(chosen)
        confidence = sum(one for one, _ in chosen) / count if count else 0.0
        accuracy = sum(hit for _, hit in chosen) / count if count else 0.0
        rows.append(Bin(low, high, count, confidence, accuracy))
    return tuple(rows)


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the expected calibration error: the mean gap between confidence and accuracy, by count."""
    total = sum(one.count for one in bins)
    return sum(one.count * abs(one.confidence - one.accuracy) for one in bins) / total if total else 0.0
