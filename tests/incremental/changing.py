"""A site that changes: what it is made of is edited, read and built time and again, and compared with a clean build."""

from __future__ import annotations

import asyncio
import difflib
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final, Self

import msgspec

from notionpress.build.build import build_site
from notionpress.build.export import export_site
from notionpress.build.how import SITE, How, markdown_for
from notionpress.build.memory import Memory
from notionpress.build.stamp import Glance
from notionpress.config import load_config
from notionpress.crawl.crawler import CrawlOptions, crawl
from notionpress.crawl.selection import Selection
from notionpress.emulator.folder import About
from notionpress.emulator.workspace import Workspace
from notionpress.notion.client import NotionClient
from notionpress.report import BuildResult, Problem, Report
from notionpress.store import Store
from notionpress.store.entries import FOLDERS
from tests.crawl.workspaces import Json, uid
from tests.emulator.served import Served
from tests.incremental.project import put, write_project
from tests.incremental.workspace import write_workspace
from tests.sites import files

CACHE: Final = ".notionpress"

CRAWLED: Final = frozenset(
    (*FOLDERS.values(), "blocks", "files", "index.json", "index.journal", "sync.json", "names.json")
)
"""What a crawl leaves in the cache; all else there was made of it."""


class Made(msgspec.Struct, frozen=True):
    """What a build said, what it found wrong, and what lies in its folder."""

    result: BuildResult
    problems: list[Problem]
    files: dict[str, bytes]


class Server(Served):
    """One emulator for many sites, so that all addresses of files have one host, as Notion's."""

    def __init__(self) -> None:
        super().__init__(Workspace(About()))

    def client(self) -> NotionClient:
        """What asks it."""
        return NotionClient(self.emulator.token, base_url=self.emulator.url, requests_per_minute=10_000_000)


