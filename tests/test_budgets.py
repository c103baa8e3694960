"""The example site in every theme: what its pages, style sheets and scripts may weigh, and that all pages are valid."""

from __future__ import annotations

import gzip
import re
import shutil
from pathlib import Path
from typing import Final

import pytest

from tests.sites import files
from tests.test_validity import errors

pytestmark = pytest.mark.slow

PAGE: Final = 60_000
STYLE_SHEET: Final = 12_000
SCRIPTS: Final = 6_000
"""The most bytes, compressed, of a page without its pictures, of a style sheet, and of all scripts of a page."""


def compressed(data: bytes) -> int:
    return len(gzip.compress(data))


def test_pages_style_sheets_and_scripts_are_small(themed_sites: dict[str, Path]) -> None:
    heavy: list[tuple[str, str, int]] = []
    for theme, folder in themed_sites.items():
        found = files(folder / "public")
        sheets = {path: compressed(data) for path, data in found.items() if re.fullmatch(r"assets/[\w.-]+\.css", path)}
        assert sheets
        heavy += [(theme, path, size) for path, size in sheets.items() if size >= STYLE_SHEET]
        pages = {path: data.decode() for path, data in found.items() if path.endswith(".html")}
        for path, html in pages.items():
            scripts = {name: compressed(found[name]) for name in re.findall(r'<script\b[^>]* src="/([^"]+)"', html)}
            assert scripts, path
            weight = sum(scripts.values())
            heavy += [(theme, f"scripts of {path}", weight)] * (weight >= SCRIPTS)
            sheet = sum(sheets[name] for name in re.findall(r'<link rel="stylesheet" href="/([^"]+)"', html))
            assert sheet, path
            size = compressed(html.encode()) + weight + sheet
            heavy += [(theme, path, size)] * (size >= PAGE)
    assert heavy == []


@pytest.mark.node
def test_all_pages_of_all_themes_are_valid(themed_sites: dict[str, Path], tmp_path: Path) -> None:
    for theme, folder in themed_sites.items():
        shutil.copytree(folder / "public", tmp_path / theme, ignore=shutil.ignore_patterns("media", "pagefind"))
    found = errors(tmp_path)
    assert not found, "\n".join(found[:20])
