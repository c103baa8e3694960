"""The benchmarks measure what they say, and their tables say what they measured."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.bench.measuring import Cost, run
from tests.bench.our_site import CACHE, OurSite, written
from tests.bench.rows import MemoryRow, Row, rows_of
from tests.bench.synthetic import apart, identifier, make
from tests.conftest import PROJECT
from tests.export.generators import FOLDER
from tests.sites import files

HOLD = "import time; held = bytearray([1]) * 60_000_000; time.sleep(1)"
BESIDE = f"{sys.executable} -c '{HOLD}' & {sys.executable} -c '{HOLD}'; wait"
AFTER = f"{sys.executable} -c '{HOLD}'; {sys.executable} -c '{HOLD}'"


def peers(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the benchmark of a site of 20 pages, once."""
    command = [sys.executable, PROJECT / "tests" / "bench" / "peers.py", "--pages", "20", "--runs", "1", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


def cells(table: str) -> dict[str, list[str]]:
    """The cells of a Markdown table by those of its first column, without its head."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
    return {row[0]: row[1:] for row in rows}


def pages(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in sorted((folder / "pages").iterdir())]


def test_so_many_pages_link_to_the_first(tmp_path: Path) -> None:
    make(tmp_path / "linked", 11, linking=4)
    make(tmp_path / "plain", 11)
    first = identifier("page", 0)
    linked = [first in json.dumps(page["children"]) for page in pages(tmp_path / "linked")]
    assert sum(linked) == 4
    assert not linked[0]
    without = [
        {**page, "children": page["children"][: -1 if link else None]}
        for page, link in zip(pages(tmp_path / "linked"), linked, strict=True)
    ]
    assert without == pages(tmp_path / "plain")


def test_plain_code_is_the_same_text_in_no_language(tmp_path: Path) -> None:
    make(tmp_path / "code", 3)
    make(tmp_path / "plain", 3, plain_code=True)

    def code(folder: str) -> list[dict[str, str]]:
        return [block["code"] for page in pages(tmp_path / folder) for block in page["children"] if "code" in block]

    assert len(code("plain")) == 6
    assert {one["language"] for one in code("plain")} == {"plain text"}
    assert [one["rich_text"] for one in code("plain")] == [one["rich_text"] for one in code("code")]


def test_no_page_is_of_the_future(tmp_path: Path) -> None:
    make(tmp_path, 2)
    assert [page["created_time"] for page in pages(tmp_path)] == [
        "2015-01-01T09:00:00.000Z",
        "2015-01-01T15:00:00.000Z",
    ]
    assert apart(10_000) == timedelta(hours=6)
    assert 100_000 * apart(100_000) <= timedelta(days=3650)


def test_a_cold_build_begins_with_what_the_crawl_has_left(tmp_path: Path) -> None:
    site = OurSite(tmp_path / "site", 3)
    assert site.prepare()
    crawled = set(files(site.folder / CACHE))
    first = written(site.build_cold())
    assert first > 3
    assert set(files(site.folder / CACHE)) > crawled
    assert written(site.build_again()) == 0
    site.clear()
    assert set(files(site.folder / CACHE)) == crawled
    assert not (site.folder / "public").exists()
    assert written(site.build_cold()) == first


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="needs Linux")
def test_memory_is_that_of_all_processes_at_the_same_moment(tmp_path: Path) -> None:
    beside, after = (run(["sh", "-c", script], tmp_path, os.environ, watch_memory=True) for script in (BESIDE, AFTER))
    assert 60 < after.proportional < 110
    assert 120 < beside.proportional < 190
    assert beside.proportional <= beside.resident < 190


def test_a_command_that_fails_stops_the_benchmark_with_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no such thing"):
        run([sys.executable, "-c", "raise SystemExit('no such thing')"], tmp_path, os.environ)


def test_a_ratio_is_the_median_of_the_rounds() -> None:
    costs = {
        "ours": [Cost(1, 2, 0), Cost(2, 2, 0), Cost(30, 6, 0)],
        "other": [Cost(4, 4, 0), Cost(4, 8, 0), Cost(4, 8, 0)],
    }
    row = Row("key", "work", "ours", "other", "Hugo", 0.4)
    assert row.cells(costs) == ("work", "2.00 s (2.00 s)", "Hugo 4.00 s (8.00 s)", "0.5 (0.5)", "≤ 0.4", "**no**")
    faster = Row("key", "work", "ours", "other", "Hugo", 2, at_least=True)
    assert faster.cells(costs)[3:] == ("2 (2)", "≥ 2", "yes")
    each = Row("key", "work", "ours", "other", "of 10", 1.1, pages=(100, 10))
    assert each.cells(costs)[3:] == ("0.05 (0.05)", "≤ 1.1", "yes")
    assert row.cells({"ours": costs["ours"]}) == ("work", "2.00 s (2.00 s)", "", "", "≤ 0.4", "")


def test_memory_is_compared_with_its_limit() -> None:
    costs = {"ours": [Cost(1, 1, 90, 401, 500)], "other": [Cost(1, 1, 802)]}
    row = MemoryRow("key", "memory", "ours", 400, "other", "Hugo")
    assert row.cells(costs) == ("memory", "401 MB (500 MB)", "Hugo 802 MB", "0.5", "< 400 MB", "**no**")


@pytest.mark.slow
def test_rows_are_measured_without_peers(tmp_path: Path) -> None:
    done = peers("--tenfold", "1", "--tools", str(tmp_path))
    assert done.returncode == 0, done.stderr
    for peer in ("Hugo", "Zola", "notion-to-md"):
        assert f"{peer} " in done.stderr
    table = cells(done.stdout)
    assert set(table) == {row.label for row in rows_of(20)}
    assert all(row[0] for row in table.values())
    assert table["a page of 20 pages, cold"][4]
    assert table["memory, nothing changed, 200 pages"][4] == "yes"
    assert table["cold, 20 pages"][1:] == ["", "", "≤ 0.6", ""]


@pytest.mark.slow
@pytest.mark.generators
def test_rows_are_measured_beside_peers() -> None:
    if not (FOLDER / "bin" / "hugo").exists():
        pytest.skip("no Hugo: see .ci/generators")
    done = peers("--only", "title", "--only", "memory", "--tools", str(FOLDER))
    assert done.returncode == 0, done.stderr
    table = cells(done.stdout)
    assert set(table) == {"one title changed, 20 pages", "memory, cold, 20 pages"}
    assert all("Hugo" in row[1] and row[2] for row in table.values())


def test_a_row_that_is_not_there_is_named() -> None:
    done = peers("--only", "tittle")
    assert done.returncode == 2
    assert "tittle" in done.stderr
    assert "title" in done.stderr
