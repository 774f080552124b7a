"""How far a score may be trusted: fits and measures the step from scores to probabilities.

Knows nothing of texts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float32] | NDArray[np.float64]
SHARPEST, DULLEST = 40.0, 1.0
BINS = 10


def fit_sharpness(scores: Numbers, right: NDArray[np.int64]) -> float:
    """Return the factor before the soft maximum under which the right answers were likeliest."""
    best, least = DULLEST, np.inf
    for factor in np.geomspace(DULLEST, SHARPEST, 60):
        logits = scores * factor
        logits = logits - logits.max(axis=1, keepdims=True)
        loss = float(np.mean(np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(right)), right]))
        if loss < least:
            best, least = float(factor), loss
    return best


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
