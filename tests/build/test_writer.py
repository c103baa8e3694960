"""The writer: atomic, sparing, and it removes only what it wrote."""

import os
import resource
import signal
import sys
from pathlib import Path

import pytest

from notionpress.build.writer import STAGE, Writer, folder_for_new, stage
from notionpress.errors import BuildError


def build(output: Path, files: dict[str, str], before: dict[str, str]) -> tuple[dict[str, str], tuple[int, int, int]]:
    writer = Writer(output, before)
    for path, text in files.items():
        writer.put(path, text.encode())
    written, removed = writer.commit()
    return writer.written, (written, writer.unchanged, removed)


def tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_writes_what_is_new_and_leaves_what_is_the_same(tmp_path: Path) -> None:
    output = tmp_path / "public"
    first, counts = build(output, {"index.html": "a", "b/index.html": "b"}, {})
    assert counts == (2, 0, 0)
    times = {path: (output / path).stat().st_mtime_ns for path in first}
    _, counts = build(output, {"index.html": "a", "b/index.html": "c"}, first)
    assert counts == (1, 1, 0)
    assert (output / "index.html").stat().st_mtime_ns == times["index.html"]
    assert tree(output) == {"index.html": "a", "b/index.html": "c"}


def test_removes_only_its_own_unchanged_files(tmp_path: Path) -> None:
    output = tmp_path / "public"
    first, _ = build(output, {"old/index.html": "a", "edited.html": "b", "kept.html": "c"}, {})
    (output / "CNAME").write_text("example.org")
    (output / "edited.html").write_text("by hand")
    _, counts = build(output, {"kept.html": "c"}, first)
    assert counts == (0, 1, 1)
    assert tree(output) == {"CNAME": "example.org", "edited.html": "by hand", "kept.html": "c"}
    assert not (output / "old").exists()


def test_nothing_changes_before_commit(tmp_path: Path) -> None:
    output = tmp_path / "public"
    before, _ = build(output, {"index.html": "old"}, {})
    writer = Writer(output, before)
    writer.put("index.html", b"new")
    writer.put("more.html", b"more")
    assert (output / "index.html").read_text() == "old"
    assert not (output / "more.html").exists()
    writer.discard()
    assert tree(output) == {"index.html": "old"}


def test_a_killed_build_leaves_nothing_behind_after_the_next(tmp_path: Path) -> None:
    output = tmp_path / "public"
    Writer(output, {}).put("half.html", b"x")
    assert (output / STAGE).exists()
    writer = Writer(output, {})
    writer.discard()
    writer.put("index.html", b"y")
    writer.commit()
    assert tree(output) == {"index.html": "y"}


def test_copies_keep_bytes_and_skip_what_is_there(tmp_path: Path) -> None:
    source = tmp_path / "picture.png"
    source.write_bytes(b"\x89PNG" * 1000)
    output = tmp_path / "public"
    for expected in ((1, 0), (0, 0)):
        writer = Writer(output, {})
        writer.copy("media/picture.png", source)
        assert writer.commit() == expected
    assert (output / "media/picture.png").read_bytes() == source.read_bytes()


def test_a_failed_output_keeps_its_earlier_version(tmp_path: Path) -> None:
    output = tmp_path / "public"
    before, _ = build(output, {"page.html": "good"}, {})
    writer = Writer(output, before)
    writer.keep("page.html")
    assert writer.commit() == (0, 0)
    assert (output / "page.html").read_text() == "good"
    assert writer.written == before


def test_an_output_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "public").write_text("mine")
    with pytest.raises(BuildError, match="is a file"):
        Writer(tmp_path / "public", {})
    assert (tmp_path / "public").read_text() == "mine"


def test_a_file_in_the_way_of_a_folder_is_named(tmp_path: Path) -> None:
    output = tmp_path / "public"
    output.mkdir()
    (output / "posts").write_text("mine")
    writer = Writer(output, {})
    writer.put("posts/index.html", b"x")
    with pytest.raises(BuildError, match="in the way"):
        writer.commit()
    assert (output / "posts").read_text() == "mine"


