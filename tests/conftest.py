"""What many tests share: the example site, built once."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

# A machine's load is no mistake of ours: no example has a deadline. A red CI should mean that the change broke
# something: it tries the same examples every time, and new ones are found by those who run the tests by hand.
settings.register_profile("notionpress", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("notionpress")

# A job in the background of a shell is deaf to Ctrl-C, and so would be the servers that tests start and stop.
signal.signal(signal.SIGINT, signal.default_int_handler)

# What the tests run is no step of the job that runs the tests.
os.environ.pop("GITHUB_ACTIONS", None)

PROJECT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def example_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of `notionpress build` in a copy of what the README builds; the folder above it is the project."""
    folder = tmp_path_factory.mktemp("example")
    shutil.copy(PROJECT / "site.yaml", folder)
    (folder / "example-site").mkdir()
    shutil.copytree(PROJECT / "example-site" / "workspace", folder / "example-site" / "workspace")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NOTION")}
    done = subprocess.run(
        [sys.executable, "-m", "notionpress", "build"],
        cwd=folder,
        env={**environment, "SOURCE_DATE_EPOCH": "1793534400", "PYTHONPATH": str(PROJECT), "CI": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "public/index.html" in done.stdout
    return folder / "public"


@pytest.fixture(scope="session")
def themed_sites(example_site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The projects of the example site in every theme, built from what that has read; their output is `public`."""
    from notionpress.report import Report
    from tests.looks.hardest import THEMES
    from tests.sites import build, example_settings

    found = {name: tmp_path_factory.mktemp(name) for name in THEMES}
    for name, folder in found.items():
        for part in (".notionpress", "example-site"):
            shutil.copytree(example_site.parent / part, folder / part)
        # Pictures in the sizes that phones are given: they are made already.
        example_settings(folder, theme=name, formats="[avif, webp]")
        assert not build(folder, Report(), jobs=1).failed
    return found
