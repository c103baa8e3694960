"""Pages that are made, changed and moved through the API.

Source: developers.notion.com/reference/post-page, /patch-page and /move-page.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import UNSET

from notionpress.emulator import objects
from notionpress.emulator.calls import Call
from notionpress.emulator.checks import given_value
from notionpress.emulator.editing import (
    edit_holder,
    edit_page,
    index_of,
    position,
    put_in_trash,
    refuse_trashed,
    refuse_unseen_originals,
    trash_flag,
)
from notionpress.emulator.given_blocks import new_blocks, signed
from notionpress.emulator.given_text import COLORS, cover, icon
from notionpress.emulator.given_values import Values, given_values
from notionpress.emulator.properties import schema, values
from notionpress.emulator.queries import wanted_properties
from notionpress.emulator.refusals import invalid, no_private_pages, several_sources
from notionpress.emulator.relations import mirror
from notionpress.emulator.trees import given_id, original_of, stands_for_another
from notionpress.emulator.validation import boolean, fields, kind_of, wrong
from notionpress.emulator.validation import uuid as checked_id
from notionpress.emulator.versions import has_data_sources

Json = dict[str, Any]

_TITLE: Mapping[str, Json] = {"title": {"id": "title", "name": "title", "type": "title", "title": {}}}
_NEW = ("parent", "properties", "icon", "cover", "children", "content", "template")
_CHANGED = ("properties", "icon", "cover", "is_locked", "is_archived", "in_trash", "archived", "erase_content")


def create_page(call: Call) -> Json:
    """`POST pages`."""
    call.only(*_NEW, *(("position",) if has_data_sources(call.reader.version) else ()))
    home = _home(call)
    source_id, holder = home.source_id, home.page_id
    where, after = position(call, ("page_start", "page_end")) if holder else ("end", None)
    if source_id and "position" in call.body:
        raise wrong("body.position", "not present", call.body["position"])
    given = _values(call, source_id, title="title")
    wanted = wanted_properties(call, schema(source_id, call.reader) if source_id else _TITLE)
    signature = signed(call.now, call.workspace.about.bot_id)
    page = {"object": "page", "id": str(uuid.uuid4()), "parent": home.parent, **_looks(call), **signature}
    page["children"] = _content(call)
    if source_id:
        page["properties"] = {**_first_values(source_id, call), **given.values}
        _make_options(source_id, given, call)
    else:
        page["properties"] = given.values or {"title": []}
    index = index_of(holder, where, after, call) if holder else 0
    call.workspace.add(page, by=call.workspace.about.bot_id)
    if source_id:
        mirror(page["id"], source_id, {}, given.values, call)
    if holder:
        edit_holder(holder, lambda blocks: blocks.insert(index, _stand_in(page["id"])), call)
    return objects.page(page["id"], call.reader, wanted)


def update_page(call: Call) -> Json:
    """`PATCH pages/:id`."""
    call.only(*_CHANGED)
    id = call.find("page", call.ids["page_id"])
    trashed = trash_flag(call)
    refuse_trashed(id, call, restored=trashed is False)
    body, source_id = call.body, _source_of(id, call)
    given = _values(call, source_id, title=_title_name(id, call))
    wanted = wanted_properties(call, values(id, call.reader))
    looks = _looks(call)
    for name in ("is_locked", "is_archived"):
        if name in body:
            looks[name] = boolean(body[name], f"body.{name}")
    erased = boolean(body.get("erase_content", False), "body.erase_content")
    if trashed is not None and trashed != call.workspace.is_trashed(id):
        put_in_trash(id, call, trashed=trashed)
    if source_id:
        _make_options(source_id, given, call)

    def change(page: Json) -> None:
        page.update(looks)
        page["properties"] = {**page.get("properties", {}), **given.values}
        if erased:
            page["children"] = []

    if erased:
        _trash_below(id, call)
    before = call.workspace.head(id).get("properties", {})
    if looks or given.values or erased:
        edit_page(id, change, call)
    if source_id:
        mirror(id, source_id, before, given.values, call)
    return objects.page(id, call.reader, wanted)


def _trash_below(id: str, call: Call) -> None:
    """Put the pages and databases that lie in a page or block, at any depth, into the trash."""
    for node in call.workspace.children(id):
        if stands_for_another(node.raw):
            call.workspace.trash(node.id, by=call.workspace.about.bot_id)
        elif original_of(node.raw) is None:
            # What a copy shows lies in its original, and stays.
            _trash_below(node.id, call)


def move_page(call: Call) -> Json:
    """`POST pages/:id/move`. The time of the page stays as it is."""
    call.only("parent")
    id = call.find("page", call.ids["page_id"])
    refuse_trashed(id, call)
    home = _home(call)
    if id in call.workspace.above(home.id):
        raise invalid("A page cannot be moved into itself or into a page below it.")
    title = _title_name(id, call)
    kept = _kept_values(id, home.source_id, title, call)
    left = call.workspace.parent(id)

    def change(page: Json) -> None:
        page.update(parent=home.parent, properties=kept)

    if left is not None and call.workspace.kind(left) in ("page", "block"):
        edit_holder(left, lambda blocks: _take_out(id, blocks), call)
    call.workspace.edit(id, change, by=call.workspace.about.bot_id)
    if home.page_id:
        edit_holder(home.page_id, lambda blocks: blocks.append(_stand_in(id)), call)
    return objects.page(id, call.reader)


class Home(msgspec.Struct, frozen=True):
    """Where a page is to lie: in a page, or in a data source."""

    id: str
    parent: Json

    @property
    def page_id(self) -> str | None:
        """The page, if it is one."""
        return self.parent.get("page_id")

    @property
    def source_id(self) -> str | None:
        """The data source, if it is one."""
        return self.parent.get("data_source_id")


def _home(call: Call) -> Home:
    """Where `body.parent` says that a page is to lie. Raises Refusal."""
    given = call.body.get("parent", UNSET)
    if given is UNSET or (isinstance(given, dict) and "workspace" in given):
        raise no_private_pages()
    known = ("page_id", "database_id", *(("data_source_id",) if has_data_sources(call.reader.version) else ()))
    fields(given, "body.parent", (*known, "type"))
    kind = kind_of(given, "body.parent", known)
    # A row's parent as it is read names its database, too.
    fields(given, "body.parent", (kind, "type", *(("database_id",) if kind == "data_source_id" else ())))
    id = checked_id(given[kind], f"body.parent.{kind}")
    if kind == "page_id":
        home = Home(call.find("page", id), {"type": kind, kind: id})
    else:
        old = kind == "database_id"
        source_id = _only_source(call.find("database", id), call) if old else call.find("data_source", id)
        database_id = call.workspace.parent(source_id)
        home = Home(source_id, {"type": "data_source_id", "data_source_id": source_id, "database_id": database_id})
    refuse_trashed(home.id, call)
    return home


def _only_source(database_id: str, call: Call) -> str:
    if not has_data_sources(call.reader.version):
        return objects.only_source(database_id, call.reader)
    sources = call.workspace.sources(database_id)
    if len(sources) != 1:
        raise several_sources(database_id, sources) if sources else call.missing("database", database_id)
    return sources[0]


def _values(call: Call, source_id: str | None, *, title: str) -> Values:
    """The property values of a request; a page that is no row has a title alone. Raises Refusal."""
    if "properties" not in call.body:
        return Values({}, {})
    known = schema(source_id, call.reader) if source_id else {title: {**_TITLE["title"], "name": title}}
    given = given_values(call.body["properties"], known, call.reader.kept_file)
    for name, value in given.values.items():
        if known[name]["type"] == "relation":
            for one in value:
                call.find("page", one["id"])
    return given


def _source_of(id: str, call: Call) -> str | None:
    """The data source that a page is a row of, if its schema is known."""
    source_id = call.workspace.source_of_row(call.workspace.pages[id].parent)
    return source_id if source_id in call.workspace.objects("data_source") else None


def _title_name(id: str, call: Call) -> str:
    """The name of a page's title."""
    return next((name for name, one in values(id, call.reader).items() if one["type"] == "title"), "title")


