"""Rows put into groups by a property, as boards and grouped views show them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from math import floor
from typing import Any

import msgspec

from notionpress.content.adapters import NameOf, group_of, sort_key
from notionpress.content.pages import SchemaProperty
from notionpress.content.properties import (
    Checkbox,
    CreatedBy,
    CreatedTime,
    Date,
    Email,
    Formula,
    LastEditedBy,
    LastEditedTime,
    MultiSelect,
    Number,
    Option,
    People,
    PhoneNumber,
    Property,
    Relation,
    RichTextValue,
    Select,
    Status,
    Title,
    Url,
)
from notionpress.content.rich_text import DateValue, Person, RichText, Text
from notionpress.content.views import Grouping
from notionpress.site.conditions import Clock
from notionpress.site.fields import public_words
from notionpress.site.site import Group


class Grouper(msgspec.Struct, frozen=True):
    """Groups by one property: `column` is its schema, `public` the ids of published pages, `name_of` names people."""

    grouping: Grouping
    column: SchemaProperty
    clock: Clock
    public: Collection[str]
    name_of: NameOf

    def groups(self, values: Sequence[Property | None]) -> tuple[Group, ...]:
        """The groups of rows that have these values, as places in their list; those without a value come last.

        Groups that no row is in are left out: an option that is not in use is nothing that a reader should see.
        """
        rows: dict[Any, list[int]] = {}
        found: dict[Any, Group] = {}
        for at, value in enumerate(values):
            groups = list(self._of(value)) if value is not None else []
            for group in groups or [Group()]:
                key = (group.unit, msgspec.structs.replace(group.value, id="") if group.value else None)
                found.setdefault(key, group)
                rows.setdefault(key, []).append(at)
        whole = [msgspec.structs.replace(group, rows=tuple(rows[key])) for key, group in found.items()]
        empty = [group for group in whole if group.value is None]
        return (*self._in_order([group for group in whole if group.value is not None]), *empty)

    def _in_order(self, groups: list[Group]) -> list[Group]:
        order = self.grouping.order
        by_name = order != "manual" and isinstance(groups[0].value, (Select, Status)) if groups else False
        column = None if by_name else self.column
        return sorted(groups, key=lambda group: self._key(group, column), reverse=order == "descending")

    def _key(self, group: Group, column: SchemaProperty | None) -> Any:
        assert group.value is not None
        key: Any = sort_key(group.value, column, self.name_of)
        if self.grouping.by == "group" and isinstance(group.value, Status) and group.value.option and column:
            names = [option.group for option in column.options]
            name = group.value.option.name
            key = names.index(name) if name in names else len(names)
        # Results of a formula may be of several kinds. What is below all ranges ends where the first begins.
        return (type(group.value).__name__, key, group.unit != "below")

    def _of(self, value: Property) -> Iterator[Group]:
        """The groups that a value belongs to."""
        match value:
            case Status(option=Option() as option):
                yield Group(value=Status(option=self._status(option)))
            case Select(option=Option() as option):
                yield Group(value=Select(option=option))
            case MultiSelect(options=options):
                yield from (Group(value=Select(option=option)) for option in options)
            case People(people=people):
                yield from (self._person(one) for one in people)
            case CreatedBy(person=person) | LastEditedBy(person=person) if person:
                yield self._person(person)
            case Relation(pages=pages):
                yield from (Group(value=Relation(pages=(id,))) for id in pages if id in self.public)
            case Checkbox(checked=checked) | Formula(value=bool(checked)):
                yield Group(value=Checkbox(checked=checked))
            case Number(number=number) | Formula(value=int() | float() as number) if number is not None:
                yield self._range(number)
            case Date(date=DateValue(start=start)) | Formula(value=DateValue(start=start)):
                yield self._period(self.clock.day(start))
            case CreatedTime(time=time) | LastEditedTime(time=time) if time:
                yield self._period(self.clock.day(time))
            case _:
                yield from self._words(value)

    def _person(self, person: Person) -> Group:
        return Group(value=People(people=(Person(person.id, person.name or self.name_of(person.id)),)))

    def _status(self, option: Option) -> Option:
        group = group_of(option, self.column)
        return Option(group) if self.grouping.by == "group" and group else msgspec.structs.replace(option, id="")

    def _range(self, number: float) -> Group:
        size, start, end = self.grouping.size, self.grouping.start or 0, self.grouping.end
        if not size or size <= 0:
            return Group(value=Number(number=number), unit="exact")
        if number < start or (end is not None and number >= end):
            edge = start if number < start else end
            return Group(value=Number(number=edge), unit="below" if number < start else "above")
        first = start + floor((number - start) / size) * size
        return Group(value=Number(number=first), last=Number(number=first + size), unit="range")

    def _period(self, day: date) -> Group:
        match self.grouping.by:
            case "day":
                return Group(value=Date(date=DateValue(day)), unit="day")
            case "week":
                # Counted from Monday or from Sunday, as the view says.
                back = day.weekday() if self.grouping.week_begins_on_monday else (day.weekday() + 1) % 7
                first = date.fromordinal(max(1, day.toordinal() - back))
                last = date.fromordinal(min(date.max.toordinal(), first.toordinal() + 6))
                return Group(value=Date(date=DateValue(first, last)), unit="week")
            case "year":
                return Group(value=Date(date=DateValue(day.replace(month=1, day=1))), unit="year")
        return Group(value=Date(date=DateValue(day.replace(day=1))), unit="month")

    def _words(self, value: Property) -> Iterator[Group]:
        words = public_words(_text_of(value))
        if words:
            start = words[:1].upper() if self.grouping.by == "alphabet_prefix" else words
            yield Group(value=RichTextValue(rich_text=(Text(start),)), unit="text")


def _text_of(value: Property) -> RichText:
    match value:
        case Title(rich_text=text) | RichTextValue(rich_text=text):
            return text
        case Url(url=words) | Email(email=words) | PhoneNumber(phone_number=words) | Formula(value=str(words)):
            return (Text(words),)
    return ()
