"""Which pages are public: the publish rule of site.yaml, and dates that have not come yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo

from notionpress.config import PublishSettings
from notionpress.content.properties import (
    Checkbox,
    CreatedTime,
    Date,
    Formula,
    LastEditedTime,
    MultiSelect,
    Property,
    Select,
    Status,
)
from notionpress.content.rich_text import DateValue


def meets_rule(value: Property | None, rule: PublishSettings, now: datetime, zone: tzinfo) -> bool:
    """Whether the value of the rule's property says published; a value it cannot judge says no."""
    match value:
        case Status(option=option) | Select(option=option):
            return option is not None and option.name in rule.values
        case MultiSelect(options=options):
            return any(option.name in rule.values for option in options)
        case Checkbox(checked=checked):
            return checked
        case Date(date=moment):
            return moment is not None and has_come(moment.start, now, zone)
        case Formula(value=bool(result)):
            return result
        case Formula(value=str(result)):
            return result in rule.values
    return False


def has_come(moment: date | datetime, now: datetime, zone: tzinfo) -> bool:
    """Whether a date has begun, or a time has passed, in the site's time zone."""
    if not isinstance(moment, datetime) and abs(days := (now.date() - moment).days) > 1:
        # Wherever the site is, and to ask its time zone takes long.
        return days > 0
    return aware(moment, zone) <= now


def aware(moment: date | datetime, zone: tzinfo) -> datetime:
    """A point in time: dates begin at midnight of the site's time zone, times without offset are in it."""
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day, tzinfo=zone)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def moment_of(value: Property | None) -> date | datetime | None:
    """The date that a date-like property holds: the start of a range."""
    if value is None:
        return None
    match value:
        case Date(date=DateValue(start=start)) | Formula(value=DateValue(start=start)):
            return start
        case CreatedTime(time=time) | LastEditedTime(time=time):
            return time
    return None


def next_change(
    moments: Iterable[date | datetime | None], now: datetime, zone: tzinfo, *, every_day: bool
) -> datetime | None:
    """The next moment at which another site is public, None for never.

    `moments` are those before which pages are held back; `every_day` says that something depends on which day it is.
    """
    found = [aware(one, zone) for one in moments if one is not None and not has_come(one, now, zone)]
    if every_day:
        found.append(aware(now.astimezone(zone).date() + timedelta(days=1), zone))
    return min(found, default=None)
