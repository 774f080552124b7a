"""The one entrance to the study: text in, reasoned decision out.

Holds a directory made ready for searching and, where there is history, what was learned from it. Knows nothing
of Flask, databases or the time.
"""

from collections.abc import Iterable
from dataclasses import replace

from routing.candidates import Reading, candidates_of
from routing.decision import NOTHING_FOUND, Candidate, Decision
from routing.directory import Directory
from routing.divert import set_apart
from routing.evidence import Find, Finder
from routing.features import Values
from routing.kind import propose_kind
from routing.learning import HISTORY_WORTH, STIFFNESS, Learner, Lesson
from routing.lexicon import Lexicon
from routing.panel import Panel
from routing.parts import name_places, parts_of, place_spans
from routing.scoring import (
    BOTH_TRUST,
    SHARPNESS,
    Logits,
    Tally,
    outcome_of,
    probabilities,
    share_bias,
    tally,
)
from routing.text import Words, normalise, whole_of

LEAST_CANDIDATES = 5
MOST_BOOST = 3.0  # one correction may not shout down everything else that was learned
PLAIN_FROM = 0.6  # from here on the exact words decide and nobody looks for slips, which takes as long as all else
MARGIN = 1.0  # how far, in natural logarithms, a corrected department must then lie ahead


class Router:
    """Routes messages by one directory and what was learned; the same text and version give the same answer."""

    def __init__(self, directory: Directory, learner: Learner | None = None) -> None:
        self.directory = directory
        self.learner = learner
        self._lexicon = Lexicon(directory)
        self._finder = Finder(self._lexicon, Words())
        self._bias = share_bias(self._lexicon)
        self._panel = Panel(directory)
        self._matters = {matter.id: matter for matter in directory.matters}

    def route(self, text: str, title: str = "", top: int = LEAST_CANDIDATES) -> Decision:
        r"""Decide who is in charge of a message, with evidence whose spans count in ``title + "\n" + text``."""
        reading = self._read(text, title)
        return self._decide(reading, candidates_of(reading, self._panel, self.learner, top=max(top, 1)))

    def learn_all(self, history: Iterable[tuple[str, str, str]]) -> None:
        """Learn a whole history of (title, text, department name or id), forgetting what was learned before."""
        self.learner = Learner()
        self.learner.learn_all(
            [self._lesson(text, title, self._panel.id_of(name)) for title, text, name in history if name.strip()]
        )

    def learn(self, text: str, *, title: str = "", department_id: str) -> None:
        """Learn from one dispatch that was right; the very next message like it is routed there."""
        lesson = self._lesson(text, title, self._panel.id_of(department_id))
        self.learner = self.learner or Learner()
        self.learner.learn(lesson, self._boost(lesson))

    def unlearn(self, text: str, *, title: str = "", department_id: str) -> None:
        """Take one lesson back, or learn that a department was wrong if it was never taught."""
        self.learner = self.learner or Learner()
        self.learner.unlearn(self._lesson(text, title, self._panel.id_of(department_id)))

    def _lesson(self, text: str, title: str, department_id: str) -> Lesson:
        return Lesson(normalise(whole_of(text, title)), len(title), department_id)

    def _boost(self, lesson: Lesson) -> float:
        """Return how much a correction must insist so that it outweighs the directory on the same text."""
        _, counted = self._found(lesson.normal, lesson.title_length)
        logits = self._directory_logits(counted)
        place = self._panel.places([lesson.department_id])[0]
        own = logits[place] if place < len(logits) else logits.min(initial=0.0)
        lag = float(logits.max(initial=0.0) - own) + MARGIN
        return min(MOST_BOOST, max(0.0, lag / HISTORY_WORTH * (1 + STIFFNESS) - STIFFNESS))

    def _read(self, text: str, title: str) -> Reading:
        whole = whole_of(text, title)
        normal = normalise(whole)
        finds, counted = self._found(normal, len(title))
        places = tuple(place_spans(normal))
        if self.learner is None:
            return Reading(whole, normal, len(title), finds, counted, self._directory_logits(counted), places)
        recalled = self.learner.recall(normal, len(title))
        logits = self._logits(self.learner, counted, recalled.scores)
        trust = BOTH_TRUST if self.directory.matters else self.learner.trust
        return Reading(whole, normal, len(title), finds, counted, logits, places, recalled, trust)

    def _found(self, normal: str, title_length: int) -> tuple[dict[int, Find], Tally]:
        parts = parts_of(normal, title_length)
        finds = self._finder.exact(normal, parts)
        counted = tally(self._lexicon, finds, len(normal))
        chances = probabilities(self._directory_logits(counted))
        if len(chances) and chances.max() < PLAIN_FROM:  # where the exact words decide, nobody looks for slips
            slipped = self._finder.slipped(normal, parts, finds)
            if slipped:
                finds = finds | slipped
                counted = tally(self._lexicon, finds, len(normal))
        return finds, counted

    def _directory_logits(self, counted: Tally) -> Logits:
        return self._bias + SHARPNESS * counted.weights

    def _logits(self, learner: Learner, counted: Tally, scores: Values) -> Logits:
        base = self._directory_logits(counted)
        places = self._panel.places(learner.departments)
        return self._panel.add_up(base, scores, places, worth=HISTORY_WORTH)

    def _decide(self, reading: Reading, candidates: tuple[Candidate, ...]) -> Decision:
        lead = candidates[0] if candidates else None
        found = bool(lead and lead.evidence[0].keyword != NOTHING_FOUND)
        matter = self._matters.get(lead.matter_id or "") if lead else None
        divert, urgent = set_apart(reading.normal)
        decision = Decision(
            outcome=outcome_of(lead.score if lead else 0.0, has_evidence=found),
            kind=propose_kind(reading.normal, reading.title_length),
            urgent=urgent,
            candidates=candidates,
            helpers=matter.helpers if matter else (),
            limit_class=matter.limit_class if matter else "ordinary",
            places=name_places(reading.whole, reading.places),
            whole=reading.whole,
            version=self.directory.version,
        )
        return replace(decision, outcome="diverted", divert=divert) if divert else decision
