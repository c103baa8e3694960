"""Whatever happens, and in whatever order, how often and how late it is told: the cache ends as that of a clean crawl."""

from __future__ import annotations

import random
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notionpress.crawl.graph import Graph
from notionpress.crawl.selection import Selection
from notionpress.emulator.happened import Happened
from notionpress.store import Store
from tests.crawl.crawling import NOW, Served, run, serving
from tests.crawl.named import bare, child
from tests.crawl.workspaces import below, block, data_source, database, page, paragraphs, row, uid, write

Json = dict[str, Any]
STATUS = {"type": "select", "select": {"options": [{"name": "Draft"}, {"name": "Published"}]}}
SELECTIONS = (
    Selection(),
    Selection(where={"Status": "Published"}),
    Selection(where={"Status": "Published"}, sorts=({"property": "Rank", "direction": "descending"},)),
)
PAGES = ("Home", "Guide", "Leaf", "Deep")
TERMS = ("Term 0", "Term 1")
POSTS = tuple(f"Post {number}" for number in range(6))
STEPS = ("words", "nested", "title", "status", "rank", "trash", "trash", "restore", "hide", "show", "move", "move")
STEPS += ("page", "row", "into row", "into page", "rename", "database", "told", "told", "listing", "peek")


def workspace(folder: Path) -> Path:
    """A tree of pages with a database in it, a database of posts, and a page below no root."""
    properties = {"Status": STATUS, "Rank": {"type": "number", "number": {}}}
    posts = [
        row(
            name,
            "posts",
            paragraphs(1, name),
            created_time=f"2026-01-01T1{number}:00:00.000Z",
            properties={"Status": "Draft" if number == 2 else "Published", "Rank": number},
        )
        for number, name in enumerate(POSTS)
    ]
    return write(
        folder,
        pages=[
            page("Home", [block("toggle", "More", [child("Deep")], id=uid("more")), child("Guide")]),
            below("Guide", "Home", [*paragraphs(1), child("Terms", "database"), child("Leaf")]),
            below("Leaf", "Guide", [block("toggle", "More", paragraphs(1))]),
            page("Deep", paragraphs(1), parent={"type": "block_id", "block_id": uid("more")}),
            *(row(name, "terms", [block("toggle", "More", paragraphs(1))]) for name in TERMS),
            *posts,
            page("Elsewhere", paragraphs(1)),
        ],
        databases=[database("Posts", None, "posts"), database("Terms", "Guide", "terms")],
        data_sources=[data_source("posts", "Posts", **properties), data_source("terms", "Terms")],
    )