def test_a_full_disk_is_told_with_the_file_and_changes_nothing(tmp_path: Path) -> None:
    output = tmp_path / "public"
    before, _ = build(output, {"index.html": "old"}, {})
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
        writer = Writer(output, before)
        writer.put("index.html", b"new")
        with pytest.raises(BuildError, match=r"large\.html: File too large; the site stays"):
            writer.put("large.html", b"x" * 10_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    writer.discard()
    assert tree(output) == {"index.html": "old"}


@pytest.mark.parametrize("platform", [sys.platform, "another"])
def test_many_files_are_replaced_and_nothing_of_the_old_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    output, paths = tmp_path / "public", [f"{number}/index.html" for number in range(300)]
    before, _ = build(output, dict.fromkeys(paths, "old"), {})
    (output / paths[7]).unlink()
    monkeypatch.setattr(sys, "platform", platform)
    written, counts = build(output, dict.fromkeys(paths, "new"), before)
    assert counts == (300, 0, 0)
    assert tree(output) == dict.fromkeys(paths, "new")
    assert not (output / STAGE).exists()
    assert build(output, dict.fromkeys(paths, "new"), written)[1] == (0, 300, 0)


def test_a_link_is_replaced_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    output, paths = tmp_path / "public", [f"{number}.html" for number in range(300)]
    before, _ = build(output, dict.fromkeys(paths, "old"), {})
    mine = tmp_path / "mine.html"
    mine.write_text("mine")
    (output / paths[0]).unlink()
    (output / paths[0]).symlink_to(mine)
    build(output, dict.fromkeys(paths, "new"), before)
    assert mine.read_text() == "mine"
    assert not (output / paths[0]).is_symlink()
    assert tree(output) == dict.fromkeys(paths, "new")


def staged(output: Path) -> list[str]:
    """The names of the files in the stage that lie in new folders, without that of the folder for these."""
    names = (path.relative_to(output / STAGE).as_posix() for path in (output / STAGE).rglob("*") if path.is_file())
    return sorted(name.partition("/")[2] for name in names if "/" in name)


def test_new_folders_lie_in_the_stage_as_they_will_in_the_output(tmp_path: Path) -> None:
    output = tmp_path / "public"
    before, _ = build(output, {"index.html": "a", "posts/one/index.html": "b"}, {})
    writer = Writer(output, before)
    files = {
        "index.html": "c",
        "posts/one/index.html": "d",
        "posts/two/index.html": "e",
        "posts/feed.xml": "f",
        "tags/index.html": "g",
        "tags/x/y/index.html": "h",
        "tags/x/y/feed.xml": "i",
    }
    for path, text in files.items():
        writer.put(path, text.encode())
    assert staged(output) == ["posts/two/index.html", "tags/index.html", "tags/x/y/feed.xml", "tags/x/y/index.html"]
    assert writer.read("tags/x/y/feed.xml") == b"i"
    assert writer.commit() == (7, 0)
    assert tree(output) == files


def test_each_new_folder_is_moved_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output, moved = tmp_path / "public", list[str]()
    files = {f"posts/{number}/index.html": str(number) for number in range(50)} | {"tags/a.html": "a", "b.html": "b"}
    rename, replace = os.rename, os.replace
    monkeypatch.setattr(os, "rename", lambda *names: moved.append(names[1]) or rename(*names))
    monkeypatch.setattr(os, "replace", lambda *names: moved.append(names[1]) or replace(*names))
    build(output, files, {})
    assert [Path(name).relative_to(output).as_posix() for name in moved] == ["posts", "tags", "b.html"]
    assert tree(output) == files


def test_what_comes_and_goes_while_a_site_is_built_is_in_nobodys_way(tmp_path: Path) -> None:
    output = tmp_path / "public"
    before, _ = build(output, {"old/a.html": "a", "gone/a.html": "a"}, {})
    writer = Writer(output, before)
    early = {"old/b.html": "b", "gone/b.html": "b"}
    late = {"gone/c/index.html": "c", "new/a.html": "d", "new/b/index.html": "e"}
    for path, text in early.items():
        writer.put(path, text.encode())
    (output / "gone/a.html").unlink()
    (output / "gone").rmdir()
    for path, text in late.items():
        writer.put(path, text.encode())
    (output / "new").mkdir()
    (output / "new/mine.txt").write_text("mine")
    assert writer.commit() == (5, 1)
    assert tree(output) == {**early, **late, "new/mine.txt": "mine"}


def test_a_link_that_leads_nowhere_is_no_new_folder(tmp_path: Path) -> None:
    output = tmp_path / "public"
    output.mkdir()
    (output / "posts").symlink_to(tmp_path / "nowhere")
    writer = Writer(output, {})
    writer.put("posts/a/index.html", b"x")
    with pytest.raises(BuildError, match="in the way"):
        writer.commit()
    assert (output / "posts").is_symlink()


def test_a_copy_into_a_new_folder_comes_with_it(tmp_path: Path) -> None:
    source, output = tmp_path / "picture.png", tmp_path / "public"
    source.write_bytes(b"\x89PNG")
    writer = Writer(output, {})
    writer.copy("media/a/picture.png", source)
    writer.put("media/index.html", b"x")
    assert staged(output) == ["media/a/picture.png", "media/index.html"]
    assert writer.commit() == (2, 0)
    assert (output / "media/a/picture.png").read_bytes() == source.read_bytes()


def test_folders_of_two_makers_become_one(tmp_path: Path) -> None:
    output = tmp_path / "public"
    writer = Writer(output, {})
    writer.put("posts/a/index.html", b"a")
    for path in ("posts/b/index.html", "posts/a/feed.xml", "tags/index.html"):
        writer.take(stage(output, path, path.encode(), "1-1", folder_for_new()))
    assert writer.commit() == (4, 0)
    assert set(tree(output)) == {"posts/a/index.html", "posts/b/index.html", "posts/a/feed.xml", "tags/index.html"}


def test_what_another_build_has_left_is_not_moved_with_a_new_folder(tmp_path: Path) -> None:
    output = tmp_path / "public"
    writer = Writer(output, {})
    writer.put("posts/a/index.html", b"a")
    # A worker that does not know yet that its build was killed.
    for path in ("posts/a/index.html", "posts/withdrawn/index.html"):
        stage(output, path, b"old", "1-1", folder_for_new())
    writer.commit()
    assert tree(output) == {"posts/a/index.html": "a"}


def test_where_the_stage_is_gone_nothing_is_made(tmp_path: Path) -> None:
    output = tmp_path / "public"
    build(output, {"index.html": "a"}, {})
    for path in ("posts/a/index.html", "b.html"):
        with pytest.raises(BuildError, match="No such file"):
            stage(output, path, b"x", "1-1", folder_for_new())
    assert tree(output) == {"index.html": "a"}
    assert not (output / STAGE).exists()


@pytest.mark.parametrize("path", ["index.html", "posts/a/index.html", "posts/b/index.html"])
def test_a_file_that_is_lost_from_the_stage_is_told(tmp_path: Path, path: str) -> None:
    output = tmp_path / "public"
    before, _ = build(output, {"index.html": "old"}, {})
    writer = Writer(output, before)
    for one in ("index.html", "posts/a/index.html", "posts/b/index.html"):
        writer.put(one, b"new")
    (output / STAGE / writer._staged[path]).unlink()
    with pytest.raises(BuildError, match="a part of the new site is in place"):
        writer.commit()
