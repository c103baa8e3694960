"""The synthetic site as notionpress builds it: its workspace, its cache as the crawl leaves it, and changes to it."""

from __future__ import annotations

import json
import re
import shutil
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from notionpress.build.salt import notionpress_digest
from notionpress.store.files import MADE_FILES
from tests.bench.measuring import Cost, put_aside, run
from tests.bench.synthetic import identifier, make
from tests.commands import emulated, environment

SITE = """\
title: Synthetic
base_url: https://example.org
notion:
  root: {root}
  requests_per_minute: 10000000
properties:
  date: Date
  tags: Tags
publish:
  property: Published
search: off
"""
AS_OTHERS = """\
theme: themes/least
related_posts: 0
feed: {formats: [atom], terms: none}
"""
"""Settings by which a site has what those of the other generators have, and no more."""
ON_ONE_PAGE = """\
taxonomies: [{name: tags, posts_per_page: 1000000}]
"""
"""All posts of a tag on one page, as Zola's project has them."""

THEME = Path(__file__).parent / "peers" / "notionpress"
"""A theme that has what those of the other generators have."""

TEMPLATE = Path("themes", "least", "templates", "base.html")
"""What every page of a site is rendered with; the project has its own copy of the theme."""

CACHE = ".notionpress"

ASIDE = "aside"
"""Where folders wait for their removal."""

EDITED_BLOCK = 2
"""A paragraph below the first one, so that lists, which show how a page begins, stay as they are."""


