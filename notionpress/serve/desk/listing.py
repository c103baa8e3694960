"""The pages of a site with their states, as the desk lists them: filtered, sorted, in parts. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias, get_args

import msgspec

from notionpress.ids import notion_url
from notionpress.report import Held, Problem
from notionpress.site.site import Site

State: TypeAlias = Literal["published", "draft", "scheduled", "problem"]
Sort: TypeAlias = Literal["title", "state", "address", "edited", "synced", "words", "problems"]

STATES: Final[tuple[State, ...]] = get_args(State)
SORTS: Final[tuple[Sort, ...]] = get_args(Sort)

PART: Final = 150
"""How many pages one part of the list shows."""

_LEFT_OUT: Final = ("page-without-body", "page-unread", "plugin-failed")
"""The kinds of problems that keep a page out of the site, or as it was."""

_FAILED: Final = (*_LEFT_OUT, "output-failed")


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A page in the list.

    `address` is its path in the site, "" where it has none yet, `source` where its author edits it, `scheduled` when it
    appears. `edited` and `synced` are the times of the last edit and of the last reading, None for unknown; `problems`
    is how many problems stand on it.
    """

    id: str
    title: str
    state: State
    source: str
    address: str = ""
    edited: datetime | None = None
    synced: datetime | None = None
    scheduled: datetime | None = None
    words: int = 0
    problems: int = 0

    @property
    def is_in_notion(self) -> bool:
        """Whether it is edited in Notion, and not in a file."""
        return self.source.startswith("https://")


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of the list is wanted, and how: pages with `words` in their title or address, in one `state`."""

    words: str = ""
    state: State | Literal[""] = ""
    sort: Sort = "edited"
    descending: bool = True
    part: int = 1


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the list: its pages, how many there are in all, which part it is of how many."""

    pages: tuple[Listed, ...]
    total: int
    part: int
    parts: int
    states: Mapping[State, int]
    """How many pages are in each state, of those with the words."""


def listed_pages(site: Site, problems: Iterable[Problem], synced: Mapping[str, datetime]) -> tuple[Listed, ...]:
    """Every page of a site and every page that is held back; `synced` tells when each was read, by id."""
    counts: dict[str, int] = {}
    failed: set[str] = set()
    for problem in problems:
        source = source_of(problem)
        counts[source] = counts.get(source, 0) + 1
        if problem.kind in _FAILED:
            failed.add(source)
    found = [
        Listed(
            id=page.id,
            title=page.title,
            state="problem" if page.source in failed else _state(site.held.get(page.id)),
            source=page.source,
            address=page.route.url,
            edited=page.updated,
            synced=synced.get(page.id),
            scheduled=held.moment if (held := site.held.get(page.id)) else None,
            words=page.words,
            problems=counts.get(page.source, 0),
        )
        for page in site.pages.values()
    ]
    for id, one in site.withheld.items():
        if one.updated is None:
            continue  # A database.
        found.append(
            Listed(
                id=id,
                title=one.title,
                state="problem" if one.source in failed else "scheduled" if one.scheduled else "draft",
                source=one.source,
                edited=one.updated,
                synced=synced.get(id),
                scheduled=one.scheduled,
                words=one.words,
                problems=counts.get(one.source, 0),
            )
        )
    for id in site.unread:
        source = notion_url(id)
        count = counts.get(source, 0)
        found.append(Listed(id=id, title="", state="problem", source=source, synced=synced.get(id), problems=count))
    return tuple(found)


def _state(held: Held | None) -> State:
    """The state of a page that the preview shows, and of which it may know why it is not public."""
    if held is None:
        return "published"
    return "scheduled" if held.moment else "draft"


def source_of(problem: Problem) -> str:
    """Where the page is edited that a problem stands on: its address in Notion without that of a block."""
    return problem.url.partition("#")[0]


def wanted_part(query: Mapping[str, str]) -> Wanted:
    """What an address asks for; what it does not say rightly is as it is by default."""
    state, sort, order = query.get("state", ""), query.get("sort", ""), query.get("order", "")
    chosen: Any = sort if sort in SORTS else "edited"
    kept: Any = state if state in STATES else ""
    number = query.get("part", "")
    return Wanted(
        words=query.get("words", "").strip(),
        state=kept,
        sort=chosen,
        descending=order == "descending" if order else chosen in ("edited", "synced", "words", "problems"),
        part=int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 1,
    )


def part_of(pages: Iterable[Listed], wanted: Wanted) -> Part:
    """The part of the list that is wanted; one behind the end is the last."""
    words = wanted.words.casefold()
    fitting = [one for one in pages if words in one.title.casefold() or words in one.address.casefold()]
    states = dict.fromkeys(STATES, 0)
    for one in fitting:
        states[one.state] += 1
    kept = [one for one in fitting if not wanted.state or one.state == wanted.state]
    # Those that are alike stay in the order of their titles, and their ids.
    kept.sort(key=lambda one: (one.title.casefold(), one.id))
    kept.sort(key=_key(wanted.sort), reverse=wanted.descending)
    parts = max(1, -(-len(kept) // PART))
    part = min(max(1, wanted.part), parts)
    shown = kept[(part - 1) * PART : part * PART]
    return Part(pages=tuple(shown), total=len(kept), part=part, parts=parts, states=states)


def _key(sort: Sort) -> Callable[[Listed], Any]:
    match sort:
        case "title":
            return lambda one: one.title.casefold()
        case "state":
            return lambda one: (STATES.index(one.state), _seconds(one.scheduled))
        case "address":
            return lambda one: one.address
        case "edited":
            return lambda one: _seconds(one.edited)
        case "synced":
            return lambda one: _seconds(one.synced)
        case "words":
            return lambda one: one.words
        case "problems":
            return lambda one: one.problems


def _seconds(time: datetime | None) -> float:
    return time.timestamp() if time else 0.0


class Group(msgspec.Struct, frozen=True):
    """The problems of one page, by its title and where it is edited; both are "" for those of no page."""

    title: str
    source: str
    problems: tuple[Problem, ...]


def grouped(problems: Iterable[Problem], titles: Mapping[str, str]) -> tuple[Group, ...]:
    """Problems by page, in the order of titles, those of no page first; `titles` go by where pages are edited."""
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        found.setdefault(source_of(problem), []).append(problem)
    groups = (
        Group(titles.get(source) or next((one.page for one in listed if one.page), ""), source, tuple(listed))
        for source, listed in found.items()
    )
    return tuple(sorted(groups, key=lambda group: (bool(group.source), group.title.casefold(), group.source)))
