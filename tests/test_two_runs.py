"""Two runs at once: the second leaves with a clear message, and the first does not notice."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.commands import emulated, environment, notionpress, site_yaml
from tests.crawl.workspaces import plain, uid
from tests.sites import files

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs flock")

WAITING = """
import pathlib, time

from notionpress.content.blocks import Paragraph
from notionpress.render.markup import element

def setup(press):
    @press.html(Paragraph)
    def paragraph(block, render):
        here = pathlib.Path(__file__).parent
        while not (here / "go").exists():
            (here / "waiting").touch()
            time.sleep(0.02)
        return element("p", render.inline(block.rich_text))
"""
"""A plugin that renders nothing before there is a file `go`."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that was built, with this plugin."""
    plain(tmp_path / "workspace", 3, nested=0, blocks=1)
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "waiting.py").write_text(WAITING)
    (folder / "go").touch()
    settings(folder, plugins="waiting.py")
    assert notionpress(folder, "build").returncode == 0
    return folder


def forget(project: Path) -> None:
    """Make it render everything again."""
    shutil.rmtree(project / ".notionpress" / "traces")
    (project / ".notionpress" / "made.sqlite").unlink()


def settings(folder: Path, **changes: str) -> None:
    """Write a site.yaml that reads from the workspace beside the project."""
    site_yaml(folder, notion=f"{{root: [{uid('Posts')}], emulator: ../workspace}}", **changes)


@contextmanager
def running(folder: Path, *arguments: str, until: Callable[[], bool], **more: str) -> Iterator[subprocess.Popen[str]]:
    """A command in a process of its own, which has come so far; it is killed if it has not ended."""
    with subprocess.Popen(
        [sys.executable, "-m", "notionpress", *arguments],
        cwd=folder,
        env=environment(**more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            while not until():
                assert process.poll() is None, process.communicate()
                time.sleep(0.02)
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)


def refused(folder: Path, *arguments: str, **more: str) -> None:
    """Run a command that leaves because another is there, and touches nothing."""
    before = files(folder / "public")
    done = notionpress(folder, *arguments, **more)
    assert done.returncode == 4, done.stderr
    assert "another run is writing to the cache" in done.stderr
    assert "Wait until it has ended" in done.stderr
    assert files(folder / "public") == before


def test_nobody_reads_or_builds_beside_a_crawl(project: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(f"faults:\n  - kind: stall\n    path: data_sources/{uid('posts')}/query\n    times: 1\n")
    with emulated("--faults", str(plan), workspace=tmp_path / "workspace") as variables:
        site_yaml(project, notion=f"{{root: [{uid('Posts')}]}}", plugins="waiting.py")
        journal = project / ".notionpress" / "index.journal"
        # Something of the crawl is in the cache before the answer that does not come.
        shutil.rmtree(project / ".notionpress")
        with running(project, "crawl", until=journal.exists, **variables):
            for command in (["crawl"], ["build"], ["build", "--offline"], ["export", "exported", "--to", "plain"]):
                refused(project, *command, **variables)
        # It was killed: nothing is in the way of the next.
        assert notionpress(project, "build", **variables).returncode == 0


def test_nobody_reads_or_builds_beside_a_build(project: Path) -> None:
    expected = files(project / "public")
    (project / "public" / "index.html").unlink()
    forget(project)
    (project / "go").unlink()
    with running(project, "build", until=(project / "waiting").exists) as first:
        for command in (["crawl"], ["build"], ["build", "--offline"]):
            refused(project, *command)
        (project / "go").touch()
        _, errors = first.communicate(timeout=60)
        assert first.returncode == 0, errors
    assert files(project / "public") == expected


def test_builds_of_two_caches_do_not_mix_in_one_output(project: Path, tmp_path: Path) -> None:
    expected = files(project / "public")
    (project / "public" / "index.html").unlink()
    forget(project)
    (project / "go").unlink()
    other = tmp_path / "other"
    other.mkdir()
    settings(other, title="Other")
    assert notionpress(other, "crawl").returncode == 0
    with running(project, "build", until=(project / "waiting").exists) as first:
        before = files(project / "public")
        done = notionpress(other, "build", "--offline", "--output", "../project/public")
        assert done.returncode == 4, done.stderr
        assert "another process builds or deploys the output folder ../project/public" in done.stderr
        assert files(project / "public") == before
        (project / "go").touch()
        _, errors = first.communicate(timeout=60)
        assert first.returncode == 0, errors
    assert files(project / "public") == expected
