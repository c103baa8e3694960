"""The language of a page, where it is not the site's."""

from __future__ import annotations

from notionpress.config import Config
from notionpress.content.properties import Property
from notionpress.language_tags import in_one_list, tag_of
from notionpress.report import Problem
from notionpress.site.fields import words


def language_of(value: Property | None, of_site: str, of_collection: str = "") -> str:
    """The language that a property names, else that of the page's collection, as a tag; "" for that of the site."""
    found = (tag_of(words(value)) if value else "") or tag_of(of_collection)
    return "" if found == tag_of(of_site) else found


def spoken(language: str, config: Config) -> str:
    """The tag of a page's or a list's language, which is "" where it is the site's."""
    return language or config.language


def list_language(language: str, config: Config) -> str:
    """The language whose list a page stands in: a site in `en-GB` lists what is in `en` as its own, and as ""."""
    return "" if not language or in_one_list(language, tag_of(config.language)) else language


def language_problem(value: Property | None, name: str, title: str, source: str) -> Problem | None:
    """What to tell of a property whose words are no tag; `name` is what it is called."""
    text = words(value).strip()
    if not text or tag_of(text):
        return None
    message = f"“{text}” is no language: the page is shown in the site's."
    hint = f"“{name}” names a language by its tag, such as en, de or pt-BR."
    return Problem("unknown-language", message, title, source, hint)
