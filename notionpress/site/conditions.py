"""The conditions of filters, asked of single property values.

Source: developers.notion.com/reference/filter-data-source-entries. Where it is silent, a condition is read as Notion's
app reads it: letter case does not count, what is empty meets every negative condition and no comparison, a range of
dates counts by its start. Days are those of the site's time zone. None means that it cannot be known.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from types import MappingProxyType
from typing import Any, Final

import msgspec

from notionpress.content.parse_views import WINDOWS
from notionpress.content.properties import (
    Checkbox,
    CreatedBy,
    CreatedTime,
    Date,
    Email,
    Files,
    LastEditedBy,
    LastEditedTime,
    MultiSelect,
    Number,
    People,
    PhoneNumber,
    Property,
    Relation,
    RichTextValue,
    Select,
    Status,
    Title,
    UniqueId,
    Url,
    Verification,
)
from notionpress.content.rich_text import Person, plain
from notionpress.content.views import Condition
from notionpress.site.publish import aware

CUT_AT: Final = 25
"""A list of so many values may be longer in Notion, which gives out no more of them with a page."""


class Clock(msgspec.Struct, frozen=True):
    """When a filter is asked: `now` has a time zone; `zone` is the one whose days count."""

    now: datetime
    zone: tzinfo

    @property
    def today(self) -> date:
        """The day that it is in the zone."""
        return self.day(self.now)

    def day(self, moment: date | datetime) -> date:
        """The day on which a moment falls in the zone."""
        if not isinstance(moment, datetime):
            return moment
        try:
            return aware(moment, self.zone).astimezone(self.zone).date()
        except OverflowError:
            # The first and the last day that Python knows have no neighbours.
            return moment.date()


def _comparable(value: Property) -> Any:
    """What the comparisons of the value's kind compare."""
    match value:
        case Title(rich_text=text) | RichTextValue(rich_text=text):
            return plain(text)
        case Url(url=text) | Email(email=text) | PhoneNumber(phone_number=text):
            return text
        case Number(number=number) | UniqueId(number=number):
            return number
        case Checkbox(checked=checked):
            return checked
        case Select(option=option) | Status(option=option):
            return option.name if option else None
        case MultiSelect(options=options):
            return tuple(option.name for option in options)
        case Date(date=found):
            return found.start if found else None
        case CreatedTime(time=time) | LastEditedTime(time=time):
            return time
        case Verification(state=state):
            return state
    return _list(value)


def _list(value: Property) -> tuple[object, ...]:
    """The things of a list; None at its end stands for what may have been cut off."""
    match value:
        case People(people=people):
            ids = tuple(_bare(one.id) for one in people)
            return (*ids, None) if len(ids) >= CUT_AT else ids
        case CreatedBy(person=Person(id=id)) | LastEditedBy(person=Person(id=id)):
            return (_bare(id),)
        case Relation(pages=pages, has_more=has_more):
            ids = tuple(_bare(id) for id in pages)
            return (*ids, None) if has_more else ids
        case Files(files=files):
            return files
    return ()


def _bare(id: str) -> str:
    return id.replace("-", "").lower()


def text_meets(condition: Condition, found: str | None, _: Clock) -> bool | None:
    found = found or ""
    if condition.name in _EXISTENCE:
        return _exists(condition, bool(found))
    if not isinstance(condition.wanted, str):
        return None
    left, right = found.casefold(), condition.wanted.casefold()
    match condition.name:
        case "equals":
            return left == right
        case "does_not_equal":
            return left != right
        case "contains":
            return right in left
        case "does_not_contain":
            return right not in left
        case "starts_with":
            return left.startswith(right)
        case "ends_with":
            return left.endswith(right)
    return None


_EXISTENCE: Final = ("is_empty", "is_not_empty")


def _exists(condition: Condition, there: bool) -> bool:
    return there == (condition.name == "is_not_empty")


_ORDER: Final[Mapping[str, Callable[[Any, Any], bool]]] = MappingProxyType(
    {
        "equals": operator.eq,
        "greater_than": operator.gt,
        "less_than": operator.lt,
        "greater_than_or_equal_to": operator.ge,
        "less_than_or_equal_to": operator.le,
        "before": operator.lt,
        "after": operator.gt,
        "on_or_before": operator.le,
        "on_or_after": operator.ge,
    }
)


def number_meets(condition: Condition, found: float | None, _: Clock) -> bool | None:
    if condition.name in _EXISTENCE:
        return _exists(condition, found is not None)
    wanted = condition.wanted
    if not isinstance(wanted, (int, float)) or isinstance(wanted, bool):
        return None
    if condition.name == "does_not_equal":
        return found != wanted
    return found is not None and _ORDER[condition.name](found, wanted)


def checkbox_meets(condition: Condition, found: bool | None, _: Clock) -> bool | None:
    if not isinstance(condition.wanted, bool):
        return None
    return (bool(found) == condition.wanted) == (condition.name == "equals")


def _choice(condition: Condition, found: str | None, _: Clock) -> bool | None:
    if condition.name in _EXISTENCE:
        return _exists(condition, found is not None)
    wanted = _many(condition.wanted)
    return None if wanted is None else (found in wanted) == (condition.name == "equals")


def _choices(condition: Condition, found: tuple[str, ...], _: Clock) -> bool | None:
    if condition.name in _EXISTENCE:
        return _exists(condition, bool(found))
    wanted = _many(condition.wanted)
    return None if wanted is None else any(one in found for one in wanted) == (condition.name == "contains")


