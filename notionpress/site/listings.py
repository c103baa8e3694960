"""The lists of a site: the front page, collections, terms of taxonomies, years; each with its pages, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from notionpress.site import routes
from notionpress.site.collections import list_route
from notionpress.site.site import Collection, Route, Site, Taxonomy, Term

FRONT: Final = "posts:"
"""The key of the list on the front page."""


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """A list of pages at an address, shown in pages of `size`.

    `key` names it; `page` is the id of the page that lies at its address, whose body stands above the list, "" for
    none; `feed` says whether it asks for a feed of its own.
    """

    key: str
    title: str
    route: Route
    posts: tuple[str, ...]
    size: int
    page: str = ""
    feed: bool = False

    @property
    def count(self) -> int:
        """How many pages the list takes; an empty one takes one."""
        return max(1, -(-len(self.posts) // self.size))

    def fact(self, number: int) -> str:
        """The name of the fact that tells what stands on one of its pages."""
        return f"{self.key}{'' if self.key.endswith(':') else '/'}{number}"

    def slice(self, number: int) -> tuple[str, ...]:
        """What stands on a page of the list, which count from 1."""
        return self.posts[(number - 1) * self.size : number * self.size]

    def route_of(self, base: str, number: int) -> Route:
        """The route of one of its pages: the first is the list's own address."""
        return self.route if number == 1 else routes.route(base, *self.route.path.split("/")[:-1], "page", str(number))


def listings(site: Site) -> Iterator[Listing]:
    """Every list of the site: what has pages, and may have feeds."""
    if site.home_lists:
        yield front_listing(site)
    for collection in site.collections.values():
        if collection.has_list and collection.route.url != site.base_path:
            yield collection_listing(collection)
    for taxonomy in site.taxonomies.values():
        for term in taxonomy.terms:
            yield term_listing(site, taxonomy, term)
    for period in site.archive:
        yield archive_listing(site, period)


def listing(site: Site, key: str) -> Listing | None:
    """A list by its key, None where the site has none of that key."""
    kind, _, what = key.partition(":")
    if kind == "posts":
        return front_listing(site)
    if kind == "collection":
        return collection_listing(site.collections[what]) if what in site.collections else None
    if kind == "archive":
        return archive_listing(site, what) if what in site.archive else None
    name, _, slug = what.partition("/")
    taxonomy = site.taxonomies.get(name)
    term = next((one for one in taxonomy.terms if one.slug == slug), None) if taxonomy else None
    return term_listing(site, taxonomy, term) if taxonomy and term else None


def front_listing(site: Site) -> Listing:
    """The list on the front page: of the collection that lies there, else of all posts."""
    own = _on_front(site)
    return Listing(
        key=FRONT,
        title=site.config.title,
        route=routes.route(site.base_path),
        posts=own.posts if own else site.posts,
        size=own.posts_per_page if own else site.config.posts_per_page,
        page=site.home,
    )


def _on_front(site: Site) -> Collection | None:
    return next((one for one in site.collections.values() if one.route.url == site.base_path), None)


def collection_listing(collection: Collection) -> Listing:
    """The list of a collection."""
    return Listing(
        key=f"collection:{collection.name}",
        title=collection.title,
        route=collection.route,
        posts=collection.posts,
        size=collection.posts_per_page,
        page=collection.page,
        feed=collection.feed and collection.layout == "posts",
    )


def term_listing(site: Site, taxonomy: Taxonomy, term: Term) -> Listing:
    """The list of all that has a term."""
    return Listing(
        key=f"term:{taxonomy.name}/{term.slug}",
        title=term.name,
        route=term.route,
        posts=term.posts,
        size=site.config.posts_per_page,
        feed=taxonomy.feed,
    )


def archive_listing(site: Site, period: str) -> Listing:
    """The list of a year's or a month's posts."""
    url = f"{site.config.archive.url}{period}/"
    return Listing(
        key=f"archive:{period}",
        title=period.replace("/", "-"),
        route=list_route(site.base_path, url),
        posts=site.archive[period],
        size=site.config.posts_per_page,
    )


def list_translations(site: Site, name: str) -> tuple[tuple[str, str], ...]:
    """The languages and addresses of the lists of a collection and its translations, none where there is one alone.

    Under "" it is that of the collection that lies on the front page.
    """
    own = site.collections.get(name) if name else _on_front(site)
    if own is None:
        return ()
    first = own.translates or own.name
    group = [one for one in site.collections.values() if first in (one.name, one.translates) and one.has_list]
    found = {one.language or site.config.language: one.route.url for one in group}
    is_one_of_each = len(found) == len(group) > 1
    return tuple(found.items()) if is_one_of_each and own.has_list else ()
