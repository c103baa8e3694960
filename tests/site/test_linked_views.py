"""What a linked view publishes of a database that is not below the roots."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from notionpress.emulator.workspace import Workspace
from notionpress.report import Report
from tests.crawl.workspaces import data_source, database, page, row, uid, write
from tests.sites import NOW, build, crawl_workspace, files

FILTER = {"property": "Shown", "checkbox": {"equals": True}}


def built(folder: Path, filter: dict[str, Any] | None, roots: tuple[str, ...]) -> tuple[str, set[str]]:
    """The text of all pages, and the kinds of problems, of a page with a linked view of two rows."""
    view = {
        "object": "view",
        "id": uid("view"),
        "parent": {"type": "database_id", "database_id": uid("Linked")},
        "data_source_id": uid("shelf"),
        "name": "A view",
        "type": "table",
        "filter": filter,
        "created_time": "2026-01-01T10:00:00.000+00:00",
        "last_edited_time": "2026-01-01T10:00:00.000+00:00",
    }
    workspace = write(
        folder / "workspace",
        pages=[
            page("Home", [{"type": "child_database", "child_database": uid("Linked")}]),
            row("Open row", "shelf", properties={"Shown": True}),
            row("Other row", "shelf", properties={"Shown": False}),
        ],
        databases=[database("Linked", "Home"), database("Shelf", None, "shelf")],
        data_sources=[data_source("shelf", "Shelf", Shown={"type": "checkbox", "checkbox": {}})],
        views=[view],
    )
    (folder / "site.yaml").write_text(f"title: Site\nnotion:\n  root: [{', '.join(roots)}]\n")
    report = Report()
    crawl_workspace(Workspace.load(workspace), folder / ".notionpress", roots, report, now=NOW)
    build(folder, report)
    text = b"".join(data for path, data in files(folder / "public").items() if path.endswith((".html", ".xml")))
    return text.decode(), {problem.kind for problem in report.problems}


def test_without_a_filter_its_rows_are_public(tmp_path: Path) -> None:
    text, problems = built(tmp_path, None, (uid("Home"),))
    assert "Open row" in text
    assert "Other row" in text
    assert problems == set()


def test_with_a_filter_no_row_is_public_that_the_view_may_hide(tmp_path: Path) -> None:
    text, problems = built(tmp_path, FILTER, (uid("Home"),))
    assert "Other row" not in text
    assert problems == {"filtered-view"}


@pytest.mark.parametrize("filter", [None, FILTER])
def test_rows_of_a_root_are_public_by_themselves(tmp_path: Path, filter: dict[str, Any] | None) -> None:
    text, problems = built(tmp_path, filter, (uid("Home"), uid("Shelf")))
    assert "Open row" in text
    assert "Other row" in text
    assert problems == set()
