"""Workspace folders for the crawler: one that holds everything it must follow, and plain ones of any size."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

TIME = "2026-01-01T10:00:00.000Z"
Json = dict[str, Any]


def uid(name: str) -> str:
    """A stable id for a name."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def write(folder: Path, **objects: Any) -> Path:
    """Write a workspace folder: lists of `pages`, `databases`, …, `files` by path, keys of `workspace`."""
    folder.mkdir(parents=True)
    workspace = {
        "name": "Test",
        "id": uid("workspace"),
        "integration": {"id": uid("integration"), "name": "Press"},
        "bot": {"id": uid("bot"), "name": "Press"},
        **objects.pop("workspace", {}),
    }
    (folder / "workspace.json").write_text(json.dumps(workspace))
    for path, data in objects.pop("files", {}).items():
        (folder / "files" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "files" / path).write_bytes(data)
    for kind, values in objects.items():
        (folder / kind).mkdir()
        for number, value in enumerate(values):
            (folder / kind / f"{number}.json").write_text(json.dumps(value))
    return folder


def page(name: str, children: list[Json] | None = None, **more: Any) -> Json:
    """A page that stands by itself."""
    return {
        "object": "page",
        "id": uid(name),
        "created_time": TIME,
        "last_edited_time": TIME,
        "properties": {"title": name},
        "children": children or [],
        **more,
    }


def below(name: str, parent: str, children: list[Json] | None = None, **more: Any) -> Json:
    """A page in a page."""
    return page(name, children, parent={"page_id": uid(parent)}, **more)


def row(name: str, source: str, children: list[Json] | None = None, **more: Any) -> Json:
    """A row of a data source."""
    properties = {"Name": name, **more.pop("properties", {})}
    return page(name, children, parent={"data_source_id": uid(source)}, properties=properties, **more)


def database(name: str, parent: str | None, *sources: str) -> Json:
    """A database with these data sources; none: a linked one."""
    return {
        "object": "database",
        "id": uid(name),
        "title": name,
        "parent": {"page_id": uid(parent)} if parent else {"type": "workspace", "workspace": True},
        "created_time": "2026-01-01T10:00:00.000+00:00",
        "last_edited_time": "2026-01-01T10:00:00.000+00:00",
        "data_sources": [{"id": uid(one), "name": one} for one in sources],
    }


def data_source(name: str, database: str, **properties: Any) -> Json:
    """A data source with a title property and others."""
    return {
        "object": "data_source",
        "id": uid(name),
        "title": name,
        "parent": {"type": "database_id", "database_id": uid(database)},
        "created_time": TIME,
        "last_edited_time": TIME,
        "properties": {"Name": {"type": "title", "title": {}}, **properties},
    }


def block(kind: str, payload: Any = None, children: list[Json] | None = None, **more: Any) -> Json:
    """A block; `payload` may be the words of one."""
    payload = {"rich_text": payload} if isinstance(payload, str) else payload or {}
    return {"type": kind, kind: payload, **({"children": children} if children else {}), **more}


def paragraphs(count: int, words: str = "Words") -> list[Json]:
    """Plain blocks."""
    return [block("paragraph", f"{words} {number}") for number in range(count)]


def hosted(path: str) -> Json:
    """A file of the workspace folder."""
    return {"type": "file", "file": {"url": f"files/{path}"}}


def plain(folder: Path, pages: int = 20, *, nested: int = 2, blocks: int = 6) -> Path:
    """A database `Posts` of so many rows, each with so many toggles of two paragraphs among its blocks."""
    rows = []
    for number in range(pages):
        toggles = [block("toggle", f"Toggle {one}", paragraphs(2)) for one in range(nested)]
        rows.append(row(f"Post {number}", "posts", [*toggles, *paragraphs(blocks - nested, f"Post {number}")]))
    return write(
        folder, pages=rows, databases=[database("Posts", None, "posts")], data_sources=[data_source("posts", "Posts")]
    )


PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 40
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