def _looks(call: Call) -> Json:
    found: Json = {}
    if "icon" in call.body:
        found["icon"] = icon(call.body["icon"], "body.icon")
    if "cover" in call.body:
        found["cover"] = cover(call.body["cover"], "body.cover")
    return found


def _content(call: Call) -> list[Json]:
    body = call.body
    if "template" in body and body["template"] != {"type": "none"}:
        raise wrong("body.template", '`{"type":"none"}`, as there are no templates', body["template"])
    if "children" in body and "content" in body:
        raise wrong("body.content", "not present", body["content"])
    name = "content" if "content" in body else "children"
    blocks = new_blocks(body.get(name, []), f"body.{name}", "", call.now, call.workspace.about.bot_id)
    refuse_unseen_originals(blocks, call)
    return blocks


def _first_values(source_id: str, call: Call) -> Json:
    """What a new row has without being given it: the first status, and its number."""
    found: Json = {}
    for name, one in schema(source_id, call.reader).items():
        if one["type"] == "status" and one["status"]["options"]:
            found[name] = {"name": one["status"]["options"][0]["name"]}
        elif one["type"] == "unique_id":
            found[name] = 1 + max((_number(row, name, call) for row in call.workspace.rows(source_id)), default=0)
    return found


def _number(row: str, name: str, call: Call) -> int:
    written = given_value("unique_id", call.workspace.head(row).get("properties", {}).get(name))
    return int((written.get("number") if isinstance(written, dict) else written) or 0)


def _make_options(source_id: str, given: Values, call: Call) -> None:
    """Add the options that values have and the schema has not; their colours follow each other."""

    def change(source: Json) -> None:
        for name, names in given.new_options.items():
            definition = source["properties"][name]
            options = (definition.setdefault(definition["type"], {}) or {}).setdefault("options", [])
            for one in names:
                options.append({"name": one, "color": COLORS[len(options) % 10]})

    if given.new_options:
        call.workspace.edit(source_id, change, at=call.now, by=call.workspace.about.bot_id)


def _kept_values(id: str, source_id: str | None, title: str, call: Call) -> Json:
    """The values that a page keeps when it is moved: the title, and those for which there is such a property."""
    written = call.workspace.head(id).get("properties", {})
    if source_id is None:
        return {"title": written.get(title, [])}
    known, own = schema(source_id, call.reader), values(id, call.reader)
    kept = {
        name: one for name, one in written.items() if known.get(name, {}).get("type") == own[name]["type"] != "title"
    }
    new_title = next(name for name, one in known.items() if one["type"] == "title")
    return {**_first_values(source_id, call), **kept, new_title: written.get(title, [])}


def _stand_in(id: str) -> Json:
    return {"type": "child_page", "child_page": id}


def _take_out(id: str, blocks: list[Json]) -> None:
    blocks[:] = [block for block in blocks if given_id(block) != id]
