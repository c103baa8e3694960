"""A small workspace with everything that a page can hold and a site can show of it.

Posts are a database, and so are the lights in a page; `Guide` and `About` are pages, with pages below the first.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

from tests.crawl.workspaces import Json, below, block, data_source, database, hosted, page, row, uid, write

EDITED = "2026-10-31T08:00:00.000Z"
ROOTS = ("Posts", "Guide", "About")

# Name, day, tags, and further properties. Four stand on a page of a list, the three newest in the feed.
POSTS: tuple[tuple[str, str, tuple[str, ...], Json], ...] = (
    ("Anchor", "2026-01-10", ("Sea",), {}),
    ("Beacon", "2026-01-10", ("Sea", "Light"), {"Slug": "beacon", "Description": "A light that is lit for others."}),
    ("Compass", "2026-03-10", ("Sea",), {"Authors": [uid("Ada"), uid("Ben")]}),
    ("Drift", "2026-04-10", ("Sea",), {"Level": "Deep"}),
    ("Ebb", "2026-05-10", ("Sea",), {"Authors": [uid("Ada")]}),
    ("Fathom", "2026-06-10", ("Light",), {"Related": [uid("Beacon"), uid("Kelp"), uid("Lagoon")]}),
    ("Gull", "2026-07-10", ("Light", "Birds"), {}),
    ("Harbour", "2026-08-10", (), {"Level": "Calm"}),
    ("Islet", "2026-09-10", ("Craft",), {"Related": [uid("Gull")]}),
    ("Jetty", "2026-10-10", (), {}),
    ("Kelp", "2026-12-01", ("Sea",), {}),
    ("Lagoon", "2026-06-01", ("Sea", "Storm"), {"Status": "Draft"}),
)


def write_workspace(folder: Path) -> Path:
    """Write the workspace's folder."""
    return write(
        folder,
        pages=[*map(_dated, [*_posts(), *_lights(), *_pages()])],
        databases=[
            database("Posts", None, "posts"),
            database("Lights", "Guide", "lights"),
            database("Lately", "Guide"),
        ],
        data_sources=[
            data_source("posts", "Posts", **_COLUMNS),
            data_source(
                "lights", "Lights", Height={"type": "number", "number": {}}, Kept={"type": "checkbox", "checkbox": {}}
            ),
        ],
        views=[
            _view("In order", "Lights", "lights", "table", sorts=[{"property": "Height", "direction": "ascending"}]),
            _view(
                "On the sea",
                "Lately",
                "posts",
                "list",
                filter={"property": "Tags", "multi_select": {"contains": "Sea"}},
                sorts=[{"property": "Date", "direction": "descending"}],
            ),
        ],
        users=[_person("Ada"), _person("Ben")],
        comments=[
            comment("A first word.", page="Ebb"),
            comment("On the second block.", block=uid("on ebb"), page="Ebb"),
            comment("Who knows?", page="Knots"),
        ],
        files={
            "wave.png": picture(640, 360, (20, 60, 120)),
            "reef.png": picture(600, 200, (150, 30, 90)),
            "cover.png": picture(520, 300, (200, 120, 20)),
            "map.svg": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>',
            "icon.png": picture(32, 32, (10, 10, 10)),
            "film.mp4": b"\0\0\0\x18ftypmp42" + b"film" * 20,
            "bell.mp3": b"ID3" + b"bell" * 20,
            "table.pdf": b"%PDF-1.4\n" + b"table" * 20,
            "tide.csv": b"hour,height\n1,2\n",
        },
    )


_COLUMNS: Json = {
    "Slug": {"type": "rich_text", "rich_text": {}},
    "Date": {"type": "date", "date": {}},
    "Tags": {
        "type": "multi_select",
        "multi_select": {
            "options": [
                {"name": name, "color": color}
                for name, color in (
                    ("Sea", "blue"),
                    ("Light", "yellow"),
                    ("Craft", "brown"),
                    ("Birds", "gray"),
                    ("Storm", "red"),
                )
            ]
        },
    },
    "Authors": {"type": "people", "people": {}},
    "Description": {"type": "rich_text", "rich_text": {}},
    "Level": {"type": "select", "select": {"options": [{"name": "Calm"}, {"name": "Deep"}, {"name": "Broken"}]}},
    "Order": {"type": "number", "number": {}},
    "Related": {
        "type": "relation",
        "relation": {"data_source_id": uid("posts"), "type": "single_property", "single_property": {}},
    },
    "Status": {
        "type": "select",
        "select": {"options": [{"name": "Published"}, {"name": "Draft"}]},
    },
}


