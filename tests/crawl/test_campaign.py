"""Whatever goes wrong while it is read, a site loses no page and shows none that it should not, and in the end is right.

Each seed makes plans of faults and changes. While they last a crawl may end in any error that is told to people; the
site is built after each. Then all is well again, and one more crawl must leave what a clean crawl would.
"""

from __future__ import annotations

import asyncio
import gc
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp import web

from notionpress.crawl.crawler import CrawlResult
from notionpress.emulator.faults import FaultPlan
from notionpress.emulator.server import Emulator
from notionpress.errors import NotionPressError, PagesVanished
from notionpress.report import Report
from notionpress.store import Store
from tests.crawl.campaign import OUTSIDE, ROOT, Campaign, contents, marks
from tests.crawl.crawling import run, serving
from tests.crawl.workspaces import block, page, paragraphs, uid, write
from tests.sites import build

FEW = range(15)
MANY = range(15, 165)
SETTINGS = f"""
title: Campaign
notion: {{root: {uid(ROOT)}}}
publish: {{property: Status, values: [Published]}}
pictures: {{formats: []}}
theme: plain
"""
# As much of a theme as shows every word of every page.
TEMPLATES = {
    "page.html": "<h1>{{ page.title }}</h1>{{ page.content }}{% for one in page.comments %}{{ one }}{% endfor %}",
    "post.html": "<h1>{{ page.title }}</h1>{{ page.content }}",
    "index.html": "{% for post in posts %}<p>{{ post.title }} {{ post.description }}</p>{% endfor %}",
    "term.html": "",
    "terms.html": "",
    "404.html": "",
}


@pytest.mark.parametrize("seed", [*FEW, *(pytest.param(seed, marks=pytest.mark.slow) for seed in MANY)])
def test_what_goes_wrong_leaves_nothing_wrong(seed: int, tmp_path: Path) -> None:
    write_project(tmp_path)
    played = Played(tmp_path, Campaign(tmp_path, seed))
    random = played.campaign.random
    if random.random() < 0.7:
        assert played.crawl(FaultPlan()).complete
        played.build()
        assert marks(played.site) == played.campaign.public()
    for _ in range(random.randint(1, 4)):
        played.go_wrong()
        played.campaign.clock.seconds += random.choice((0, 0, 30, 600))
    played.campaign.clock.seconds += 600
    played.end_well()


def test_blocks_that_fail_together_leave_no_error_behind(tmp_path: Path) -> None:
    told: list[dict[str, Any]] = []
    waiting = asyncio.Barrier(4)

    async def refuse_toggles(line: str, number: int) -> web.Response | None:
        if number <= 3:
            return None
        await waiting.wait()
        return web.Response(status=502)

    async def crawled() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
        folder = write(tmp_path / "workspace", pages=[page("Home", [block("toggle", "More", paragraphs(1))] * 4)])
        async with serving(folder, tmp_path / "cache", refuse_toggles) as served:
            result = await served.crawl("Home")
            assert result.failed_pages == (uid("Home"),)
            assert len(served.gate.lines) == 7

    run(crawled())
    # An error that nobody took is told when its task is thrown away.
    gc.collect()
    assert told == []


def write_project(folder: Path) -> None:
    """Write a site.yaml for the campaign's root, and a theme that is made in no time."""
    (folder / "site.yaml").write_text(SETTINGS)
    (folder / "themes" / "plain" / "templates").mkdir(parents=True)
    (folder / "themes" / "plain" / "theme.yaml").write_text("name: plain\ntexts: {en: {not_found: Nothing is here}}\n")
    for name, text in TEMPLATES.items():
        (folder / "themes" / "plain" / "templates" / name).write_text(text)


class Played:
    """A campaign that is played, and the site that is built of what its crawls leave."""

    def __init__(self, folder: Path, campaign: Campaign) -> None:
        self.folder = folder
        self.campaign = campaign
        self.site = folder / "public"
        # The same for all crawls: the addresses of files begin with it.
        self._port = 0

    def crawl(self, plan: FaultPlan, **options: Any) -> CrawlResult:
        """Crawl while a plan is in force."""
        campaign = self.campaign
        stalls = any(fault.kind == "stall" for fault in plan.faults)

        async def crawled() -> CrawlResult:
            clock = campaign.clock
            served = Emulator.under(
                plan, campaign.workspace, clock=clock.monotonic, now=clock.now, sleep=clock.sleep, port=self._port
            )
            async with served as emulator:
                self._port = urlsplit(emulator.url).port or 0
                return await campaign.crawl(emulator, campaign.cache, stalls=stalls, **options)

        return asyncio.run(asyncio.wait_for(crawled(), 120))

    def build(self, *, accept_removals: bool = False) -> None:
        """Build the site of what is in the cache."""
        build(self.folder, Report(), now=self.campaign.clock.now(), accept_removals=accept_removals)

    def go_wrong(self) -> None:
        """Crawl under a new plan and look at the site: nothing lost, nothing that should not be there."""
        campaign = self.campaign
        plan = campaign.plan()
        was_public, was_there = campaign.public(), marks(self.site)
        result = None
        try:
            result = self.crawl(plan, faulty=True, full=campaign.random.random() < 0.3)
        except NotionPressError as error:
            assert error.message
        is_public, touched = campaign.public(), campaign.touched(plan.changes)
        if not self._build_what_there_is():
            return
        shown = marks(self.site)
        assert not shown & set(OUTSIDE)
        lost = (was_there & was_public & is_public) - shown - touched
        assert not lost, (lost, plan)
        if result is not None and result.complete and not result.refused_removals:
            leaked = shown - was_public - is_public - touched
            assert not leaked, (leaked, plan)
            missing = (was_public & is_public) - shown - touched
            assert not missing, (missing, plan)

    def _build_what_there_is(self) -> bool:
        """Build, unless no crawl has brought anything yet; says whether the site is new."""
        try:
            self.build()
        except PagesVanished:
            # The site is left as it was, until somebody says that it is meant.
            return False
        except NotionPressError:
            if self.campaign.cache.is_dir():
                assert not Store.open(self.campaign.cache).entries("page")
            return False
        return True

    def end_well(self) -> None:
        """Crawl once more without faults: cache and site are what they would be without any before."""
        campaign = self.campaign
        result = self.crawl(FaultPlan(), removals=None, full=campaign.quiet)
        assert result.complete
        assert not result.failed_pages
        self.build(accept_removals=True)
        assert marks(self.site) == campaign.public()
        found, campaign.cache = contents(campaign.cache), self.folder / "clean"
        assert self.crawl(FaultPlan()).complete
        expected = contents(campaign.cache)
        # People stay known though no page names them any more.
        found = {name: value for name, value in found.items() if name in expected or not name.startswith("user ")}
        assert found.keys() == expected.keys()
        for name, value in expected.items():
            assert found[name] == value, name
