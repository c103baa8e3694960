"""A disk that is full or may not be written: a clear error, what was there stays, and the next run goes on."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from notionpress.store import Entry, Store
from notionpress.store.files import write_file
from notionpress.store.made import Made
from tests.commands import emulated, notionpress, site_yaml
from tests.crawl.workspaces import everything, uid
from tests.disk import failing_at, longest_file
from tests.sites import files
from tests.test_killed import change, made

BUILD = ("build", "--accept-removals")
FULL, READ_ONLY = "No space left on device", "Read-only file system"
WORDS = {"ENOSPC": FULL, "EROFS": READ_ONLY}
CODES = {".notionpress": 4, "public": 1}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project `old` that was built before many changes in Notion, and `new` that was built after them too."""
    folder = tmp_path_factory.mktemp("disk")
    everything(folder / "workspace")
    (folder / "old").mkdir()
    site_yaml(folder / "old", notion=f"{{root: [{uid('Home')}], requests_per_minute: 1000000}}")
    with emulated(workspace=folder / "workspace") as variables:
        assert notionpress(folder / "old", *BUILD, **variables).returncode == 0
    change(folder / "workspace")
    with emulated(workspace=folder / "workspace") as variables:
        (folder / "old" / ".env").write_text("".join(f"{name}={value}\n" for name, value in variables.items()))
        shutil.copytree(folder / "old", folder / "new")
        assert notionpress(folder / "new", *BUILD).returncode == 0
        yield folder


@pytest.fixture
def project(built: Path) -> Iterator[Path]:
    """A copy of the old project."""
    folder = built / "project"
    shutil.copytree(built / "old", folder)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("times", "what", "below"),
    [
        (1, "ENOSPC", ".notionpress"),
        (1, "EROFS", "public"),
        pytest.param(10, "ENOSPC", ".notionpress", marks=pytest.mark.slow),
        pytest.param(10, "ENOSPC", "public", marks=pytest.mark.slow),
        pytest.param(10, "EROFS", ".notionpress", marks=pytest.mark.slow),
        pytest.param(10, "EROFS", "public", marks=pytest.mark.slow),
    ],
)
def test_a_disk_that_fails_at_any_step_is_told_and_made_up_for(
    built: Path, project: Path, times: int, what: str, below: str
) -> None:
    words, code = WORDS[what], CODES[below]
    folder, expected = project, made(built / "new")
    steps = int(failing_at(folder, what, 0, below, *BUILD).stdout.split()[-1])
    assert steps > 20
    for step in random.Random(f"{what} {below}").sample(range(1, steps + 1), times):
        shutil.rmtree(folder)
        shutil.copytree(built / "old", folder)
        before = files(folder / "public")
        done = failing_at(folder, what, step, below, *BUILD)
        if done.returncode == 0:
            # What could not be cleared away is no harm, and is cleared away next time.
            assert below == "public", step
        else:
            assert done.returncode == code, (step, done.stderr)
            assert words in done.stderr, step
            assert "Check " in done.stderr, step
            in_part = "a part of the new site is in place" in done.stderr
            assert below == ".notionpress" or in_part or without_stage(folder) == before, step
        assert notionpress(folder, *BUILD).returncode == 0
        assert made(folder) == expected, step


def without_stage(folder: Path) -> dict[str, bytes]:
    """The files of the site, without what lies where unfinished ones are kept."""
    return {path: data for path, data in files(folder / "public").items() if not path.startswith(".notionpress-stage")}


# Disks that are full or read-only in truth


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[str], None]]:
    """A small disk at `disk`; call it with the options to mount it with, again to mount it anew."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = False

    def mount(options: str) -> None:
        nonlocal mounted
        command = ["mount", "-t", "tmpfs", "-o", options, "none", str(place)]
        if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("a file system cannot be mounted here")
        mounted = True

    yield mount
    if mounted:
        subprocess.run(["umount", str(place)], check=True)


def fill(folder: Path, *, leave: int) -> Path:
    """Take all space of a disk but so many bytes; returns the file to remove again."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize
        file.write(b"x" * max(0, free - leave))
    return filler


@pytest.mark.parametrize("leave", [8_192, *(pytest.param(one, marks=pytest.mark.slow) for one in (0, 4_096, 60_000))])
def test_a_full_disk_under_the_cache(
    built: Path, project: Path, tmp_path: Path, disk: Callable[[str], None], leave: int
) -> None:
    disk("size=4m")
    cache = tmp_path / "disk" / "cache"
    shutil.copytree(project / ".notionpress", cache)
    shutil.rmtree(project / ".notionpress")
    (project / ".notionpress").symlink_to(cache)
    filler = fill(tmp_path / "disk", leave=leave)
    before = files(project / "public")
    done = notionpress(project, *BUILD)
    assert done.returncode == 4, done.stderr
    assert FULL in done.stderr
    assert files(project / "public") == before
    assert not list(cache.rglob("*.tmp"))
    # Whatever was read meanwhile is whole.
    store = Store.open(cache, create=False)
    for entry in store.entries("page"):
        assert store.read("page", entry.id)
        assert store.read_tree(entry.id)
    filler.unlink()
    assert notionpress(project, *BUILD).returncode == 0
    assert made(project)[1] == made(built / "new")[1]


