"""Seeded plans of faults and changes, and the workspace, clock and crawls on which they fall."""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import msgspec

from notionpress.crawl.crawler import CrawlOptions, CrawlResult, crawl
from notionpress.emulator.faults import Change, Fault, FaultKind, FaultPlan, RateLimit
from notionpress.emulator.rate_limit import RetryAfter
from notionpress.emulator.server import Emulator
from notionpress.emulator.workspace import Workspace
from notionpress.notion.client import NotionClient
from notionpress.report import Report
from notionpress.store import Entry, Store
from notionpress.store.entries import FOLDERS
from tests.crawl.workspaces import below, block, everything, paragraphs, row, uid

ROOT = "Home"
# Not shared, or below no root.
OUTSIDE = ("Secret", "Elsewhere")
ROWS = (*(f"Post {number:02}" for number in range(40)), "Left 0", "Left 1", "Left 2", "Right 0", "Right 1")
BELOW = ("Guide", "Deep", "Hidden deep")
SHOWN = ("Shown 0", "Shown 1")
DATABASES = ("Posts", "Double")
_PATHS = ("", "", "/children", "pages/", "/query", "data_sources/", "databases/", "users/", "views", "/properties/")
_STALLED = 0.2
"""Seconds after which a client gives up waiting where a plan lets answers stall: the only waiting that is real."""


class Clock:
    """A clock that moves only when somebody sleeps; it begins now, since clients compare it with their own."""

    def __init__(self) -> None:
        self._start = datetime.now(UTC)
        self.seconds = 0.0

    def now(self) -> datetime:
        """The time that it shows."""
        return self._start + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        """Seconds since it began."""
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        """Let time pass without waiting."""
        self.seconds += max(0.0, seconds)
        await asyncio.sleep(0)


