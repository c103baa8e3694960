"""Property values as plain text and as HTML: the renderer's half of the adapter that each property class has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from notionpress.content.adapters import group_of, public_items, unique_id_text
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
from notionpress.content.rich_text import DateValue, Person
from notionpress.render.dates import date_html, date_text, moment_html
from notionpress.render.html_media import file_html, file_name
from notionpress.render.inline import color_class
from notionpress.render.markup import NOTHING, Html, element, escape, join, safe_url
from notionpress.render.texts import format_number

if TYPE_CHECKING:
    from notionpress.render.html_renderer import HtmlRenderer
    from notionpress.render.renderer import Renderer

_Column: TypeAlias = SchemaProperty | None
_ToText: TypeAlias = "Callable[[Any, Renderer, _Column], str]"
_ToHtml: TypeAlias = "Callable[[Any, HtmlRenderer, _Column], Html]"


class Shown(msgspec.Struct, frozen=True):
    """How the values of a property class are shown; without `html` by their text."""

    text: _ToText
    html: _ToHtml | None = None


def property_html(value: Property, render: HtmlRenderer, column: SchemaProperty | None = None) -> Html:
    """A property value as phrasing content; `column` tells a number's format and a status's group, where known."""
    shown = SHOWN[type(value)]
    return shown.html(value, render, column) if shown.html else escape(shown.text(value, render, column))


def property_text(value: Property, render: Renderer, column: SchemaProperty | None = None) -> str:
    """A property value in words, "" when it is empty."""
    return SHOWN[type(value)].text(value, render, column)


def _nothing(_: Property, __: Renderer, ___: _Column) -> str:
    return ""


def _words(value: Title | RichTextValue, render: Renderer, _: _Column) -> str:
    return render.words(value.rich_text)


def _inline(value: Title | RichTextValue, render: HtmlRenderer, _: _Column) -> Html:
    return render.inline(value.rich_text)


def _number(value: Number, render: Renderer, column: _Column) -> str:
    return _formatted(value.number, render, column)


def _formatted(number: float | None, render: Renderer, column: _Column) -> str:
    return "" if number is None else format_number(number, column.number_format if column else "", render.language)


# Choices


def _choice(value: Select | Status, _: Renderer, __: _Column) -> str:
    return value.option.name if value.option else ""


def _choice_html(value: Select | Status, _: HtmlRenderer, column: _Column) -> Html:
    return option_html(value.option, column) if value.option else NOTHING


def _choices(value: MultiSelect, _: Renderer, __: _Column) -> str:
    return ", ".join(option.name for option in value.options)


def _choices_html(value: MultiSelect, _: HtmlRenderer, column: _Column) -> Html:
    return join([option_html(option, column) for option in value.options], " ")


def option_html(option: Option, column: SchemaProperty | None = None) -> Html:
    """A choice as a tag in its colour; that of a status says which group it is in."""
    color = color_class(f"{option.color}_background")
    classes = f"tag {color}" if color else "tag"
    return element("span", escape(option.name), class_=classes, data_group=group_of(option, column) or None)


def _checkbox(value: Checkbox, render: Renderer, _: _Column) -> str:
    return render.word("yes" if value.checked else "no")


# Dates


def _date(value: Date, render: Renderer, _: _Column) -> str:
    return date_text(value.date, render) if value.date else ""


def _date_html(value: Date, render: HtmlRenderer, _: _Column) -> Html:
    return date_html(value.date, render) if value.date else NOTHING


def _time(value: CreatedTime | LastEditedTime, render: Renderer, _: _Column) -> str:
    return date_text(DateValue(value.time), render) if value.time else ""


def _time_html(value: CreatedTime | LastEditedTime, render: HtmlRenderer, _: _Column) -> Html:
    return moment_html(value.time, render) if value.time else NOTHING


# People and pages


def _people(value: People, render: Renderer, _: _Column) -> str:
    return ", ".join(name for one in value.people if (name := _name(one, render)))


def _person(value: CreatedBy | LastEditedBy, render: Renderer, _: _Column) -> str:
    return _name(value.person, render) if value.person else ""


def _name(person: Person, render: Renderer) -> str:
    return person.name or render.person(person.id)


def _relation(value: Relation, render: Renderer, _: _Column) -> str:
    targets = (render.page(id) for id in value.pages)
    return ", ".join(one.title or render.word("untitled") for one in targets if one)


def _relation_html(value: Relation, render: HtmlRenderer, _: _Column) -> Html:
    targets = (render.page(id) for id in value.pages)
    links = [element("a", escape(one.title or render.word("untitled")), href=one.url) for one in targets if one]
    return join(links, ", ")


# Files and addresses


def _files(value: Files, render: Renderer, _: _Column) -> str:
    return ", ".join(file_name(file, render) for file in value.files)


def _files_html(value: Files, render: HtmlRenderer, _: _Column) -> Html:
    return join([file_html(file, render) for file in value.files], ", ")


def _url(value: Url, render: Renderer, _: _Column) -> str:
    return render.link(value.url) or ""


def _url_html(value: Url, render: HtmlRenderer, _: _Column) -> Html:
    """A link, with its address in the site where it leads to a page of it; nothing where that is not published."""
    target = render.link(value.url)
    if target is None:
        return NOTHING
    address = safe_url(target)
    return element("a", escape(target), href=address) if address else escape(target)


def _email(value: Email, _: Renderer, __: _Column) -> str:
    return value.email


def _email_html(value: Email, _: HtmlRenderer, __: _Column) -> Html:
    return element("a", escape(value.email), href=safe_url(f"mailto:{value.email}")) if value.email else NOTHING


def _phone_number(value: PhoneNumber, _: Renderer, __: _Column) -> str:
    return value.phone_number


def _phone_number_html(value: PhoneNumber, _: HtmlRenderer, __: _Column) -> Html:
    number = value.phone_number
    return element("a", escape(number), href=safe_url(f"tel:{number.replace(' ', '')}")) if number else NOTHING


# Results


def _formula(value: Formula, render: Renderer, column: _Column) -> str:
    match value.value:
        case bool(checked):
            return render.word("yes" if checked else "no")
        case str(text):
            return text
        case DateValue() as date:
            return date_text(date, render)
        case number:
            return _formatted(number, render, column)


def _formula_html(value: Formula, render: HtmlRenderer, column: _Column) -> Html:
    if isinstance(value.value, DateValue):
        return date_html(value.value, render)
    return escape(_formula(value, render, column))


def _rollup(value: Rollup, render: Renderer, column: _Column) -> str:
    match value.value:
        case DateValue() as date:
            return date_text(date, render)
        case tuple(items):
            return ", ".join(found for item in public_items(items) if (found := property_text(item, render)))
        case number:
            return _formatted(number, render, column)


def _rollup_html(value: Rollup, render: HtmlRenderer, column: _Column) -> Html:
    match value.value:
        case DateValue() as date:
            return date_html(date, render)
        case tuple(items):
            shown = [found for item in public_items(items) if (found := property_html(item, render))]
            # Tags need no commas between them.
            tags = all(isinstance(item, (Select, Status, MultiSelect)) for item in items)
            return join(shown, " " if tags else ", ")
    return escape(_rollup(value, render, column))


# The rest


def _unique_id(value: UniqueId, _: Renderer, __: _Column) -> str:
    return unique_id_text(value)


def _verification(value: Verification, render: Renderer, _: _Column) -> str:
    return render.word(value.state) if value.state in ("verified", "unverified", "expired") else ""


def _place(value: Place, _: Renderer, __: _Column) -> str:
    return ", ".join(part for part in (value.name, value.address) if part)


def _place_html(value: Place, render: HtmlRenderer, column: _Column) -> Html:
    """A place by name, with a link to the map."""
    words = _place(value, render, column)
    if value.latitude is None or value.longitude is None:
        return escape(words)
    at = f"{value.latitude:.5f}", f"{value.longitude:.5f}"
    map_url = f"https://www.openstreetmap.org/?mlat={at[0]}&mlon={at[1]}#map=15/{at[0]}/{at[1]}"
    return element("a", escape(words or ", ".join(at)), href=map_url)


SHOWN: Mapping[type[Property], Shown] = MappingProxyType(
    {
        Title: Shown(_words, _inline),
        RichTextValue: Shown(_words, _inline),
        Number: Shown(_number),
        Select: Shown(_choice, _choice_html),
        Status: Shown(_choice, _choice_html),
        MultiSelect: Shown(_choices, _choices_html),
        Date: Shown(_date, _date_html),
        People: Shown(_people),
        Files: Shown(_files, _files_html),
        Checkbox: Shown(_checkbox),
        Url: Shown(_url, _url_html),
        Email: Shown(_email, _email_html),
        PhoneNumber: Shown(_phone_number, _phone_number_html),
        Formula: Shown(_formula, _formula_html),
        Relation: Shown(_relation, _relation_html),
        Rollup: Shown(_rollup, _rollup_html),
        CreatedTime: Shown(_time, _time_html),
        CreatedBy: Shown(_person),
        LastEditedTime: Shown(_time, _time_html),
        LastEditedBy: Shown(_person),
        UniqueId: Shown(_unique_id),
        Verification: Shown(_verification),
        Place: Shown(_place, _place_html),
        Button: Shown(_nothing),
        UnsupportedProperty: Shown(_nothing),
    }
)
"""Every property class; a test compares."""