def _dated(page: Json) -> Json:
    return {**page, "last_edited_time": EDITED}


def _posts() -> list[Json]:
    made = []
    for number, (name, day, tags, more) in enumerate(POSTS):
        properties = {"Date": day, "Tags": list(tags), "Status": "Published", "Order": number, **more}
        made.append(row(name, "posts", _body(name), properties=properties, **_LOOKS.get(name, {})))
    return made


def _body(name: str) -> list[Json]:
    # Longer than what lists and feeds say of a post.
    first = block("paragraph", f"Words of {name}, the first of its text, " + "and as many of them as lists show. " * 8)
    return [first, *_BODIES.get(name, []), block("paragraph", f"The end of {name}.", id=uid(f"end of {name}"))]


def to(name: str, words: str, *, place: str = "") -> Json:
    """A link to a page, or to a block of it."""
    return {"text": {"content": words, "link": {"url": f"/{_plain(name)}{f'#{_plain(place)}' if place else ''}"}}}


def mention(name: str) -> Json:
    """A mention of a page."""
    return {"mention": {"type": "page", "page": {"id": uid(name)}}}


def user(name: str) -> Json:
    """A mention of a person."""
    return {"mention": {"type": "user", "user": {"object": "user", "id": uid(name)}}}


def _plain(name: str) -> str:
    return uid(name).replace("-", "")


_LOOKS: Json = {
    "Compass": {"icon": {"type": "emoji", "emoji": "🧭"}},
    "Gull": {"cover": hosted("cover.png")},
    "Islet": {"icon": hosted("icon.png")},
}

_BODIES: dict[str, list[Json]] = {
    "Anchor": [
        block("paragraph", {"rich_text": ["Before ", mention("Lagoon"), " there was ", to("Lagoon", "a draft"), "."]})
    ],
    "Compass": [
        block("heading_2", "Bearings", id=uid("bearings")),
        block("paragraph", {"rich_text": ["It leads to ", to("Beacon", "a light"), " and ", mention("Fathom"), "."]}),
    ],
    "Drift": [
        block("paragraph", {"rich_text": ["Without ", to("Compass", "bearings", place="bearings"), ", alas."]}),
        block("image", {"caption": "A wave", **hosted("wave.png")}),
    ],
    "Ebb": [
        block("paragraph", "Somebody talks about this.", id=uid("on ebb")),
        block("code", {"language": "python", "rich_text": "print('ebb')", "caption": []}),
        block("paragraph", {"rich_text": ["Far from ", to("Beacon", "a light"), "."]}),
    ],
    "Harbour": [block("paragraph", {"rich_text": ["Kept by ", user("Ben"), "."]}), block("divider")],
    "Islet": [block("quote", "No man is one."), block("callout", {"rich_text": "Mind the rocks.", "color": "red"})],
    "Kelp": [block("paragraph", {"rich_text": ["After ", mention("Jetty"), "."]})],
}


def _lights() -> list[Json]:
    return [
        row(name, "lights", [block("paragraph", f"Of {name}.")], properties={"Height": height, "Kept": kept})
        for name, height, kept in (("Alfa", 30, True), ("Bravo", 12, False), ("Charlie", 21, True))
    ]


def _pages() -> list[Json]:
    guide = page(
        "Guide",
        [
            block("paragraph", {"rich_text": ["How to find ", mention("Harbour"), "."]}),
            {"type": "child_page", "child_page": uid("Everything")},
            {"type": "child_page", "child_page": uid("Knots")},
            {"type": "child_database", "child_database": uid("Lights")},
            {"type": "child_database", "child_database": uid("Lately")},
        ],
        icon={"type": "emoji", "emoji": "📖"},
    )
    knots = below(
        "Knots",
        "Guide",
        [
            block("breadcrumb"),
            block("paragraph", "Three are enough."),
            {"type": "child_page", "child_page": uid("Bowline")},
            block("synced_block", {"synced_from": None}, [block("paragraph", "Said once.")], id=uid("original")),
        ],
        cover=hosted("cover.png"),
    )
    bowline = below("Bowline", "Knots", [block("breadcrumb"), block("paragraph", "The rabbit goes round the tree.")])
    about = page(
        "About",
        [
            block("paragraph", {"rich_text": ["See ", to("Guide", "the guide"), " and ", mention("Bowline"), "."]}),
            block("synced_block", {"synced_from": {"type": "block_id", "block_id": uid("original")}}),
            block("link_to_page", {"type": "page_id", "page_id": uid("Islet")}),
        ],
    )
    return [guide, below("Everything", "Guide", _everything()), knots, bowline, about]


