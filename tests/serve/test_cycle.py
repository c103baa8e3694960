"""Rounds of reading and building in a process that stays."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from notionpress.emulator.server import Emulator
from notionpress.emulator.workspace import Workspace
from notionpress.errors import ConfigError, ThemeError, Unauthorized
from notionpress.serve.cycle import Ask, Called, Cycle, Told
from tests.commands import WORKSPACE, notionpress, site_yaml
from tests.sites import files

NOTHING = Ask(read="nothing")


def run(folder: Path, task: Callable[[Cycle], Awaitable[None]], called: Called | None = None) -> None:
    """Run a task with the rounds of `folder/site.yaml`."""

    async def main() -> None:
        now = datetime(2026, 11, 1, 12, tzinfo=UTC)
        async with Cycle(folder / "site.yaml", called or Called(), {}, now=lambda: now) as cycle:
            await task(cycle)

    asyncio.run(asyncio.wait_for(main(), 60))


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose cache holds what its workspace does, and whose site is built."""
    folder = tmp_path_factory.mktemp("read")
    site_yaml(folder, pictures="{formats: []}")
    assert notionpress(folder, "build").returncode == 0
    return folder


@pytest.fixture
def project(read: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(read, tmp_path / "project"))


def test_a_round_reads_and_builds_and_the_next_changes_nothing(tmp_path: Path) -> None:
    site_yaml(tmp_path, pictures="{formats: []}")

    async def task(cycle: Cycle) -> None:
        done = await cycle.run(Ask())
        assert done.error is None and done.unread is None
        assert done.crawled and done.crawled.pages > 0
        assert done.built and set(done.changed) == set(files(tmp_path / "public"))
        again = await cycle.run(Ask())
        assert again.crawled and again.built and again.changed == ()
        assert again.report.problems == done.report.problems

    run(tmp_path, task)


def test_a_round_makes_what_a_command_makes(project: Path) -> None:
    expected = files(project / "public")

    async def task(cycle: Cycle) -> None:
        assert (await cycle.run(NOTHING)).changed == ()
        shutil.rmtree(project / "public")
        done = await cycle.run(Ask(read="nothing", afresh=True))
        assert set(done.changed) == set(expected)

    run(project, task)
    assert files(project / "public") == expected


def test_a_preview_has_a_folder_of_its_own(project: Path) -> None:
    before = files(project / "public")

    async def task(cycle: Cycle) -> None:
        assert (await cycle.run(NOTHING)).built

    run(project, task, Called(preview=True))
    assert files(project / "public") == before
    assert set(files(project / ".notionpress" / "preview")) == set(before)
    assert notionpress(project, "build", "--offline").returncode == 0
    assert files(project / "public") == before


def test_plugins_are_not_told_of_a_preview(project: Path) -> None:
    (project / "told.py").write_text(
        "from pathlib import Path\n\n"
        "def setup(press):\n"
        "    press.after_build(lambda result: Path(__file__).with_name('told').write_text(str(result.folder)))\n"
    )
    site_yaml(project, pictures="{formats: []}", plugins="[told.py]")

    async def task(cycle: Cycle) -> None:
        assert (await cycle.run(NOTHING)).built

    run(project, task, Called(preview=True))
    assert not (project / "told").exists()
    run(project, task)
    assert (project / "told").read_text() == str(project / "public")


def test_mistakes_are_values_and_end_when_they_are_mended(project: Path) -> None:
    text = (project / "site.yaml").read_text()
    template = project / "templates" / "page.html"
    template.parent.mkdir()

    async def task(cycle: Cycle) -> None:
        (project / "site.yaml").write_text(text + "titel: Wrong\n")
        wrong = await cycle.run(NOTHING)
        assert isinstance(wrong.error, ConfigError) and "titel" in wrong.error.message
        assert wrong.built is None and wrong.changed == ()
        (project / "site.yaml").write_text(text)
        template.write_text("{{ nothing_of_that_name }}")
        wrong = await cycle.run(NOTHING)
        assert isinstance(wrong.error, ThemeError) and "templates/page.html, line 1" in wrong.error.message
        template.write_text('{% extends "journal/page.html" %}\n')
        done = await cycle.run(NOTHING)
        assert done.error is None and done.built
        template.write_text("{{ page.title }}")
        assert "colophon/index.html" in (await cycle.run(NOTHING)).changed

    before = files(project / "public")
    run(project, task)
    assert files(project / "public")["colophon/index.html"] != before["colophon/index.html"]


