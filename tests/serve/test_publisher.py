"""The publisher's rounds: when the search index is made, and that a build follows which makes what a clean one does."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from notionpress.build import pagefind
from notionpress.emulator.server import Emulator
from notionpress.serve.agenda import Build, Read, Reconcile
from notionpress.serve.cycle import Called, Cycle
from notionpress.serve.publisher import INDEXED_AT_ONCE, Publisher
from notionpress.serve.waiting import Waiting
from tests.commands import MOMENT, notionpress
from tests.crawl.workspaces import uid
from tests.serve.asynchronous import asynchronous
from tests.serve.on_air import settings, small
from tests.serve.test_live import write
from tests.sites import broken_pagefind, files

NOON = datetime.fromtimestamp(int(MOMENT), UTC)


class Desk:
    """A small site whose pages change, and its publisher."""

    def __init__(self, folder: Path, emulator: Emulator, publisher: Publisher) -> None:
        self.project = folder / "project"
        self.emulator = emulator
        self.publisher = publisher

    def edit(self, words: str) -> Read:
        """Write something else into a page; what reads it."""
        self.emulator.workspace.edit(uid("one"), write(words), at=datetime.now(UTC))
        return Read((Waiting(uid("First"), NOON, NOON, NOON),))

    def trash(self) -> Read:
        """Put the page into the trash; what reads it."""
        self.emulator.workspace.trash(uid("First"))
        return Read((Waiting(uid("First"), NOON, NOON, NOON),))

    def site(self) -> tuple[dict[str, bytes], dict[str, bytes]]:
        """The files of the search index, and all others."""
        found = files(self.project / "public")
        index = {path: data for path, data in found.items() if path.startswith("pagefind/")}
        return index, {path: data for path, data in found.items() if path not in index}

    def clean(self) -> dict[str, bytes]:
        """The files of the site as a clean build makes them."""
        folder = self.project.with_name("clean")
        shutil.copytree(self.project, folder, ignore=shutil.ignore_patterns("public"))
        assert notionpress(folder, "build", "--offline").returncode == 0
        return files(folder / "public")


@asynccontextmanager
async def desk(folder: Path, *, indexed_at_once: int) -> AsyncIterator[Desk]:
    """A site that was read and built once."""
    pytest.importorskip("pagefind_bin")
    project = folder / "project"
    settings(project, search="pagefind", pictures="{formats: []}")
    async with Emulator(small(folder / "workspace")) as emulator:
        variables = {"NOTION_BASE_URL": emulator.url, "NOTION_TOKEN": emulator.token}
        async with Cycle(project / "site.yaml", Called(jobs=1), variables, now=lambda: NOON) as cycle:
            publisher = Publisher(cycle, variables, now=lambda: NOON, indexed_at_once=indexed_at_once)
            done = await publisher.do(Reconcile())
            assert not done.failure and not done.index_is_behind
            yield Desk(folder, emulator, publisher)


@asynchronous
async def test_in_a_large_site_the_index_follows_the_edits(tmp_path: Path) -> None:
    async with desk(tmp_path, indexed_at_once=3) as one:
        index, pages = one.site()
        done = await one.publisher.do(one.edit("Uno"))
        assert (done.index_is_behind, done.failure, bool(done.digest)) == (True, None, True)
        assert done.said.endswith("The search index follows.")
        assert one.site()[0] == index
        assert one.site()[1] != pages
        done = await one.publisher.do(Build())
        assert (done.index_is_behind, done.failure) == (False, None)
        assert "follows" not in done.said
        assert one.site()[0] != index
        assert files(one.project / "public") == one.clean()


@asynchronous
async def test_in_a_large_site_a_page_that_goes_is_gone_from_search_with_the_first_deploy(tmp_path: Path) -> None:
    async with desk(tmp_path, indexed_at_once=3) as one:
        assert not (await one.publisher.do(one.edit("Uno"))).failure
        done = await one.publisher.do(one.trash())
        assert (done.index_is_behind, done.failure, bool(done.digest)) == (False, None, True)
        assert "follows" not in done.said
        assert files(one.project / "public") == one.clean()


@asynchronous
async def test_in_a_large_site_a_page_that_goes_takes_an_index_along_that_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(tmp_path, indexed_at_once=3) as one:
        with monkeypatch.context() as patch:
            patch.setattr(pagefind, "program", lambda: broken_pagefind(tmp_path))
            done = await one.publisher.do(one.trash())
            # It goes on the air, and the next build tells what is to be mended.
            assert (done.index_is_behind, done.failure, bool(done.digest)) == (True, None, True)
            assert "The last one is taken away" in done.said
            index, pages = one.site()
            assert not index
            assert "first/index.html" not in pages
            assert (await one.publisher.do(Build())).failure
        assert not (await one.publisher.do(Build())).failure
        assert files(one.project / "public") == one.clean()


@asynchronous
async def test_a_look_at_everything_makes_the_index_too(tmp_path: Path) -> None:
    async with desk(tmp_path, indexed_at_once=3) as one:
        await one.publisher.do(one.edit("Uno"))
        assert not (await one.publisher.do(Reconcile())).index_is_behind
        assert files(one.project / "public") == one.clean()


@asynchronous
async def test_an_index_that_was_left_behind_is_made_by_the_next_command(tmp_path: Path) -> None:
    async with desk(tmp_path, indexed_at_once=3) as one:
        index = one.site()[0]
        await one.publisher.do(one.edit("Uno"))
        assert one.site()[0] == index
    assert notionpress(one.project, "build", "--offline").returncode == 0
    assert one.site()[0] != index
    assert files(one.project / "public") == one.clean()


@asynchronous
async def test_in_a_small_site_the_index_is_made_with_the_edit(tmp_path: Path) -> None:
    async with desk(tmp_path, indexed_at_once=INDEXED_AT_ONCE) as one:
        index = one.site()[0]
        done = await one.publisher.do(one.edit("Uno"))
        assert not done.index_is_behind
        assert one.site()[0] != index
        assert files(one.project / "public") == one.clean()
