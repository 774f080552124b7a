"""The one entrance to the study: text in, reasoned decision out.

Holds a directory made ready for searching and, where there is history, what was learned from it. Knows nothing
of Flask, databases or the time.
"""

from dataclasses import replace

from routing.decision import NOTHING_FOUND, Candidate, Decision, Evidence
from routing.directory import Directory, Matter
from routing.divert import EMERGENCY_NUMBERS, find_divert, is_urgent
from routing.evidence import Find, Finder
from routing.kind import propose_kind
from routing.lexicon import Entry, Lexicon
from routing.parts import find_places, parts_of
from routing.scoring import SHARPNESS, Tally, outcome_of, probabilities, share_bias, tally
from routing.text import Words, normalise, whole_of

LEAST_CANDIDATES = 5
MOST_EVIDENCE = 8
CLEAR = 0.9  # when the exact words decide this clearly, nobody looks for slips


class Router:
    """Routes messages by one directory; the same text and version always give the same answer."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        self._lexicon = Lexicon(directory)
        self._finder = Finder(self._lexicon, Words())
        self._bias = share_bias(self._lexicon)

    def route(self, text: str, title: str = "", top: int = LEAST_CANDIDATES) -> Decision:
        r"""Decide who is in charge of a message, with evidence whose spans count in ``title + "\n" + text``."""
        whole = whole_of(text, title)
        normal = normalise(whole)
        parts = parts_of(normal, len(title))
        finds = self._finder.exact(normal, parts)
        counted = tally(self._lexicon, finds)
        chances = self._chances(counted)
        if not chances or max(chances) < CLEAR:
            finds = finds | self._finder.slipped(normal, parts, finds)
            counted = tally(self._lexicon, finds)
            chances = self._chances(counted)
        candidates = self._candidates(whole, finds, counted, chances, max(top, 1))
        return self._decide(whole, normal, len(title), candidates)

    def _chances(self, counted: Tally) -> list[float]:
        return probabilities([bias + SHARPNESS * one for bias, one in zip(self._bias, counted.weights, strict=True)])

    def _candidates(
        self, whole: str, finds: dict[int, Find], counted: Tally, chances: list[float], top: int
    ) -> tuple[Candidate, ...]:
        order = sorted(range(len(chances)), key=lambda one: (-chances[one], one))[:top]
        wanted: dict[int, list[tuple[float, Entry]]] = {one: [] for one in order}
        for contribution in counted.entries:
            if contribution[1].department in wanted:
                wanted[contribution[1].department].append(contribution)
        return tuple(self._candidate(whole, finds, one, chances[one], wanted[one]) for one in order)

    def _candidate(
        self, whole: str, finds: dict[int, Find], index: int, chance: float, entries: list[tuple[float, Entry]]
    ) -> Candidate:
        department = self.directory.departments[index]
        entries.sort(key=lambda one: (-one[0], one[1].label))
        evidence: dict[tuple[int, int], Evidence] = {}
        for value, entry in entries:
            for word in entry.words:
                find = finds[word]
                piece = Evidence(entry.label, whole[find.start : find.end], find.start, find.end, find.how, value)
                evidence.setdefault((find.start, find.end), piece)
            if len(evidence) >= MOST_EVIDENCE:
                break
        matter = self._matter_of(entries)
        return Candidate(
            department.id,
            department.name,
            round(chance, 4),
            tuple(evidence.values())[:MOST_EVIDENCE] or (Evidence(NOTHING_FOUND, "", 0, 0, "learned"),),
            matter.id if matter else None,
            matter.name if matter else None,
        )

    def _matter_of(self, entries: list[tuple[float, Entry]]) -> Matter | None:
        weights: dict[int, float] = {}
        for value, entry in entries:
            if entry.matter >= 0:
                weights[entry.matter] = weights.get(entry.matter, 0.0) + value
        if not weights:
            return None
        return self.directory.matters[max(weights, key=lambda one: (weights[one], -one))]

    def _decide(self, whole: str, normal: str, title_length: int, candidates: tuple[Candidate, ...]) -> Decision:
        lead = candidates[0] if candidates else None
        found = bool(lead and lead.evidence[0].keyword != NOTHING_FOUND)
        matter = next((one for one in self.directory.matters if lead and one.id == lead.matter_id), None)
        decision = Decision(
            outcome=outcome_of(lead.score if lead else 0.0, found),
            kind=propose_kind(normal, title_length),
            urgent=is_urgent(normal),
            candidates=candidates,
            helpers=matter.helpers if matter else (),
            limit_class=matter.limit_class if matter else "ordinary",
            places=find_places(whole, normal),
            whole=whole,
            version=self.directory.version,
        )
        divert = find_divert(normal)
        if divert is None:
            return decision
        urgent = decision.urgent or divert.to in EMERGENCY_NUMBERS
        return replace(decision, outcome="diverted", divert=divert, urgent=urgent)
