"""What a leak test's workspace and project hold beside plain pages: views, comments, local pages, plugins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.crawl.workspaces import Json, block, hosted, row, uid

SECRET = "HUSHHUSH"
NUMBER = 86420975
"""A value of a page that is not published; a roll-up shows it."""

PLUGIN = """\
def setup(press):
    press.publish_if(lambda page: "dropped" not in page.plain_title)
"""
LAYOUTS = ("table", "list", "board", "gallery", "calendar", "timeline", "chart")


def _text(words: str) -> Json:
    return {"text": {"content": words}}


def rollup(kind: str, value: Any, function: str = "show_original") -> Json:
    """The value of a roll-up."""
    return {"rollup": {"type": kind, kind: value, "function": function}}


GEAR: dict[str, Any] = {
    "Kept": {"type": "rich_text", "rich_text": {}},
    "Owner": {"type": "select", "select": {"options": [{"name": f"{SECRET} owner"}]}},
    "Hidden day": {"type": "date", "date": {}},
    "Photo": {"type": "files", "files": {}},
    "Mail": {"type": "email", "email": {}},
    "Parts": {
        "type": "relation",
        "relation": {"data_source_id": uid("gear"), "type": "single_property", "single_property": {}},
    },
    "Weight": {"type": "number", "number": {}},
    "Deeper": {"type": "rollup", "rollup": {"relation_property_name": "Parts", "rollup_property_name": "Weight"}},
    **{
        name: {"type": "rollup", "rollup": {"relation_property_name": "Parts", "rollup_property_name": "Weight"}}
        for name in ("Total", "Last", "Notes of parts", "How many")
    },
    "Worked out": {
        "id": "a;b",
        "type": "formula",
        "formula": {"expression": 'prop("Parts").map(current.prop("Kept"))'},
    },
    "And further": {"type": "formula", "formula": {"expression": "{{notion:block_property:a%3Bb:x:y}} + 1"}},
    "Through": {
        "type": "rollup",
        "rollup": {"relation_property_name": "Parts", "rollup_property_name": "Notes of parts"},
    },
}
HIDDEN = ("Owner", "Hidden day", "Photo", "Mail", "Weight")


def gear() -> list[Json]:
    """Rows that views show: one in the open with a part in the open and one that is a draft; one that a plugin drops."""
    aside = {"Owner": f"{SECRET} owner", "Hidden day": "2019-08-07", "Mail": f"{SECRET}@example.org"}
    photo = {"Photo": [{"name": f"{SECRET}-photo.png", **hosted(f"{SECRET}-photo.png")}]}
    parts = [uid("Open part"), uid(f"{SECRET} part")]
    rolled = {
        "Total": rollup("number", NUMBER, "sum"),
        "Last": rollup("date", {"start": "2019-08-07"}, "latest_date"),
        "Notes of parts": rollup("array", [{"type": "rich_text", "rich_text": [_text(f"{SECRET} note")]}]),
        "How many": rollup("number", 2, "count"),
        "Worked out": {"formula": {"type": "string", "string": f"{SECRET} note"}},
        "And further": {"formula": {"type": "number", "number": NUMBER}},
    }
    through = {"Through": rollup("array", [{"type": "rich_text", "rich_text": [_text(f"{SECRET} note")]}])}
    hidden = [block("image", {"caption": [f"{SECRET} caption"], **hosted(f"{SECRET}-gear.png")})]
    return [
        row("Open gear", "gear", properties={"Status": "Live", "Parts": parts, **aside, **photo, **rolled}),
        row("Open set", "gear", properties={"Status": "Live", "Parts": [uid("Open gear")], **through}),
        row("Open part", "gear", properties={"Status": "Live", "Kept": "a part"}),
        row(
            f"{SECRET} part",
            "gear",
            hidden,
            properties={"Status": "Draft", "Weight": NUMBER, "Kept": f"{SECRET} note", "Hidden day": "2019-08-07"},
            cover=hosted(f"{SECRET}-gear.png"),
        ),
        row(f"{SECRET} dropped", "gear", hidden, properties={"Status": "Live", "Kept": f"{SECRET} dropped"}),
    ]


def far() -> list[Json]:
    """Rows of a database that is not below the roots: a linked view lets readers see one of them."""
    return [
        row("Open far", "far", properties={"Kept": "shown"}),
        row(f"{SECRET} far", "far", properties={"Kept": f"{SECRET} far"}),
    ]


def views(*, shown: bool) -> list[Json]:
    """A view of every layout, each by what is hidden; with `shown` they also list what is not published as columns."""
    visible = [
        "Name",
        "Kept",
        "Parts",
        "Total",
        "Last",
        "Notes of parts",
        "Through",
        "How many",
        "Worked out",
        "And further",
    ]
    columns = [{"property_name": name, "visible": True} for name in visible]
    columns += [{"property_name": name, "visible": shown} for name in HIDDEN]
    found = []
    for number, layout in enumerate(LAYOUTS):
        by = ("Owner", "Parts", "Hidden day")[number % 3]
        configuration: Json = {
            "type": layout,
            "properties": columns,
            "date_property_name": "Hidden day",
            "end_date_property_name": "Hidden day",
            "group_by": {"type": "select", "property_name": by, "sort": {"type": "ascending"}},
            "cover": {"type": "property", "property_name": "Photo"},
        }
        # No more than five views of one database are shown.
        found.append(view(layout, "Gear" if number % 2 else "Gear again", "gear", layout, configuration))
    filter = {"property": "Kept", "rich_text": {"equals": "shown"}}
    return [*found, view("far", "Far linked", "far", "gallery", {"cover": {"type": "page_content"}}, filter=filter)]


def view(name: str, database: str, source: str, layout: str, configuration: Json, **more: Any) -> Json:
    """A view."""
    return {
        "object": "view",
        "id": uid(f"view {name}"),
        "parent": {"type": "database_id", "database_id": uid(database)},
        "data_source_id": uid(source),
        "name": f"View {name}",
        "type": layout,
        "configuration": {"type": layout, **configuration},
        "created_time": "2026-01-01T10:00:00.000+00:00",
        "last_edited_time": "2026-01-01T10:00:00.000+00:00",
        "sorts": [{"property": "Name", "direction": "ascending"}],
        **more,
    }


def comments(open_block: str, draft: str) -> list[Json]:
    """Comments that name a draft, one of a guest who has only an address, and one on the draft."""
    mention = {"type": "mention", "mention": {"type": "page", "page": {"id": uid(draft)}}}
    link = {"text": {"content": "linked words", "link": {"url": f"/{uid(draft).replace('-', '')}"}}}
    return [
        comment("on the block", ["Open comment ", mention, link], block_id=uid(open_block)),
        comment("of a guest", "Open words", author=f"{SECRET.lower()}@example.org", page_id=uid("Open post")),
        comment("on the draft", f"{SECRET} comment", page_id=uid(draft)),
    ]


def comment(name: str, words: Any, *, author: str = "Ada Wren", **parent: str) -> Json:
    """A comment."""
    return {
        "object": "comment",
        "id": uid(f"comment {name}"),
        "parent": parent,
        "discussion_id": uid(f"thread {name}"),
        "created_time": "2026-01-01T10:00:00.000Z",
        "last_edited_time": "2026-01-01T10:00:00.000Z",
        "created_by": {"object": "user", "id": uid("Ada")},
        "rich_text": words,
        "display_name": {"type": "user", "resolved_name": author},
    }


def local_pages(folder: Path, picture: bytes) -> None:
    """Local pages: one in the open that leads to drafts in several ways, and drafts with pictures."""
    (folder / "secret").mkdir(parents=True)
    (folder / "open-page.md").write_text(
        "---\ntags: [Open tag]\n---\n# Open local\n\nSee [words](secret/plan.md), [more](secret/later.md#part),"
        " <a href='secret/plan.md'>html</a> and ![alt](shown.png).\n\n- [below](secret/folder/below.md)\n"
    )
    draft = f"# {SECRET} local\n\n{SECRET} words ![{SECRET} alt]({SECRET}-local.png) [file]({SECRET}.pdf)\n"
    (folder / "secret/plan.md").write_text(f"---\ndraft: true\ntags: [{SECRET} local tag]\n---\n{draft}")
    (folder / "secret/later.md").write_text(f"---\ndate: 2031-01-01\ncover: {SECRET}-local.png\n---\n{draft}## part\n")
    (folder / "secret/folder").mkdir()
    (folder / "secret/folder/index.md").write_text(f"---\npublished: false\n---\n{draft}")
    (folder / "secret/folder/below.md").write_text(draft)
    (folder / f"secret/{SECRET}-local.png").write_bytes(picture + b"local")
    (folder / f"secret/{SECRET}.pdf").write_bytes(b"%PDF-1.4" + SECRET.encode())
    (folder / "shown.png").write_bytes(picture + b"shown")
