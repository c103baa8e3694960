"""Dates of filters and sorts: moments, relative days and windows of days, all in UTC.

Source: developers.notion.com/reference/filter-data-source-entries. It does not say on which day a week begins; here it
is Sunday, as in a new workspace.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

RELATIVE_DATES = (
    "today",
    "tomorrow",
    "yesterday",
    "one_week_ago",
    "one_week_from_now",
    "one_month_ago",
    "one_month_from_now",
)
WINDOWS = ("this_week", "past_week", "past_month", "past_year", "next_week", "next_month", "next_year")


def instant(text: str) -> datetime:
    """Return the moment of an ISO date or date with time, to the millisecond; without a time zone it is UTC.

    Raises ValueError when it is no such date, or one that no calendar holds in UTC.
    """
    found = datetime.fromisoformat(text)
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    try:
        return found.astimezone(UTC).replace(microsecond=found.microsecond // 1000 * 1000)
    except OverflowError as error:
        raise ValueError(text) from error


def day_of(text: str, today: date) -> date | None:
    """Return the day that a relative date or a date without a time means, None for a date with a time."""
    match text:
        case "today":
            return today
        case "tomorrow":
            return today + timedelta(days=1)
        case "yesterday":
            return today - timedelta(days=1)
        case "one_week_ago":
            return today - timedelta(days=7)
        case "one_week_from_now":
            return today + timedelta(days=7)
        case "one_month_ago":
            return _months_on(today, -1)
        case "one_month_from_now":
            return _months_on(today, 1)
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def window(name: str, today: date) -> tuple[date, date]:
    """Return the first and last day of a window such as `past_week`; today is in each of them."""
    direction, unit = name.split("_")
    if direction == "this":
        sunday = today - timedelta(days=today.isoweekday() % 7)
        return sunday, sunday + timedelta(days=6)
    sign = 1 if direction == "next" else -1
    if unit == "week":
        other = today + timedelta(days=7 * sign)
    else:
        other = _months_on(today, sign * (12 if unit == "year" else 1))
    return min(today, other), max(today, other)


def _months_on(day: date, months: int) -> date:
    """Return the same day some months on, or the last day of that month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    following = (first + timedelta(days=31)).replace(day=1)
    return first.replace(day=min(day.day, (following - timedelta(days=1)).day))
