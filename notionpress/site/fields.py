"""Plain words and names out of properties, for titles, descriptions, tags and authors."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from notionpress.content.properties import (
    Checkbox,
    CreatedBy,
    Files,
    Formula,
    LastEditedBy,
    MultiSelect,
    Number,
    Option,
    People,
    Property,
    Relation,
    RichTextValue,
    Rollup,
    Select,
    Status,
    Title,
    Url,
)
from notionpress.content.rich_text import FileRef, Person, RichText, own_words

NameOf = Callable[[str], str]
"""Gives the name of a user, or the title of a published page, by id; "" when there is none."""

_FOCUS: Final = re.compile(r"(?:(\d{1,3}(?:\.\d+)?)\s*%?[\s,/]+)?(\d{1,3}(?:\.\d+)?)\s*%?")


def words(value: Property | None) -> str:
    """The words of a text-like property on one line, "" for any other."""
    if value is None:
        return ""
    match value:
        case Title(rich_text=text) | RichTextValue(rich_text=text):
            return public_words(text)
        case Select(option=Option(name=name)) | Status(option=Option(name=name)):
            return name
        case Formula(value=str(text)):
            return " ".join(text.split())
        case Url(url=url):
            return url
    return ""


def public_words(text: RichText) -> str:
    """A rich text's words on one line, without mentions of pages: those may not be public."""
    return " ".join(own_words(text).split())


def names(value: Property | None, person: NameOf, page: NameOf) -> tuple[str, ...]:
    """The names that a property lists: choices, people, related pages, or words set apart by commas."""
    if value is None:
        return ()
    match value:
        case MultiSelect(options=options):
            found = [option.name for option in options]
        case Select(option=Option(name=name)) | Status(option=Option(name=name)):
            found = [name]
        case People(people=people):
            found = [_name(one, person) for one in people]
        case CreatedBy(person=Person() as one) | LastEditedBy(person=Person() as one):
            found = [_name(one, person)]
        case Relation(pages=pages):
            found = [page(id) for id in pages]
        case Rollup(value=tuple(items)):
            # Titles that a roll-up gathers may be those of pages that are not public.
            found = [name for item in items if not isinstance(item, Title) for name in names(item, person, page)]
        case _:
            found = [part.strip() for part in words(value).split(",")]
    return tuple(dict.fromkeys(filter(None, found)))


def _name(one: Person, person: NameOf) -> str:
    return one.name or person(one.id)


def colors(value: Property | None) -> dict[str, str]:
    """The colours of the choices that a property holds, by name."""
    match value:
        case MultiSelect(options=options):
            return {option.name: option.color for option in options}
        case Select(option=Option() as option) | Status(option=Option() as option):
            return {option.name: option.color}
    return {}


def is_ticked(value: Property | None) -> bool:
    """Whether a checkbox is ticked, or a formula comes to true."""
    if value is None:
        return False
    match value:
        case Checkbox(checked=checked):
            return checked
        case Formula(value=bool(result)):
            return result
    return False


def picture(value: Property | None) -> FileRef | None:
    """The first file of a files property, or the address in a URL property."""
    if value is None:
        return None
    match value:
        case Files(files=(first, *_)):
            return first
        case Url(url=url) if url:
            return FileRef(url=url)
    return None


def focus(value: Property | None) -> str:
    """The place in a picture that is always seen, as CSS has it: `50% 30%`; "" for none, and what is no place.

    It is a number, how far down in percent, or a text with one or two of them: how far across, and how far down.
    """
    if value is None:
        return ""
    text = f"{value.number}" if isinstance(value, Number) and value.number is not None else words(value)
    found = _FOCUS.fullmatch(text.strip())
    if found is None or any(float(one) > 100 for one in found.groups("0")):
        return ""
    across, down = (f"{float(one):g}%" for one in found.groups("50"))
    return f"{across} {down}"
