"""The figures a city is judged by, as formulas: what is taken up, what is left out and why, what counts.

What is counted is a *case* (承办件): one dispatch of a ticket to one lead department. A formula takes up the cases
whose ``counted_when`` moment lies in the period; the first exclusion that holds leaves a case out with that reason;
what is left is the base, and the numerator's facts say what counts in it. Knows no database, no file and no clock.

Source: definitions found for 实际解决率, 满意率, 及时结案率, 答复率 and for the bases of 及时签收率 and 按时办结率; no
chasing of ranks (国办函〔2025〕66号). Every value is data (data/figures.json), "to be confirmed" by the city.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from hotline.domain.vocabulary import Labelled, Satisfaction
from hotline.errors import ConfigurationError

WHOLE = 1000  # points are whole thousandths: both databases and every recount add them up exactly


class Moment(Labelled):
    """Which moment of a case decides the period that it counts in."""

    DISPATCHED = "dispatched", "派单"
    SIGN_DUE = "sign_due", "签收期限"
    HANDLE_DUE = "handle_due", "办理期限"
    APPROVED = "approved", "答复审核通过"


class Fact(Labelled):
    """What may be true of a case; the label is the reason or the result that people read."""

    VOIDED = "voided", "市民已撤回"
    RETURNED = "returned", "已同意退单"
    MOVED = "moved", "未答复即改派"
    PAUSED = "paused", "等待市民补充，停止计时"
    NOT_DUE = "not_due", "尚未到期"
    SIGNED_IN_TIME = "signed_in_time", "按时签收"
    ANSWERED = "answered", "已答复"
    ANSWERED_IN_TIME = "answered_in_time", "按时答复"
    SOLVED = "solved", "实际解决"
    EXPLAINED = "explained", "解释说明"
    PLANNED = "planned", "列入计划，尚未解决"
    RATED = "rated", "市民已评价"
    UNRATED = "unrated", "市民未评价"
    REWORKED = "reworked", "已重办"


class Verdict(Labelled):
    """What became of a case that a formula took up, where no exclusion left it out."""

    COUNTS = "counts", "计入分子"
    BASE = "base", "只计入分母"
    OUTSIDE = "outside", "不属于分母"


class Direction(Labelled):
    """Whether more is better."""

    HIGHER = "higher", "越高越好"
    LOWER = "lower", "越低越好"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One formula; ``denominator`` empty means every case that is not left out.

    With ``weights`` every rating of a case counts by itself: the base is the number of ratings, and a rating is worth
    so many thousandths.
    """

    id: str
    name: str
    counted_when: Moment
    exclusions: tuple[Fact, ...]
    denominator: tuple[Fact, ...]
    numerator: tuple[Fact, ...]
    weights: Mapping[Satisfaction, int]
    better: Direction
    meaning: str
    source: str
    grade: str
    status: str

    @property
    def to_be_confirmed(self) -> bool:
        """Tell whether the city has yet to confirm this formula."""
        return self.status == "to be confirmed"

    @property
    def reasons(self) -> tuple[Labelled, ...]:
        """Return why a case may be left out, in the order in which the reasons are asked."""
        return (*self.exclusions, Verdict.OUTSIDE) if self.denominator else self.exclusions

    def verdict(self, facts: Collection[Fact]) -> Labelled:
        """Return what becomes of a case of which these facts are true: a Verdict, or the Fact that leaves it out."""
        for reason in self.exclusions:
            if reason in facts:
                return reason
        if self.denominator and not any(fact in facts for fact in self.denominator):
            return Verdict.OUTSIDE
        return Verdict.COUNTS if any(fact in facts for fact in self.numerator) else Verdict.BASE


@dataclass(frozen=True)
class Tally:
    """What a formula counted: ``points`` in thousandths over ``base``, and how many cases were left out."""

    points: int = 0
    base: int = 0
    left_out: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.points + other.points, self.base + other.base, self.left_out + other.left_out)

    @property
    def share(self) -> float | None:
        """Return the figure between 0 and 1; None where there is nothing to divide by."""
        return self.points / (WHOLE * self.base) if self.base else None

    @property
    def percent(self) -> str:
        """Return the figure as people read it, with two digits after the point; "—" where there is nothing to count."""
        if not self.base:
            return "—"
        hundredths = (self.points * 20_000 + WHOLE * self.base) // (2 * WHOLE * self.base)  # half up, exactly
        return f"{hundredths // 100}.{hundredths % 100:02d}%"

    @property
    def counted(self) -> str:
        """Return the numerator as people read it: whole, or with the digits that weights give it."""
        return f"{self.points / WHOLE:g}" if self.points % WHOLE else str(self.points // WHOLE)


@dataclass(frozen=True, kw_only=True)
class FormulaSet:
    """The formulas in force from a day on; ``ranking`` lets departments be ordered by a figure (off by default)."""

    version: str
    since: date
    ranking: bool
    figures: tuple[Figure, ...]
    note: str = ""

    def find(self, figure_id: str) -> Figure | None:
        """Return the formula of that id, if this version has it."""
        return next((figure for figure in self.figures if figure.id == figure_id), None)


@dataclass(frozen=True)
class RiseRule:
    """When a matter or a place is hot: ``least`` in 24 hours, and ``times`` the daily mean of the ``days`` before."""

    days: int
    least: int
    times: float

    def is_hot(self, recent: int, before: int) -> bool:
        """Tell whether so many in the last 24 hours are a sudden rise over so many in the days before."""
        return recent >= self.least and recent * self.days >= self.times * before

    def explain(self, recent: int, before: int) -> str:
        """Say in Chinese why it is hot."""
        return f"近24小时{recent}件，前{self.days}天平均每天{before / self.days:.1f}件"


@dataclass(frozen=True)
class Formulas:
    """Every version, the oldest first, and the city's districts."""

    versions: tuple[FormulaSet, ...]
    districts: tuple[str, ...]
    rise: RiseRule

    def on(self, day: date) -> FormulaSet:
        """Return the version for a period that begins on that day; the first version also speaks for days before it."""
        in_force = [version for version in self.versions if version.since <= day]
        return in_force[-1] if in_force else self.versions[0]

    def check(self) -> tuple[str, ...]:
        """Return what is wrong with the versions together, in Chinese; empty where nothing is."""
        days = [version.since for version in self.versions]
        problems = []
        if days != sorted(set(days)):
            problems.append("各版本的生效日应从早到晚排列，互不相同。")
        names = [version.version for version in self.versions]
        if len(set(names)) != len(names):
            problems.append("版本号不能重复。")
        return tuple(problems)


def weight_of(points: float, place: str) -> int:
    """Return a weight in thousandths; raise ConfigurationError where it is not between 0 and 1 or finer than that."""
    thousandths = round(points * WHOLE)
    if not 0 <= points <= 1 or abs(thousandths - points * WHOLE) > 1e-9:
        raise ConfigurationError(f"{place} 应为 0 至 1 之间、最多三位小数的数，现为“{points}”。")
    return thousandths