class Campaign:
    """A workspace whose pages carry their name as a mark, what has happened to it so far, and a project for its site."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.random = random.Random(seed)
        self.clock = Clock()
        self.workspace = marked(everything(folder / "workspace", long=12))
        self.names = [*ROWS, *BELOW, ROOT, *OUTSIDE, *SHOWN]
        self.cache = folder / ".notionpress"
        self.comments = self.random.random() < 0.3
        self.quiet = self.random.random() < 0.2
        self._hidden: list[tuple[str, str]] = []
        self._written = ""

    # What happens

    def plan(self) -> FaultPlan:
        """Up to six faults, up to four changes, sometimes a rate limit, lists in parts of any size."""
        chance, choose = self.random.random, self.random.choice
        limit = RateLimit(
            requests=self.random.randint(20, 100),
            window=choose(("sliding", "fixed")),
            others=choose((0, 0, 15)),
            retry_after_form=choose(get_args(RetryAfter)),
        )
        return FaultPlan(
            seed=self.random.randrange(1000),
            query_cap=choose((10_000, 10_000, 15)),
            part_size=choose((100, 10, 7)),
            positional_cursors=chance() < 0.7,
            file_lifetime=choose((3600.0, 5.0)),
            rate_limit=limit if chance() < 0.3 else None,
            faults=tuple(self._fault() for _ in range(self.random.randint(0, 6))),
            changes=(*self._edit_again(), *(self._change() for _ in range(self.random.randint(0, 4)))),
        )

    def _edit_again(self) -> list[Change]:
        """Often, another edit of what was edited last: within one minute, Notion gives both the same time."""
        return [self._edit(self._written, {})] if self._written and self.random.random() < 0.6 else []

    def _fault(self) -> Fault:
        kind = self.random.choice(get_args(FaultKind))
        files = kind == "expired" or (kind not in ("truncated", "invalid", "cursor") and self.random.random() < 0.2)
        share = self.random.choice((1.0, 1.0, 0.3, 0.05))
        return Fault(
            kind,
            path="" if files else self.random.choice(_PATHS),
            first=self.random.choice((1, 1, 2, 5, 20, 60)) if share == 1 else 1,
            times=self.random.randint(1, 2 if kind == "stall" else 20) if share == 1 or kind == "stall" else None,
            retry_after=self.random.choice((0, 1, 30)),
            retry_after_form=self.random.choice(get_args(RetryAfter)),
            share=share,
            files=files,
        )

    def _change(self) -> Change:
        at, path = self.random.choice(
            ((self.random.choice((1, 3, 6, 12, 25, 60, 120)), ""), (self.random.randint(1, 6), "/query"))
        )
        when: dict[str, Any] = {"at": at, "path": path}
        pages = [name for name in self.names if self._may_change(name)]
        name = self.random.choice(pages)
        rows = [one for one in pages if one not in BELOW and not one.startswith("Child")]
        match self.random.choice(("hide", "hide", "show", "write", "write", "title", "status", "add", "add", "revoke")):
            case "hide":
                do = self.random.choice(("trash", "unshare"))
                name = self.random.choice((name, name, name, self.random.choice(DATABASES)))
                self._hidden.append((do, name))
                return Change(do, id=uid(name), quiet=self.quiet, **when)
            case "show" if self._hidden:
                do, name = self._hidden.pop(self.random.randrange(len(self._hidden)))
                return Change("restore" if do == "trash" else "share", id=uid(name), quiet=self.quiet, **when)
            case "title":
                name = self.random.choice(rows)
                title = f"{name}, now {self.random.randrange(1000)}"
                return Change("edit", id=uid(name), object={"properties": {"Name": title}}, **when)
            case "status":
                name = self.random.choice([one for one in rows if one.startswith(("Post", "New"))])
                status = self.random.choice(("Draft", "Published"))
                return Change("edit", id=uid(name), object={"properties": {"Status": status}}, **when)
            case "add":
                return self._addition(when)
            case "revoke" if self.random.random() < 0.5:
                return Change("revoke", **when)
            case _:
                return self._edit(self.random.choice([one for one in pages if one != "Guide"]), when)

    def _edit(self, name: str, when: dict[str, Any]) -> Change:
        self._written = name
        words = paragraphs(self.random.randint(1, 12), f"Words {self.random.randrange(1000)}")
        children = [mark(name), *words, block("toggle", "More", words[:2])]
        return Change("edit", id=uid(name), object={"children": children}, quiet=self.quiet, **when)

    def _may_change(self, name: str) -> bool:
        return name not in (ROOT, *OUTSIDE, *SHOWN) and uid(name) in self.workspace.pages

    def _addition(self, when: dict[str, Any]) -> Change:
        if self.random.random() < 0.3:
            name = f"Child {len(self.names)}"
            object = below(name, self.random.choice((ROOT, "Guide")), [mark(name), *paragraphs(2)])
        else:
            name = f"New {len(self.names)}"
            status = self.random.choice(("Draft", "Published"))
            object = row(name, "posts", [mark(name), *paragraphs(2)], properties={"Status": status})
            # Before all others, or now: the rows are listed by it.
            object["created_time"] = "2026-01-01T09:00:00.000Z"
        if self.random.random() < 0.5:
            del object["created_time"]
        del object["last_edited_time"]
        self.names.append(name)
        return Change("add", object={"object": "page", **object}, **when)

    # What should be seen

    def public(self) -> set[str]:
        """The names of all pages that the site should have now."""
        return {name for name in self.names if name not in OUTSIDE and self._is_public(uid(name))}

    def _is_public(self, id: str) -> bool:
        workspace = self.workspace
        if id not in workspace.pages or not workspace.is_shared(id) or workspace.in_trash(id):
            return False
        return bool(workspace.head(id)["properties"].get("Status", "Published") == "Published")

    def touched(self, changes: Sequence[Change]) -> set[str]:
        """The names of all pages that changes concern, and of those below."""
        ids = {change.id or str((change.object or {}).get("id")) for change in changes}
        return {name for name in self.names if ids & set(self._upward(uid(name)))}

    def _upward(self, id: str | None) -> Iterator[str]:
        while id is not None:
            yield id
            id = self.workspace.parent(id)

    # Crawls

    async def crawl(self, emulator: Emulator, cache: Path, *, stalls: bool = False, **options: Any) -> CrawlResult:
        """Crawl from the root into a cache."""
        async with NotionClient(
            emulator.token,
            base_url=emulator.url,
            version="2025-09-03",
            requests_per_minute=self.random.choice((180, 600, 1_000_000)),
            concurrency=self.random.choice((1, 3, 8)),
            retries=self.random.choice((0, 0, 2, 6)) if options.pop("faulty", False) else 6,
            timeout=_STALLED if stalls else 60,
            clock=self.clock.monotonic,
            sleep=self.clock.sleep,
            # Of its own: how often it is asked depends on the order of answers, and plans must not.
            chance=random.Random(1).random,
        ) as client:
            told = CrawlOptions(roots=(uid(ROOT),), comments=self.comments, **options)
            return await crawl(client, Store.open(cache), told, Report(), now=self.clock.now)


def mark(name: str) -> dict[str, Any]:
    """A paragraph that tells in the site which page is published."""
    return block("paragraph", f"Mark of {name}.")


def marks(site: Path) -> set[str]:
    """The names of the pages whose words stand anywhere in a site."""
    found: set[str] = set()
    for path in site.rglob("*"):
        if path.suffix in (".html", ".xml", ".json", ".txt"):
            found.update(re.findall(r"Mark of ([^.<]+)\.", path.read_text()))
    return found


def marked(folder: Path) -> Workspace:
    """Load the workspace that has everything, with a status for posts, a mark on each page and comments on some."""
    workspace = Workspace.load(folder)

    def edit(name: str, change: Callable[[dict[str, Any]], None]) -> None:
        workspace.edit(uid(name), change)

    options = [{"name": name} for name in ("Draft", "Published")]
    for name in ("posts", "left", "right", "shown"):
        edit(
            name, lambda source: source["properties"].update(Status={"type": "select", "select": {"options": options}})
        )
    for name in (*ROWS, *BELOW, ROOT, *OUTSIDE, *SHOWN):
        edit(name, lambda page, name=name: page["children"].append(mark(name)))  # type: ignore[misc]
    for number, name in enumerate(ROWS):
        edit(name, lambda page, number=number: page.update(created_time=f"2026-01-01T10:{number:02}:00.000Z"))  # type: ignore[misc]
    for number, name in enumerate((*ROWS, *SHOWN)):
        status = "Draft" if number % 7 == 3 and name.startswith("Post") else "Published"
        edit(name, lambda page, status=status: page["properties"].update(Status=status))  # type: ignore[misc]
    for number, name in enumerate(("Post 02", "Guide", "Post 09")):
        workspace.add(
            {
                "object": "comment",
                "id": uid(f"comment {number}"),
                "parent": {"page_id": uid(name)},
                "discussion_id": uid(f"discussion {number}"),
                "created_time": "2026-01-01T10:00:00.000Z",
                "rich_text": f"Said {number}",
            }
        )
    return workspace


def contents(cache: Path) -> dict[str, Any]:
    """All that is in a cache but times and counts of readings: roots, entries, objects, trees and bytes of files.

    Without the times of blocks: those of child pages and in synced copies change while the page that shows them stays.
    """
    store = Store.open(cache)
    found: dict[str, Any] = {"roots": store.roots}
    for kind in FOLDERS:
        for entry in store.entries(kind):
            found[f"{kind} {entry.id}"] = (
                _without_readings(entry),
                json.loads(store.read(kind, entry.id)),
                _without_times(json.loads(store.read_tree(entry.id))) if entry.tree else None,
            )
    for file in store.files():
        found[f"file {file.key}"] = (file, store.file_path(file).read_bytes())
    store.close()
    return found


def _without_readings(entry: Entry) -> Entry:
    return msgspec.structs.replace(
        entry, fetched="", tree_fetched="", views_fetched="", verified=0, tree="read" if entry.tree else "", tree_size=0
    )


def _without_times(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for one in blocks:
        del one["last_edited_time"]
        _without_times(one.get("children") or [])
    return blocks
