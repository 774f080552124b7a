"""The clocks of one invented ticket, as flow/clocks.py writes them."""

from datetime import datetime
from typing import Any

from hotline.domain.limits import Circumstances
from hotline.domain.rules import CityRules
from hotline.domain.vocabulary import ClockKind
from tests.month.rows import Rows

AT_DISPATCH = (ClockKind.SIGN, ClockKind.RETURN, ClockKind.HANDLE)


class Clocks:
    """What was started and what still runs."""

    def __init__(self, rows: Rows, ticket: dict[str, Any], rules: CityRules) -> None:
        self.rows, self.ticket, self.rules = rows, ticket, rules
        self.all: list[dict[str, Any]] = []

    def start(self, *clocks: ClockKind, at: datetime) -> None:
        """Start these clocks by the rule that fits the ticket."""
        of = self.ticket
        rule = self.rules.limits.rule_for(
            Circumstances(kind=of["kind"], urgency=of["urgency"], matter=of["matter_id"], rework=of["round"] > 1, at=at)
        )
        for clock in clocks:
            limit = rule.limit(clock)
            if limit is not None:
                self.one(clock, self.rules.limits.due(at, limit, self.rules.calendar), rule.id, at=at)

    def one(self, clock: ClockKind, due_at: datetime, rule_id: str, *, at: datetime) -> dict[str, Any]:
        """Start one clock that is due at a known moment."""
        row = self.rows.add(
            "deadline",
            ticket_id=self.ticket["id"],
            clock=clock,
            round=self.ticket["round"],
            started_at=at,
            due_at=due_at,
            ended_at=None,
            rule_id=rule_id,
            reason="",
        )
        self.all.append(row)
        self._show_due()
        return row

    def running(self, clock: ClockKind) -> dict[str, Any]:
        """Return the running clock of this kind."""
        return next(row for row in self.all if row["clock"] is clock and row["ended_at"] is None)

    def stop(self, *clocks: ClockKind, at: datetime) -> None:
        """Stop these clocks, or all."""
        for row in self.all:
            if row["ended_at"] is None and (not clocks or row["clock"] in clocks):
                row["ended_at"] = at
        self._show_due()

    def _show_due(self) -> None:
        running = sorted((row for row in self.all if row["ended_at"] is None), key=lambda row: row["due_at"])
        handling = [row for row in running if row["clock"] is ClockKind.HANDLE]
        self.ticket["due_at"] = (handling or running or [{"due_at": None}])[0]["due_at"]
