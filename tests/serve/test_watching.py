"""Watching files where the system tells of them, where it does not, and where folders go."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
import watchfiles

from notionpress.serve import watching
from notionpress.serve.troubles import Trouble
from notionpress.serve.watching import Changed, Places, changes
from tests.commands import environment
from tests.serve.asynchronous import asynchronous
from tests.serve.previewing import local_project
from tests.serve.test_live import until

NAMESPACE = ["unshare", "--user", "--map-root-user", "sh", "-c"]
"""Programs in it have limits of their own (user_namespaces(7), /proc/sys/user)."""


def places(folder: Path) -> Places:
    """A project with one folder."""
    (folder / "content").mkdir(parents=True)
    return Places(frozenset((folder / "site.yaml",)), frozenset(), frozenset((folder / "content",)))


def can_limit() -> bool:
    """Whether this system lets programs have a limit of watched files of their own."""
    limit = "echo 0 > /proc/sys/user/max_inotify_watches"
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*NAMESPACE, limit], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("limit", ["max_inotify_watches", "max_inotify_instances"])
def test_where_no_more_files_can_be_watched_that_is_told_and_changes_are_looked_for(tmp_path: Path, limit: str) -> None:
    if not can_limit():
        pytest.skip("needs Linux, the command unshare, and the right to use it")
    local_project(tmp_path)
    line = f"echo 0 > /proc/sys/user/{limit}; exec {sys.executable} -m notionpress serve --port 0"
    with subprocess.Popen(
        [*NAMESPACE, line], cwd=tmp_path, env=environment(PYTHONUNBUFFERED="1"), stdout=subprocess.PIPE, text=True
    ) as server:
        said = until(server, "Built: 20 files")
        # What changes until it is looked for the first time is found by another build.
        file = tmp_path / "content/about.md"
        file.write_text("# About\n\nOther words.\n")
        said += until(server, ": 2 files changed")
        file.write_text("# About\n\nLast words.\n")
        # It looks at whole seconds.
        os.utime(file, times=(file.stat().st_atime, file.stat().st_mtime + 10))
        said += until(server, "about.md: 2 files changed")
        server.terminate()
    assert said.count("The system does not let more files be watched") == 1
    assert "sudo sysctl fs.inotify.max_user_watches" in said
    assert "Last words." in (tmp_path / ".notionpress/preview/about/index.html").read_text()


class Failing:
    """Watching that fails as often as it is said, and then is what it always is."""

    def __init__(self, times: int, error: Exception) -> None:
        self.times = times
        self.error = error

    def __call__(self, *folders: Path, **options: Any) -> AsyncGenerator[Any, None]:
        if options["recursive"] and self.times:
            self.times -= 1
            raise self.error
        return watchfiles.awatch(*folders, **options)


async def seen(of: Places, told: list[Trouble], *acts: Any) -> list[Changed]:
    """What is seen at first, and after each act."""
    found = []
    async with aclosing(changes(of, told.append)) as watched:
        found.append(await anext(watched))
        for act in acts:
            act()
            found.append(await anext(watched))
    return found


@asynchronous
async def test_where_the_system_does_not_tell_of_files_it_is_looked_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "awatch", Failing(1, OSError("Function not implemented (os error 38)")))
    told: list[Trouble] = []
    where = places(tmp_path)
    file = tmp_path / "content/one.md"
    _, missed, changed = await seen(where, told, lambda: None, lambda: file.write_text("One"))
    assert missed == Changed(), "something may have been missed before it was looked"
    assert file in changed.files
    (trouble,) = told
    assert trouble.message == (
        f"Changes in {tmp_path / 'content'} are not told of by the system (Function not implemented (os error 38)):"
        " it is looked for them every second."
    )


@asynchronous
async def test_where_files_cannot_be_looked_at_either_that_is_told_and_others_are_watched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "awatch", Failing(2, PermissionError("Permission denied")))
    told: list[Trouble] = []
    where = places(tmp_path)
    settings = tmp_path / "site.yaml"
    *_, changed = await seen(where, told, lambda: None, lambda: None, lambda: settings.write_text("title: One"))
    assert changed.files == (settings,)
    assert [one.message.partition(str(tmp_path))[2] for one in told] == [
        "/content are not told of by the system (Permission denied): it is looked for them every second.",
        "/content are not noticed: Permission denied.",
    ]


@asynchronous
async def test_a_folder_that_goes_while_watching_begins_is_a_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = places(tmp_path)

    def watch(*folders: Path, **options: Any) -> AsyncGenerator[Any, None]:
        if options["recursive"]:
            (tmp_path / "content").rmdir()
        return watchfiles.awatch(*folders, **options)

    monkeypatch.setattr(watching, "awatch", watch)
    told: list[Trouble] = []
    *_, changed = await seen(where, told, lambda: None)
    assert changed.has_folder(where)
    assert changed.may_move
    assert told == []
