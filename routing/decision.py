"""What the study answers: frozen values, and the JSON that people outside have been promised.

Knows nothing of how a decision was reached.
"""

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

How = Literal["exact", "fuzzy", "pinyin", "learned"]
Outcome = Literal["assigned", "ambiguous", "unknown", "diverted"]

NOTHING_FOUND = "日常占比"  # the keyword of a candidate for whom the text says nothing at all


class Evidence(NamedTuple):  # made some twenty times for each message, three times as quickly as a dataclass
    """One place in the message that speaks for a department; ``found`` is ``whole[start:end]``, always."""

    keyword: str
    found: str
    start: int
    end: int
    how: How
    pull: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return the contract's JSON object for one piece of evidence."""
        return {
            "keyword": self.keyword,
            "found": self.found,
            "start": self.start,
            "end": self.end,
            "how": self.how,
        }


@dataclass(frozen=True, slots=True)
class Candidate:
    """A department that may be in charge, with the probability that it is and what speaks for it."""

    department_id: str
    department: str
    score: float
    evidence: tuple[Evidence, ...]
    matter_id: str | None = None
    matter: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the contract's JSON object for one candidate."""
        return {
            "department_id": self.department_id,
            "department": self.department,
            "score": self.score,
            "matter_id": self.matter_id,
            "matter": self.matter,
            "evidence": [piece.as_dict() for piece in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class Divert:
    """Another path than dispatch, and why; ``advice`` is what the citizen must be told."""

    to: str
    why: str
    advice: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return the contract's JSON object for a diversion."""
        return {"to": self.to, "why": self.why, "advice": self.advice}


@dataclass(frozen=True, slots=True)
class Decision:
    """The reasoned answer to one message; ``whole`` is the text that every span counts in."""

    outcome: Outcome
    kind: str
    urgent: bool
    candidates: tuple[Candidate, ...]
    divert: Divert | None = None
    helpers: tuple[str, ...] = ()
    limit_class: str = "ordinary"
    places: tuple[str, ...] = ()
    whole: str = ""
    version: str = ""

    @property
    def lead(self) -> Candidate | None:
        """Return the first candidate, or None where the directory has no department."""
        return self.candidates[0] if self.candidates else None

    def as_dict(self) -> dict[str, Any]:
        """Return exactly the contract's JSON; extra keys are helpers, limit class, places and version."""
        answer: dict[str, Any] = {
            "outcome": self.outcome,
            "kind": self.kind,
            "urgent": self.urgent,
            "candidates": [candidate.as_dict() for candidate in self.candidates],
            "helpers": list(self.helpers),
            "limit_class": self.limit_class,
            "places": list(self.places),
            "version": self.version,
        }
        if self.divert is not None:
            answer["divert"] = self.divert.as_dict()
        return answer
