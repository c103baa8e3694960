"""A small site for what machines read: posts with pictures, sounds and odd words, pages below each other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from notionpress.emulator.workspace import Workspace
from notionpress.report import BuildResult, Report
from tests.crawl.workspaces import Json, below, block, data_source, database, hosted, page, row, uid, write
from tests.incremental.workspace import mention, picture
from tests.sites import build, crawl_workspace

SITE = """\
title: Lamp & Tide
description: Notes on “light” & water.
base_url: https://example.org/log
author: The Keeper
time_zone: Europe/London
notion: {{root: [{roots}]}}
properties: {{date: Date, tags: Tags, description: Description, authors: By, noindex: Hidden, metadata: [Depth]}}
pictures: {{formats: []}}
{settings}
"""
ROOTS = ("Posts", "Guide")

_OPTIONS = [{"name": "Sea & sky", "color": "blue"}, {"name": "Light", "color": "yellow"}]
_COLUMNS: dict[str, Json] = {
    "Date": {"type": "date", "date": {}},
    "Tags": {"type": "multi_select", "multi_select": {"options": _OPTIONS}},
    "Description": {"type": "rich_text", "rich_text": {}},
    "By": {"type": "people", "people": {}},
    "Tongue": {"type": "rich_text", "rich_text": {}},
    "Key": {"type": "rich_text", "rich_text": {}},
    "Same": {
        "type": "relation",
        "relation": {"data_source_id": uid("posts"), "type": "single_property", "single_property": {}},
    },
    "Hidden": {"type": "checkbox", "checkbox": {}},
    "Depth": {"type": "number", "number": {}},
}


def project(folder: Path, *, settings: str = "", more: tuple[Json, ...] = ()) -> Path:
    """Write and crawl the site; `settings` are further lines of site.yaml, `more` further pages."""
    workspace = write(
        folder / "workspace",
        pages=[*_posts(), *_pages(), *more],
        databases=[database("Posts", None, "posts")],
        data_sources=[data_source("posts", "Posts", **_COLUMNS)],
        users=[{"object": "user", "id": uid("Ada"), "type": "person", "name": "Ada <Bell>"}],
        files={
            "cover.png": picture(640, 360, (20, 60, 120)),
            "wave.png": picture(320, 200, (20, 160, 120)),
            "bell.mp3": b"ID3" + b"bell" * 20,
            "table.pdf": b"%PDF-1.4\n" + b"table" * 20,
        },
    )
    roots = tuple(map(uid, ROOTS))
    (folder / "site.yaml").write_text(SITE.format(roots=", ".join(roots), settings=settings))
    crawl_workspace(Workspace.load(workspace), folder / ".notionpress", roots, Report())
    return folder


def made(folder: Path, report: Report | None = None) -> BuildResult:
    """Build the site."""
    result = build(folder, Report() if report is None else report, jobs=1)
    assert not result.failed
    return result


def post(name: str, date: str, children: list[Json], **more: Any) -> Json:
    """A post; `properties` are further ones."""
    properties = {"Date": date, **more.pop("properties", {})}
    return row(name, "posts", children, properties=properties, **more)


def _posts() -> list[Json]:
    return [
        post(
            "Fog & <Signals>",
            "2026-03-14",
            [
                block("heading_2", "Horns"),
                block("paragraph", {"rich_text": ["A horn in the dark, seen from ", mention("Guide"), ". ]]> \u0007"]}),
                block("image", {"caption": "A wave", **hosted("wave.png")}),
                block("audio", {"caption": [], **hosted("bell.mp3")}),
                block("pdf", {"caption": "Tides", **hosted("table.pdf")}),
            ],
            cover=hosted("cover.png"),
            properties={
                "Tags": ["Sea & sky", "Light"],
                "Description": 'What the "horn" says </script><b>',
                "By": [uid("Ada")],
                "Depth": 12,
            },
        ),
        post(
            "Waves",
            "2026-02-01T22:30:00+01:00",
            [block("image", {"caption": "Seen", **hosted("wave.png")}), block("paragraph", "Water moves.")],
            properties={"Tags": ["Sea & sky"]},
        ),
        post("灯台の夜", "2026-01-05", [block("paragraph", "霧の中の灯り。")], properties={"Tags": ["Light"]}),
        post("Secret place", "2026-01-04", [block("paragraph", "Not for engines.")], properties={"Hidden": True}),
    ]


def _pages() -> list[Json]:
    knots = {"type": "child_page", "child_page": uid("Knots")}
    return [
        page("Guide", [block("paragraph", "How to read this."), knots], icon={"type": "emoji", "emoji": "📖"}),
        below("Knots", "Guide", [block("paragraph", {"rich_text": ["See ", mention("Waves"), "."]})]),
    ]