def _many(wanted: object) -> tuple[str, ...] | None:
    return (wanted,) if isinstance(wanted, str) else wanted if isinstance(wanted, tuple) else None


def _ids(condition: Condition, found: tuple[object, ...], _: Clock) -> bool | None:
    if condition.name in _EXISTENCE:
        return _exists(condition, bool(found))
    if not isinstance(condition.wanted, str):
        return None
    there = _bare(condition.wanted) in found
    return None if None in found and not there else there == (condition.name == "contains")


def _files(condition: Condition, found: tuple[object, ...], _: Clock) -> bool | None:
    return _exists(condition, bool(found))


def _verification(condition: Condition, found: str, _: Clock) -> bool | None:
    state = "none" if found == "unverified" else found
    return (state == condition.wanted) == (condition.name == "status")


def date_meets(condition: Condition, found: date | datetime | None, clock: Clock) -> bool | None:
    name, wanted = condition.name, condition.wanted
    if name in _EXISTENCE:
        return _exists(condition, found is not None)
    if name in WINDOWS:
        first, last = window(name, clock.today)
        return found is not None and first <= clock.day(found) <= last
    moment = _moment(wanted, clock.today) if isinstance(wanted, str) else None
    if moment is None:
        return None
    if found is None:
        return False
    if isinstance(moment, datetime):
        return _ORDER[name](aware(found, clock.zone), aware(moment, clock.zone))
    return _ORDER[name](clock.day(found), moment)


def _moment(text: str, today: date) -> date | datetime | None:
    """The day or moment that a filter names, None when it names none that this version knows."""
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
            return _in_months(today, -1)
        case "one_month_from_now":
            return _in_months(today, 1)
    try:
        return date.fromisoformat(text) if len(text) == len("2026-03-12") else datetime.fromisoformat(text)
    except ValueError:
        return None


def window(name: str, today: date) -> tuple[date, date]:
    """The first and the last day of a window such as `past_week`; a week begins on Sunday, and today counts."""
    match name:
        case "this_week":
            sunday = today - timedelta(days=(today.weekday() + 1) % 7)
            return sunday, sunday + timedelta(days=6)
        case "past_week":
            return today - timedelta(days=7), today
        case "past_month":
            return _in_months(today, -1), today
        case "past_year":
            return _in_months(today, -12), today
        case "next_week":
            return today, today + timedelta(days=7)
        case "next_month":
            return today, _in_months(today, 1)
    return today, _in_months(today, 12)


def _in_months(day: date, months: int) -> date:
    """The same day so many months later, or the last one of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


Comparison = Callable[[Condition, Any, Clock], "bool | None"]

_WORDS: Final = ("title", "rich_text", "url", "email", "phone_number")
_CLASSES: Final[Mapping[str, tuple[type[Property], ...]]] = MappingProxyType(
    {
        "title": (Title,),
        "rich_text": (RichTextValue, Title, Url, Email, PhoneNumber),
        "url": (Url,),
        "email": (Email,),
        "phone_number": (PhoneNumber,),
        "number": (Number,),
        "unique_id": (UniqueId,),
        "checkbox": (Checkbox,),
        "select": (Select,),
        "status": (Status,),
        "multi_select": (MultiSelect,),
        "date": (Date, CreatedTime, LastEditedTime),
        "created_time": (CreatedTime,),
        "last_edited_time": (LastEditedTime,),
        "people": (People, CreatedBy, LastEditedBy),
        "created_by": (CreatedBy,),
        "last_edited_by": (LastEditedBy,),
        "relation": (Relation,),
        "files": (Files,),
        "verification": (Verification,),
    }
)
"""The classes of value that each key of a filter may be asked of."""

_COMPARISONS: Final[Mapping[str, Comparison]] = MappingProxyType(
    {
        **dict.fromkeys(_WORDS, text_meets),
        **dict.fromkeys(("number", "unique_id"), number_meets),
        "checkbox": checkbox_meets,
        **dict.fromkeys(("select", "status"), _choice),
        "multi_select": _choices,
        **dict.fromkeys(("date", "created_time", "last_edited_time"), date_meets),
        **dict.fromkeys(("people", "created_by", "last_edited_by", "relation"), _ids),
        "files": _files,
        "verification": _verification,
    }
)
_NOTHING: Final[Mapping[str, object]] = MappingProxyType(
    {
        **dict.fromkeys(("multi_select", "people", "created_by", "last_edited_by", "relation", "files"), ()),
        "verification": "unverified",
    }
)
"""What stands for no value, where that is not None."""

_ALIKE: Final = (_WORDS, ("number", "unique_id"), ("select", "status"))


def value_meets(value: Property, key: str, condition: Condition, clock: Clock) -> bool | None:
    """Whether the value of a property meets a condition; a filter's key that does not fit it says nothing."""
    if not isinstance(value, _CLASSES.get(key, ())):
        return None
    return _COMPARISONS[key](condition, _comparable(value), clock)


def item_meets(item: Property, key: str, condition: Condition, clock: Clock) -> bool | None:
    """Whether an item that a roll-up gathered meets a condition; one of another kind counts as empty."""
    keys = next((alike for alike in _ALIKE if key in alike), (key,))
    classes = tuple(one for name in keys for one in _CLASSES[name])
    return _COMPARISONS[key](condition, _comparable(item) if isinstance(item, classes) else _NOTHING.get(key), clock)
