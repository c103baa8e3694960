"""What the views of a database in a page show of its rows, and what they keep to themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from notionpress.emulator.workspace import Workspace
from notionpress.report import Report
from tests.crawl.workspaces import PNG, block, data_source, database, hosted, page, row, uid, write
from tests.sites import NOW, build, crawl_workspace, files

SITE = """\
title: Site
notion:
  root: {home}
properties:
  metadata: [Kind, Found, Weight]
"""
OPTIONS = [{"id": "1", "name": "Rope"}, {"id": "2", "name": "Brass"}, {"id": "3", "name": "Unused"}]
SCHEMA: dict[str, Any] = {
    "Kind": {"type": "select", "select": {"options": OPTIONS}},
    "Found": {"type": "date", "date": {}},
    "Weight": {"type": "number", "number": {"format": "number"}},
    "Owner": {"type": "select", "select": {"options": [{"id": "9", "name": "HUSHHUSH"}]}},
    "Photo": {"type": "files", "files": {}},
}
ROWS = {
    "Sextant": {"Kind": "Brass", "Found": "2026-03-04", "Weight": 2, "Owner": "HUSHHUSH"},
    "Line": {"Kind": "Rope", "Found": "2026-05-01", "Weight": 5, "Owner": "HUSHHUSH"},
    "Bell": {"Kind": "Brass", "Weight": 9, "Owner": "HUSHHUSH", "Photo": [{"name": "HUSHHUSH.png", **hosted("b.png")}]},
}


def view(name: str, layout: str = "table", configuration: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A view of the shelf."""
    return {
        "object": "view",
        "id": uid(name),
        "parent": {"type": "database_id", "database_id": uid("Shelf")},
        "data_source_id": uid("shelf"),
        "name": name,
        "type": layout,
        "configuration": {"type": layout, **(configuration or {})},
        "created_time": "2026-01-01T10:00:00.000+00:00",
        "last_edited_time": "2026-01-01T10:00:00.000+00:00",
        **more,
    }


def visible(*names: str) -> dict[str, Any]:
    """A configuration that shows these properties and hides another."""
    shown = [{"property_id": name, "property_name": name, "visible": True} for name in names]
    return {"properties": [*shown, {"property_id": "Weight", "visible": "Weight" in names}]}


def built(folder: Path, *views: dict[str, Any], settings: str = "") -> tuple[str, list[str], set[str]]:
    """The page that holds the database, the kinds of problems, and the paths of all files."""
    folder.mkdir(exist_ok=True)
    workspace = write(
        folder / "workspace",
        pages=[
            page("Home", [block("heading_1", "Things"), {"type": "child_database", "child_database": uid("Shelf")}]),
            *(row(name, "shelf", properties=values) for name, values in ROWS.items()),
        ],
        databases=[database("Shelf", "Home", "shelf")],
        data_sources=[data_source("shelf", "Shelf", **SCHEMA)],
        views=list(views),
        files={"b.png": PNG},
    )
    (folder / "site.yaml").write_text(SITE.format(home=uid("Home")) + settings)
    report = Report()
    crawl_workspace(Workspace.load(workspace), folder / ".notionpress", (uid("Home"),), report, now=NOW)
    build(folder, report)
    public = files(folder / "public")
    return public["index.html"].decode(), [problem.kind for problem in report.problems], set(public)


def order(html: str, *names: str) -> list[str]:
    """The names in the order in which they first occur in the part of the database."""
    part = html.partition('class="database"')[2]
    return sorted((name for name in names if f">{name}</a>" in part), key=lambda name: part.index(f">{name}</a>"))


def test_a_view_filters_sorts_and_chooses_columns(tmp_path: Path) -> None:
    filter = {"property": "Owner", "select": {"equals": "HUSHHUSH"}}
    sorts = [{"property": "Weight", "direction": "descending"}]
    html, problems, _ = built(
        tmp_path, view("Heavy", configuration=visible("Name", "Kind"), filter=filter, sorts=sorts)
    )
    assert order(html, *ROWS) == ["Bell", "Line", "Sextant"]
    assert '<th scope="col">Kind</th>' in html
    assert "Weight</th>" not in html
    assert "Found</th>" not in html
    assert problems == []
    assert "HUSHHUSH" not in html


