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


def view(name: str, filter: Any = None, **more: Any) -> dict[str, Any]:
    """A view of the shelf, in the linked database."""
    return {
        "object": "view",
        "id": uid(name),
        "parent": {"type": "database_id", "database_id": uid("Linked")},
        "data_source_id": uid("shelf"),
        "name": name,
        "type": "table",
        "filter": filter,
        "created_time": "2026-01-01T10:00:00.000+00:00",
        "last_edited_time": "2026-01-01T10:00:00.000+00:00",
        **more,
    }


def built(
    folder: Path, views: list[dict[str, Any]], roots: tuple[str, ...] = (uid("Home"),), settings: str = ""
) -> tuple[str, set[str]]:
    """The text of all pages, and the kinds of problems, of a page with a linked database of two rows."""
    folder.mkdir(exist_ok=True)
    workspace = write(
        folder / "workspace",
        pages=[
            page("Home", [{"type": "child_database", "child_database": uid("Linked")}]),
            row("Open row", "shelf", properties={"Shown": True}),
            row("Other row", "shelf", properties={"Shown": False}),
        ],
        databases=[database("Linked", "Home"), database("Shelf", None, "shelf")],
        data_sources=[data_source("shelf", "Shelf", Shown={"type": "checkbox", "checkbox": {}})],
        views=views,
    )
    (folder / "site.yaml").write_text(f"title: Site\nnotion:\n  root: [{', '.join(roots)}]\n{settings}")
    report = Report()
    crawl_workspace(Workspace.load(workspace), folder / ".notionpress", roots, report, now=NOW)
    build(folder, report)
    text = b"".join(data for path, data in files(folder / "public").items() if path.endswith((".html", ".xml")))
    return text.decode(), {problem.kind for problem in report.problems}


def test_without_a_filter_its_rows_are_public(tmp_path: Path) -> None:
    text, problems = built(tmp_path, [view("All")])
    assert "Open row" in text
    assert "Other row" in text
    assert problems == set()


def test_with_a_filter_the_rows_that_pass_are_public(tmp_path: Path) -> None:
    text, problems = built(tmp_path, [view("Some", FILTER)])
    assert "Open row" in text
    assert "Other row" not in text
    assert "other-row" not in text
    assert problems == set()


def test_a_filter_that_cannot_be_answered_publishes_nothing_and_is_told(tmp_path: Path) -> None:
    text, problems = built(tmp_path, [view("Odd", {"property": "Shown", "checkbox": {"looks_like": True}})])
    assert "Open row" not in text
    assert "Other row" not in text
    assert problems == {"view-filter"}


def test_a_filter_on_a_property_that_is_gone_publishes_nothing(tmp_path: Path) -> None:
    text, problems = built(tmp_path, [view("Old", {"property": "Gone", "rich_text": {"is_empty": True}})])
    assert "Open row" not in text
    assert problems == {"view-filter"}


@pytest.mark.parametrize("layout", ["form", "chart", "dashboard"])
def test_a_view_that_shows_no_rows_in_notion_publishes_none(tmp_path: Path, layout: str) -> None:
    text, problems = built(tmp_path, [view("Answers", type=layout)])
    assert "Open row" not in text
    assert problems == {"view-layout"}


def test_a_part_of_a_dashboard_publishes_nothing(tmp_path: Path) -> None:
    text, _ = built(tmp_path, [view("Some", FILTER), view("Part", dashboard_view_id=uid("Some"))])
    assert "Open row" in text
    assert "Other row" not in text


def test_a_row_that_any_shown_view_shows_is_public(tmp_path: Path) -> None:
    views = [view("Some", FILTER), view("Other", {"property": "Shown", "checkbox": {"equals": False}})]
    text, _ = built(tmp_path, views)
    assert "Other row" in text
    text, _ = built(tmp_path / "first", views, settings="databases:\n  views: first\n")
    assert "Open row" in text
    assert "Other row" not in text


@pytest.mark.parametrize("filter", [None, FILTER])
def test_rows_of_a_root_are_public_by_themselves(tmp_path: Path, filter: dict[str, Any] | None) -> None:
    text, problems = built(tmp_path, [view("A view", filter)], (uid("Home"), uid("Shelf")))
    assert "Open row" in text
    assert "Other row" in text
    assert problems == {"empty-page"}