def everything(folder: Path, *, long: int = 120) -> Path:
    """One root page `Home` with all that a crawl must follow below it, and so many plain blocks at its end."""
    mention = {"type": "mention", "mention": {"type": "user", "user": {"object": "user", "id": uid("Ada")}}}
    notes = {f"{part}_block_id": uid(f"notes {part}") for part in ("summary", "notes", "transcript")}
    home = page(
        "Home",
        [
            block("heading_1", "Home"),
            block("toggle", "One", [block("toggle", "Two", [block("toggle", "Three", paragraphs(3))])]),
            block("paragraph", {"rich_text": ["By ", mention]}),
            {"type": "child_page", "child_page": uid("Guide")},
            block("toggle", "Holds a page", [{"type": "child_page", "child_page": uid("Hidden deep")}]),
            {"type": "child_database", "child_database": uid("Posts")},
            {"type": "child_database", "child_database": uid("Double")},
            {"type": "child_database", "child_database": uid("Linked")},
            block("synced_block", {"synced_from": None}, paragraphs(2, "Shared"), id=uid("original")),
            block("synced_block", {"synced_from": {"type": "block_id", "block_id": uid("original")}}),
            block("synced_block", {"synced_from": {"type": "block_id", "block_id": uid("secret original")}}),
            block(
                "meeting_notes",
                {"title": "Standup", "status": "notes_ready", "children": notes},
                [
                    block("paragraph", "Summary", id=notes["summary_block_id"]),
                    block("toggle", "Notes", paragraphs(2, "Note"), id=notes["notes_block_id"]),
                    block("paragraph", "Transcript", id=notes["transcript_block_id"]),
                ],
                id=uid("notes"),
            ),
            block("image", {"caption": [], **hosted("a.png")}),
            block("image", {"caption": [], **hosted("copy-of-a.png")}),
            block("file", {"caption": [], "name": "Logo.svg", **hosted("logo.svg")}),
            *paragraphs(long, "Long"),
        ],
        icon=hosted("logo.svg"),
        cover=hosted("cover.png"),
    )
    guide = below("Guide", "Home", [*paragraphs(2), {"type": "child_page", "child_page": uid("Deep")}])
    rows = [
        row(
            f"Post {number:02}",
            "posts",
            [block("toggle", "More", paragraphs(2)), *paragraphs(3)],
            properties={"Related": [uid(f"Post {one:02}") for one in range(40)] if number == 0 else []},
        )
        for number in range(40)
    ]
    copy = block("synced_block", {"synced_from": {"type": "block_id", "block_id": uid("original")}})
    rows[1]["children"].append(copy)
    return write(
        folder,
        workspace={"unshared": [uid("Secret")]},
        pages=[
            home,
            guide,
            below("Deep", "Guide", paragraphs(1)),
            below("Hidden deep", "Home", paragraphs(1)),
            page("Secret", [block("synced_block", {"synced_from": None}, paragraphs(1), id=uid("secret original"))]),
            page("Elsewhere", paragraphs(1)),
            *rows,
            *(row(f"Left {number}", "left", paragraphs(1)) for number in range(3)),
            *(row(f"Right {number}", "right", paragraphs(1)) for number in range(2)),
            *(row(f"Shown {number}", "shown", paragraphs(1)) for number in range(2)),
        ],
        databases=[
            database("Posts", "Home", "posts"),
            database("Double", "Home", "left", "right"),
            database("Linked", "Home"),
            database("Shown", None, "shown"),
        ],
        data_sources=[
            data_source(
                "posts",
                "Posts",
                Related={
                    "type": "relation",
                    "relation": {"data_source_id": uid("posts"), "type": "single_property", "single_property": {}},
                },
                By={"type": "created_by", "created_by": {}},
            ),
            data_source("left", "Double"),
            data_source("right", "Double"),
            data_source("shown", "Shown"),
        ],
        views=[
            {
                "object": "view",
                "id": uid("view"),
                "parent": {"type": "database_id", "database_id": uid("Linked")},
                "data_source_id": uid("shown"),
                "name": "A view",
                "type": "table",
                "created_time": "2026-01-01T10:00:00.000+00:00",
                "last_edited_time": "2026-01-01T10:00:00.000+00:00",
            }
        ],
        users=[
            {
                "object": "user",
                "id": uid("Ada"),
                "name": "Ada",
                "avatar_url": None,
                "type": "person",
                "person": {"email": "ada@example.org"},
            }
        ],
        files={"a.png": PNG, "copy-of-a.png": PNG, "logo.svg": SVG, "cover.png": PNG + b"cover"},
    )
