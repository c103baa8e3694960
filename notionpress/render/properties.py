"""Property values as HTML and as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notionpress.content.pages import SchemaProperty
from notionpress.content.properties import (
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


_CHOICES = (Select, Status, MultiSelect)
"""What is shown as tags, which need no commas between them."""


def property_html(value: Property, render: HtmlRenderer, column: SchemaProperty | None = None) -> Html:
    """A property value as phrasing content; `column` tells a number's format, where it is known."""
    match value:
        case Title(rich_text=text) | RichTextValue(rich_text=text):
            return render.inline(text)
        case Select(option=option) | Status(option=option):
            return _option(option)
        case MultiSelect(options=options):
            return join([_option(option) for option in options], " ")
        case Date(date=date) | Formula(value=DateValue() as date) | Rollup(value=DateValue() as date):
            return date_html(date, render) if date else NOTHING
        case CreatedTime(time=time) | LastEditedTime(time=time):
            return moment_html(time, render) if time else NOTHING
        case Url(url=url):
            return _url(url, render)
        case Email(email=address) if address:
            return element("a", escape(address), href=safe_url(f"mailto:{address}"))
        case PhoneNumber(phone_number=number) if number:
            return element("a", escape(number), href=safe_url(f"tel:{number.replace(' ', '')}"))
        case Files(files=files):
            return join([file_html(file, render) for file in files], ", ")
        case Relation(pages=pages):
            targets = (render.page(id) for id in pages)
            links = [element("a", escape(one.title or render.word("untitled")), href=one.url) for one in targets if one]
            return join(links, ", ")
        case Rollup(value=tuple(items)):
            shown = [found for item in _public(items) if (found := property_html(item, render))]
            return join(shown, " " if all(isinstance(item, _CHOICES) for item in items) else ", ")
        case Place():
            return _place(value)
    return escape(property_text(value, render, column))


def property_text(value: Property, render: Renderer, column: SchemaProperty | None = None) -> str:
    """A property value in words, "" when it is empty."""
    match value:
        case Title(rich_text=text) | RichTextValue(rich_text=text):
            return render.words(text)
        case Number(number=number) | Formula(value=int() | float() as number) | Rollup(value=int() | float() as number):
            if isinstance(number, bool):
                return render.word("yes" if number else "no")
            return (
                "" if number is None else format_number(number, column.number_format if column else "", render.language)
            )
        case Select(option=Option(name=name)) | Status(option=Option(name=name)):
            return name
        case MultiSelect(options=options):
            return ", ".join(option.name for option in options)
        case Date(date=DateValue() as date) | Formula(value=DateValue() as date) | Rollup(value=DateValue() as date):
            return date_text(date, render)
        case CreatedTime(time=time) | LastEditedTime(time=time):
            return date_text(DateValue(time), render) if time else ""
        case People(people=people):
            return ", ".join(name for one in people if (name := _name(one, render)))
        case CreatedBy(person=Person() as one) | LastEditedBy(person=Person() as one):
            return _name(one, render)
        case Files(files=files):
            return ", ".join(file_name(file, render) for file in files)
        case Checkbox(checked=checked):
            return render.word("yes" if checked else "no")
        case Url(url=url):
            return render.link(url) or ""
        case Email(email=text) | PhoneNumber(phone_number=text) | Formula(value=str(text)):
            return text
        case Relation(pages=pages):
            targets = (render.page(id) for id in pages)
            return ", ".join(one.title or render.word("untitled") for one in targets if one)
        case Rollup(value=tuple(items)):
            return ", ".join(found for item in _public(items) if (found := property_text(item, render)))
        case UniqueId(prefix=prefix, number=int(number)):
            return f"{prefix}-{number}" if prefix else str(number)
        case Verification(state=state):
            return render.word(state)
        case Place(name=name, address=address):
            return ", ".join(part for part in (name, address) if part)
    return ""


def _public(items: tuple[Property, ...]) -> list[Property]:
    """What a roll-up may show: titles that it gathers may be those of pages that are not published."""
    return [item for item in items if not isinstance(item, Title)]


def _option(option: Option | None) -> Html:
    if option is None:
        return NOTHING
    color = color_class(f"{option.color}_background")
    return element("span", escape(option.name), class_=f"tag {color}" if color else "tag")


def _url(url: str, render: HtmlRenderer) -> Html:
    """A link, with its address in the site where it leads to a page of it; nothing where that is not published."""
    target = render.link(url)
    if target is None:
        return NOTHING
    address = safe_url(target)
    return element("a", escape(target), href=address) if address else escape(target)


def _name(person: Person, render: Renderer) -> str:
    return person.name or render.person(person.id)


def _place(place: Place) -> Html:
    """A place by name, with a link to the map."""
    words = ", ".join(part for part in (place.name, place.address) if part)
    if place.latitude is None or place.longitude is None:
        return escape(words)
    at = f"{place.latitude:.5f}", f"{place.longitude:.5f}"
    map_url = f"https://www.openstreetmap.org/?mlat={at[0]}&mlon={at[1]}#map=15/{at[0]}/{at[1]}"
    return element("a", escape(words or ", ".join(at)), href=map_url)
