"""The lists of a site: the front page, collections, terms of taxonomies, years; each with its pages, one by one."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from notionpress.site import routes
from notionpress.site.collections import list_route
from notionpress.site.fronts import FRONT, front_key
from notionpress.site.languages import list_language, spoken
from notionpress.site.order import own_posts
from notionpress.site.site import Collection, Route, Site, Taxonomy, Term


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """A list of pages at an address, shown in pages of `size`.

    `key` names it; `page` is the id of the page that lies at its address, whose body stands above the list, "" for
    none; `feed` says whether it asks for a feed of its own; `language` is the tag of its language, "" for the site's.
    """

    key: str
    title: str
    route: Route
    posts: tuple[str, ...]
    size: int
    page: str = ""
    feed: bool = False
    language: str = ""

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
    for language, front in site.languages.items():
        if front_key(language, front).startswith("language:"):
            yield language_listing(site, language)
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
    if kind == "language":
        return language_listing(site, what) if what in site.languages else None
    if kind == "collection":
        return collection_listing(site.collections[what]) if what in site.collections else None
    if kind == "archive":
        return archive_listing(site, what) if what in site.archive else None
    name, _, slug = what.partition("/")
    taxonomy = site.taxonomies.get(name)
    term = next((one for one in taxonomy.terms if one.slug == slug), None) if taxonomy else None
    return term_listing(site, taxonomy, term) if taxonomy and term else None


def front_listing(site: Site) -> Listing:
    """The list on the front page: of the collection that lies there, else of all posts that no other has."""
    own = _on_front(site)
    return Listing(
        key=FRONT,
        title=site.config.title,
        route=routes.route(site.base_path),
        posts=own.posts if own else own_posts(site),
        size=own.posts_per_page if own else site.config.posts_per_page,
        page=site.home,
    )


def _on_front(site: Site) -> Collection | None:
    return next((one for one in site.collections.values() if one.route.url == site.base_path), None)


def language_listing(site: Site, language: str) -> Listing:
    """The list of the posts in a language, by its tag."""
    front = site.languages[language]
    return Listing(
        key=front_key(language, front),
        title=language,
        route=front.route,
        posts=front.posts,
        size=site.config.posts_per_page,
        page=front.page,
        feed=True,
        language=language,
    )


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
        language=collection.language,
    )


def term_listing(site: Site, taxonomy: Taxonomy, term: Term) -> Listing:
    """The list of all that has a term."""
    return Listing(
        key=f"term:{taxonomy.name}/{term.slug}",
        title=term.name,
        route=term.route,
        posts=term.posts,
        size=taxonomy.posts_per_page,
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


def list_translations(site: Site, key: str) -> tuple[tuple[str, str], ...]:
    """The languages and addresses of a list, by its key, in all its languages; none where there is one alone.

    Front pages are translations of each other, and so are collections that say so. A list that stands below a page
    with translations of its own has none: the page has.
    """
    parallel = _parallel(site, _collection_on(site, key))
    fronts = {front_key(language, one): one for language, one in site.languages.items()}
    if key in fronts and fronts.keys() >= {_key_of(site, one) for one in parallel}:
        found = [
            (spoken(language, site.config), one.route.url)
            for language, one in site.languages.items()
            if fronts.keys() >= {_key_of(site, other) for other in _parallel(site, one.collection)}
            and _may_be_translated(site, one.page, language)
        ]
        own = fronts[key].route.url
    else:
        found = [
            (spoken(one.language, site.config), one.route.url)
            for one in parallel
            if _may_be_translated(site, _page_above(site, one), one.language)
        ]
        own = site.collections[_collection_on(site, key)].route.url if parallel else ""
    return tuple(found) if len(found) > 1 and own in dict(found).values() else ()


def _may_be_translated(site: Site, page: str, language: str) -> bool:
    """Whether a list in a language is in others too.

    It is not where the page above it is, or is nothing for search engines, or is in another language itself.
    """
    if not page:
        return True
    above, config = site.pages[page], site.config
    is_same = list_language(above.language, config) == list_language(language, config)
    return is_same and not (above.translations or above.noindex)


def _page_above(site: Site, collection: Collection) -> str:
    """The page that stands above the list of a collection, "" for none."""
    return collection.page or (site.home if collection.route.url == site.base_path else "")


def _collection_on(site: Site, key: str) -> str:
    """The name of the collection whose list it is, "" for none."""
    kind, _, name = key.partition(":")
    own = site.collections.get(name) if kind == "collection" else _on_front(site) if key == FRONT else None
    return own.name if own else ""


def _key_of(site: Site, collection: Collection) -> str:
    return FRONT if collection.route.url == site.base_path else f"collection:{collection.name}"


def _parallel(site: Site, name: str) -> list[Collection]:
    """A collection and its translations, as far as they have lists; none where two of them are in one language."""
    own = site.collections.get(name)
    if own is None or not own.has_list:
        return []
    first = own.translates or own.name
    group = [one for one in site.collections.values() if first in (one.name, one.translates) and one.has_list]
    is_one_of_each = len({one.language for one in group}) == len(group) > 1
    return group if is_one_of_each else []
