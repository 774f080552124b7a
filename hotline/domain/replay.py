"""The journal folded: where a ticket stands and which clocks ran and run, told from its entries alone. Pure.

What the tables hold is a convenience; the story is the truth. Knows no table and no database.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

CLOCKS = "clocks"  # the entry that says which clocks ended and which began


class Told(Protocol):
    """An entry of a journal, as far as the fold reads it."""

    @property
    def at(self) -> datetime:
        """Return when it happened."""

    @property
    def what(self) -> str:
        """Return what happened."""

    @property
    def to_state(self) -> str | None:
        """Return the state that a step led to; None for what moved nothing."""

    @property
    def facts(self) -> Mapping[str, Any]:
        """Return the facts of it."""


@dataclass(frozen=True, order=True)
class Clock:
    """One clock as the journal tells it; ``name`` is its kind, with its department where each has its own."""

    name: str
    started_at: datetime
    due_at: datetime
    rule_id: str
    round: int
    ended_at: datetime | None = field(default=None, compare=True)


@dataclass(frozen=True)
class Standing:
    """Where a ticket stands and its clocks in the order they began."""

    state: str | None
    clocks: tuple[Clock, ...]

    @property
    def running(self) -> tuple[Clock, ...]:
        """Return the clocks that have not ended."""
        return tuple(clock for clock in self.clocks if clock.ended_at is None)


def replay(entries: Iterable[Told]) -> Standing:
    """Fold a ticket's entries, in their order, into where it stands."""
    state, clocks = None, list[Clock]()
    for entry in entries:
        state = entry.to_state or state
        if entry.what != CLOCKS:
            continue
        ended = entry.facts["ended"]
        clocks = [replace(each, ended_at=entry.at) if _ends(each, ended) else each for each in clocks]
        clocks += [_begun(name, told) for name, told in sorted(entry.facts["begun"].items())]
    return Standing(state, tuple(clocks))


def _ends(clock: Clock, names: Iterable[str]) -> bool:
    return clock.ended_at is None and clock.name in names


def _begun(name: str, told: Mapping[str, Any]) -> Clock:
    return Clock(
        name=name,
        started_at=datetime.fromisoformat(told["from"]),
        due_at=datetime.fromisoformat(told["due"]),
        rule_id=told["rule"],
        round=told["round"],
    )