class Course:
    """What happens to a served workspace, and what is told of it."""

    def __init__(self, served: Served, chance: random.Random) -> None:
        self.served = served
        self.chance = chance
        self.selection = chance.choice(SELECTIONS)
        self.with_rows = chance.random() < 0.3
        self.pages = list(PAGES)
        self.rows = {**dict.fromkeys(POSTS, "posts"), **dict.fromkeys(TERMS, "terms")}
        self.hidden: list[str] = []
        self.trashed: list[str] = []
        self.untold: list[str] = []
        self.told: list[str] = []
        self.now = NOW
        self.subject = ""
        self.tells = "all"
        served.workspace.listen(self._hear)

    def _hear(self, happened: Happened) -> None:
        # Of a row, its own event is enough.
        if self.with_rows or happened.kind != "data_source.content_updated":
            self._note(happened.id)

    def _note(self, id: str) -> None:
        """Let something be told, but for the page that comes or goes, or else those that it comes into or goes from."""
        if not self.subject or self.tells in ("all", "itself" if id == uid(self.subject) else "others"):
            self.untold.append(id)

    def _about(self, name: str, *, moves: bool = False) -> None:
        """Say which page comes or goes. One that cannot be seen says nothing of where it is, nor does one twice moved."""
        self.subject = name
        if not self._is_visible(name) or (moves and uid(name) in self.untold):
            self.tells = "all"

    def _is_visible(self, name: str) -> bool:
        workspace = self.served.workspace
        return workspace.is_shared(uid(name)) and not workspace.in_trash(uid(name))

    def _note_holder(self, name: str) -> None:
        if holder := self._holder(name):
            self._note(holder)

    def _holder(self, name: str) -> str:
        """The id of the page that a page is in, "" for none."""
        workspace = self.served.workspace
        above = workspace.parent(uid(name)) or ""
        return above if above in workspace.pages else workspace.owner(above) or ""

    async def step(self, what: str) -> None:
        """Let something happen."""
        self.now += timedelta(seconds=self.chance.choice((1, 7, 70, 700)))
        match what:
            case "told":
                await self._tell(self.chance.randint(1, 4))
            case "listing":
                await self._crawl()
            case "peek":
                found = await self.served.peek("Home", "Posts", now=self.now, selection=self.selection)
                await self._crawl(pages=found.changed)
            case _:
                self.tells, before = self.chance.choice(("all", "itself", "others")), len(self.untold)
                self._happen(what)
                if self.subject and len(self.untold) == before:
                    self.untold.append(uid(self.subject))
                self.subject = ""

    async def end(self) -> None:
        """Let everything be told that was not, some of it again, in any order."""
        self.now += timedelta(seconds=5)
        self.untold += self.chance.sample(self.told, min(3, len(self.told)))
        while self.untold:
            await self._tell(self.chance.randint(1, 6))

    async def _tell(self, count: int) -> None:
        self.chance.shuffle(self.untold)
        names, self.untold = self.untold[:count], self.untold[count:]
        self.told += names
        await self._crawl(pages=frozenset(names))

    async def _crawl(self, **options: Any) -> None:
        result = await self.served.crawl(
            "Home", "Posts", now=self.now, selection=self.selection, removals=None, reread_within=0, **options
        )
        assert result.complete

    # What happens

    def _happen(self, what: str) -> None:
        chance, edit = self.chance, self._edit
        anything, post = [*self.pages, *self.rows], chance.choice(POSTS)
        name = f"New {len(anything)}"
        some = chance.choice(anything)
        match what:
            case "words":
                edit(some, lambda value: value["children"].append(block("paragraph", f"Words {chance.random()}")))
            case "nested":
                edit(some, _say_in_toggles(f"Words {chance.random()}"), quiet=True)
            case "title":
                key = "title" if some in self.pages else "Name"
                edit(some, lambda value: value["properties"].update({key: f"{some} {chance.random()}"}))
            case "status" if self.rows.get(post) == "posts":
                status = chance.choice(("Draft", "Published"))
                edit(post, lambda value: value["properties"].update(Status=status))
            case "rank" if self.rows.get(post) == "posts":
                edit(post, lambda value: value["properties"].update(Rank=chance.random()))
            case "trash" if some != "Home":
                if some in self.pages:
                    self._about(some)
                self._note_holder(some)
                self.served.workspace.trash(uid(some))
                self.trashed.append(some)
            case "restore" if self.trashed:
                restored = self.trashed.pop(chance.randrange(len(self.trashed)))
                self._note_holder(restored)
                self.served.workspace.restore(uid(restored))
            case "hide" if some != "Home":
                self.served.workspace.unshare(uid(some))
                self.hidden.append(some)
            case "show" if self.hidden:
                self.served.workspace.share(uid(self.hidden.pop(chance.randrange(len(self.hidden)))))
            case "move":
                self._move(chance.choice(self.pages), chance.choice([*anything, "Elsewhere"]))
            case "page":
                self._about(name)
                self._add(below(name, some, paragraphs(1)))
                edit(some, lambda value: value["children"].append(child(name)))
                self.pages.append(name)
            case "row":
                status = {"Status": chance.choice(("Draft", "Published")), "Rank": chance.random()}
                self._add(row(name, "posts", paragraphs(1), properties=status))
                self.rows[name] = "posts"
            case "into row":
                self._into_row(chance.choice(self.pages))
            case "into page":
                self._into_page(chance.choice([*self.rows]), chance.choice(self.pages))
            case "rename":
                self._rename()
            case "database":
                edit("Terms", lambda value: value.update(title=f"Terms {chance.random()}"))

    def _edit(self, name: str, change: Any, *, quiet: bool = False) -> None:
        self.served.workspace.edit(uid(name), change, at=None if quiet else self.now)
        self._note(uid(name))  # Also what has another time and is the same.

    def _add(self, value: Json) -> None:
        time = self.now.isoformat().replace("+00:00", "Z")
        self.served.workspace.add({**value, "created_time": time, "last_edited_time": time})

    def _move(self, name: str, new: str) -> None:
        if name == "Home" or self._is_above(name, new) or self.served.workspace.parent(uid(name)) == uid(new):
            return
        self._about(name, moves=True)
        if self._holder(name) == uid(new):
            self.tells = "all"
        self._take_out(name)
        self._edit(name, lambda value: value.update(parent={"type": "page_id", "page_id": uid(new)}))
        self._edit(new, lambda value: value["children"].append(child(name)))

    def _is_above(self, name: str, other: str) -> bool:
        at: str | None = uid(other)
        while at is not None:
            if at == uid(name):
                return True
            at = self.served.workspace.parent(at)
        return False

    def _take_out(self, name: str) -> None:
        self.served.workspace.edit(
            self._holder(name), lambda value: value.update(children=_without(value["children"], name))
        )

    def _into_row(self, name: str) -> None:
        if name == "Home" or self._is_above(name, "Terms"):
            return
        self._about(name, moves=True)
        self._take_out(name)

        def change(value: Json) -> None:
            value.update(parent={"type": "data_source_id", "data_source_id": uid("terms")}, properties={"Name": name})

        self._edit(name, change)
        self.pages.remove(name)
        self.rows[name] = "terms"

    def _into_page(self, name: str, new: str) -> None:
        if self._is_above(name, new):
            return
        self._about(name, moves=True)
        if self.tells == "others":
            self.tells = "all"  # The rows that it leaves are told of by itself alone.

        def change(value: Json) -> None:
            value.update(parent={"type": "page_id", "page_id": uid(new)}, properties={"title": name})

        self._edit(name, change)
        self._edit(new, lambda value: value["children"].append(child(name)))
        del self.rows[name]
        self.pages.append(name)

    def _rename(self) -> None:
        """Give the terms one property more, or another name to it."""

        def change(value: Json) -> None:
            for name in [name for name in value["properties"] if name != "Name"]:
                del value["properties"][name]
            value["properties"][f"Kind {self.chance.randrange(9)}"] = {"type": "rich_text", "rich_text": {}}

        self._edit("terms", change)


