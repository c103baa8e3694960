"""Property values out of Notion's JSON: one function per type, named as the type (API reference: page properties)."""

from __future__ import annotations

from collections.abc import Callable

from notionpress.content.parse_rich_text import date_value, file_ref, person
from notionpress.content.parse_rich_text import rich_text as parse_rich_text
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
from notionpress.content.raw import Raw, mapping, sequence, text, time
from notionpress.content.raw import number as parse_number

ParseProperty = Callable[[Raw, object, str], Property]


def parse_property(raw: object) -> Property:
    """Parse `{id, type, <type>: value}`; a value of an unknown type comes back as `UnsupportedProperty`."""
    value = mapping(raw)
    kind = text(value.get("type"))
    parse = _PARSERS.get(kind)
    id = text(value.get("id"))
    return parse(value, value.get(kind), id) if parse else UnsupportedProperty(id=id, type=kind)


def option(value: object) -> Option | None:
    """A choice of a select, status or multi-select."""
    raw = mapping(value)
    name = text(raw.get("name"))
    return Option(name, text(raw.get("color")) or "default", text(raw.get("id"))) if name else None


def title(raw: Raw, value: object, id: str) -> Property:
    """The title."""
    return Title(id=id, rich_text=parse_rich_text(value))


def rich_text(raw: Raw, value: object, id: str) -> Property:
    """Text."""
    return RichTextValue(id=id, rich_text=parse_rich_text(value))


def number(raw: Raw, value: object, id: str) -> Property:
    """A number."""
    return Number(id=id, number=parse_number(value))


def select(raw: Raw, value: object, id: str) -> Property:
    """One choice."""
    return Select(id=id, option=option(value))


def status(raw: Raw, value: object, id: str) -> Property:
    """A step of a workflow."""
    return Status(id=id, option=option(value))


def multi_select(raw: Raw, value: object, id: str) -> Property:
    """Choices."""
    found = (option(one) for one in sequence(value))
    return MultiSelect(id=id, options=tuple(one for one in found if one))


def date(raw: Raw, value: object, id: str) -> Property:
    """A date or range."""
    return Date(id=id, date=date_value(value))


def people(raw: Raw, value: object, id: str) -> Property:
    """Users and groups."""
    found = (person(one) for one in sequence(value))
    return People(id=id, people=tuple(one for one in found if one))


def files(raw: Raw, value: object, id: str) -> Property:
    """Files; in versions before 2021-08 they had names and no addresses."""
    found = (file_ref(one) for one in sequence(value))
    return Files(id=id, files=tuple(one for one in found if one))


def checkbox(raw: Raw, value: object, id: str) -> Property:
    """Yes or no."""
    return Checkbox(id=id, checked=value is True)


def url(raw: Raw, value: object, id: str) -> Property:
    """A web address."""
    return Url(id=id, url=text(value))


def email(raw: Raw, value: object, id: str) -> Property:
    """An e-mail address."""
    return Email(id=id, email=text(value))


def phone_number(raw: Raw, value: object, id: str) -> Property:
    """A phone number."""
    return PhoneNumber(id=id, phone_number=text(value))


def formula(raw: Raw, value: object, id: str) -> Property:
    """A formula's result."""
    result = mapping(value)
    match kind := text(result.get("type")):
        case "date":
            return Formula(id=id, value=date_value(result.get("date")))
        case "string" | "number" | "boolean":
            found = result.get(kind)
            return Formula(id=id, value=found if isinstance(found, (str, int, float, bool)) else None)
    return Formula(id=id)


def relation(raw: Raw, value: object, id: str) -> Property:
    """Related pages."""
    pages = tuple(text(mapping(one).get("id")) for one in sequence(value))
    return Relation(id=id, pages=tuple(page for page in pages if page), has_more=raw.get("has_more") is True)


def rollup(raw: Raw, value: object, id: str) -> Property:
    """A roll-up's result."""
    result = mapping(value)
    function = text(result.get("function"))
    match result.get("type"):
        case "number":
            return Rollup(id=id, function=function, value=parse_number(result.get("number")))
        case "date":
            return Rollup(id=id, function=function, value=date_value(result.get("date")))
        case "array":
            items = tuple(parse_property(one) for one in sequence(result.get("array")))
            return Rollup(id=id, function=function, value=items)
    return Rollup(id=id, function=function)


def created_time(raw: Raw, value: object, id: str) -> Property:
    """When the page was made."""
    return CreatedTime(id=id, time=time(value))


def created_by(raw: Raw, value: object, id: str) -> Property:
    """Who made the page."""
    return CreatedBy(id=id, person=person(value))


def last_edited_time(raw: Raw, value: object, id: str) -> Property:
    """When the page was last edited."""
    return LastEditedTime(id=id, time=time(value))


def last_edited_by(raw: Raw, value: object, id: str) -> Property:
    """Who edited the page last."""
    return LastEditedBy(id=id, person=person(value))


def unique_id(raw: Raw, value: object, id: str) -> Property:
    """A counted number with a prefix."""
    result = mapping(value)
    found = parse_number(result.get("number"))
    return UniqueId(id=id, prefix=text(result.get("prefix")), number=None if found is None else int(found))


def verification(raw: Raw, value: object, id: str) -> Property:
    """Whether a wiki page is verified."""
    result = mapping(value)
    return Verification(
        id=id,
        state=text(result.get("state")) or "unverified",
        verified_by=person(result.get("verified_by")),
        date=date_value(result.get("date")),
    )


def place(raw: Raw, value: object, id: str) -> Property:
    """A place."""
    result = mapping(value)
    latitude, longitude = parse_number(result.get("lat")), parse_number(result.get("lon"))
    return Place(
        id=id,
        latitude=latitude,
        longitude=longitude,
        name=text(result.get("name")),
        address=text(result.get("address")),
    )


def button(raw: Raw, value: object, id: str) -> Property:
    """A button."""
    return Button(id=id)


_PARSERS: dict[str, ParseProperty] = {
    "title": title,
    "rich_text": rich_text,
    # API versions before 2021-05 call it `text`.
    "text": rich_text,
    "number": number,
    "select": select,
    "status": status,
    "multi_select": multi_select,
    "date": date,
    "people": people,
    "files": files,
    "checkbox": checkbox,
    "url": url,
    "email": email,
    "phone_number": phone_number,
    "formula": formula,
    "relation": relation,
    "rollup": rollup,
    "created_time": created_time,
    "created_by": created_by,
    "last_edited_time": last_edited_time,
    "last_edited_by": last_edited_by,
    "unique_id": unique_id,
    "verification": verification,
    "place": place,
    "button": button,
}

PROPERTY_TYPES = frozenset(_PARSERS) - {"text"}
"""Every property type that Notion's API knows."""
