"""The site is the same, whatever version of the API it was read with."""

from __future__ import annotations

from pathlib import Path

import pytest

from notionpress.emulator.workspace import Workspace
from notionpress.report import Problem, Report
from tests.conftest import PROJECT
from tests.sites import build, crawl_workspace, example_settings, files

POSTS = "5ea11947-71de-4a1e-bead-11947ca5cade"
ABOUT = "ab0074be-acde-4fab-9a11-1947cafe5ea5"
FIELD_GUIDE = "f1e1d601-de5e-4a5a-8ded-71de5caf01d0"


def read_and_built(folder: Path, version: str, roots: tuple[str, ...]) -> tuple[dict[str, bytes], list[Problem]]:
    """The example site's files and problems, read under a version."""
    folder.mkdir()
    example_settings(folder)
    report = Report()
    workspace = Workspace.load(PROJECT / "example-site" / "workspace")
    assert crawl_workspace(workspace, folder / ".notionpress", roots, report, version=version).complete
    assert not build(folder, report).failed
    return files(folder / "public"), report.problems


@pytest.mark.parametrize("roots", [(POSTS, ABOUT, FIELD_GUIDE), (FIELD_GUIDE, ABOUT, POSTS)])
def test_all_versions_give_the_same_site(tmp_path: Path, roots: tuple[str, ...]) -> None:
    newest, problems = read_and_built(tmp_path / "newest", "2026-03-11", roots)
    for version in ("2022-06-28", "2025-09-03"):
        found, others = read_and_built(tmp_path / version, version, roots)
        assert found.keys() == newest.keys()
        assert [path for path in newest if found[path] != newest[path]] == []
        assert others == problems