def _say_in_toggles(words: str) -> Any:
    def change(value: Json) -> None:
        for one in value["children"]:
            if one["type"] == "toggle":
                one.setdefault("children", []).append(block("paragraph", words))

    return change


def _without(blocks: list[Json], name: str) -> list[Json]:
    """Blocks without the one that a page stands as."""
    return [
        {**one, "children": _without(one["children"], name)} if one.get("children") else one
        for one in blocks
        if one.get("child_page") != uid(name)
    ]


def seen(cache: Path) -> dict[str, Any]:
    """All that a site sees of a cache: what the roots lead to, without times of readings."""
    store = Store.open(cache)
    found: dict[str, Any] = {}
    for kind, id in Graph(store).below([(root.kind, root.id) for root in store.roots]):
        entry = store.entry(id, kind)
        if entry is None:
            continue
        rows = sorted(entry.rows) if kind == "data_source" else entry.rows
        blocks = bare(msgspec.json.decode(store.read_tree(id))) if entry.tree else None
        value = msgspec.json.decode(store.read(kind, id))
        found[f"{kind} {id}"] = (value, entry.children, rows, blocks)
    store.close()
    return found


def everything(cache: Path) -> dict[str, Any]:
    """All that is in a cache without times of readings, with the order of rows."""
    store = Store.open(cache)
    found = seen(cache)
    for kind in ("page", "database", "data_source", "view", "comments", "newer"):
        for entry in store.entries(kind):  # type: ignore[arg-type]
            found.setdefault(f"{kind} {entry.id}", "not seen")
            found[f"rows {entry.id}"] = entry.rows
    return found


async def play(folder: Path, number: int, steps: list[str]) -> None:
    """Let steps happen, everything be told, and compare."""
    async with serving(workspace(folder / "workspace"), folder / "cache") as served:
        course = Course(served, random.Random(number))
        await course.step("listing")
        for what in steps:
            await course.step(what)
        await course.end()
        found = seen(folder / "cache")
        served.cache = folder / "clean"
        course.now += timedelta(hours=1)
        await course.step("listing")
        assert found == seen(folder / "clean")
        served.cache = folder / "cache"
        await course.step("listing")
        assert everything(folder / "cache") == everything(folder / "clean")


@pytest.mark.parametrize("times", [4, pytest.param(60, marks=pytest.mark.slow)])
def test_the_cache_ends_as_that_of_a_clean_crawl(times: int) -> None:
    @settings(
        max_examples=times,
        deadline=None,
        derandomize=times < 10 or settings.default.derandomize,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.integers(0, 10_000), st.lists(st.sampled_from(STEPS), min_size=4, max_size=25))
    def check(number: int, steps: list[str]) -> None:
        folder = Path(tempfile.mkdtemp(prefix="notionpress"))
        try:
            run(play(folder, number, steps))
        finally:
            shutil.rmtree(folder)

    check()
