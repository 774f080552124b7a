"""The only place that asks what time it is. Knows nothing of tickets."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment in UTC, with its offset."""
    return datetime.now(UTC)
