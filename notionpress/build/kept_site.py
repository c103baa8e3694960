"""The site as the last build put it together, kept in the cache, so that the next one can begin with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any, Final
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


class PageState(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What the cache held of a page: the digests of its object and of its blocks."""

    id: str
    digest: str
    tree: str


class _Head(msgspec.Struct, frozen=True):
    """The first line: the site but for its pages and settings, the ids of its pages, and the rest of a KeptSite."""

    site: Site
    ids: tuple[str, ...]
    problems: tuple[Problem, ...]
    states: tuple[PageState, ...]
    others: str


class KeptSite(msgspec.Struct, frozen=True):
    """A site and its problems, the states of all pages in the cache that it was made of, and the digest of all else."""

    site: Site
    problems: tuple[Problem, ...]
    states: tuple[PageState, ...]
    others: str


def keep_site(store: Store, name: str, site: Site, problems: Sequence[Problem], others: str) -> str:
    """Keep a site under a name; `problems` are its own, `others` the digest of all that the cache holds but pages.

    Returns a token that tells this site from all others, "" where it would not come back as it is.
    """
    states = tuple(_state(entry) for entry in store.entries("page"))
    if not _comes_back(site):
        return ""
    rest = replace(site, pages={}, config=_NO_CONFIG)
    try:
        head = _Head(rest, tuple(site.pages), tuple(problems), states, others)
        lines = [_encode(head), *map(_encode, site.pages.values())]
    except UnicodeEncodeError:
        return ""
    store.write_traces(name, *lines)
    return _token(lines)


def read_site(store: Store, name: str, token: str, config: Config) -> KeptSite | None:
    """The site that was kept under a name, None where it is not the one that the token is of."""
    lines = store.read_trace_lines(name)
    if not token or _token(lines) != token:
        return None
    head: _Head = _decoder(_Head).decode(lines[0])
    pages = _KeptPages(dict(zip(head.ids, lines[1:], strict=True)), ZoneInfo(config.time_zone))
    return KeptSite(replace(head.site, pages=pages, config=config), head.problems, head.states, head.others)


def edited_pages(kept: KeptSite, store: Store) -> list[str] | None:
    """The ids of the pages that are others in the cache than they were, None where there are not the same pages."""
    now = store.entries("page")
    if [entry.id for entry in now] != [state.id for state in kept.states]:
        return None
    return [entry.id for entry, state in zip(now, kept.states, strict=True) if _state(entry) != state]


def _state(entry: Entry) -> PageState:
    return PageState(entry.id, entry.digest, entry.tree)


def _comes_back(site: Site) -> bool:
    """Whether JSON holds all of the site, as is known of pages of Notion that are kept as JSON anyway."""
    zone = ZoneInfo(site.config.time_zone)
    try:
        return all(
            # Not only equal: 1 and 1.0 are, too.
            repr(_page(_encode(page), zone)) == repr(page) if page.file else bool(site.outlines.get(page.id))
            for page in site.pages.values()
        )
    except (UnicodeEncodeError, msgspec.ValidationError):
        return False


def _page(line: bytes, zone: ZoneInfo) -> PageMeta:
    page: PageMeta = _decoder(PageMeta).decode(line)
    if not page.file:
        return page
    # In files times are those of the site's zone, which JSON does not name.
    own = page.date.astimezone(zone) if isinstance(page.date, datetime) else page.date
    return replace(page, created=page.created.astimezone(zone), updated=page.updated.astimezone(zone), date=own)


def _token(lines: list[bytes]) -> str:
    # Lines have sums of their own; which site they are of is told by the first and their number.
    return sha256(b"%d\n%b" % (len(lines), lines[0])).hexdigest()[:32] if lines else ""


class _KeptPages(Mapping[str, PageMeta]):
    """Pages out of lines, each read when somebody asks for it: most builds need few."""

    def __init__(self, lines: Mapping[str, bytes], zone: ZoneInfo) -> None:
        self._lines = lines
        self._zone = zone
        self._read: dict[str, PageMeta] = {}

    def __getitem__(self, id: str) -> PageMeta:
        page = self._read.get(id)
        if page is None:
            page = self._read[id] = _page(self._lines[id], self._zone)
        return page

    def __contains__(self, id: object) -> bool:
        return id in self._lines

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


@cache
def _decoder(kind: type) -> msgspec.json.Decoder[Any]:
    """What reads a line; to make it takes time."""
    return msgspec.json.Decoder(kind, dec_hook=_value)


def _value(kind: Any, value: Any) -> Any:
    return moment(value) if kind is Moment else kind(value)
