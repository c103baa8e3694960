"""A run that is killed at any moment: the next one needs no help, and ends as if nothing had been."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.commands import emulated, environment, notionpress, site_yaml
from tests.crawl.crawling import contents
from tests.crawl.workspaces import everything, paragraphs, uid
from tests.disk import dying_at
from tests.sites import files

Variables = dict[str, str]

UNLIMITED = f"{{root: [{uid('Home')}], requests_per_minute: 1000000}}"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")


class Case:
    """A folder to start from, the server to read from, and what a run that nothing disturbs makes of it."""

    def __init__(self, start: Path, variables: Variables, work: Path) -> None:
        self.start, self.variables = start, variables
        undisturbed = work / "undisturbed"
        shutil.copytree(start, undisturbed)
        begun = time.monotonic()
        self.steps = dying_at(undisturbed, 0, *BUILD, **variables)
        self.seconds = time.monotonic() - begun
        self.expected = made(undisturbed)


BUILD = ("build", "--accept-removals")


def made(folder: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What is in the cache and in the output of a project."""
    return contents(folder / ".notionpress"), files(folder / "public")


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Case]]:
    """A first build, and one after many changes in Notion, at servers that take their time."""
    folder = tmp_path_factory.mktemp("killed")
    (folder / "plan.yaml").write_text("latency: 0.01\n")
    slowly = ("--faults", str(folder / "plan.yaml"))
    new = folder / "new"
    new.mkdir()
    site_yaml(new, notion=UNLIMITED)
    everything(folder / "workspace")
    with emulated(*slowly, workspace=folder / "workspace") as variables:
        first = Case(new, variables, folder / "first")
        change(folder / "workspace")
        with emulated(*slowly, workspace=folder / "workspace") as changed:
            yield [first, Case(folder / "first" / "undisturbed", changed, folder / "second")]


def change(workspace: Path) -> None:
    """Edit pages, put many into the trash, and take the pictures from one."""
    for path in sorted((workspace / "pages").glob("*.json")):
        page = json.loads(path.read_text())
        name = page["properties"].get("Name", page["properties"].get("title"))
        if name in ("Guide", *(f"Post {number:02}" for number in range(20))):
            page["in_trash"] = True
        elif name == "Home":
            page["children"] = [one for one in page["children"] if one["type"] not in ("image", "file")]
        elif name in ("Post 30", "Deep", "Left 1"):
            page["children"] = paragraphs(150, "New")
        else:
            continue
        path.write_text(json.dumps({**page, "last_edited_time": "2026-02-01T10:00:00.000Z"}))


@pytest.mark.parametrize("times", [2, pytest.param(20, marks=pytest.mark.slow)])
def test_a_build_that_is_killed_at_any_moment_is_made_up_for(cases: list[Case], tmp_path: Path, times: int) -> None:
    chance = random.Random(times)
    for case in cases:
        for number in range(times):
            folder = tmp_path / "project"
            shutil.copytree(case.start, folder)
            # Twice in a row: what a killed run leaves must not be in the way of a killed run.
            moments = [chance.uniform(0.1, 1) * case.seconds for _ in range(1 + number % 2)]
            for moment in moments:
                kill_after(folder, moment, case.variables)
            done = notionpress(folder, *BUILD, **case.variables)
            assert done.returncode == 0, (moments, done.stderr)
            assert made(folder) == case.expected, moments
            shutil.rmtree(folder)


def kill_after(folder: Path, seconds: float, variables: Variables) -> None:
    """Build for so long, then kill the process and all that it started."""
    with subprocess.Popen(
        [sys.executable, "-m", "notionpress", *BUILD],
        cwd=folder,
        env=environment(**variables),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.parametrize("times", [1, pytest.param(30, marks=pytest.mark.slow)])
def test_a_build_that_is_killed_at_any_step_on_disk_is_made_up_for(
    cases: list[Case], tmp_path: Path, times: int
) -> None:
    for case in cases:
        # Most of the steps are the crawl's; the last are those that move the site into place.
        for step in random.Random(times).sample(range(case.steps - 120, case.steps + 1), times):
            folder = tmp_path / "project"
            shutil.copytree(case.start, folder)
            dying_at(folder, step, *BUILD, **case.variables)
            done = notionpress(folder, *BUILD, **case.variables)
            assert done.returncode == 0, (step, done.stderr)
            assert made(folder) == case.expected, step
            shutil.rmtree(folder)
