"""Facts of a site by name: what an output can read, so that it is known which outputs a change makes stale."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final

from msgspec.structs import replace

from notionpress.language_tags import tag_of
from notionpress.site.collections import sequence_of
from notionpress.site.fronts import fronts, list_of_post
from notionpress.site.listings import Listing, archive_listing, list_translations, listing, listings
from notionpress.site.machines import sections
from notionpress.site.order import fed_posts, newest, recently_updated
from notionpress.site.site import SERIES, Media, PageMeta, Site, Term
from notionpress.site.sitemap import number_of_parts, sitemap_parts
from notionpress.site.titles import letters, listed, number_of_lists

FIELDS: Final = (*PageMeta.__struct_fields__, "reading_minutes", "edited_on", "newer", "older", "known")
"""What can be read of a page: its own fields, the posts beside it, and whether it was crawled at all."""

BITS: Final[Mapping[str, int]] = MappingProxyType(
    {
        **{name: 1 << at for at, name in enumerate(FIELDS)},
        "source": 1 << FIELDS.index("file"),
    }
)
"""The bit that stands for each of them in a set of fields."""

TARGET: Final = BITS["title"] | BITS["route"] | BITS["icon"]
"""What a link to a page shows."""

EVERY: Final = (1 << len(FIELDS)) - 1


_BESIDE: Final = BITS["newer"] | BITS["older"] | BITS["known"]
"""What the site tells of a page, which the page itself does not know."""

_own: Final = attrgetter(*PageMeta.__struct_fields__)


class Reads:
    """What was read of a site: fields of pages, as bits by the page's id, and other facts by name."""

    __slots__ = ("add", "names", "pages")

    def __init__(self) -> None:
        self.pages: dict[str, int] = {}
        self.names: set[str] = set()
        self.add = self.names.add
        """Notes a fact by its name, as in `fact`, or one of the theme's or the build's own."""

    def note(self, page_id: str, fields: int) -> None:
        """Note fields of a page."""
        self.pages[page_id] = self.pages.get(page_id, 0) | fields

    def update(self, pages: Mapping[str, int], names: Iterable[str]) -> None:
        """Note all that was noted elsewhere, or at another time."""
        self.names.update(names)
        for id, fields in pages.items():
            self.note(id, fields)


class ReadPage:
    """A page that notes which of its fields are read; to all who ask it is a `PageMeta`."""

    __slots__ = ("_page", "_reads", "id")

    def __init__(self, page: PageMeta, reads: Reads) -> None:
        self.id = page.id
        self._page = page
        self._reads = reads


def _noted(name: str, bits: int) -> property:
    def read(page: ReadPage) -> Any:
        pages, id = page._reads.pages, page.id
        pages[id] = pages.get(id, 0) | bits
        return getattr(page._page, name)

    return property(read)


for _name in set(BITS) - {"id"}:
    # `__getattr__` would do the same in five times the time.
    setattr(ReadPage, _name, _noted(_name, BITS[_name]))


def page_values(site: Site, id: str) -> tuple[Any, ...]:
    """The values of `FIELDS` for a page; of a database what a link shows, of anything else that there is nothing."""
    known = id in site.known
    if page := site.pages.get(id):
        return (*_own(page), page.reading_minutes, page.edited_on, *neighbours(site, id), known)
    values: dict[str, Any] = {"known": known}
    if target := site.databases.get(id):
        values |= {"title": target.title, "route": target.url, "icon": target.icon}
    return tuple(values.get(name) for name in FIELDS)


def read_values(site: Site, id: str, fields: int) -> list[Any]:
    """Those of `page_values` whose bits are set, without making the others."""
    page = site.pages.get(id)
    if page is None or fields & _BESIDE:
        return [value for at, value in enumerate(page_values(site, id)) if fields >> at & 1]
    return [getattr(page, name) for name in _names_of(fields)]


@lru_cache(maxsize=1024)
def _names_of(fields: int) -> tuple[str, ...]:
    return tuple(name for at, name in enumerate(FIELDS) if fields >> at & 1)


def neighbours(site: Site, page_id: str) -> tuple[str, str]:
    """The ids of the next newer and the next older post, of what is read along a tree the next and the one before.

    They are "" where there is none.
    """
    at = site.position.get(page_id)
    if at is None:
        return "", ""
    page = site.pages[page_id]
    sequence = site.sequences[sequence_of(page, site.collections, site.config)]
    before = sequence[at - 1] if at else ""
    after = sequence[at + 1] if at + 1 < len(sequence) else ""
    is_dated = not page.collection or site.collections[page.collection].layout == "posts"
    return (before, after) if is_dated else (after, before)


def fact(site: Site, name: str) -> Any:
    """The value of a fact that is no page's: `kind:what`. Raises LookupError where the site has no such kind."""
    kind, _, what = name.partition(":")
    return _KINDS[kind](site, what)


