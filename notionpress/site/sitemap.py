"""What search engines are told to visit: addresses with their days and pictures, in parts of a size that they take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from notionpress.site.fronts import FRONT
from notionpress.site.languages import spoken
from notionpress.site.listings import list_translations, listings
from notionpress.site.site import PageMeta, Site

MOST_URLS: Final = 50_000
MOST_BYTES: Final = 50 * 2**20
"""What a sitemap may hold, https://www.sitemaps.org/protocol.html."""

_MOST_PICTURES: Final = 1000
"""Of one address, developers.google.com/search/docs/crawling-indexing/sitemaps/image-sitemaps."""

_MARKUP: Final = 100
"""The bytes of an entry's tags and day; those of a picture's are fewer."""


class SitemapEntry(NamedTuple):
    """An address from the root of the host: of a page with its `id`, or of a list that shows pages.

    `shows` are the ids of what a list shows, none where that is all pages; `pictures` are addresses too.
    `translations` are the languages and addresses in which a page can be read, with its own; none for one alone.
    """

    url: str
    id: str = ""
    shows: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    translations: tuple[tuple[str, str], ...] = ()


def number_of_parts(site: Site) -> int:
    """How many parts there are; of most sites it is known without a look at every address."""
    return 1 if _is_small(site) else len(sitemap_parts(site))


def sitemap_parts(site: Site) -> list[list[SitemapEntry]]:
    """Everything that search engines may list, in the order of addresses; one part, or as many as are needed."""
    if _is_small(site):
        return [sorted(_entries(site))]
    parts: list[list[SitemapEntry]] = [[]]
    size = 0
    start = len(site.config.base_url)
    for entry in sorted(_entries(site)):
        own = sum(_MARKUP + start + _escaped(url) for url in (entry.url, *entry.pictures))
        own += sum(_MARKUP + start + _escaped(url) for _, url in entry.translations)
        if parts[-1] and (len(parts[-1]) == MOST_URLS or size + own > MOST_BYTES):
            parts.append([])
            size = 0
        parts[-1].append(entry)
        size += own
    return parts


def _is_small(site: Site) -> bool:
    """Whether one part surely holds everything, told by the number and length of addresses alone."""
    urls = [page.route.url for page in site.pages.values()]
    urls += [media.url for media in site.media.values()]
    urls += [one.route.url for one in site.collections.values()]
    for taxonomy in site.taxonomies.values():
        urls += [taxonomy.route.url, *(term.route.url for term in taxonomy.terms)]
    # The front page and the archive, whose addresses are short.
    count = len(urls) + len(site.archive) + 2
    others = [site.pages[id].route.url for page in site.pages.values() for id in page.translations]
    # A character takes five at most where it is escaped.
    size = 5 * sum(map(len, (*urls, *others))) + (count + 2 * len(others)) * (_MARKUP + len(site.config.base_url))
    return count <= MOST_URLS and size <= MOST_BYTES


def _escaped(url: str) -> int:
    """The length of a percent-encoded address in XML."""
    return len(url) + 4 * (url.count("&") + url.count("'"))


def _entries(site: Site) -> Iterator[SitemapEntry]:
    pictures = _pictures(site)
    taken = set()
    lists = {site.home: FRONT} if site.home else {}
    lists |= {one.page: one.key for one in listings(site) if one.page}
    for page in site.pages.values():
        taken.add(page.route.url)
        if not page.noindex:
            translations = _translations(page, site)
            if page.id in lists:
                translations = translations or list_translations(site, lists[page.id])
            yield SitemapEntry(page.route.url, page.id, (), pictures.get(page.id, ()), translations)
    further = [SitemapEntry(site.base_path, "", (), (), list_translations(site, FRONT))]
    further += [
        SitemapEntry(one.route.url, "", one.posts, (), list_translations(site, one.key))
        for one in listings(site)
        if one.posts
    ]
    further += [SitemapEntry(one.route.url) for one in site.taxonomies.values()]
    if site.archive:
        further.append(SitemapEntry(site.base_path + site.config.archive.url[1:]))
    for entry in further:
        if entry.url not in taken:
            taken.add(entry.url)
            yield entry


def _translations(page: PageMeta, site: Site) -> tuple[tuple[str, str], ...]:
    """The languages and addresses of a page that search engines may list; none where there is one alone."""
    if not page.translations:
        return ()
    group = [one for one in map(site.pages.__getitem__, page.translations) if not one.noindex]
    found = [(spoken(one.language, site.config), one.route.url) for one in group]
    return tuple(found) if len(found) > 1 else ()


def _pictures(site: Site) -> dict[str, tuple[str, ...]]:
    """The pictures that the site serves, by the first page that shows each."""
    found: dict[str, list[str]] = {}
    for media in site.media.values():
        if media.is_shown and media.media_type.startswith("image/"):
            urls = found.setdefault(media.page, [])
            if media.url not in urls and len(urls) < _MOST_PICTURES:
                urls.append(media.url)
    return {id: tuple(urls) for id, urls in found.items()}
