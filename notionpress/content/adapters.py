"""One adapter for each property class: its value for templates, its value in front matter, its key for sorting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import partial
from types import MappingProxyType
from typing import Any, Protocol, TypeAlias

import msgspec

from notionpress.content.pages import SchemaProperty
from notionpress.content.properties import (
    Button,
    Checkbox,
    CreatedBy,
    CreatedTime,
    Date,
    Email,
    Files,
    Formula,
    LastEditedBy,
    LastEditedTime,
    MultiSelect,
    Number,
    Option,
    People,
    PhoneNumber,
    Place,
    Property,
    Relation,
    RichTextValue,
    Rollup,
    Select,
    Status,
    Title,
    UniqueId,
    UnsupportedProperty,
    Url,
    Verification,
)
from notionpress.content.rich_text import DateValue, FileRef, Person, RichText, plain

Plain: TypeAlias = str | int | float | bool | date | datetime | list[Any] | dict[str, Any] | None
"""What YAML, TOML and templates can hold."""

Key: TypeAlias = tuple[Any, ...]
"""What a value is sorted by; keys of one property can all be compared."""

NameOf: TypeAlias = Callable[[str], str]
"""Gives the name of a user, or the title of a page, by id; "" when there is none."""


class _Linked(Protocol):
    @property
    def title(self) -> str: ...
    @property
    def url(self) -> str: ...


class _Located(Protocol):
    @property
    def url(self) -> str: ...


class Answers(Protocol):
    """What a value needs to know of the site; renderers of all formats answer it."""

    def words(self, rich_text: RichText, /) -> str:
        """The words of a text that may be published, on one line."""

    def word(self, key: str, /, **values: str) -> str:
        """One of the renderer's own words."""

    def page(self, id: str, /) -> _Linked | None:
        """A published page, or None."""

    def person(self, id: str, /) -> str:
        """A user's name, "" when it is not known."""

    def link(self, href: str, /) -> str | None:
        """An address for the site, None when it leads to a page that is not published."""

    def file(self, ref: FileRef, /) -> _Located | None:
        """A downloaded file, or None."""

    def address(self, ref: FileRef, /) -> str | None:
        """Where an external file can be had, or None."""


ToPlain: TypeAlias = Callable[[Any, Answers, SchemaProperty | None], Plain]
ToKey: TypeAlias = Callable[[Any, SchemaProperty | None, NameOf], Key | None]


class Adapter(msgspec.Struct, frozen=True):
    """What becomes of the values of one property class beyond a page's text.

    `value` is for templates, `front_matter` for generators (choices, people and relations by name, files by address);
    both are None, "" or [] for what is empty. `key` is None for what is empty.
    """

    value: ToPlain
    front_matter: ToPlain
    key: ToKey


def template_value(value: Property, answers: Answers, column: SchemaProperty | None = None) -> Plain:
    """A property's value as templates get it (docs/themes.md); `column` tells the group of a status."""
    return ADAPTERS[type(value)].value(value, answers, column)


def front_matter(value: Property, answers: Answers, column: SchemaProperty | None = None) -> Plain:
    """A property's value as plain data for YAML or TOML; people by name alone, never with an address."""
    return ADAPTERS[type(value)].front_matter(value, answers, column)


def sort_key(value: Property, column: SchemaProperty | None, name_of: NameOf) -> Key | None:
    """What a value is sorted by, None when it is empty.

    Choices go by the order of the schema, `column`. Source: developers.notion.com/reference/sort-data-source-entries.
    """
    return ADAPTERS[type(value)].key(value, column, name_of)


# Values


def _text(value: Title | RichTextValue, answers: Answers, _: SchemaProperty | None) -> Plain:
    return answers.words(value.rich_text)


def _own(name: str, value: Any, _: Answers, __: SchemaProperty | None) -> Plain:
    """The field of that name as it is."""
    found: Plain = getattr(value, name)
    return found


def _choice(value: Select | Status, _: Answers, column: SchemaProperty | None) -> Plain:
    return _option(value.option, column) if value.option else None


def _choices(value: MultiSelect, _: Answers, column: SchemaProperty | None) -> Plain:
    return [_option(option, column) for option in value.options]


def _option(option: Option, column: SchemaProperty | None) -> dict[str, Any]:
    return {"name": option.name, "color": option.color, "group": group_of(option, column)}


def group_of(option: Option, column: SchemaProperty | None) -> str:
    """The group that the schema puts a status into, "" for choices without groups."""
    return next((one.group for one in column.options if one.name == option.name), "") if column else ""


def _choice_name(value: Select | Status, _: Answers, __: SchemaProperty | None) -> Plain:
    return value.option.name if value.option else None


