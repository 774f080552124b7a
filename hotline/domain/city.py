"""The city's clocks. Knows no calendar of working days and never asks what time it is."""

from datetime import datetime
from zoneinfo import ZoneInfo

CITY_ZONE = ZoneInfo("Asia/Shanghai")


def city_time(moment: datetime) -> datetime:
    """Return the same moment on the city's clocks (Asia/Shanghai)."""
    return moment.astimezone(CITY_ZONE)
