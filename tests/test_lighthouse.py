"""Every kind of page of every theme, as Lighthouse sees it on a phone: 100 of 100 in each category."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.browsers import executable
from tests.looks.hardest import THEMES
from tests.pages_of_themes import emitted_pages
from tests.served_with_headers import served_with_headers

pytestmark = [pytest.mark.browser, pytest.mark.node, pytest.mark.slow]


@pytest.fixture(scope="module")
def command() -> list[str]:
    """What audits the addresses that follow it."""
    folder = Path(os.environ.get("NOTIONPRESS_NODE_MODULES", ""))
    node = folder / "node" / "bin" / "node"
    if not (folder / "lighthouse").is_dir() or not node.is_file():
        pytest.skip("needs the npm packages node and lighthouse in the folder that NOTIONPRESS_NODE_MODULES names")
    return [str(node), str(Path(__file__).with_name("lighthouse.mjs")), str(folder)]


@pytest.mark.parametrize("theme", THEMES)
def test_every_kind_of_page_has_full_marks(themed_sites: dict[str, Path], command: list[str], theme: str) -> None:
    pages = emitted_pages(themed_sites[theme])
    with served_with_headers(themed_sites[theme] / "public", compressed=True) as address:
        done = subprocess.run(
            [*command, *(address + path for path in pages)],
            env={**os.environ, "CHROME_PATH": executable()},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == len(pages)
    assert all(len(one["scores"]) == 4 for one in found)
    assert [one for one in found if set(one["scores"].values()) != {100}] == []