def _choice_names(value: MultiSelect, _: Answers, __: SchemaProperty | None) -> Plain:
    return [option.name for option in value.options]


def _date(value: Date, _: Answers, __: SchemaProperty | None) -> Plain:
    return _moments(value.date)


def _moments(value: DateValue | None) -> Plain:
    if value is None:
        return None
    return value.start if value.end is None else {"start": value.start, "end": value.end}


def _people(value: People, answers: Answers, _: SchemaProperty | None) -> Plain:
    return [name for one in value.people if (name := _name(one, answers.person))]


def _person(value: CreatedBy | LastEditedBy, answers: Answers, _: SchemaProperty | None) -> Plain:
    return _name(value.person, answers.person) if value.person else None


def _name(person: Person, name_of: NameOf) -> str:
    return person.name or name_of(person.id)


def _files(value: Files, answers: Answers, _: SchemaProperty | None) -> Plain:
    return [{"name": ref.name, "url": _file_url(ref, answers)} for ref in value.files]


def _file_urls(value: Files, answers: Answers, _: SchemaProperty | None) -> Plain:
    return [url for ref in value.files if (url := _file_url(ref, answers))]


def _file_url(ref: FileRef, answers: Answers) -> str:
    if ref.hosted:
        found = answers.file(ref)
        return found.url if found else ""
    return answers.address(ref) or ""


def _url(value: Url, answers: Answers, _: SchemaProperty | None) -> Plain:
    return answers.link(value.url) or "" if value.url else ""


def _relation(value: Relation, answers: Answers, _: SchemaProperty | None) -> Plain:
    return [{"title": title, "url": url} for title, url in _related(value, answers)]


def _relation_titles(value: Relation, answers: Answers, _: SchemaProperty | None) -> Plain:
    return [title for title, _ in _related(value, answers)]


def _related(value: Relation, answers: Answers) -> list[tuple[str, str]]:
    found = (answers.page(id) for id in value.pages)
    return [(page.title or answers.word("untitled"), page.url) for page in found if page]


def _formula(value: Formula, _: Answers, __: SchemaProperty | None) -> Plain:
    return _moments(value.value) if isinstance(value.value, DateValue) else value.value


def _rollup(adapt: str, value: Rollup, answers: Answers, _: SchemaProperty | None) -> Plain:
    match value.value:
        case DateValue() as moments:
            return _moments(moments)
        case tuple(items):
            return [getattr(ADAPTERS[type(one)], adapt)(one, answers, None) for one in public_items(items)]
        case number:
            return number


def public_items(items: tuple[Property, ...]) -> list[Property]:
    """What a roll-up may show: titles that it gathers may be those of pages that are not published."""
    return [item for item in items if not isinstance(item, Title)]


def _unique_id(value: UniqueId, _: Answers, __: SchemaProperty | None) -> Plain:
    return unique_id_text(value) or None


def unique_id_text(value: UniqueId) -> str:
    """A counted number with its prefix: LAMP-7; "" when there is none."""
    if value.number is None:
        return ""
    return f"{value.prefix}-{value.number}" if value.prefix else str(value.number)


def _verification(value: Verification, answers: Answers, _: SchemaProperty | None) -> Plain:
    by = _name(value.verified_by, answers.person) if value.verified_by else ""
    return {"state": value.state, "by": by, "date": _moments(value.date)}


def _place(value: Place, _: Answers, __: SchemaProperty | None) -> Plain:
    if value == Place(id=value.id):
        return None
    return {
        "name": value.name,
        "address": value.address,
        "latitude": value.latitude,
        "longitude": value.longitude,
    }


def _nothing(_: Property, __: Answers, ___: SchemaProperty | None) -> Plain:
    return None


# Keys


def _text_key(value: Title | RichTextValue, _: SchemaProperty | None, __: NameOf) -> Key | None:
    return _words_key(plain(value.rich_text))


def _words_key(text: str) -> Key | None:
    """Letter case counts last."""
    return (text.casefold(), text) if text else None


def _string_key(name: str, value: Any, _: SchemaProperty | None, __: NameOf) -> Key | None:
    return _words_key(getattr(value, name))


def _number_key(value: Number | UniqueId, _: SchemaProperty | None, __: NameOf) -> Key | None:
    return None if value.number is None else (value.number,)


def _checkbox_key(value: Checkbox, _: SchemaProperty | None, __: NameOf) -> Key | None:
    return (value.checked,)


def _choice_key(value: Select | Status, column: SchemaProperty | None, _: NameOf) -> Key | None:
    return (_place_of(value.option, column),) if value.option else None


