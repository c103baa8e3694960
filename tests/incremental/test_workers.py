"""Builds in several processes: the same site as in one, and whole again whatever process is killed when."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

import pytest

from notionpress.build.writer import STAGE
from tests.commands import environment, notionpress
from tests.disk import dying_at
from tests.incremental import changes as do
from tests.incremental.changing import CACHE, ChangingSite, Made, check, difference
from tests.incremental.test_minimal import PLUGIN, html
from tests.sites import files

OFFLINE: Final = ("build", "--offline")
MANY: Final = 110
KILLED: Final = 60
"""The first page during whose rendering a process is killed, by one that is not the first."""

KILLER: Final = f"""\
import multiprocessing
import os
import signal

from notionpress.content.blocks import Heading
from notionpress.render.html import heading


def setup(press):
    @press.html(Heading)
    def deadly(block, render):
        name, _, number = render.current.title.partition(" ")
        victim = os.environ.get("VICTIM")
        if victim and name == "Page" and int(number) >= {KILLED} and multiprocessing.parent_process():
            own = {{"worker": os.getpid(), "first": os.getppid()}}
            os.kill(own[victim], signal.SIGKILL) if victim in own else os.killpg(0, signal.SIGKILL)
        return heading(block, render)
"""


@pytest.fixture(scope="module")
def wide(built: ChangingSite, tmp_path_factory: pytest.TempPathFactory) -> ChangingSite:
    """The site with so many pages that several processes render it, built, and all of them stale again."""
    site = built.copy(tmp_path_factory.mktemp("wide") / "site")
    for number in range(MANY):
        link = f"[The one before](page-{number - 1}.md)." if number else "![A rope](../notes/rope.png)"
        text = f"---\ntitle: Page {number}\nupdated: 2026-10-01\n---\n\n## Part\n\n{link}\n\n```python\nx = {number}\n```\n"
        site.put(f"content/many/page-{number}.md", f"{text}\n[gone](nowhere.md)\n")
    site.put("plugins/killer.py", KILLER)
    do.set_setting(site, "plugins", ["plugins/harbour.py", "plugins/killer.py"])
    assert not site.build().result.failed
    site.put("plugins/killer.py", f"{KILLER}\n# Another version.\n")
    return site


@pytest.fixture(scope="module")
def expected(wide: ChangingSite) -> Made:
    """What a clean build makes of it."""
    return wide.clean()


WAYS: Final[dict[str, dict[str, Any]]] = {
    "one": {"jobs": 1},
    "two, spawned": {"jobs": 2, "start": "spawn"},
}


def test_a_site_is_the_same_however_many_processes_make_it(wide: ChangingSite, expected: Made, tmp_path: Path) -> None:
    assert len(expected.problems) > MANY
    for way, how in WAYS.items():
        site = wide.copy(tmp_path / way)
        site.how = how
        made = site.build()
        assert difference(made.files, expected.files) == ""
        assert made.problems == expected.problems
        assert made.result.digest == expected.result.digest
        # What they leave behind serves the next build as well.
        assert site.build().result.rendered == ()
        do.say_at_end(site, "Compass", "No end of Compass.")
        assert set(site.update().result.rendered) == html("compass") | PLUGIN


def test_a_command_that_forks_makes_the_same_site(wide: ChangingSite, expected: Made, tmp_path: Path) -> None:
    site = wide.copy(tmp_path / "site")
    done = notionpress(site.folder, *OFFLINE, "--jobs", "2")
    assert done.returncode == 0, done.stderr
    made = site.build()
    assert made.result.rendered == ()
    assert difference(made.files, expected.files) == ""
    assert made.problems == expected.problems


@pytest.mark.parametrize("how", WAYS)
def test_an_error_in_a_process_is_told_as_it_is(wide: ChangingSite, tmp_path: Path, how: str) -> None:
    site = wide.copy(tmp_path / "site")
    site.how = WAYS[how]
    site.replace("templates/blocks/_mark.html", "<b>", "<b>{{ nothing }}")
    with pytest.raises(Exception) as raised:
        site.build()
    assert type(raised.value).__name__ == "PlacedError"
    assert "templates/blocks/_mark.html, line 1" in str(raised.value)
    assert not (site.folder / "public/.notionpress-stage").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
@pytest.mark.parametrize("victim", ["worker", "first", "all"])
def test_a_build_whose_processes_are_killed_while_they_render_is_made_up_for(
    wide: ChangingSite, expected: Made, tmp_path: Path, victim: str
) -> None:
    site = wide.copy(tmp_path / "site")
    before = files(site.folder / "public")
    process = subprocess.Popen(
        [sys.executable, "-m", "notionpress", *OFFLINE, "--jobs", "2"],
        cwd=site.folder,
        env=environment(VICTIM=victim),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    _, said = process.communicate(timeout=60)
    # What nobody asks for work any more ends by itself.
    wait_for_end(process.pid)
    if victim == "worker":
        assert process.returncode == 1
        assert "A worker process ended before its work was done" in said
    else:
        assert process.returncode == -signal.SIGKILL
    left = {path: data for path, data in files(site.folder / "public").items() if not path.startswith(".notionpress")}
    assert difference(left, before) == ""
    made = site.build()
    assert not (site.folder / "public/.notionpress-stage").exists()
    assert difference(made.files, expected.files) == ""
    assert made.problems == expected.problems


def wait_for_end(group: int) -> None:
    """Wait until no process of a group is left."""
    for _ in range(200):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    os.killpg(group, signal.SIGKILL)
    pytest.fail("Processes are left over.")


@pytest.mark.skipif(sys.platform == "win32", reason="dies without a farewell")
@pytest.mark.parametrize("times", [4, pytest.param(30, marks=pytest.mark.slow)])
def test_a_build_that_is_killed_at_any_step_on_disk_is_made_up_for(
    built: ChangingSite, tmp_path: Path, times: int
) -> None:
    site = built.copy(tmp_path / "changed")
    do.retitle(site, "Guide", "Pilot")
    do.trash(site, "Islet")
    do.set_setting(site, "title", "The Book")
    site.put("themes/harbour/static/harbour.css", ".motto { color: red }")
    site.crawl()
    expected = site.clean()
    steps = dying_at(shutil.copytree(site.folder, tmp_path / "undisturbed"), 0, *OFFLINE)
    # The last are those that move the site into place.
    for step in sorted(random.Random(times).sample(range(1, steps + 1), times)):
        killed = site.copy(tmp_path / f"killed at {step}")
        dying_at(killed.folder, step, *OFFLINE)
        made = killed.build()
        assert difference(made.files, expected.files) == "", step
        assert made.problems == expected.problems
        assert killed.build().result.rendered == ()
        shutil.rmtree(killed.folder)


@pytest.mark.skipif(sys.platform == "win32", reason="dies without a farewell")
def test_what_a_killed_build_has_added_goes_although_all_is_as_before_it(built: ChangingSite, tmp_path: Path) -> None:
    site = built.copy(tmp_path / "site")
    site.without_plugins()
    expected = site.build()
    site.put("static/new.txt", "New.\n")
    steps = dying_at(shutil.copytree(site.folder, tmp_path / "undisturbed"), 0, *OFFLINE)
    for step in range(steps - 5, steps + 1):
        killed = site.copy(tmp_path / f"killed at {step}")
        dying_at(killed.folder, step, *OFFLINE)
        (killed.folder / "static/new.txt").unlink()
        assert difference(killed.build().files, expected.files) == "", step


def test_another_version_of_notionpress_makes_everything_again(built: ChangingSite, tmp_path: Path) -> None:
    site = built.copy(tmp_path / "site")
    source = Path(__file__).parents[2]
    for part in ("notionpress", "themes"):
        shutil.copytree(source / part, tmp_path / "other" / part, ignore=shutil.ignore_patterns("__pycache__"))
    module = tmp_path / "other/notionpress/slugs.py"
    module.write_text(module.read_text() + "\n# Another version.\n")
    assert site.build().result.rendered == ()
    done = notionpress(site.folder, *OFFLINE, "--json", PYTHONPATH=str(tmp_path / "other"))
    assert done.returncode == 0, done.stderr
    assert (site.folder / CACHE).is_dir()
    made = site.build()
    assert {"index.html", "feed.xml", "robots.txt", "jetty/index.html"} < set(made.result.rendered)
    check(site, made)


def test_what_somebody_waits_for_is_ready_before_the_rest(built: ChangingSite, tmp_path: Path) -> None:
    site = built.copy(tmp_path / "site")
    site.put("templates/blocks/callout.html", site.read("templates/blocks/callout.html") + "<!-- new -->\n")
    before = files(site.folder / "public")
    told: dict[str, bytes] = {}

    def ready(path: str, file: Path) -> None:
        there = files(site.folder / "public")
        assert {path: data for path, data in there.items() if not path.startswith(STAGE)} == before
        assert len(there) == len(before) + len(told) + 1, "no other has been made"
        told[path] = file.read_bytes()

    shown = {"drift/index.html", "guide/everything/index.html"}
    site.how = {"first": shown | {"about/index.html", "nowhere.html"}, "ready": ready, "jobs": 2}
    made = site.build()
    assert set(told) == shown
    assert told == {path: made.files[path] for path in shown}
    site.how = {}
    check(site, made)