def redirects(site: Site) -> tuple[tuple[str, str], ...]:
    """Every address that leads on, and where it leads: both from the root of the host, the second percent-encoded."""
    base = site.base_path.rstrip("/")
    return tuple((base + address, site.pages[id].route.url) for address, id in site.redirects.items())


def feed_formats(site: Site) -> tuple[str, ...]:
    """The formats of the site's feeds, none where it has no posts or wants no feeds."""
    settings = site.config.feed
    return tuple(dict.fromkeys(settings.formats)) if settings.enabled and site.posts else ()


def feeds_of(site: Site, list: Listing) -> tuple[str, ...]:
    """The formats of a list's own feeds: of a collection or language all that the site has, of a term the first."""
    if not list.feed:
        return ()
    formats = feed_formats(site)
    if list.key.startswith(("collection:", "language:")):
        return formats
    return formats[:1] if site.config.feed.terms != "none" else ()


def as_shown(media: Media) -> Media:
    """A file without what no output shows: where it lies on this disk, and which page is the first that shows it."""
    versions = tuple(replace(one, source="") for one in media.versions)
    return replace(media, source="", page="", versions=versions)


def _of_list(kind: str) -> Callable[[Site, str], Any]:
    """What a page of a list of that kind shows, with the number of its pages; None where there is no such list."""

    def shown(site: Site, what: str) -> Any:
        key, _, number = what.rpartition("/")
        found = listing(site, f"{kind}:{key}")
        return (found.slice(int(number)), found.count) if found else None

    return shown


def _feeds_of(site: Site, key: str) -> Any:
    """Title, address and language of a list, and the formats of its own feeds; None where there is no such list."""
    found = listing(site, key)
    return (found.title, found.route.url, found.language, feeds_of(site, found)) if found else None


def _newest_in(site: Site, what: str) -> Any:
    key, _, count = what.rpartition("/")
    found = listing(site, key)
    return newest(site, found.posts, int(count)) if found else ()


def _recently_updated(site: Site, what: str) -> Any:
    """So many pages of a language's front page, `8/de`."""
    count, _, language = what.partition("/")
    return recently_updated(site, int(count), language)


def _own_words(site: Site, what: str) -> str:
    """The title or description that a site has in another language than its own, "" for none: `title/de`."""
    name, _, language = what.partition("/")
    return next((str(getattr(one, name)) for one in site.config.languages if tag_of(one.language) == language), "")


def _list_of_post(site: Site, what: str) -> str:
    """The key of the list in its language that holds a post of a language and a collection: `de/notes`."""
    language, _, collection = what.partition("/")
    return list_of_post(language, collection, site.languages, site.config)


def _terms_in(site: Site, what: str) -> Any:
    """The first terms of a taxonomy, so many of them, that have a post in the list of a language: `tags/24/de`."""
    name, count, language = what.split("/", 2)
    found = site.taxonomies.get(name)
    posts = frozenset(site.languages[language].posts) if language in site.languages else frozenset[str]()
    spoken = (term for term in found.terms if not posts.isdisjoint(term.posts)) if found else ()
    return tuple(_term(term) for term in islice(spoken, int(count)))


def _collection(site: Site, name: str) -> Any:
    """A collection as pages show it: its title, its address, "" for none, and its layout."""
    found = site.collections.get(name)
    if found is None:
        return None
    has_place = found.has_list or bool(found.page)
    return found.title, found.route.url if has_place else "", found.layout


def _templates(site: Site, name: str) -> Any:
    """The templates of a collection's pages and of its list."""
    found = site.collections.get(name)
    return (found.template, found.list_template) if found else ("", "")


def _term(term: Term) -> tuple[str, str, str, int]:
    return term.name, term.route.url, term.color, len(term.posts)


def _terms(site: Site, what: str) -> Any:
    """All terms of a taxonomy, or so many of them."""
    name, _, count = what.partition("/")
    found = site.taxonomies.get(name)
    return tuple(_term(term) for term in found.terms[: int(count) if count else None]) if found else ()


def _term_named(site: Site, what: str) -> Any:
    """Address and colour of a term by taxonomy and name."""
    taxonomy, _, name = what.partition("/")
    found = site.taxonomies[taxonomy].term_named.get(name) if taxonomy in site.taxonomies else None
    return (found.route.url, found.color) if found else None


def _about_term(site: Site, what: str) -> Any:
    """A term by taxonomy and slug as its own page has it: with the page that it is, and whether that is shown."""
    name, _, slug = what.partition("/")
    taxonomy = site.taxonomies.get(name)
    found = next((term for term in taxonomy.terms if term.slug == slug), None) if taxonomy else None
    return (*_term(found), found.page, taxonomy.body) if taxonomy and found else None


def _taxonomies(site: Site, _: str) -> Any:
    """The taxonomies with their titles, "" where the theme has a word, and their addresses."""
    return tuple((one.name, one.title, one.route.url) for one in site.taxonomies.values())


