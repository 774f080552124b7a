"""How right the study is: figures over labelled messages, by the same definitions as the outside scorer.

Knows nothing of pages; routing.report draws what is counted here.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from routing.calibration import Bin, calibration_bins, calibration_error
from routing.decision import Decision
from routing.directory import Directory
from routing.router import Router

CURVE_PARTS = (0.0, 0.125, 0.25, 0.5, 1.0)
MIXED = 12345  # a history is sorted by date or department; its parts must be like the whole


@dataclass(frozen=True, slots=True)
class Labelled:
    """One message of which it is known who was in charge; ``accepted`` are those who could also have been."""

    id: str
    title: str
    text: str
    department: str
    accepted: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def rightful(self) -> tuple[str, ...]:
        """Return every department that a dispatcher would have accepted."""
        return self.accepted or (self.department,)


@dataclass(frozen=True, slots=True)
class Judged:
    """One labelled message beside the answer it got."""

    row: Labelled
    decision: Decision

    @property
    def names(self) -> tuple[str, ...]:
        """Return the candidates' names, best first."""
        return tuple(one.department for one in self.decision.candidates)

    @property
    def first(self) -> str:
        """Return the first candidate's name, or an empty text."""
        return self.names[0] if self.names else ""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Every judged message, and the figures over them."""

    judged: tuple[Judged, ...]

    def figures(self) -> dict[str, float | int]:
        """Return the contract's figures, with calibration error and kind where kinds are labelled."""
        count = len(self.judged)
        assigned = [one for one in self.judged if one.decision.outcome == "assigned"]
        kinds = [one for one in self.judged if one.row.kinds]
        figures: dict[str, float | int] = {
            "n": count,
            "top1": _part(one.first == one.row.department for one in self.judged),
            "accepted_top1": _part(one.first in one.row.rightful for one in self.judged),
            "top3": _part(one.row.department in one.names[:3] for one in self.judged),
            "auto_share": round(len(assigned) / count, 4) if count else 0.0,
            "auto_precision": _part(one.first in one.row.rightful for one in assigned),
            "calibration_error": round(calibration_error(self.bins()), 4),
        }
        if kinds:
            figures["kind"] = _part(one.decision.kind in one.row.kinds for one in kinds)
        return figures

    def bins(self) -> tuple[Bin, ...]:
        """Sort the answers by how sure they were of the first candidate."""
        return calibration_bins(
            [one.decision.candidates[0].score if one.decision.candidates else 0.0 for one in self.judged],
            [one.first == one.row.department for one in self.judged],
        )

    def confusion(self) -> Counter[tuple[str, str]]:
        """Count pairs of (who was in charge, who was proposed)."""
        return Counter((one.row.department, one.first) for one in self.judged)

    def by_department(self) -> dict[str, tuple[int, float]]:
        """Return for each department in charge how many messages it had and what part was proposed to it."""
        totals = Counter(one.row.department for one in self.judged)
        hits = Counter(one.row.department for one in self.judged if one.first == one.row.department)
        return {name: (total, hits[name] / total) for name, total in totals.most_common()}


def evaluate(router: Router, rows: Iterable[Labelled]) -> Evaluation:
    """Route every labelled message."""
    return Evaluation(tuple(Judged(row, router.route(row.text, title=row.title)) for row in rows))


def read_labelled(lines: Iterable[bytes | str]) -> Iterator[Labelled]:
    """Read labelled JSON lines; raise ValueError that names the line and the remedy in Chinese."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(_without_mark(line))
        except (ValueError, RecursionError) as error:
            raise ValueError(f"第{number}行不是正确的JSON，请修正或删去这一行。") from error
        yield _labelled(row, number)


def _without_mark(line: bytes | str) -> str:
    """Return the line's text; editors on Windows put a mark before the first one."""
    return (line.decode("utf-8") if isinstance(line, bytes) else line).removeprefix("\ufeff")


def _labelled(row: Any, number: int) -> Labelled:
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise ValueError(f"第{number}行缺少text，请补上正文。")
    department = row.get("department") or next(iter(_names(row.get("primary"))), "")
    if not isinstance(department, str) or not department.strip():
        raise ValueError(f"第{number}行缺少department，请填写主办部门的名称或id。")
    return Labelled(
        id=str(row.get("id", "")),
        title=str(row.get("title") or ""),
        text=row["text"],
        department=department,
        accepted=_names(row.get("accepted")),
        kinds=_names(row.get("kind")),
    )


def _names(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def learning_curve(
    directory: Directory, history: Sequence[Labelled], tests: Sequence[Labelled]
) -> list[tuple[int, float]]:
    """Return (number of past tickets, part of the tests right) for growing parts of a history, none of it first."""
    mixed = [history[one] for one in np.random.default_rng(MIXED).permutation(len(history))]
    points = []
    for size in dict.fromkeys(round(len(mixed) * part) for part in CURVE_PARTS):
        router = Router(directory)
        if size:
            router.learn_all((row.title, row.text, row.department) for row in mixed[:size])
        points.append((size, float(evaluate(router, tests).figures()["top1"])))
    return points


def _part(hits: Iterable[bool]) -> float:
    rows = list(hits)
    return round(sum(rows) / len(rows), 4) if rows else 0.0