class ChangingSite:
    """A project with the workspace that it is read from. Edits are a minute apart, on one day."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.folder = folder
        self.server = server
        self.workspace = Workspace.load(folder / "workspace")
        self.now = datetime(2026, 11, 1, 12, tzinfo=UTC)
        self.base_url = ""
        self.secrets: tuple[str, ...] = ()
        self.how: dict[str, Any] = {}
        self.memory: Memory | None = None
        self.to_crawl = ""
        self.clock = datetime(2026, 10, 31, 9, tzinfo=UTC)

    @classmethod
    def new(cls, folder: Path, server: Server) -> Self:
        """The site as it is at first, read but not built."""
        write_project(folder)
        write_workspace(folder / "workspace")
        site = cls(folder, server)
        site.crawl()
        return site

    def without_plugins(self) -> None:
        """Take out the plugin and what needs it: without one, a build may see at a glance that nothing changed."""
        self.replace("site.yaml", "plugins: [plugins/harbour.py]\n", "")
        self.replace("templates/404.html", " | shout", "")

    def glance(self) -> bool:
        """Whether a build would see at a glance that there is nothing to do."""
        config, store = load_config(self.folder / "site.yaml"), Store.open(self.folder / CACHE, create=False)
        glance = Glance(config, self.folder / CACHE, self.folder / "public", self.secrets, SITE)
        return glance.result(store, Report(), self.now) is not None

    def copy(self, to: Path) -> Self:
        """The same site in another folder; what was edited in its workspace is forgotten."""
        shutil.copytree(self.folder, to)
        return type(self)(to, self.server)

    # Changes

    def edit(self, name: str, change: Callable[[Json], None], *, full: bool = False) -> None:
        """Edit an object of the workspace, by its name; `full` says that only a full crawl will find it."""
        self.clock += timedelta(minutes=1)
        self.workspace.edit(uid(name), change, at=self.clock)
        self._is_changed(full)

    def take_back(self, name: str, change: Callable[[Json], None], at: datetime) -> None:
        """Edit an object so that it is as it was at that time, which Notion may tell of again within a minute."""
        self.workspace.edit(uid(name), change, at=at)
        self._is_changed(full=True)

    def add(self, object: Json, *, full: bool = False) -> None:
        """Add an object to the workspace."""
        self.workspace.add(object)
        self._is_changed(full)

    def trash(self, name: str) -> None:
        """Move an object to the trash."""
        self.workspace.trash(uid(name))
        self._is_changed()

    def unshare(self, name: str) -> None:
        """Hide an object from the connection."""
        self.workspace.unshare(uid(name))
        self._is_changed()

    def restore(self, name: str) -> None:
        """Take an object out of the trash."""
        self.workspace.restore(uid(name))
        self._is_changed()

    def _is_changed(self, full: bool = False) -> None:
        self.to_crawl = "full" if full or self.to_crawl == "full" else "changes"

    def replace(self, path: str, old: str, new: str) -> None:
        """Edit a file of the project."""
        text = (self.folder / path).read_text()
        assert text.count(old) == 1, (path, old)
        (self.folder / path).write_text(text.replace(old, new))

    def read(self, path: str) -> str:
        """The text of a file of the project."""
        return (self.folder / path).read_text()

    def put(self, path: str, text: str) -> None:
        """Write a file of the project."""
        put(self.folder / path, text)

    # Runs

    def crawl(self) -> None:
        """Read what changed, as the command does."""
        self.clock += timedelta(minutes=2)
        config = load_config(self.folder / "site.yaml")
        options = CrawlOptions(
            roots=config.notion.root,
            full=self.to_crawl == "full",
            comments=config.comments,
            removals=None,
            reread_within=0,
            selection=Selection(config.notion.filter, config.notion.sorts, config.notion.where),
        )
        report = Report()
        asyncio.run(self._crawl(options, report))
        self.to_crawl = ""
        assert not [one for one in report.problems if one.kind not in EXPECTED], report.problems

    async def _crawl(self, options: CrawlOptions, report: Report) -> None:
        self.server.emulator.workspace = self.workspace
        async with self.server.client() as client:
            store = Store.open(self.folder / CACHE)
            try:
                await crawl(client, store, options, report, now=lambda: self.clock)
            finally:
                store.close()

    def build(self, output: str = "public", *, to: str = "") -> Made:
        """Bring a folder of the project up to date: with the site, or with Markdown for a generator."""
        return self._build(self.folder, output, to, self.memory)

    def update(self) -> Made:
        """Read what changed, if anything did, and build."""
        if self.to_crawl:
            self.crawl()
        return self.build()

    def output_file(self, pattern: str) -> Path:
        """The file of the output whose path is like that."""
        (found,) = (self.folder / "public").glob(pattern)
        return found

    def clean(self, to: str = "") -> Made:
        """What a build makes that knows of no other: of a copy that holds only what was written and what was read."""
        copy = self.folder.with_name(f"{self.folder.name} clean")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.folder, copy, ignore=self._made_by_builds)
        return self._build(copy, "public", to, None)

    def _made_by_builds(self, folder: str, names: list[str]) -> set[str]:
        if Path(folder) == self.folder:
            return {name for name in names if name in ("workspace", "public", "other", "hugo")}
        return set(names) - CRAWLED if Path(folder) == self.folder / CACHE else set()

    def _build(self, folder: Path, output: str, to: str, memory: Memory | None) -> Made:
        config = load_config(folder / "site.yaml", base_url=self.base_url)
        report = Report()
        store = Store.open(folder / CACHE, create=False)
        kind = markdown_for(to) if to else SITE
        result = Glance(config, folder / CACHE, folder / output, self.secrets, kind).result(store, report, self.now)
        if result is None:
            make = partial(export_site, to=to) if to else build_site
            how = How(now=self.now, secrets=self.secrets, memory=memory, **self.how)
            result = make(config, store, report, output=folder / output, how=how)
        return Made(result, report.problems, files(folder / output))


# A root in the trash stays as it was read.
EXPECTED: Final = frozenset(("unsupported-block", "root-not-read"))
"""Kinds of problems that a crawl of the site tells of."""


def difference(made: dict[str, bytes], clean: dict[str, bytes]) -> str:
    """How a folder differs from what it should be, "" where it does not: files, and the first lines of one."""
    found = [f"missing: {path}" for path in sorted(clean.keys() - made.keys())]
    found += [f"left over: {path}" for path in sorted(made.keys() - clean.keys())]
    for path in sorted(path for path in made.keys() & clean.keys() if made[path] != clean[path]):
        lines = (data.decode(errors="replace").splitlines() for data in (made[path], clean[path]))
        found += list(difflib.unified_diff(*lines, f"{path} as it is", f"{path} as it should be", lineterm="", n=0))[
            :12
        ]
    return "\n".join(found)


def after(change: Callable[[ChangingSite], object], site: ChangingSite, folder: Path) -> tuple[ChangingSite, Made]:
    """A copy of a built site after a change, and what was made of it, which is what a clean build makes."""
    changed = site.copy(folder / "site")
    change(changed)
    made = changed.update()
    check(changed, made)
    return changed, made


def check(site: ChangingSite, made: Made, *, to: str = "") -> None:
    """Compare what a build made of a site with what a clean one makes."""
    clean = site.clean(to)
    assert difference(made.files, clean.files) == ""
    assert made.problems == clean.problems
    assert made.result.digest == clean.result.digest
    assert not made.result.failed
