"""What a changed directory would do: the same messages routed before and after, side by side.

Knows nothing of why the directory was changed.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from routing.directory import Directory
from routing.router import Router


@dataclass(frozen=True, slots=True)
class Ticket:
    """One message to try the two directories on; ``department`` is empty where nobody knows who was right."""

    id: str
    title: str
    text: str
    department: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """One message that would go elsewhere."""

    id: str
    title: str
    before: str
    after: str
    department: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return the move as a JSON object."""
        return {"id": self.id, "title": self.title, "before": self.before, "after": self.after}


@dataclass(frozen=True, slots=True)
class Change:
    """What two directories do differently on the same messages."""

    count: int
    moves: tuple[Move, ...]
    labelled: int = 0
    right_before: int = 0
    right_after: int = 0

    def balance(self) -> dict[str, tuple[int, int]]:
        """Return for each department touched how many messages it gains and loses."""
        gains = Counter(move.after for move in self.moves)
        losses = Counter(move.before for move in self.moves)
        names = sorted({*gains, *losses}, key=lambda name: (-gains[name] - losses[name], name))
        return {name: (gains[name], losses[name]) for name in names}

    def as_dict(self) -> dict[str, Any]:
        """Return the whole comparison as a JSON object; accuracy is null where nothing is labelled."""
        return {
            "n": self.count,
            "moved": [move.as_dict() for move in self.moves],
            "balance": {name: {"gains": gain, "losses": loss} for name, (gain, loss) in self.balance().items()},
            "accuracy_before": self._accuracy(self.right_before),
            "accuracy_after": self._accuracy(self.right_after),
        }

    def _accuracy(self, right: int) -> float | None:
        return round(right / self.labelled, 4) if self.labelled else None

    def lines(self) -> list[str]:
        """Return the comparison as Chinese lines for a terminal."""
        lines = [f"共{self.count}件，其中{len(self.moves)}件会改派："]
        lines += [f"  {move.id}  {move.before} → {move.after}  {move.title}" for move in self.moves]
        lines += [f"  {name}：增加{gain}件，减少{loss}件" for name, (gain, loss) in self.balance().items()]
        if self.labelled:
            before, after = self.right_before / self.labelled, self.right_after / self.labelled
            lines.append(f"准确率：{before:.2%} → {after:.2%}（{self.labelled}件有正确答案）")
        return lines


def compare_directories(old: Directory, new: Directory, tickets: Iterable[Ticket]) -> Change:
    """Route every ticket by both directories and return exactly those whose first department differs."""
    return compare_routers(Router(old), Router(new), tickets)


def compare_routers(old: Router, new: Router, tickets: Iterable[Ticket]) -> Change:
    """Route every ticket by two routers, with what each has learned, and return what differs."""
    moves, count, labelled, right_before, right_after = [], 0, 0, 0, 0
    for ticket in tickets:
        before, after = _first(old, ticket), _first(new, ticket)
        count += 1
        if before[0] != after[0]:
            moves.append(Move(ticket.id, ticket.title, before[1], after[1], ticket.department))
        if ticket.department:
            labelled += 1
            right_before += ticket.department in before
            right_after += ticket.department in after
    return Change(count, tuple(moves), labelled, right_before, right_after)


def _first(router: Router, ticket: Ticket) -> tuple[str, str]:
    lead = router.route(ticket.text, title=ticket.title, top=1).lead
    return (lead.department_id, lead.department) if lead else ("", "（无）")
