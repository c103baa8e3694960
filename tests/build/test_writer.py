"""The writer: atomic, sparing, and it removes only what it wrote."""

import resource
import signal
import sys
from pathlib import Path

import pytest

from notionpress.build.writer import STAGE, Writer
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
