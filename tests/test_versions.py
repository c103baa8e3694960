"""The example site read under each version of Notion's API: the same site, to the byte."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]


def files(folder: Path) -> dict[str, bytes]:
    """The bytes of all files below a folder, by path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.slow
@pytest.mark.parametrize("version", ["2022-06-28", "2026-03-11"])
def test_every_version_gives_the_same_site(example_site: Path, tmp_path: Path, version: str) -> None:
    settings = (PROJECT / "site.yaml").read_text()
    assert settings.count("\nnotion:\n") == 1
    assert "\n  version:" not in settings
    (tmp_path / "site.yaml").write_text(settings.replace("\nnotion:\n", f"\nnotion:\n  version: {version}\n"))
    shutil.copytree(PROJECT / "example-site" / "workspace", tmp_path / "example-site" / "workspace")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NOTION")}
    done = subprocess.run(
        [sys.executable, "-m", "notionpress", "build"],
        cwd=tmp_path,
        env={**environment, "SOURCE_DATE_EPOCH": "1793534400", "PYTHONPATH": str(PROJECT), "CI": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert files(tmp_path / "public") == files(example_site)