class OurSite:
    """A project of so many posts in a folder, which may be there from an earlier run.

    `linking` of its pages mention page 0; `plain` is as Zola's without highlighting: of its code nothing is highlighted,
    and all posts of a tag are on one page.
    """

    def __init__(self, folder: Path, pages: int, *, linking: int = 0, plain: bool = False) -> None:
        self.folder = folder
        self.pages = pages
        self.linking = linking
        self.edited_page = pages // 2
        self._plain = plain
        self._crawled = folder / "crawled.json"
        self._left = folder / "crawled"
        self._built = False

    def prepare(self) -> Cost | None:
        """Make the workspace and read it for the first time, unless this version has done so; the cost of the crawl."""
        if self._crawled.exists() and json.loads(self._crawled.read_text())["made_by"] == notionpress_digest():
            return None
        shutil.rmtree(self.folder, ignore_errors=True)
        root = make(self.folder / "workspace", self.pages, linking=self.linking, plain_code=self._plain)
        (self.folder / "site.yaml").write_text(SITE.format(root=root) + AS_OTHERS + ON_ONE_PAGE * self._plain)
        shutil.copytree(THEME, self.folder / TEMPLATE.parents[1])
        cost = self.crawl()
        self._left.mkdir()
        for name in MADE_FILES:
            if (self.folder / CACHE / name).exists():
                shutil.copy(self.folder / CACHE / name, self._left)
        self._crawled.write_text(json.dumps({"made_by": notionpress_digest(), "files": sorted(self._cached())}))
        return cost

    def crawl(self) -> Cost:
        """Bring the cache up to date from the workspace, which is served meanwhile."""
        with emulated(workspace=self.folder / "workspace") as variables:
            return self._run("crawl", watch_memory=True, **variables)

    def clear(self) -> None:
        """Take away what builds and exports have left behind: the cache is as after a crawl."""
        for folder in ("public", "exported"):
            put_aside(self.folder / folder, self.folder / ASIDE)
        for path in self._cached() - set(json.loads(self._crawled.read_text())["files"]):
            (self.folder / CACHE / path).unlink()
        # Builds keep in the same file what they make.
        for name in MADE_FILES:
            (self.folder / CACHE / name).unlink(missing_ok=True)
        shutil.copytree(self._left, self.folder / CACHE, dirs_exist_ok=True)
        self._built = False

    def build_cold(self, *, watch_memory: bool = False) -> Cost:
        """Build everything, with the cache as the crawl left it."""
        self.clear()
        return self.build(watch_memory=watch_memory)

    def build(self, *, watch_memory: bool = False) -> Cost:
        """Build from the cache, over what is there."""
        cost = self._run("build", "--offline", watch_memory=watch_memory)
        self._built = True
        return cost

    def build_again(self, *, watch_memory: bool = False) -> Cost:
        """Build what was built before. Raises SystemExit if that writes a file."""
        self._ensure_built()
        cost = self.build(watch_memory=watch_memory)
        if written(cost):
            raise SystemExit(f"{written(cost)} files were written although nothing had changed.")
        return cost

    def build_after(self, change: Callable[[], None], least: int) -> Cost:
        """Build, make a change, and build again. Raises SystemExit unless that writes `least` files or more."""
        self._ensure_built()
        change()
        cost = self.build()
        if written(cost) < least:
            raise SystemExit(f"{written(cost)} files were written, {least} or more should have been.")
        return cost

    def export(self, folder: Path, to: str) -> Cost:
        """Write the pages as Markdown for a generator."""
        return self._run("export", str(folder), "--to", to, "--offline")

    def export_cold(self, to: str) -> Cost:
        """Write the pages as Markdown into an empty folder, with the cache as the crawl left it."""
        self.clear()
        return self.export(self.folder / "exported", to)

    def export_served(self) -> Cost:
        """Read all pages from a server without limits into an empty cache, and write them as plain Markdown."""
        fresh = self.folder / "fresh"
        put_aside(fresh, self.folder / ASIDE)
        fresh.mkdir()
        shutil.copy(self.folder / "site.yaml", fresh)
        shutil.copytree(self.folder / "themes", fresh / "themes")
        with emulated(workspace=self.folder / "workspace") as variables:
            return self._run("export", "exported", "--to", "plain", within=fresh, **variables)

    def change_body(self) -> None:
        """Edit a paragraph of a page in the middle, and crawl."""

        def edit(page: dict[str, Any]) -> None:
            page["children"][EDITED_BLOCK]["paragraph"]["rich_text"] = f"Edited at {time.time_ns()}."

        self._edit(self.edited_page, edit)

    def change_title(self) -> None:
        """Rename the page that others link to, and crawl."""

        def edit(page: dict[str, Any]) -> None:
            page["properties"]["Name"] = f"Renamed {time.time_ns()}"

        self._edit(0, edit)

    def change_template(self) -> None:
        """Edit the template that every page of the site is rendered with."""
        original = (THEME / "templates" / TEMPLATE.name).read_text()
        text = original.replace("</footer>", f"<p>Edited at {time.time_ns()}.</p>\n  </footer>")
        assert text != original
        (self.folder / TEMPLATE).write_text(text)

    def ids(self) -> list[str]:
        """The ids of all pages."""
        return [identifier("page", number) for number in range(self.pages)]

    def _edit(self, number: int, edit: Callable[[dict[str, Any]], None]) -> None:
        path = self.folder / "workspace" / "pages" / f"{number:06}.json"
        page = json.loads(path.read_text())
        edit(page)
        page["last_edited_time"] = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        path.write_text(json.dumps(page, ensure_ascii=False))
        self.crawl()

    def _ensure_built(self) -> None:
        if not self._built:
            self.build()

    def _cached(self) -> set[str]:
        cache = self.folder / CACHE
        return {path.relative_to(cache).as_posix() for path in cache.rglob("*") if path.is_file()}

    def _run(self, *arguments: str, within: Path | None = None, watch_memory: bool = False, **more: str) -> Cost:
        variables = environment(**more)
        # The crawl compares the times of edits with the true time.
        del variables["SOURCE_DATE_EPOCH"]
        # Python keeps compiled modules, unless it is told not to: to compile them anew takes longer than many a build.
        variables.pop("PYTHONDONTWRITEBYTECODE", None)
        command = [sys.executable, "-m", "notionpress", *arguments]
        return run(command, within or self.folder, variables, watch_memory=watch_memory)


def written(cost: Cost) -> int:
    """How many files a build says that it has written."""
    found = re.search(r"([\d,]+) written", cost.said)
    assert found, cost.said
    return int(found[1].replace(",", ""))