def _everything() -> list[Json]:
    """A block of every type that no other page has, and most of the others."""
    notes = {f"{part}_block_id": uid(f"notes {part}") for part in ("summary", "notes", "transcript")}
    cells = [block("table_row", {"cells": [f"{one}", f"{one * one}"]}) for one in (1, 2)]
    panes = [block("paragraph", name, [block("paragraph", f"Behind {name}.")]) for name in ("High", "Low")]
    columns = [block("column", {}, [block("paragraph", name)]) for name in ("Left", "Right")]
    return [
        block("breadcrumb"),
        block("table_of_contents"),
        *(block(f"heading_{level}", f"Level {level}") for level in (1, 2, 3)),
        block("heading_2", {"rich_text": "A drawer", "is_toggleable": True}, [block("paragraph", "In it.")]),
        block("paragraph", {"rich_text": [{"equation": {"expression": "a^2"}}, " and ", to("About", "about"), "."]}),
        block("bulleted_list_item", "One", [block("bulleted_list_item", "Two")]),
        block("numbered_list_item", "First"),
        block("numbered_list_item", "Second"),
        block("to_do", {"rich_text": "Done", "checked": True}),
        block("toggle", "Open", [block("paragraph", "Here.")]),
        block("quote", "Said", [block("paragraph", "and meant.")]),
        block("callout", {"rich_text": "Mind this.", "icon": {"type": "emoji", "emoji": "⚠️"}}),
        block("code", {"language": "javascript", "rich_text": "let tide = 1;", "caption": "A tide"}),
        block("equation", {"expression": "\\frac{1}{2}"}),
        block("divider"),
        block("table", {"table_width": 2, "has_column_header": True, "has_row_header": False}, cells),
        block("column_list", {}, columns),
        block("tab", {}, panes),
        block("image", {"caption": "The map", **hosted("map.svg")}),
        block("image", {"caption": [], "type": "external", "external": {"url": "https://example.org/far.png"}}),
        block("video", {"caption": [], **hosted("film.mp4")}),
        block("audio", {"caption": [], **hosted("bell.mp3")}),
        block("pdf", {"caption": [], **hosted("table.pdf")}),
        block("file", {"caption": [], "name": "tide.csv", **hosted("tide.csv")}),
        block("embed", {"url": "https://www.youtube.com/watch?v=jNQXAC9IVRw", "caption": []}),
        block("bookmark", {"url": "https://example.org/tides", "caption": "Tides"}),
        block("link_preview", {"url": "https://example.org/issues/7"}),
        block("link_to_page", {"type": "database_id", "database_id": uid("Lights")}),
        block("template", {"rich_text": "Add a line"}, [block("paragraph", "A line.")]),
        block(
            "meeting_notes",
            {"title": "On the lamp", "status": "notes_ready", "children": notes},
            [
                block("paragraph", "Summary", [block("paragraph", "It stays.")], id=notes["summary_block_id"]),
                block("paragraph", "Notes", [block("paragraph", "Oil.")], id=notes["notes_block_id"]),
                block("paragraph", "Transcript", [block("paragraph", "Aye.")], id=notes["transcript_block_id"]),
            ],
        ),
        block("unsupported", {"block_type": "button"}),
    ]


def _view(name: str, database: str, source: str, layout: str, **more: Any) -> Json:
    return {
        "object": "view",
        "id": uid(f"view {name}"),
        "parent": {"type": "database_id", "database_id": uid(database)},
        "data_source_id": uid(source),
        "name": name,
        "type": layout,
        "created_time": EDITED,
        "last_edited_time": EDITED,
        **more,
    }


def _person(name: str) -> Json:
    return {
        "object": "user",
        "id": uid(name),
        "name": name,
        "avatar_url": None,
        "type": "person",
        "person": {"email": f"{name.lower()}@example.org"},
    }


def comment(words: str, *, page: str, block: str = "", by: str = "Ben") -> Json:
    """A comment on a page, or on a block of it, in a thread of its own."""
    parent = {"type": "block_id", "block_id": block} if block else {"type": "page_id", "page_id": uid(page)}
    return {
        "object": "comment",
        "id": uid(f"comment {words}"),
        "parent": parent,
        "discussion_id": uid(f"thread {words}"),
        "created_time": EDITED,
        "last_edited_time": EDITED,
        "created_by": {"object": "user", "id": uid(by)},
        "rich_text": words,
        "display_name": {"type": "user", "resolved_name": by},
    }


def picture(width: int, height: int, color: tuple[int, int, int]) -> bytes:
    """A PNG of one colour."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    line = b"\0" + bytes(color) * width
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(line * height)) + part(b"IEND", b"")
