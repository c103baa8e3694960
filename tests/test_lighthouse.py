"""Every kind of page of every theme, as Lighthouse sees it on a phone: 100 of 100 in each category."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.looks.hardest import THEMES
from tests.pages_of_themes import emitted_pages
from tests.served_with_headers import served_with_headers

pytestmark = [pytest.mark.browser, pytest.mark.node, pytest.mark.slow]


@pytest.fixture(scope="module")
def command() -> list[str]:
    """What audits the addresses that follow it."""
    folder = Path(os.environ.get("NOTIONPRESS_NODE_MODULES", ""))
    if not (folder / "lighthouse").is_dir() or not shutil.which("node"):
        pytest.skip("needs Node.js, and the npm package lighthouse in the folder that NOTIONPRESS_NODE_MODULES names")
    return ["node", str(Path(__file__).with_name("lighthouse.mjs")), str(folder)]


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.skip("Chromium is not here; CHROMIUM may name it")
    return {**os.environ, "CHROME_PATH": chromium}


@pytest.mark.parametrize("theme", THEMES)
def test_every_kind_of_page_has_full_marks(
    themed_sites: dict[str, Path], command: list[str], environment: dict[str, str], theme: str
) -> None:
    pages = emitted_pages(themed_sites[theme])
    with served_with_headers(themed_sites[theme] / "public", compressed=True) as address:
        done = subprocess.run(
            [*command, *(address + path for path in pages)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == len(pages)
    assert all(len(one["scores"]) == 4 for one in found)
    assert [one for one in found if set(one["scores"].values()) != {100}] == []
