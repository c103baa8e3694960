"""Building over what goes wrong on the disk, and sites that want the impossible."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from notionpress.build.build import build_site
from notionpress.build.how import How
from notionpress.build.writer import STAGE
from notionpress.config import load_config
from notionpress.emulator.workspace import Workspace
from notionpress.errors import BuildError, ConfigError, StoreError
from notionpress.report import Report
from notionpress.store import Store
from tests.commands import environment
from tests.crawl.workspaces import Json, block, data_source, database, hosted, paragraphs, row, uid, write
from tests.crawl.workspaces import below as page_below
from tests.sites import NOW, build, crawl_workspace, files
from tests.test_leaks import STATUS

SITE = """\
title: The site
base_url: https://example.org
notion:
  root: {root}
properties:
  date: Date
publish:
  property: Status
  values: [Live]
"""


def post(name: str, children: list[Json] | None = None, **properties: str) -> Json:
    """A published post."""
    return row(name, "posts", children or paragraphs(2, name), properties={"Status": "Live", **properties})


def project(folder: Path, *pages: Json, **more: dict[str, bytes]) -> Path:
    """A project whose workspace holds these rows, crawled."""
    loaded = write(
        folder / "workspace",
        pages=list(pages),
        databases=[database("Posts", None, "posts")],
        data_sources=[
            data_source(
                "posts",
                "Posts",
                Status=STATUS,
                Date={"type": "date", "date": {}},
                Slug={"type": "rich_text", "rich_text": {}},
            )
        ],
        **more,
    )
    (folder / "site.yaml").write_text(SITE.format(root=uid("Posts")))
    crawl_workspace(Workspace.load(loaded), folder / ".notionpress", (uid("Posts"),), Report())
    return folder


@pytest.mark.parametrize("static", [".", "..", "/", ".notionpress", "files"])
def test_a_static_folder_that_would_publish_what_is_private_is_refused(tmp_path: Path, static: str) -> None:
    folder = project(tmp_path / "project", post("One"))
    with (folder / "site.yaml").open("a") as file:
        file.write(f"static: {static}\n{'output: files/public' if static == 'files' else ''}\n")
    (folder / ".env").write_text("NOTION_TOKEN=ntn_secret")
    with pytest.raises(ConfigError, match="would be published"):
        build(folder, Report())
    assert not (folder / "public").exists()


def test_a_file_where_a_page_needs_a_folder_is_named(tmp_path: Path) -> None:
    folder = project(tmp_path, post("One"))
    (folder / "static").mkdir()
    (folder / "static" / "One").write_text("mine")
    with pytest.raises(BuildError, match=r"the name One: .*static/One and the page “One”|the page “One”.*static/One"):
        build(folder, Report())


def test_nothing_of_the_site_lies_in_the_folder_of_unfinished_files(tmp_path: Path) -> None:
    folder = project(tmp_path, post("One"))
    (folder / "static" / STAGE).mkdir(parents=True)
    (folder / "static" / STAGE / "x.txt").write_text("mine")
    with pytest.raises(BuildError, match="unfinished files"):
        build(folder, Report())


def test_blocks_may_be_nested_deep(tmp_path: Path) -> None:
    deep = [block("paragraph", "At the bottom")]
    for _ in range(300):
        deep = [block("toggle", "Down", deep)]
    folder = project(tmp_path, post("Deep", deep))
    limit = sys.getrecursionlimit()
    assert not build(folder, Report()).failed
    assert "At the bottom" in (folder / "public/deep/index.html").read_text()
    assert sys.getrecursionlimit() == limit


def test_pages_without_a_title_can_be_seen_and_control_characters_cannot(tmp_path: Path) -> None:
    folder = project(tmp_path, post("", Date="2026-01-02"), post("\x1b[31mRed\ufffe\x00", Date="2026-01-01"))
    assert not build(folder, Report()).failed
    front = (folder / "public/index.html").read_text()
    assert ">Untitled</a>" in front
    assert ">[31mRed</a>" in front
    assert "<title>Untitled</title>" in (folder / "public/feed.xml").read_text()
    for path, data in files(folder / "public").items():
        if path.endswith((".html", ".xml")):
            assert not any(sign in data.decode() for sign in "\x00\x1b\ufffe"), path


def test_a_day_in_an_address_is_the_day_that_is_shown(tmp_path: Path) -> None:
    folder = project(tmp_path, post("Late", Date="2025-12-31T23:30:00.000+00:00"))
    with (folder / "site.yaml").open("a") as file:
        file.write("time_zone: Europe/Berlin\npermalink: /{year}/{month}/{slug}/\n")
    build(folder, Report())
    assert "1 January 2026" in (folder / "public/2026/01/late/index.html").read_text().replace(
        "January 1,", "1 January"
    )


def cut(path: Path) -> None:
    """Leave half of a file."""
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


@pytest.mark.parametrize("damage", [cut, Path.unlink])
@pytest.mark.parametrize("place", ["databases/*", "data_sources/*", "index.json"])
def test_a_damaged_cache_is_told_and_the_site_stays(tmp_path: Path, place: str, damage: Callable[[Path], None]) -> None:
    folder = project(tmp_path, post("One"))
    build(folder, Report())
    before = files(folder / "public")
    (folder / ".notionpress" / "parsed.jsonl").unlink()
    for path in (folder / ".notionpress").glob(place):
        damage(path)
    with pytest.raises(StoreError, match="cache"):
        build(folder, Report())
    assert files(folder / "public") == before


@pytest.mark.parametrize("damage", [cut, Path.unlink])
def test_damaged_files_of_what_was_made_of_pages_are_made_again(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    folder = project(tmp_path, post("One"))
    build(folder, Report())
    before = files(folder / "public")
    for name in ("parsed.jsonl", "manifest.json"):
        damage(folder / ".notionpress" / name)
    assert build(folder, Report()).written == 0
    assert files(folder / "public") == before


def test_blocks_that_cannot_be_read_fail_their_page_alone(tmp_path: Path) -> None:
    folder = project(tmp_path, post("One"), post("Two"))
    build(folder, Report())
    cut(folder / ".notionpress" / "blocks" / f"{uid('One')}.json")
    assert not build(folder, Report()).rendered, "nothing needs the blocks while nothing changes"
    shutil.rmtree(folder / ".notionpress/traces")
    (folder / ".notionpress/made.sqlite").unlink()
    report = Report()
    assert build(folder, report).failed == ("one/index.html",)
    told = [problem for problem in report.problems if problem.page == "One"]
    assert {problem.kind for problem in told} == {"output-failed", "feed-entry-failed"}
    assert {problem.hint for problem in told} == {"Crawl again: what is lost or damaged is then read anew."}
    assert (folder / "public/one/index.html").exists()


@pytest.mark.parametrize("damage", [cut, Path.unlink])
@pytest.mark.parametrize("kept", ["pages", "blocks", "both"])
def test_a_page_that_cannot_be_read_keeps_its_earlier_version_and_the_others_are_made(
    tmp_path: Path, kept: str, damage: Callable[[Path], None]
) -> None:
    picture = block("image", {"caption": ["Tide"], **hosted("a.png")})
    below = block("child_page", id=uid("Below"))
    files_of = {"a.png": b"\x89PNG\r\n\x1a\n" + b"x" * 100}
    inner = page_below("Below", "One", paragraphs(1))
    folder = project(tmp_path, post("One", [picture, below]), post("Two"), inner, files=files_of)
    build(folder, Report())
    before = files(folder / "public")
    assert {"one/index.html", "one/below/index.html"} <= set(before)
    (folder / ".notionpress" / "parsed.jsonl").unlink()
    for name in ("pages", "blocks") if kept == "both" else (kept,):
        damage(folder / ".notionpress" / name / f"{uid('One')}.json")
    for _ in range(2):
        report = Report()
        failed = build(folder, report).failed
        assert "one/index.html" in failed
        after = files(folder / "public")
        # In the index, the other page is another one.
        assert {path for path in after if "pagefind" not in path} == {path for path in before if "pagefind" not in path}
        for path in before:
            if path.startswith(("one/", "media/")):
                assert after[path] == before[path], path
        told = [problem for problem in report.problems if uid("One").replace("-", "") in problem.url]
        assert told
        assert {problem.hint for problem in told} == {"Crawl again: what is lost or damaged is then read anew."}
        assert "Two" in after["index.html"].decode()
        assert "Two" in after["feed.xml"].decode()


def test_one_file_under_names_that_differ_in_letter_case_is_no_collision(tmp_path: Path) -> None:
    data = b"\x89PNG\r\n\x1a\n" + b"x" * 100
    names = ["Straße.png", "STRASSE.png", "ﬁsh.png", "FISH.png"]
    shown = [block("image", {"caption": [], **hosted(name)}) for name in names]
    folder = project(tmp_path, post("One", shown), files=dict.fromkeys(names, data))
    assert not build(folder, Report()).failed
    found = [path for path in files(folder / "public") if path.startswith("media/")]
    assert len(found) == len({path.casefold() for path in found}) == 2


def test_no_path_is_longer_than_file_systems_take(tmp_path: Path) -> None:
    titles = ["T" * 170 + f" {number}" for number in range(40)]
    inner = [
        page_below(title, above, [block("child_page", id=uid(below))])
        for above, title, below in zip(["One", *titles], titles, [*titles[1:], "Last"], strict=False)
    ]
    folder = project(
        tmp_path,
        post("One", [block("child_page", id=uid(titles[0]))]),
        *inner,
        page_below("Last", titles[-1], paragraphs(1, "The end")),
        post("Slug", Slug="a/" * 3000),
    )
    (folder / "site.yaml").write_text((folder / "site.yaml").read_text().replace("date: Date", "slug: Slug"))
    report = Report()
    assert not build(folder, report).failed
    public = files(folder / "public")
    assert (
        sum(b"The end 0" in data for path, data in public.items() if path.endswith("index.html")) == 2
    )  # and the search
    assert max(len(path.encode()) for path in public) < 2000


def test_no_file_of_a_page_that_cannot_be_read_is_published_anew(tmp_path: Path) -> None:
    picture = block("image", {"caption": [], **hosted("a.png")})
    data = b"\x89PNG\r\n\x1a\n" + b"x" * 100
    folder = project(tmp_path, post("One", [picture]), files={"a.png": data})
    cut(folder / ".notionpress/blocks" / f"{uid('One')}.json")
    assert "one/index.html" in build(folder, Report()).failed
    assert not [path for path in files(folder / "public") if path.startswith("media/")]


def test_a_page_that_was_never_read_is_told_by_its_address(tmp_path: Path) -> None:
    folder = project(tmp_path, post("One"), post("Two"))
    cut(folder / ".notionpress/pages" / f"{uid('One')}.json")
    report = Report()
    address = f"https://www.notion.so/{uid('One').replace('-', '')}"
    assert build(folder, report).failed == (address,)
    assert [problem.url for problem in report.problems] == [address]
    assert (folder / "public/two/index.html").exists()
    assert not (folder / "public/one").exists()


@pytest.mark.parametrize("damage", [cut, Path.unlink])
def test_a_download_that_is_lost_or_cut_short_is_missing(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    picture = block("image", {"caption": [], **hosted("a.png")})
    folder = project(tmp_path, post("One", [picture]), files={"a.png": b"\x89PNG\r\n\x1a\n" + b"x" * 100})
    for path in (folder / ".notionpress/files").iterdir():
        damage(path)
    report = Report()
    assert not build(folder, report).failed
    assert [problem.kind for problem in report.problems] == ["missing-alt", "missing-file"]


def test_one_build_at_a_time(tmp_path: Path) -> None:
    folder = project(tmp_path, post("One"))
    config = load_config(folder / "site.yaml")
    other = Store.open(folder / ".notionpress")
    other.begin()
    with pytest.raises(StoreError, match="another run"):
        build_site(config, Store.open(folder / ".notionpress"), Report(), output=folder / "public", how=How(now=NOW))
    other.close()
    assert build(folder, Report()).written


def test_what_a_killed_build_wrote_goes_when_its_page_goes(tmp_path: Path) -> None:
    folder = project(tmp_path, post("One"))
    build(folder, Report())
    stop = (
        "import os, pathlib, sys\n"
        "from tests.sites import build\n"
        "from notionpress.report import Report\n"
        "rename = os.rename\n"
        "def stopping(self, target):\n"
        "    rename(self, target)\n"
        "    if 'secret' in str(target): os.kill(os.getpid(), 9)\n"
        "os.rename = stopping\n"
        "build(pathlib.Path(sys.argv[1]), Report())\n"
    )
    for name in ("blocks", "pages"):
        assert (folder / ".notionpress" / name).is_dir()
    loaded = folder / "workspace"
    write(folder / "more", pages=[post("One"), post("Secret")], databases=[], data_sources=[])
    for path in (folder / "more/pages").iterdir():
        path.replace(loaded / "pages" / path.name)
    crawl_workspace(Workspace.load(loaded), folder / ".notionpress", (uid("Posts"),), Report())
    done = subprocess.run([sys.executable, "-c", stop, str(folder)], env=environment(), check=False)
    assert done.returncode == -signal.SIGKILL
    assert (folder / "public/secret/index.html").exists()
    (folder / "site.yaml").write_text((folder / "site.yaml").read_text().replace("Live", "Nothing"))
    build(folder, Report())
    assert not (folder / "public/secret").exists()
    assert not (folder / "public/one").exists()
    assert not (folder / "public" / STAGE).exists()
