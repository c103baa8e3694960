"""Addresses: the one place that decides where a page, list or file of the site lies."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from datetime import date
from urllib.parse import quote

from notionpress.site.site import Route
from notionpress.slugs import SlugStyle, slug

PAGEFIND = "pagefind"
"""The folder of the search index."""

RESERVED = frozenset(("assets", "media", "page", PAGEFIND, "search", "tags"))
"""First parts of addresses that the site itself uses."""

INDEX = "index.html"

PLAIN = "/{slug}/"
"""The pattern of addresses that are nothing but the post's own name."""

_LONGEST = 1000  # bytes: file systems take 4,096 for a whole path, of which the output folder needs its share


def base_path(base_url: str) -> str:
    """The path part of the site's address, with a slash on both ends."""
    after_host = base_url.partition("://")[2].partition("/")[2].strip("/")
    return f"/{after_host}/" if after_host else "/"


def origin(base_url: str) -> str:
    """Scheme and host of the site's address, without a slash at the end."""
    scheme, _, rest = base_url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"


def route(base: str, *segments: str) -> Route:
    """The route of a page in a folder of its own: `base` is the site's base path."""
    folder = "/".join((*segments, ""))
    return Route(base + quote(folder), folder + INDEX)


def file_url(base: str, path: str) -> str:
    """The address of a file that is not a page."""
    return base + quote(path)


def name_for(given: str, title: str, id: str, style: SlugStyle) -> tuple[str, ...]:
    """The segments for a page: its slug property (which may hold slashes), else its title, else its id."""
    if given and (parts := tuple(part for part in (slug(one, style) for one in given.split("/")) if part)):
        return parts
    from_title = slug(title, style)
    return (from_title or f"page-{id.replace('-', '')[:8]}",)


def permalink(pattern: str, name: tuple[str, ...], day: date) -> tuple[str, ...]:
    """Fill in the pattern of a post's address."""
    filled = pattern.format(slug="/".join(name), year=f"{day.year:04}", month=f"{day.month:02}", day=f"{day.day:02}")
    return tuple(part for part in filled.split("/") if part)


class Routes:
    """Hands out routes so that no two pages share one, whatever the file system makes of letter case.

    Ask in an order that does not change from run to run: the first asker keeps the plain name. `above` are the
    segments that all of them begin with, `reserved` beginnings of addresses, as segments, that none may have.
    """

    def __init__(self, base: str, *, above: tuple[str, ...] = (), reserved: Iterable[tuple[str, ...]] = ()) -> None:
        self._base = base
        self._above = above
        self._reserved = RESERVED | {_key(one) for one in reserved}
        self._depths = sorted({1, *(len(one) for one in reserved)})
        self._taken: dict[str, str] = {}
        self._last: dict[str, int] = {}

    def claim(self, segments: tuple[str, ...], owner: str) -> tuple[Route, str]:
        """Return a free route as near to `segments` as can be, and the id of the page that had the name first.

        Of a path that is too long for file systems only the last segments are kept.
        """
        while len(segments) > 1 and len("/".join(segments).encode()) >= _LONGEST:
            segments = segments[1:]
        if not self._above:
            for depth in self._depths:
                if _key(segments[:depth]) in self._reserved:
                    segments = (*segments[: depth - 1], f"{segments[depth - 1]}-page", *segments[depth:])
        key = wanted = _key(segments)
        first = self._taken.get(wanted, "")
        free = segments
        if key in self._taken:
            number = self._last.get(wanted, 1)
            while key in self._taken:
                number += 1
                free = (*segments[:-1], f"{segments[-1]}-{number}")
                key = _key(free)
            # A thousand pages of one title must not each try the thousand names before.
            self._last[wanted] = number
        self._taken[key] = owner
        return route(self._base, *self._above, *free), first


def key_of(route: Route) -> str:
    """What addresses of pages are told apart by: letters are the same in upper and lower case."""
    return _folded(route.path.rpartition("/")[0])


def meets(key: str, others: Collection[str]) -> bool:
    """Whether an address is one of others, or is set apart from one of them by nothing but a number."""
    first, _, number = key.rpartition("-")
    is_numbered = number.isdigit() and first in others
    has_numbered = any(one.startswith(f"{key}-") and one[len(key) + 1 :].isdigit() for one in others)
    return key in others or is_numbered or has_numbered


def _key(segments: tuple[str, ...]) -> str:
    return _folded("/".join(segments))


def _folded(path: str) -> str:
    return path.lower() if path.isascii() else unicodedata.normalize("NFKC", path).casefold()
