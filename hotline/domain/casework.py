"""What a city decided about returns, disputes, waits, joint handling and rework, by dated versions. Knows no file.

A ticket keeps the version that was in force when it was received: a new one never changes what is under way.
Sources: 国办函〔2025〕66号 (五); every value of the packaged version is to be confirmed by the city.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hotline.domain.city import city_time
from hotline.domain.deadlines import Limit
from hotline.domain.people import Role
from hotline.domain.vocabulary import Labelled


class LateRuling(Labelled):
    """What happens when nobody has ruled on a dispute in time."""

    FALLBACK = "fallback", "交兜底单位先行办理"
    WAIT = "wait", "继续等待裁定"


@dataclass(frozen=True, kw_only=True)
class Casework:
    """One version of the rules."""

    version: str
    first_day: date
    source: str
    status: str
    most_returns: int  # granted ones; at this many a ticket is in dispute
    ruling: Limit
    late_ruling: LateRuling
    fallback: str  # a department's id (兜底)
    fallback_by_district: Mapping[str, str]
    most_waits: int  # in one round of handling
    wait: Limit
    joint: Limit
    joint_approved_by: Role  # of a helper that the lead asks for
    most_reworks: int  # before supervision asks for the leader's final answer

    @property
    def to_be_confirmed(self) -> bool:
        """Tell whether the city has yet to confirm these values."""
        return self.status == "to be confirmed"

    def fallback_for(self, district: str) -> str:
        """Return the id of the department that takes what nobody else does."""
        return self.fallback_by_district.get(district, self.fallback)


@dataclass(frozen=True)
class CaseworkRules:
    """All versions, the oldest first."""

    versions: tuple[Casework, ...]

    def in_force(self, at: datetime) -> Casework:
        """Return the version in force on that city day; before the first one, the first."""
        day = city_time(at).date()
        return next((each for each in reversed(self.versions) if each.first_day <= day), self.versions[0])
