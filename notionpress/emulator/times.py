"""Times as Notion writes them: floored to the minute, or with milliseconds on databases and views."""

from __future__ import annotations

from datetime import UTC, datetime

#: The time of everything that says no other.
LONG_AGO = "2026-01-01T00:00:00.000Z"


def to_minute(text: str) -> str:
    """`2026-06-26T13:45:07.039Z` becomes `2026-06-26T13:45:00.000Z`."""
    return datetime.fromisoformat(text).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:00.000Z")


def to_millisecond(text: str) -> str:
    """`2026-06-26T13:45:07Z` becomes `2026-06-26T13:45:07.000+00:00`."""
    return datetime.fromisoformat(text).astimezone(UTC).isoformat(timespec="milliseconds")


def from_moment(moment: datetime) -> str:
    """A moment with a time zone, in UTC with milliseconds and `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