def test_what_was_read_before_is_shown_while_notion_cannot_be_read(project: Path, tmp_path: Path) -> None:
    # Without a token.
    text = (project / "site.yaml").read_text().replace(f", emulator: {WORKSPACE}", "")
    (project / "site.yaml").write_text(text)
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    (fresh / "site.yaml").write_text(text)

    async def old(cycle: Cycle) -> None:
        done = await cycle.run(Ask())
        assert isinstance(done.unread, Unauthorized) and done.error is None
        assert done.crawled is None and done.built

    async def new(cycle: Cycle) -> None:
        done = await cycle.run(Ask())
        assert isinstance(done.error, Unauthorized) and done.built is None

    run(project, old)
    run(fresh, new)


def test_one_connection_stays_and_offline_none_is_made(project: Path) -> None:
    text = (project / "site.yaml").read_text().replace(f", emulator: {WORKSPACE}", "")
    (project / "site.yaml").write_text(text)

    async def main() -> None:
        async with Emulator(Workspace.load(WORKSPACE)) as emulator:
            environment = {"NOTION_TOKEN": emulator.token, "NOTION_BASE_URL": emulator.url}
            async with Cycle(project / "site.yaml", Called(offline=True), environment) as cycle:
                assert (await cycle.run(Ask())).built
            assert emulator.requests == []
            async with Cycle(project / "site.yaml", Called(), environment) as cycle:
                for _ in range(2):
                    done = await cycle.run(Ask())
                    assert done.crawled and done.error is None
                emulator.revoke()
                assert isinstance((await cycle.run(Ask())).unread, Unauthorized)
            assert emulator.token.encode() not in b"".join(files(project).values())

    asyncio.run(asyncio.wait_for(main(), 60))


def test_a_peek_tells_what_changed_and_a_round_reads_that_alone(project: Path) -> None:
    text = (project / "site.yaml").read_text().replace(f", emulator: {WORKSPACE}", "")
    (project / "site.yaml").write_text(text)
    workspace = Workspace.load(WORKSPACE)

    async def main() -> None:
        async with Emulator(workspace) as emulator:
            environment = {"NOTION_TOKEN": emulator.token, "NOTION_BASE_URL": emulator.url}
            async with Cycle(project / "site.yaml", Called(), environment) as cycle:
                assert (await cycle.run(Ask())).error is None
                assert not (await cycle.peek()).changed
                (page,) = (id for id in workspace.pages if workspace.head(id)["properties"].get("title") == "Colophon")
                words = {"type": "paragraph", "paragraph": {"rich_text": "Set in motion"}}
                yesterday = datetime.now(UTC) - timedelta(days=1)
                workspace.edit(page, lambda value: value["children"].append(words), at=yesterday)
                before = len(emulator.requests)
                peeked = await cycle.peek()
                assert peeked.changed == {page}
                assert peeked.requests == len(emulator.requests) - before
                done = await cycle.run(Ask(read="pages", pages=peeked.changed))
                assert done.crawled and done.crawled.pages_fetched == 1
                assert "colophon/index.html" in done.changed

    asyncio.run(asyncio.wait_for(main(), 60))
    assert b"Set in motion" in files(project / "public")["colophon/index.html"]


def test_rounds_do_not_overlap_and_tell_how_far_they_are(project: Path) -> None:
    (project / "templates").mkdir()
    (project / "templates" / "page.html").write_text("{{ page.title }}")
    told: list[str] = []

    async def main() -> None:
        listening = Told(
            crawled=lambda state: told.append("read"),
            rendered=lambda what, done, total: told.append("made"),
            ready=lambda path, file: told.append(path),
        )
        async with Cycle(project / "site.yaml", Called(), {}, told=listening) as cycle:
            ask = Ask(first=frozenset({"colophon/index.html"}))
            both = await asyncio.gather(cycle.run(ask), cycle.run(ask))
        assert [bool(one.changed) for one in both] == [True, False]

    asyncio.run(asyncio.wait_for(main(), 60))
    assert told.count("colophon/index.html") == 1
    assert "read" in told[: told.index("colophon/index.html")]


def test_another_run_that_holds_the_cache_is_waited_for(project: Path) -> None:
    from notionpress.store import Store

    async def task(cycle: Cycle) -> None:
        other = Store.open(project / ".notionpress")
        other.begin()
        waiting = asyncio.create_task(cycle.run(NOTHING))
        await asyncio.sleep(0)
        assert not waiting.done()
        other.close()
        assert (await waiting).built

    run(project, task)
