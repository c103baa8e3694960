"""Facts of a site by name: what an output can read, so that it is known which outputs a change makes stale."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from msgspec.structs import replace

from notionpress.site.order import newest
from notionpress.site.site import Media, PageMeta, Site, Tag

FIELDS: Final = (*PageMeta.__struct_fields__, "reading_minutes", "newer", "older", "known")
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
        own = (getattr(page, name) for name in PageMeta.__struct_fields__)
        return (*own, page.reading_minutes, *neighbours(site, id), known)
    values: dict[str, Any] = {"known": known}
    if target := site.databases.get(id):
        values |= {"title": target.title, "route": target.url, "icon": target.icon}
    return tuple(values.get(name) for name in FIELDS)


def neighbours(site: Site, page_id: str) -> tuple[str, str]:
    """The ids of the next newer and the next older post, "" where there is none."""
    at = site.position.get(page_id)
    if at is None:
        return "", ""
    newer = site.posts[at - 1] if at else ""
    return newer, site.posts[at + 1] if at + 1 < len(site.posts) else ""


def fact(site: Site, name: str) -> Any:
    """The value of a fact that is no page's: `kind:what`. Raises LookupError where the site has no such kind."""
    kind, _, what = name.partition(":")
    return _KINDS[kind](site, what)


def pages_of(posts: Sequence[str], size: int) -> int:
    """How many pages a list takes; an empty list takes one."""
    return max(1, -(-len(posts) // size))


def redirects(site: Site) -> tuple[tuple[str, str], ...]:
    """Every address that leads on, and where it leads: both from the root of the host, the second percent-encoded."""
    base = site.base_path.rstrip("/")
    return tuple((base + address, site.pages[id].route.url) for address, id in site.redirects.items())


def has_feed(site: Site) -> bool:
    """Whether the site has a feed."""
    return site.config.feed.enabled and bool(site.posts)


def as_shown(media: Media) -> Media:
    """A file without what no output shows: where it lies on this disk, and which page is the first that shows it."""
    versions = tuple(replace(one, source="") for one in media.versions)
    return replace(media, source="", page="", versions=versions)


def _slice(posts: Sequence[str], site: Site, number: int) -> tuple[tuple[str, ...], int]:
    size = site.config.posts_per_page
    return tuple(posts[(number - 1) * size : number * size]), pages_of(posts, size)


def _tag(tag: Tag) -> tuple[str, str, str, int]:
    return tag.name, tag.route.url, tag.color, len(tag.posts)


def _tagged(site: Site, what: str) -> Any:
    slug, _, number = what.rpartition("/")
    found = next((tag for tag in site.tags if tag.slug == slug), None)
    return (_tag(found), *_slice(found.posts, site, int(number))) if found else None


def _tag_of_page(site: Site, name: str) -> Any:
    found = site.tag_named.get(name)
    return (found.route.url, found.color) if found else None


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
        "feed": lambda site, _: has_feed(site),
        "file": lambda site, key: as_shown(site.media[key]) if key in site.media else None,
        "home": lambda site, _: site.home,
        "linked": lambda site, anchor: anchor in site.linked,
        "menu": lambda site, _: site.menu,
        "newest": lambda site, count: newest(site, int(count)),
        "outside": lambda site, _: site.outside,
        "pages": lambda site, _: tuple(site.pages),
        "person": lambda site, user: site.people.get(user, ""),
        "posts": lambda site, number: _slice(site.posts, site, int(number)),
        "posts-of-tags": lambda site, _: tuple((tag.route.url, tag.posts) for tag in site.tags),
        "redirects": lambda site, _: redirects(site),
        "rows": _rows,
        "setting": lambda site, name: getattr(site.config, name),
        "tag": _tag_of_page,
        "tagged": _tagged,
        "tags": lambda site, count: tuple(_tag(tag) for tag in site.tags[: int(count) if count else None]),
        "has": lambda site, what: bool(getattr(site, what)),
    }
)
"""What each kind of fact is: files by key, slices of lists by number, and so on."""
