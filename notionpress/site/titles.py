"""The list of all pages by their titles: its order, and the letters that they stand under."""

from __future__ import annotations

import unicodedata
from bisect import insort
from collections.abc import Iterable, Mapping
from typing import Final

from notionpress.site.site import PageMeta, Site

PAGES_PER_LIST: Final = 400
"""How many pages one page of the list shows: with their descriptions they stay below 60 kB, compressed."""

OTHERS: Final = "#"
"""What titles stand under that begin with no letter."""

_SCRIPTS: Final = (("HIRAGANA", "あ"), ("KATAKANA", "あ"), ("HANGUL", "가"), ("CJK", "字"))
"""Scripts with too many letters for a list, as the names of their characters begin, and what stands for all of them."""


def by_title(pages: Iterable[PageMeta]) -> tuple[str, ...]:
    """The ids of the pages that search may find in the order of their titles, whatever their accents and cases."""
    found = sorted(_place(page) for page in pages if not page.noindex)
    return tuple(id for _, id in found)


def with_rank_of(page: PageMeta, ids: tuple[str, ...], pages: Mapping[str, PageMeta]) -> tuple[str, ...]:
    """What `by_title` gives of `pages`, of which only one page has another title than when it gave these ids."""
    others = [id for id in ids if id != page.id]
    if len(others) < len(ids):
        insort(others, page.id, key=lambda one: _place(pages[one]))
    return tuple(others)


def letter_of(title: str) -> str:
    """The letter that a title stands under in a list: in upper case, without accents."""
    first = _folded(title)[:1]
    if not first.isalpha():
        return OTHERS
    name = unicodedata.name(first, "")
    return next((letter for script, letter in _SCRIPTS if name.startswith(script)), first.upper())


def listed(site: Site, number: int) -> tuple[str, ...]:
    """The ids of the pages that stand on so manieth page of the list, from 1."""
    return site.by_title[(number - 1) * PAGES_PER_LIST : number * PAGES_PER_LIST]


def number_of_lists(site: Site) -> int:
    """How many pages the list takes; an empty one takes one."""
    return max(1, -(-len(site.by_title) // PAGES_PER_LIST))


def letters(site: Site) -> tuple[tuple[str, int], ...]:
    """The letters of the list in order, each with the page of the list that it begins on."""
    found: dict[str, int] = {}
    for at, id in enumerate(site.by_title):
        found.setdefault(letter_of(site.pages[id].title), at // PAGES_PER_LIST + 1)
    return tuple(found.items())


def _place(page: PageMeta) -> tuple[tuple[bool, str, str, str], str]:
    return _rank(page.title), page.id


def _rank(title: str) -> tuple[bool, str, str, str]:
    folded = _folded(title)
    letter = letter_of(title)
    return letter != OTHERS, letter, folded, title


def _folded(title: str) -> str:
    """A title as it is looked up: without accents and cases, from its first letter or digit on."""
    decomposed = unicodedata.normalize("NFKD", title.casefold())
    plain = "".join(one for one in decomposed if not unicodedata.combining(one)) if not title.isascii() else decomposed
    start = next((at for at, one in enumerate(plain) if one.isalnum()), 0)
    return plain[start:]