def _series(site: Site, name: str) -> Any:
    """A series by its name: its address, and its parts in order; None where nothing that is listed is part of it."""
    found = site.taxonomies[SERIES].term_named.get(name) if SERIES in site.taxonomies else None
    return (found.route.url, found.posts) if found else None


def _archives(site: Site, what: str) -> Any:
    """The years and months of the archive, or one of them with its months: addresses and numbers of posts."""
    found = (one for one in site.archive if (one.startswith(what) and one[len(what) :][:1] in ("", "/")) or not what)
    return tuple((one, archive_listing(site, one).route.url, len(site.archive[one])) for one in found)


def _tree(site: Site, name: str) -> Any:
    """The page tree of a collection, under "" of all that is in none: title, address, language, and what is below.

    The page that a collection begins with stands before the others, not above them.
    """
    collection = site.collections.get(name)
    if collection is None:
        tops = [one.id for one in site.pages.values() if not one.parents and not one.collection and one.kind == "page"]
        return tuple(_branch(site, id) for id in tops)
    front = (_branch(site, collection.page, deep=False),) if collection.page else ()
    return (*front, *(_branch(site, id) for id in collection.posts))


def _branch(site: Site, id: str, *, deep: bool = True) -> tuple[str, str, str, tuple[Any, ...]]:
    page = site.pages[id]
    below = (child for child in page.children if site.pages[child].kind == "page") if deep else ()
    return page.title, page.route.url, page.language, tuple(_branch(site, child) for child in below)


def _rows(site: Site, id: str) -> Any:
    """A database as pages show it: of its rows only what a link shows."""
    rows = site.inline.get(id)
    if rows is None:
        return None
    views = [(_links(view.rows), replace(view, rows=())) for view in rows.views]
    return _links(rows.rows), replace(rows, rows=(), views=()), views


def _links(rows: Sequence[PageMeta]) -> list[Any]:
    return [(page.id, page.title, page.route, page.icon) for page in rows]


_KINDS: Final[Mapping[str, Callable[[Site, str], Any]]] = MappingProxyType(
    {
        "cards": lambda site, _: site.social_cards,
        "backlinks": lambda site, page: site.backlinks.get(page, ()),
        "connected": lambda site, page: site.connected.get(page, ()),
        "feeds": lambda site, _: feed_formats(site),
        "feeds-of": _feeds_of,
        "file": lambda site, key: as_shown(site.media[key]) if key in site.media else None,
        "gallery": lambda site, _: site.config.pictures.gallery_from,
        "icon": lambda site, _: replace(site.icon, source="", digest="") if site.icon else None,
        "icon-picture": lambda site, _: site.icon,
        "home": lambda site, _: site.home,
        "list-of-post": _list_of_post,
        "linked": lambda site, page: site.pages[page].anchors_in(site.linked) if page in site.pages else (),
        "letters": lambda site, _: letters(site),
        "menu": lambda site, _: site.menu,
        "names-of-collections": lambda site, _: tuple(site.collections),
        "newest": lambda site, count: newest(site, fed_posts(site), int(count)),
        "newest-in": _newest_in,
        "own-words": _own_words,
        "outside": lambda site, _: site.outside,
        "pages": lambda site, _: tuple(site.pages),
        "person": lambda site, user: site.people.get(user, ""),
        "posts": _of_list("posts"),
        "redirects": lambda site, _: redirects(site),
        "recently-updated": _recently_updated,
        "related": lambda site, post: site.related.get(post, ()),
        "rows": _rows,
        "setting": lambda site, name: attrgetter(name)(site.config),
        "about-term": _about_term,
        "archive": _of_list("archive"),
        "archives": _archives,
        "collection": _of_list("collection"),
        "about-collection": _collection,
        "fronts": lambda site, _: fronts(site),
        "language": _of_list("language"),
        "language-of": lambda site, name: site.collections[name].language if name in site.collections else "",
        "translations-of": list_translations,
        "listings": lambda site, _: tuple((one.route.url, one.posts) for one in listings(site)),
        "sections": lambda site, _: sections(site),
        "series": _series,
        "sitemap": lambda site, part: tuple(sitemap_parts(site)[int(part) - 1]),
        "sitemap-parts": lambda site, _: number_of_parts(site),
        "updated": lambda site, _: site.updated.date() if site.updated else None,
        "taxonomies": _taxonomies,
        "templates-of": _templates,
        "term": _of_list("term"),
        "term-named": _term_named,
        "terms": _terms,
        "terms-in": _terms_in,
        "tree": _tree,
        "titles": lambda site, number: (listed(site, int(number)), number_of_lists(site)),
        "has": lambda site, what: bool(getattr(site, what)),
    }
)
"""What each kind of fact is: files by key, slices of lists by number, and so on."""

OF_WORDS: Final = frozenset(("recently-updated", "updated"))
"""The kinds of facts that an edit of a page's words may change, as `site.edits` has it; other kinds it leaves alone."""
