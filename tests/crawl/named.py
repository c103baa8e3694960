"""Served workspaces in which things happen one after the other, and the crawls of what is named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from notionpress.crawl.options import CrawlResult
from notionpress.crawl.selection import Selection
from tests.crawl.crawling import NOW, Served, contents, run, serving
from tests.crawl.workspaces import below, block, data_source, database, page, paragraphs, row, uid, write

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
VERSIONS = ["2022-06-28", "2025-09-03", "2026-03-11"]
Json = dict[str, Any]

STEP = timedelta(minutes=10)
"""So much time passes between two crawls that no edit can hide behind the time of the one before."""


class Site:
    """A served workspace and its cache, crawled once, in which things happen one after the other."""

    def __init__(self, served: Served, *roots: str, **options: Any) -> None:
        self.served = served
        self.roots = roots
        self.options = options
        self.now = NOW

    async def crawl(self, *pages: str, **options: Any) -> CrawlResult:
        """Crawl everything, or what is named."""
        self.now += STEP
        told = {**self.options, **options}
        if pages:
            told["pages"] = frozenset(uid(one) for one in pages)
        return await self.served.crawl(*self.roots, now=self.now, **told)

    def asked(self) -> Counter[str]:
        """The requests of the last crawl, by what they ask for."""
        return Counter(ID.sub("*", line) for line in self.served.gate.lines)

    def edit(self, name: str, **changes: Any) -> None:
        """Change keys of an object, or values of its properties."""
        properties = changes.pop("properties", {})

        def change(value: Json) -> None:
            value.update(changes)
            value.setdefault("properties", {}).update(properties)

        self.served.workspace.edit(uid(name), change, at=self.now + STEP / 2)

    def put_into(self, name: str, *blocks: Json) -> None:
        """Put blocks at the end of a page."""
        self.served.workspace.edit(uid(name), lambda value: value["children"].extend(blocks), at=self.now + STEP / 2)

    def take_out(self, name: str, child: str) -> None:
        """Take the block that something stands as out of a page."""

        def change(value: Json) -> None:
            value["children"] = [one for one in value["children"] if uid(child) not in one.values()]

        self.served.workspace.edit(uid(name), change, at=self.now + STEP / 2)

    def add(self, value: Json) -> None:
        """Add an object that is made now."""
        time = (self.now + STEP / 2).isoformat().replace("+00:00", "Z")
        self.served.workspace.add({**value, "created_time": time, "last_edited_time": time})

    async def ends_as_a_crawl_of_everything(self) -> None:
        """See that a crawl into a new cache gives the same, but for what pages say of those in them."""
        found, cache = shown(self.served.cache), self.served.cache
        self.served.cache = cache.with_name(f"{cache.name}-{self.now:%H%M}")
        await self.crawl()
        expected, self.served.cache = shown(self.served.cache), cache
        assert found == expected


def shown(cache: Path) -> dict[str, Any]:
    """All that is in a cache but the times of readings, and the titles and times that pages tell of those in them."""
    found = contents(cache)
    for key, value in found.items():
        if key.startswith("page "):
            entry, head, blocks = value
            found[key] = msgspec.structs.replace(entry, tree="", tree_size=0), head, bare(blocks)
    return found


def bare(blocks: list[Json]) -> list[Json]:
    """Blocks, of which those that pages and databases stand as have only their ids."""
    return [
        {"id": one["id"], "type": one["type"]}
        if one["type"] in ("child_page", "child_database")
        else {**one, "children": bare(one["children"])}
        if one.get("children")
        else one
        for one in blocks
    ]


def in_site(folder: Path, *roots: str, test: Callable[[Site], Awaitable[None]], **options: Any) -> None:
    """Serve a workspace, crawl it once, and run a test on it."""

    async def play() -> None:
        async with serving(folder, folder.parent / "cache") as served:
            site = Site(served, *roots, **options)
            assert (await site.crawl()).complete
            await test(site)

    run(play())


def child(name: str, kind: str = "page") -> Json:
    """The block that a page or database stands as."""
    return {"type": f"child_{kind}", f"child_{kind}": uid(name)}


def journal(folder: Path, rows: int = 12, **more: Any) -> Path:
    """A database `Posts` whose rows are published or drafts, in order of their dates."""
    options = [{"name": name} for name in ("Draft", "Published")]
    posts = [
        row(
            f"Post {number:03}",
            "posts",
            paragraphs(2),
            created_time=f"2026-01-{1 + number % 28:02}T10:{number % 60:02}:00.000Z",
            properties={
                "Status": "Draft" if number % 4 == 3 else "Published",
                "Date": {"start": f"2025-{1 + number % 12:02}-{1 + number // 12 % 28:02}"},
            },
        )
        for number in range(rows)
    ]
    return write(
        folder,
        pages=[*posts, page("Elsewhere", paragraphs(1)), *more.pop("pages", ())],
        databases=[database("Posts", None, "posts"), *more.pop("databases", ())],
        data_sources=[
            data_source(
                "posts",
                "Posts",
                Status={"type": "select", "select": {"options": options}},
                Date={"type": "date", "date": {}},
            ),
            *more.pop("data_sources", ()),
        ],
        **more,
    )


PUBLISHED = Selection(where={"Status": "Published"})
LATEST = Selection(sorts=({"property": "Date", "direction": "descending"},))
LATEST_PUBLISHED = Selection(where={"Status": "Published"}, sorts=({"property": "Date", "direction": "descending"},))


def handbook(folder: Path) -> Path:
    """A page with pages in it, one in a toggle, and a database with two rows; and a page beside it."""
    return write(
        folder,
        pages=[
            page("Home", [*paragraphs(1), child("Guide"), block("toggle", "More", [child("Deep")], id=uid("More"))]),
            below("Guide", "Home", [*paragraphs(1), child("Leaf"), child("Terms", "database")]),
            below("Leaf", "Guide", paragraphs(1)),
            page("Deep", paragraphs(1), parent={"type": "block_id", "block_id": uid("More")}),
            row("Term 0", "terms", paragraphs(1)),
            row("Term 1", "terms", [*paragraphs(1), child("Below")]),
            below("Below", "Term 1", paragraphs(1)),
            page("Elsewhere", [child("Private")]),
            below("Private", "Elsewhere", paragraphs(1)),
        ],
        databases=[database("Terms", "Guide", "terms")],
        data_sources=[data_source("terms", "Terms")],
    )


def move(site: Site, name: str, old: str, new: str) -> None:
    """Move a page from one page into another."""
    site.take_out(old, name)
    site.edit(name, parent={"type": "page_id", "page_id": uid(new)})
    site.put_into(new, child(name))
