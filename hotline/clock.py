"""The only place that asks what time it is. Knows nothing of tickets."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

CITY_ZONE = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return the present moment in UTC, with its offset."""
    return datetime.now(UTC)


def city_time(moment: datetime) -> datetime:
    """Return the same moment on the city's clocks (Asia/Shanghai)."""
    return moment.astimezone(CITY_ZONE)