def test_rows_that_no_view_shows_still_are_pages(tmp_path: Path) -> None:
    html, _, paths = built(tmp_path, view("Rope", filter={"property": "Kind", "select": {"equals": "Rope"}}))
    assert order(html, *ROWS) == ["Line"]
    assert {"sextant/index.html", "line/index.html", "bell/index.html"} <= paths


def test_a_property_that_is_not_published_is_no_column_group_cover_or_date(tmp_path: Path) -> None:
    hidden = {"group_by": {"type": "select", "property_name": "Owner", "sort": {"type": "manual"}}}
    cover = {"cover": {"type": "property", "property_name": "Photo"}}
    html, problems, paths = built(
        tmp_path,
        view("Table", configuration=visible("Owner", "Photo")),
        view("Board", "board", {**hidden, **visible("Owner")}),
        view("Gallery", "gallery", {**cover, **visible("Photo")}),
    )
    assert "HUSHHUSH" not in html
    assert not any("hushhush" in path for path in paths)
    assert problems == ["view-property"]


def test_what_a_view_shows_may_be_published_with_it(tmp_path: Path) -> None:
    hidden = {"group_by": {"type": "select", "property_name": "Owner", "sort": {"type": "manual"}}}
    views = [view("Board", "board", {**hidden, **visible("Owner", "Photo")})]
    html, problems, paths = built(tmp_path, *views, settings="databases:\n  properties: visible\n")
    assert "HUSHHUSH" in html
    assert any("hushhush" in path for path in paths)
    assert problems == []


def test_a_board_has_the_groups_that_hold_rows(tmp_path: Path) -> None:
    grouping = {
        "group_by": {"type": "select", "property_id": "Kind", "property_name": "Kind", "sort": {"type": "manual"}}
    }
    sorts = [{"property": "Weight", "direction": "ascending"}]
    html, problems, _ = built(tmp_path, view("Board", "board", grouping, sorts=sorts))
    assert order(html, *ROWS) == ["Line", "Sextant", "Bell"]
    # The page has a heading above it: groups are one level deeper.
    assert html.count('<h3 class="group-title">') == 2
    assert "Unused" not in html
    assert problems == []


def test_a_calendar_and_a_timeline_go_by_their_dates(tmp_path: Path) -> None:
    dates = {"date_property_id": "Found", "date_property_name": "Found"}
    html, problems, _ = built(tmp_path, view("Days", "calendar", dates), view("Times", "timeline", dates))
    assert [month for month in ("March 2026", "April 2026", "May 2026") if f"<caption>{month}" in html] == [
        "March 2026",
        "May 2026",
    ]
    assert "Without Found" in html
    assert '<ol class="timeline">' in html
    assert problems == []


def test_every_view_is_a_tab_and_the_first_is_open(tmp_path: Path) -> None:
    html, problems, _ = built(tmp_path, *(view(f"View {number}") for number in range(7)))
    assert [f">View {number}</label>" in html for number in range(7)] == [True] * 5 + [False] * 2
    assert html.count("checked") == 1
    assert problems == ["views-left-out"]
    html, problems, _ = built(tmp_path / "first", *(view(f"View {number}") for number in range(7)), settings=FIRST)
    assert ">View 0</label>" not in html
    assert problems == []


FIRST = "databases:\n  views: first\n"


def test_what_cannot_be_laid_out_is_a_table_and_told(tmp_path: Path) -> None:
    html, problems, _ = built(
        tmp_path, view("Chart", "chart"), view("Map", "map", {"map_by": "Place"}), view("F", "form")
    )
    assert html.count("<table>") == 2
    assert problems == ["view-layout"] * 3


def test_a_form_alone_does_not_show_what_was_answered(tmp_path: Path) -> None:
    html, _, _ = built(tmp_path, view("F", "form"))
    assert order(html, *ROWS) == []


def test_without_views_all_rows_are_a_table(tmp_path: Path) -> None:
    html, problems, _ = built(tmp_path)
    assert set(order(html, *ROWS)) == set(ROWS)
    assert html.count("<table>") == 1
    assert problems == []
