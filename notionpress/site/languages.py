"""The language of a page, where it is not the site's."""

from __future__ import annotations

from notionpress.content.properties import Property
from notionpress.language_tags import tag_of
from notionpress.report import Problem
from notionpress.site.fields import words


def language_of(value: Property | None, of_site: str, of_collection: str = "") -> str:
    """The language that a property names, else that of the page's collection, as a tag; "" for that of the site."""
    found = (tag_of(words(value)) if value else "") or tag_of(of_collection)
    return "" if found == tag_of(of_site) else found


def language_problem(value: Property | None, name: str, title: str, source: str) -> Problem | None:
    """What to tell of a property whose words are no tag; `name` is what it is called."""
    text = words(value).strip()
    if not text or tag_of(text):
        return None
    message = f"“{text}” is no language: the page is shown in the site's."
    hint = f"“{name}” names a language by its tag, such as en, de or pt-BR."
    return Problem("unknown-language", message, title, source, hint)
