"""One frozen class per Notion property type, holding its typed value."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from notionpress.content.rich_text import DateValue, FileRef, Person, RichText
from notionpress.content.value import Value, Variant


class Option(Value, frozen=True):
    """A choice of a select, multi-select or status property; the schema tells the `group` of a status."""

    name: str
    color: str = "default"
    id: str = ""
    group: str = ""


class _Property(Variant, frozen=True, kw_only=True):
    """What every property value has: the property's id, which survives a rename."""

    id: str = ""


class Title(_Property, frozen=True, kw_only=True):
    """The page's title."""

    rich_text: RichText = ()


class RichTextValue(_Property, frozen=True, kw_only=True):
    """Text."""

    rich_text: RichText = ()


class Number(_Property, frozen=True, kw_only=True):
    """A number, or None."""

    number: int | float | None = None


class Select(_Property, frozen=True, kw_only=True):
    """One choice, or None."""

    option: Option | None = None


class Status(_Property, frozen=True, kw_only=True):
    """A step of a workflow."""

    option: Option | None = None


class MultiSelect(_Property, frozen=True, kw_only=True):
    """Any number of choices, in the author's order."""

    options: tuple[Option, ...] = ()


class Date(_Property, frozen=True, kw_only=True):
    """A date, a time or a range, or None."""

    date: DateValue | None = None


class People(_Property, frozen=True, kw_only=True):
    """Users and groups."""

    people: tuple[Person, ...] = ()


class Files(_Property, frozen=True, kw_only=True):
    """Files, hosted or external."""

    files: tuple[FileRef, ...] = ()


class Checkbox(_Property, frozen=True, kw_only=True):
    """Yes or no."""

    checked: bool = False


class Url(_Property, frozen=True, kw_only=True):
    """A web address ("" when empty)."""

    url: str = ""


class Email(_Property, frozen=True, kw_only=True):
    """An e-mail address ("" when empty)."""

    email: str = ""


class PhoneNumber(_Property, frozen=True, kw_only=True):
    """A phone number ("" when empty)."""

    phone_number: str = ""


class Formula(_Property, frozen=True, kw_only=True):
    """What a formula came to."""

    value: str | int | float | bool | DateValue | None = None


class Relation(_Property, frozen=True, kw_only=True):
    """Ids of related pages; `has_more` says that Notion cut the list and it was not completed."""

    pages: tuple[str, ...] = ()
    has_more: bool = False


class Rollup(_Property, frozen=True, kw_only=True):
    """What a roll-up over a relation came to: a number, a date, or the values it gathered."""

    function: str = ""
    value: int | float | DateValue | tuple[Property, ...] | None = None


class CreatedTime(_Property, frozen=True, kw_only=True):
    """When the page was made."""

    time: datetime | None = None


class CreatedBy(_Property, frozen=True, kw_only=True):
    """Who made the page."""

    person: Person | None = None


class LastEditedTime(_Property, frozen=True, kw_only=True):
    """When the page was last edited."""

    time: datetime | None = None


class LastEditedBy(_Property, frozen=True, kw_only=True):
    """Who edited the page last."""

    person: Person | None = None


class UniqueId(_Property, frozen=True, kw_only=True):
    """A number that counts up, with an optional prefix."""

    prefix: str = ""
    number: int | None = None


class Verification(_Property, frozen=True, kw_only=True):
    """Whether a wiki page is `verified`, `unverified` or `expired`."""

    state: str = "unverified"
    verified_by: Person | None = None
    date: DateValue | None = None


class Place(_Property, frozen=True, kw_only=True):
    """A place on the map, or an empty one."""

    latitude: float | None = None
    longitude: float | None = None
    name: str = ""
    address: str = ""


class Button(_Property, frozen=True, kw_only=True):
    """A button, which has no value."""


class UnsupportedProperty(_Property, frozen=True, kw_only=True):
    """A property of a type that this version does not know."""

    type: str = ""


Property: TypeAlias = (
    Title
    | RichTextValue
    | Number
    | Select
    | Status
    | MultiSelect
    | Date
    | People
    | Files
    | Checkbox
    | Url
    | Email
    | PhoneNumber
    | Formula
    | Relation
    | Rollup
    | CreatedTime
    | CreatedBy
    | LastEditedTime
    | LastEditedBy
    | UniqueId
    | Verification
    | Place
    | Button
    | UnsupportedProperty
)