def _choices_key(value: MultiSelect, column: SchemaProperty | None, _: NameOf) -> Key | None:
    return tuple(_place_of(option, column) for option in value.options) or None


def _place_of(option: Option, column: SchemaProperty | None) -> tuple[int, str]:
    names = [one.name for one in column.options] if column else []
    return (names.index(option.name) if option.name in names else len(names), option.name)


def _date_key(value: Date, _: SchemaProperty | None, __: NameOf) -> Key | None:
    return _moments_key(value.date)


def _moments_key(value: DateValue | None) -> Key | None:
    return (_instant(value.start), _instant(value.end or value.start)) if value else None


def _time_key(value: CreatedTime | LastEditedTime, _: SchemaProperty | None, __: NameOf) -> Key | None:
    return (_instant(value.time),) if value.time else None


def _instant(moment: date | datetime) -> datetime:
    """Days and times in one order: a day begins at its midnight."""
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _people_key(value: People, _: SchemaProperty | None, name_of: NameOf) -> Key | None:
    return tuple((_name(one, name_of).casefold(), one.id) for one in value.people) or None


def _person_key(value: CreatedBy | LastEditedBy, _: SchemaProperty | None, name_of: NameOf) -> Key | None:
    return ((_name(value.person, name_of).casefold(), value.person.id),) if value.person else None


def _files_key(value: Files, _: SchemaProperty | None, __: NameOf) -> Key | None:
    return tuple(ref.name.casefold() for ref in value.files) or None


def _relation_key(value: Relation, _: SchemaProperty | None, name_of: NameOf) -> Key | None:
    return tuple((name_of(id).casefold(), id) for id in value.pages) or None


def _formula_key(value: Formula, _: SchemaProperty | None, __: NameOf) -> Key | None:
    return _result_key(value.value)


def _result_key(result: str | int | float | bool | DateValue | None) -> Key | None:
    """Results of different types stand apart."""
    match result:
        case None | "":
            return None
        case bool():
            return ("boolean", result)
        case DateValue():
            return ("date", _moments_key(result))
        case str():
            return ("string", _words_key(result))
    return ("number", result)


def _rollup_key(value: Rollup, _: SchemaProperty | None, name_of: NameOf) -> Key | None:
    if not isinstance(value.value, tuple):
        return _result_key(value.value)
    keys = [(type(one).__name__, key) for one in value.value if (key := sort_key(one, None, name_of)) is not None]
    return ("list", tuple(keys)) if keys else None


def _verification_key(value: Verification, _: SchemaProperty | None, __: NameOf) -> Key | None:
    states = ("verified", "expired", "unverified")
    return (states.index(value.state) if value.state in states else len(states),)


def _no_key(_: Property, __: SchemaProperty | None, ___: NameOf) -> Key | None:
    return None


# The table


def _same(value: ToPlain, key: ToKey) -> Adapter:
    return Adapter(value, value, key)


ADAPTERS: Mapping[type[Property], Adapter] = MappingProxyType(
    {
        Title: _same(_text, _text_key),
        RichTextValue: _same(_text, _text_key),
        Number: _same(partial(_own, "number"), _number_key),
        Select: Adapter(_choice, _choice_name, _choice_key),
        Status: Adapter(_choice, _choice_name, _choice_key),
        MultiSelect: Adapter(_choices, _choice_names, _choices_key),
        Date: _same(_date, _date_key),
        People: _same(_people, _people_key),
        Files: Adapter(_files, _file_urls, _files_key),
        Checkbox: _same(partial(_own, "checked"), _checkbox_key),
        Url: _same(_url, partial(_string_key, "url")),
        Email: _same(partial(_own, "email"), partial(_string_key, "email")),
        PhoneNumber: _same(partial(_own, "phone_number"), partial(_string_key, "phone_number")),
        Formula: _same(_formula, _formula_key),
        Relation: Adapter(_relation, _relation_titles, _relation_key),
        Rollup: Adapter(partial(_rollup, "value"), partial(_rollup, "front_matter"), _rollup_key),
        CreatedTime: _same(partial(_own, "time"), _time_key),
        CreatedBy: _same(_person, _person_key),
        LastEditedTime: _same(partial(_own, "time"), _time_key),
        LastEditedBy: _same(_person, _person_key),
        UniqueId: _same(_unique_id, _number_key),
        Verification: Adapter(_verification, partial(_own, "state"), _verification_key),
        Place: _same(_place, _no_key),
        Button: _same(_nothing, _no_key),
        UnsupportedProperty: _same(_nothing, _no_key),
    }
)
"""Every property class; a test compares."""