def test_a_full_disk_under_the_output(built: Path, project: Path, tmp_path: Path, disk: Callable[[str], None]) -> None:
    disk("size=32m")
    output = tmp_path / "disk" / "public"
    assert notionpress(project, "build", "--offline", "--output", str(output)).returncode == 0
    before = files(output)
    filler = fill(tmp_path / "disk", leave=8_192)
    done = notionpress(project, *BUILD, "--output", str(output))
    assert done.returncode == 1
    assert f"{FULL}; the site stays as it was" in done.stderr
    assert files(output) == before
    filler.unlink()
    assert notionpress(project, *BUILD, "--output", str(output)).returncode == 0
    assert files(output) == files(built / "new" / "public")


def test_a_cache_that_may_only_be_read(project: Path, tmp_path: Path, disk: Callable[[str], None]) -> None:
    disk("size=4m")
    cache = tmp_path / "disk" / "cache"
    shutil.copytree(project / ".notionpress", cache)
    disk_before = files(cache)
    shutil.rmtree(project / ".notionpress")
    (project / ".notionpress").symlink_to(cache)
    subprocess.run(["mount", "-o", "remount,ro", str(tmp_path / "disk")], check=True)
    before = files(project / "public")
    for command in (["crawl"], ["build"], ["build", "--offline"], ["export", "exported", "--to", "hugo"]):
        done = notionpress(project, *command)
        assert done.returncode == 4, done.stderr
        assert f"{READ_ONLY}" in done.stderr
        assert "Check the disk's space and who may write there" in done.stderr
        assert files(project / "public") == before
        assert files(cache) == disk_before
    (project / "site.yaml").write_text((project / "site.yaml").read_text() + f"cache: {tmp_path / 'disk' / 'other'}\n")
    done = notionpress(project, "build")
    assert done.returncode == 4
    assert READ_ONLY in done.stderr


def test_an_output_that_may_only_be_read(project: Path, tmp_path: Path, disk: Callable[[str], None]) -> None:
    disk("size=32m")
    output = tmp_path / "disk" / "public"
    assert notionpress(project, "build", "--offline", "--output", str(output)).returncode == 0
    before = files(output)
    subprocess.run(["mount", "-o", "remount,ro", str(tmp_path / "disk")], check=True)
    for folder in (output, tmp_path / "disk" / "other"):
        done = notionpress(project, *BUILD, "--output", str(folder))
        assert done.returncode == 1
        assert f"{READ_ONLY}; the site stays as it was" in done.stderr
    assert files(output) == before


def test_what_can_be_made_again_is_not_kept_on_a_bad_disk(tmp_path: Path, disk: Callable[[str], None]) -> None:
    disk("size=1m")
    folder = tmp_path / "disk"
    first = Made(folder, "salt")
    first.put("code", "first", b"1" * 10_000)
    first.close()
    filler = fill(folder, leave=8_192)
    full = Made(folder, "salt")
    full.put("code", "second", b"2" * 100_000)
    full.close()
    filler.unlink()
    again = Made(folder, "salt")
    assert again.get("code", "second") is None
    assert again.get("code", "first") == b"1" * 10_000
    again.close()
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
    before = files(folder)
    read_only = Made(folder, "salt")
    read_only.put("code", "third", b"3")
    read_only.close()
    assert read_only.get("code", "third") is None
    assert files(folder) == before


# One file


@pytest.fixture
def small_files() -> Iterator[None]:
    """No file may be longer than 4096 bytes."""
    with longest_file(4096):
        yield


@pytest.mark.usefixtures("small_files")
def test_a_file_that_does_not_fit_leaves_the_one_before(tmp_path: Path) -> None:
    write_file(tmp_path / "page.json", b"good")
    with pytest.raises(OSError, match="File too large"):
        write_file(tmp_path / "page.json", b"x" * 10_000)
    assert files(tmp_path) == {"page.json": b"good"}


@pytest.mark.usefixtures("small_files")
def test_a_journal_that_does_not_fit_keeps_what_it_has(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "cache")
    kept = []
    with pytest.raises(OSError, match="File too large"):
        for number in range(100):
            store.put_object({"object": "user", "id": uid(str(number))}, Entry("user", uid(str(number))))
            kept.append(uid(str(number)))
    store.close()
    assert len(kept) > 10
    assert (tmp_path / "cache" / "index.journal").read_bytes().endswith(b"}\n")
    found = Store.open(tmp_path / "cache").entries("user")
    assert sorted(one.id for one in found) == sorted(kept)
