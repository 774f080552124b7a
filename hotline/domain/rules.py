"""What a city decided about time, loaded once and handed to the rooms. Knows no file and no database."""

from dataclasses import dataclass

from hotline.domain.casework import CaseworkRules
from hotline.domain.limits import LimitTable
from hotline.domain.supervision import SupervisionRules
from hotline.domain.workdays import WorkingCalendar


@dataclass(frozen=True, kw_only=True)
class CityRules:
    """The time limits, the working calendar and the rules of supervision in force."""

    limits: LimitTable
    calendar: WorkingCalendar
    casework: CaseworkRules
    supervision: SupervisionRules
