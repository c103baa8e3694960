"""Pages are parsed and summarised once: while they are crawled, or by the first build, and again where they changed."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest

from notionpress.config import Config, load_config
from notionpress.reading import crawl_site
from notionpress.report import Report
from notionpress.site.hooks import NO_HOOKS
from notionpress.site.kept import page_id
from notionpress.site.load import load_site
from notionpress.site.pages import make_pages
from notionpress.site.site import Site
from notionpress.store import Store
from tests.commands import ABOUT, POSTS, WORKSPACE
from tests.crawl.workspaces import below, block, page, paragraphs, uid, write
from tests.sites import NOW

SITE = f"""
title: Test
notion:
  root: [{POSTS}, {ABOUT}]
  emulator: workspace
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with the example workspace, not crawled yet."""
    shutil.copytree(WORKSPACE, tmp_path / "workspace")
    (tmp_path / "site.yaml").write_text(SITE)
    return tmp_path


def config_of(folder: Path) -> Config:
    return load_config(folder / "site.yaml")


def crawl(folder: Path, progress: Callable[[object], None] = lambda _: None) -> None:
    config = config_of(folder)
    store = Store.open(folder / config.cache)
    crawl_site(config, store, Report(), full=False, accept_removals=True, progress=progress)


def load(folder: Path) -> tuple[Site, list[str]]:
    """The site, and the ids of the pages that were made for it."""
    config, made = config_of(folder), list[str]()
    store = Store.open(folder / config.cache, create=False)

    def make(ids: Sequence[str]) -> Iterable[bytes]:
        made.extend(ids)
        return make_pages(store, ids)

    return load_site(store, config, NOW, Report(), NO_HOOKS, make), made


def parsed(folder: Path) -> Path:
    return folder / ".notionpress" / "parsed.jsonl"


def pages(folder: Path) -> set[str]:
    return {path.stem for path in (folder / ".notionpress" / "pages").iterdir()}


def test_a_build_after_a_crawl_parses_nothing(folder: Path) -> None:
    crawl(folder)
    kept = sorted(parsed(folder).read_bytes().splitlines())
    for name in ("pages", "blocks"):
        (folder / ".notionpress" / name).rename(folder / name)
    site, made = load(folder)
    assert made == []
    for name in ("pages", "blocks"):
        (folder / name).rename(folder / ".notionpress" / name)
    parsed(folder).unlink()
    fresh, made = load(folder)
    assert set(made) == pages(folder)
    assert site == fresh
    assert sorted(parsed(folder).read_bytes().splitlines()) == kept
    assert load(folder) == (fresh, [])


def test_only_what_changed_is_made_again(tmp_path: Path) -> None:
    def write_pages(words: int, time: str) -> None:
        shutil.rmtree(tmp_path / "workspace", ignore_errors=True)
        root = page("Root", [block("child_page", id=uid(name)) for name in ("Same", "Changing")])
        same = below("Same", "Root", paragraphs(3))
        changing = below("Changing", "Root", paragraphs(words), last_edited_time=time)
        write(tmp_path / "workspace", pages=[root, same, changing])

    (tmp_path / "site.yaml").write_text(SITE.replace(f"{POSTS}, {ABOUT}", uid("Root")))
    write_pages(3, "2026-01-01T10:00:00.000Z")
    crawl(tmp_path)
    before = set(parsed(tmp_path).read_bytes().splitlines())
    assert len(before) == 1 + 3
    write_pages(4, "2026-01-02T10:00:00.000Z")
    crawl(tmp_path)
    new = {page_id(line[8:]) for line in set(parsed(tmp_path).read_bytes().splitlines()) - before}
    # The block that a page stands as carries its time.
    assert new == {uid("Changing"), uid("Root")}
    assert load(tmp_path)[1] == []


def test_what_goes_from_the_cache_is_not_kept(folder: Path) -> None:
    crawl(folder)
    count = len(pages(folder))
    (folder / "site.yaml").write_text(SITE.replace(f"[{POSTS}, {ABOUT}]", ABOUT))
    crawl(folder)
    assert len(pages(folder)) < count
    assert len(parsed(folder).read_bytes().splitlines()) == 1 + len(pages(folder))


def test_a_crawl_that_fails_keeps_what_it_made(folder: Path) -> None:
    def stop(progress: object) -> None:
        if getattr(progress, "pages_done", 0) > 5:
            raise RuntimeError("stopped")

    with pytest.raises(RuntimeError, match="stopped"):
        crawl(folder, stop)
    assert len(parsed(folder).read_bytes().splitlines()) > 5
    crawl(folder)
    assert load(folder)[1] == []


def test_with_plugins_pages_are_left_to_builds(folder: Path) -> None:
    (folder / "plugin.py").write_text("def setup(press):\n    pass\n")
    (folder / "site.yaml").write_text(SITE + "plugins: [plugin.py]\n")
    crawl(folder)
    assert not parsed(folder).exists()


def test_pages_are_made_alike_in_any_parts(folder: Path) -> None:
    crawl(folder)
    store = Store.open(folder / ".notionpress")
    ids = sorted(pages(folder))
    whole = sorted(make_pages(store, ids))
    random.Random(1).shuffle(ids)
    parts = [make_pages(store, ids[at::3]) for at in range(3)]
    assert sorted(line for lines in parts for line in lines) == whole
    assert len(whole) == len(ids)
    assert make_pages(store, ["unknown"]) == []


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "foreign", "version", "swapped"])
def test_a_damaged_file_is_made_again(folder: Path, damage: str) -> None:
    crawl(folder)
    site, _ = load(folder)
    path = parsed(folder)
    data = path.read_bytes()
    lines = data.splitlines(keepends=True)
    if damage == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif damage == "flipped":
        middle = len(data) // 2
        path.write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "foreign":
        path.write_bytes(b"\x00\xff" * 5000)
    elif damage == "version":
        path.write_bytes(b"".join([lines[0][:-2], bytes([lines[0][-2] ^ 1]), b"\n", *lines[1:]]))
    else:
        sums, words = [line[:8] for line in lines], [line[8:] for line in lines]
        path.write_bytes(lines[0] + b"".join(map(bytes.__add__, sums[1:], words[:0:-1])))
    again, made = load(folder)
    assert made
    assert again == site
    assert load(folder) == (site, [])
