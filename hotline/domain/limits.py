"""The dated table of time limits: which rule fits a ticket, and when that is due.

One rule decides everything for a ticket; nothing is inherited from a less specific one. The most specific rule wins
(``limit_rules.DIMENSIONS``); the checker refuses a table with a tie or a gap. Knows no ticket, no clock, no database.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files
from itertools import combinations, product
from pathlib import Path

from hotline.domain import deadlines
from hotline.domain.city import city_time
from hotline.domain.deadlines import Lamp, Limit, Start, Unit, add_working_days, due, explain_due, lamp
from hotline.domain.limit_rules import DIMENSION_LABELS, DIMENSIONS, Circumstances, Rule, When
from hotline.domain.limits_file import read_rules
from hotline.domain.vocabulary import Kind, Urgency
from hotline.domain.workdays import WorkingCalendar
from hotline.errors import ConfigurationError

__all__ = [
    "Circumstances",
    "Lamp",
    "Limit",
    "LimitTable",
    "Rule",
    "Start",
    "Unit",
    "When",
    "add_working_days",
    "due",
    "explain_due",
    "lamp",
]

FILE_NAME = "time_limits.json"


@dataclass(frozen=True)
class LimitTable:
    """All rules in force; made by ``load``, which refuses a table that ``check`` finds fault with."""

    rules: tuple[Rule, ...]

    @classmethod
    def packaged(cls) -> "LimitTable":
        """Return the table that comes with the service (data/time_limits.json)."""
        return cls.load(Path(str(files("data"))) / FILE_NAME)

    @classmethod
    def load(cls, path: Path) -> "LimitTable":
        """Read and check a table; raise ConfigurationError naming every fault and its place, in Chinese."""
        table = cls(read_rules(path))
        if problems := table.check():
            raise ConfigurationError(f"{path.name}：" + "".join(problems))
        return table

    def check(self) -> tuple[str, ...]:
        """Return what is wrong with the table as a whole (ties and gaps), in Chinese; empty where nothing is."""
        return (*self._ties(), *self._gaps())

    def rule_for(self, circumstances: Circumstances) -> Rule:
        """Return the most specific rule that fits; raise ConfigurationError where none or more than one does."""
        day = city_time(circumstances.at).date()
        fitting = self._fitting(circumstances.facts, day)
        if len(fitting) != 1:
            names = "、".join(rule.name for rule in fitting) or "没有一条"
            raise ConfigurationError(f"时限规则不明确：{day}的{circumstances.kind.label}适用的规则有：{names}。")
        return fitting[0]

    def tag_in(self, text: str, at: datetime) -> str:
        """Return the first tag in force on that city day which stands as 【tag】 in the text; "" where none does."""
        day = city_time(at).date()
        tags = (
            tag for rule in self.rules if rule.when.open_on(day) for tag in sorted(rule.when.choices.get("tag", ()))
        )
        return next((tag for tag in tags if f"【{tag}】" in text), "")

    def due(self, start: datetime, limit: Limit, calendar: WorkingCalendar) -> datetime:
        """Return the moment (UTC) at which a limit that begins at ``start`` ends."""
        return due(start, limit, calendar)

    def add_working_days(self, moment: datetime, days: int, calendar: WorkingCalendar) -> datetime:
        """Return the end of the office day ``days`` working days after ``moment``."""
        return add_working_days(moment, days, calendar)

    def explain_due(self, start: datetime, limit: Limit, calendar: WorkingCalendar, *, rule: Rule | None = None) -> str:
        """Say in Chinese by which rule and by which count of days a due moment came about."""
        count = deadlines.explain_due(start, limit, calendar)
        if rule is None:
            return count
        doubt = "，数值待本市确认" if rule.to_be_confirmed else ""
        return f"按规则“{rule.name}”（依据：{rule.source}{doubt}）：{count}"

    def _fitting(self, facts: Mapping[str, str], day: date) -> list[Rule]:
        fitting = [rule for rule in self.rules if rule.when.fits(facts, day)]
        top = max((rule.weight for rule in fitting), default=0)
        return [rule for rule in fitting if rule.weight == top]

    def _ties(self) -> Iterable[str]:
        for one, other in combinations(self.rules, 2):
            if one.when.dimensions == other.when.dimensions and one.when.overlaps(other.when):
                named = "、".join(DIMENSION_LABELS[name] for name in DIMENSIONS if name in one.when.dimensions)
                same = f"条件都是“{named or '无条件'}”，且可能同时适用，无法判定谁优先"
                yield f"规则“{one.id}”与“{other.id}”重叠：{same}。"

    def _gaps(self) -> Iterable[str]:
        """Every kind and urgency needs a rule on every day, without any tag, matter, class, level or rework."""
        for kind, urgency in product(Kind, Urgency):
            facts = {"kind": kind.value, "urgency": urgency.value}
            for day in self._turning_days():
                if not self._fitting(facts, day):
                    when = "任何日期" if day == date.min else f"{day}起"
                    yield f"有缺口：{kind.label}、{urgency.label}的诉求在{when}没有适用的规则。"
                    break

    def _turning_days(self) -> list[date]:
        """Return one day of every span in which the same windows are open."""
        firsts = {rule.when.first_day for rule in self.rules if rule.when.first_day}
        after = {rule.when.last_day + timedelta(days=1) for rule in self.rules if rule.when.last_day}
        return sorted({date.min} | firsts | after)
