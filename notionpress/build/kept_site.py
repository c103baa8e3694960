"""The site as the last build put it together, kept in the cache, so that the next one can begin with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from notionpress.config import Config
from notionpress.content.raw import moment
from notionpress.content.value import Moment
from notionpress.report import Problem
from notionpress.site.site import PageMeta, Site
from notionpress.store import Entry, Store

_encode: Final = msgspec.json.Encoder(enc_hook=str).encode
_NO_CONFIG: Final = Config(title="")

_TOGETHER: Final = 1000
"""So many pages stand on one line."""


class PageState(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What the cache held of a page: the digests of its object and of its blocks, and its outline (`site.edits`).

    That is "" where it is not known, and the page cannot be told from what it was.
    """

    id: str
    digest: str
    tree: str
    outline: str = ""


class States(msgspec.Struct, frozen=True):
    """The first line: what a site was made of.

    `token` is told again by the build that left it, `others` is the digest of all that the cache held but pages.
    """

    token: str
    others: str
    pages: tuple[PageState, ...]

    def edited(self, store: Store) -> list[PageState] | None:
        """What was known of the pages that the cache holds otherwise now, None where it has not the same pages."""
        now = store.entries("page")
        if [entry.id for entry in now] != [page.id for page in self.pages]:
            return None
        both = zip(self.pages, now, strict=True)
        return [page for page, entry in both if page.digest != entry.digest or page.tree != entry.tree]


class _Rest(msgspec.Struct, frozen=True):
    """The second line: the site without its pages and settings, its problems, and the ids of its pages in order.

    The pages stand on the lines that follow.
    """

    site: Site
    problems: tuple[Problem, ...]
    ids: tuple[str, ...]


class KeptSite(NamedTuple):
    """A site as it was, and what was wrong with it."""

    site: Site
    problems: tuple[Problem, ...]


def keep_site(store: Store, name: str, site: Site, problems: Sequence[Problem], token: str, others: str) -> bool:
    """Keep a site under a name, unless it would not come back as it is; the rest is as in `States` and `KeptSite`."""
    if not _comes_back(site):
        return False
    states = States(token, others, tuple(_state(entry, site) for entry in store.entries("page")))
    rest = _Rest(replace(site, pages={}, outlines={}, config=_NO_CONFIG), tuple(problems), tuple(site.pages))
    pages = list(site.pages.values())
    # Not all at once: that would take memory twice.
    some = (pages[at : at + _TOGETHER] for at in range(0, len(pages), _TOGETHER))
    try:
        store.write_trace_lines(name, map(_encode, (states, rest, *some)))
    except UnicodeEncodeError:
        return False
    return True


def read_states(lines: Iterator[bytes], token: str) -> States | None:
    """What a site was made of that was kept in these lines, None where its token is another."""
    # Of another version of notionpress nothing is read: its token is another too.
    line = next(lines, b"")
    if not token or f'{{"token":"{token}"'.encode() != line[: len(token) + 11]:
        return None
    states: States = _decoder(States).decode(line)
    return states


def read_site(lines: Iterator[bytes], config: Config) -> KeptSite | None:
    """The site of which `read_states` has read the first line, None where the rest is not whole."""
    first = next(lines, None)
    if first is None:
        return None
    rest: _Rest = _decoder(_Rest).decode(first)
    found = [page for line in lines for page in msgspec.json.decode(line, type=list[msgspec.Raw])]
    if len(found) != len(rest.ids):
        return None
    pages = _KeptPages(dict(zip(rest.ids, found, strict=True)), ZoneInfo(config.time_zone))
    return KeptSite(replace(rest.site, pages=pages, config=config), rest.problems)


def _state(entry: Entry, site: Site) -> PageState:
    return PageState(entry.id, entry.digest, entry.tree, site.outlines.get(entry.id, ""))


def _comes_back(site: Site) -> bool:
    """Whether JSON holds all of the site, as is known of pages of Notion that are kept as JSON anyway."""
    zone = ZoneInfo(site.config.time_zone)
    try:
        return all(
            _is_same(page, zone) if page.file else bool(site.outlines.get(page.id)) for page in site.pages.values()
        )
    except (UnicodeEncodeError, msgspec.ValidationError):
        return False


def _is_same(page: PageMeta, zone: ZoneInfo) -> bool:
    # Not only equal: 1 and 1.0 are, too.
    data = _encode(page)
    return _encode(_page(data, zone)) == data


def _page(data: bytes | msgspec.Raw, zone: ZoneInfo) -> PageMeta:
    page: PageMeta = _decoder(PageMeta).decode(data)
    if not page.file:
        return page
    date = _in_zone(page.date, zone) if isinstance(page.date, datetime) else page.date
    return replace(page, created=_in_zone(page.created, zone), updated=_in_zone(page.updated, zone), date=date)


def _in_zone(time: datetime, zone: ZoneInfo) -> datetime:
    """A time of a local page: most are in the site's zone, which JSON does not name."""
    local = time.astimezone(zone)
    return local if local.utcoffset() == time.utcoffset() else time


class _KeptPages(Mapping[str, PageMeta]):
    """Pages as JSON, each read when somebody asks for it: most builds need few."""

    def __init__(self, pages: Mapping[str, msgspec.Raw], zone: ZoneInfo) -> None:
        self._pages = pages
        self._zone = zone
        self._read: dict[str, PageMeta] = {}

    def __getitem__(self, id: str) -> PageMeta:
        page = self._read.get(id)
        if page is None:
            page = self._read[id] = _page(self._pages[id], self._zone)
        return page

    def __contains__(self, id: object) -> bool:
        return id in self._pages

    def __iter__(self) -> Iterator[str]:
        return iter(self._pages)

    def __len__(self) -> int:
        return len(self._pages)


@cache
def _decoder(kind: type) -> msgspec.json.Decoder[Any]:
    """What reads a line, or a page; to make it takes time."""
    return msgspec.json.Decoder(kind, dec_hook=_value)


def _value(kind: Any, value: Any) -> Any:
    return moment(value) if kind is Moment else kind(value)
