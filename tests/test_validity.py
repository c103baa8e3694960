"""The example site's pages are valid by the Nu HTML checker."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from notionpress.content.parse import parse_blocks
from tests.render.every_block import every_block
from tests.render.worlds import renderer
from tests.translated import translated_site

pytestmark = pytest.mark.node

HARMLESS = (
    # MathML that browsers know and the checker's schema does not yet.
    "not allowed on element “math”",
    "Attribute “displaystyle” not allowed on element “m",
    "Attribute “scriptlevel” not allowed on element “m",
)


def checker() -> list[str]:
    folder = os.environ.get("NOTIONPRESS_NODE_MODULES", "")
    jars = sorted(Path(folder).glob("vnu-jar/**/vnu.jar")) if folder else []
    if not jars or not shutil.which("java"):
        pytest.skip("needs Java, and the npm package vnu-jar in the folder that NOTIONPRESS_NODE_MODULES names")
    return ["java", "-Xss4m", "-jar", str(jars[0])]


def errors(folder: Path) -> list[str]:
    """What the checker finds wrong in the pages of a folder."""
    done = subprocess.run(
        [*checker(), "--format", "json", "--skip-non-html", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    messages = json.loads(done.stderr or done.stdout)["messages"]
    return [
        f"{one['url']}:{one.get('lastLine')}: {one['message']}"
        for one in messages
        if one["type"] == "error" and not any(known in one["message"] for known in HARMLESS)
    ]


def test_all_pages_and_style_sheets_are_valid(example_site: Path) -> None:
    found = errors(example_site)
    assert not found, "\n".join(found[:20])


def test_every_block_is_valid(tmp_path: Path) -> None:
    html = renderer().body(parse_blocks(every_block()))
    (tmp_path / "index.html").write_text(
        f"<!doctype html><html lang=en><head><title>Blocks</title></head><body><h1>Blocks</h1>{html}</body></html>"
    )
    found = errors(tmp_path)
    assert not found, "\n".join(found[:20])


def test_pages_with_translations_are_valid(tmp_path: Path) -> None:
    translated_site(tmp_path)
    found = errors(tmp_path / "public")
    assert not found, "\n".join(found[:20])
