"""One rule of the time-limit table: when it fits, what it allows, and how specific it is. Knows no file and no ticket.

A rule is more specific than another when it names the weightier dimension: every dimension weighs more than all the
lighter ones together, so two rules weigh the same only if they name the same dimensions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from hotline.domain.deadlines import Limit
from hotline.domain.vocabulary import ClockKind, Kind, Urgency

YES = "yes"
# The clocks that the table sets; the others are set by the rules for casework (domain/casework.py).
TABLE_CLOCKS = (
    ClockKind.DISPATCH,
    ClockKind.SIGN,
    ClockKind.RETURN,
    ClockKind.HANDLE,
    ClockKind.FOLLOW_UP,
    ClockKind.SUPERVISE,
)
# Weightiest first: a campaign's tag beats a matter, a matter beats urgency, urgency beats the kind, and so on down.
DIMENSIONS = ("rework", "tag", "matter", "urgency", "limit_class", "kind", "level", "window")
WEIGHT = MappingProxyType({name: 1 << place for place, name in enumerate(reversed(DIMENSIONS))})
DIMENSION_LABELS = MappingProxyType(
    {
        "rework": "重办",
        "tag": "标签",
        "matter": "事项",
        "urgency": "紧急程度",
        "limit_class": "时限类别",
        "kind": "诉求类型",
        "level": "承办层级",
        "window": "起止日期",
    }
)


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What the table needs to know of a ticket; ``at`` is the moment (aware) whose city day dates the rule."""

    kind: Kind
    at: datetime
    urgency: Urgency = Urgency.NORMAL
    matter: str = ""
    limit_class: str = ""
    tag: str = ""
    level: str = ""
    rework: bool = False

    @property
    def facts(self) -> dict[str, str]:
        """Return the same as words by dimension, "" where nothing is known."""
        return {
            "kind": self.kind.value,
            "urgency": self.urgency.value,
            "matter": self.matter,
            "limit_class": self.limit_class,
            "tag": self.tag,
            "level": self.level,
            "rework": YES if self.rework else "",
        }


@dataclass(frozen=True, kw_only=True)
class When:
    """When a rule fits: any of the listed values in every dimension that is listed at all; days inclusive."""

    choices: Mapping[str, frozenset[str]] = field(default_factory=dict)
    first_day: date | None = None
    last_day: date | None = None

    @property
    def dimensions(self) -> frozenset[str]:
        """Return the names of the dimensions that the rule asks for."""
        dated = {"window"} if self.first_day or self.last_day else set()
        return frozenset(self.choices) | dated

    def fits(self, facts: Mapping[str, str], day: date) -> bool:
        """Tell whether all that is asked for is so on that day."""
        if not all(facts.get(name, "") in wanted for name, wanted in self.choices.items()):
            return False
        return self.open_on(day)

    def open_on(self, day: date) -> bool:
        """Tell whether the rule's dates include that day."""
        return (self.first_day or date.min) <= day <= (self.last_day or date.max)

    def overlaps(self, other: "When") -> bool:
        """Tell whether some circumstances fit both, for two conditions that name the same dimensions."""
        if any(not wanted & other.choices[name] for name, wanted in self.choices.items()):
            return False
        first = max(self.first_day or date.min, other.first_day or date.min)
        return first <= min(self.last_day or date.max, other.last_day or date.max)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One row: when it fits, the limit of each clock (None: no such clock), extensions, and where it comes from."""

    id: str
    name: str
    when: When
    limits: Mapping[ClockKind, Limit | None]
    max_extensions: int
    max_extension_days: int
    source: str
    grade: str
    status: str

    @property
    def weight(self) -> int:
        """Return how specific the rule is; the heavier one wins."""
        return sum(WEIGHT[name] for name in self.when.dimensions)

    @property
    def to_be_confirmed(self) -> bool:
        """Tell whether the city has yet to confirm these values."""
        return self.status == "to be confirmed"

    def limit(self, clock: ClockKind) -> Limit | None:
        """Return the limit of a clock, None where the rule runs no such clock."""
        return self.limits[clock]
