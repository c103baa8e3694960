"""The example site's pages are valid by the Nu HTML checker."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

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


def test_all_pages_and_style_sheets_are_valid(example_site: Path) -> None:
    done = subprocess.run(
        [*checker(), "--format", "json", "--skip-non-html", str(example_site)],
        capture_output=True,
        text=True,
        check=False,
    )
    messages = json.loads(done.stderr or done.stdout)["messages"]
    errors = [
        f"{one['url']}:{one.get('lastLine')}: {one['message']}"
        for one in messages
        if one["type"] == "error" and not any(known in one["message"] for known in HARMLESS)
    ]
    assert not errors, "\n".join(errors[:20])
