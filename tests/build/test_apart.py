"""A large site is made in a process of its own: it is the same, and so is what is told of it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from notionpress import cli
from notionpress.build.apart import load_apart
from notionpress.config import load_config
from notionpress.emulator.workspace import Workspace
from notionpress.errors import StoreError
from notionpress.report import Problem, Report
from notionpress.site.load import load_site
from notionpress.site.site import Site
from notionpress.store import Store
from tests.commands import site_yaml
from tests.crawl.workspaces import below, block, page, paragraphs, uid, write
from tests.sites import NOW, crawl_workspace, files

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere processes are always spawned")

GONE = Problem("gone", "It is gone.")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with a page and three below it, crawled."""
    rows = [below(f"R{number}", "P", paragraphs(1)) for number in range(3)]
    pages = [page("P", [block("child_page", {"title": "R"}, id=uid(f"R{number}")) for number in range(3)]), *rows]
    workspace = write(tmp_path / "workspace", pages=pages)
    site_yaml(tmp_path, notion=f"{{root: [{uid('P')}]}}")
    crawl_workspace(Workspace.load(workspace), tmp_path / ".notionpress", (uid("P"),), Report())
    return tmp_path


def load(folder: Path, report: Report) -> Site:
    """The site of a project."""
    report.add(GONE)
    config = load_config(folder / "site.yaml")
    return load_site(Store.open(folder / config.cache, create=False), config, NOW, report)


def test_a_site_from_another_process_is_the_same_with_its_problems(folder: Path) -> None:
    here, apart = Report(), Report()
    expected = load(folder, here)
    assert len(expected.pages) == 4
    site = load_apart(partial(load, folder), apart)
    assert site == expected
    assert list(site.pages) == list(expected.pages)
    assert apart.problems == here.problems
    assert GONE in apart.problems


def test_it_is_made_in_another_process(folder: Path) -> None:
    def leave(report: Report) -> Site:
        report.add(Problem("process", str(os.getpid())))
        return load(folder, report)

    report = Report()
    assert load_apart(leave, report)
    (told,) = [one.message for one in report.problems if one.kind == "process"]
    assert told != str(os.getpid())
    with pytest.raises(ProcessLookupError):
        os.kill(int(told), 0)


def fails(report: Report) -> Site:
    report.add(GONE)
    raise StoreError("the cache is damaged", "Read everything again with --full.")


def is_killed(report: Report) -> Site:
    report.add(GONE)
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


@pytest.mark.parametrize("wrong", [fails, is_killed])
def test_what_fails_there_is_left_to_this_process(wrong: Callable[[Report], Site]) -> None:
    report = Report()
    assert load_apart(wrong, report) is None
    assert report.problems == []


def test_nothing_is_forked_where_processes_are_started_in_another_way(folder: Path) -> None:
    assert load_apart(partial(load, folder), Report(), "spawn") is None


def test_a_build_of_a_large_site_is_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert cli.run(["build", "--offline"]) == 0
    found = files(folder / "public")
    assert found
    (folder / "public").rename(folder / "before")
    monkeypatch.setattr("notionpress.build.build.LARGE", 2)
    assert cli.run(["build", "--offline"]) == 0
    assert files(folder / "public") == found
