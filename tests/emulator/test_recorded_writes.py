"""Recorded requests that write, sent to the emulator: it answers what Notion did."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.crawl.workspaces import TIME, block, page, uid
from tests.emulator.served import VERSIONS, Served, made
from tests.recordings import corpus
from tests.recordings import objects as objects_in

pytestmark = pytest.mark.corpus

Json = dict[str, Any]
#: What is new in every answer.
LOOSE = {
    *("id", "parent", "created_time", "last_edited_time", "created_by", "last_edited_by", "request_id", "url"),
    *("public_url", "has_more", "has_children", "expiry_time", "avatar_url"),
}
#: Keys that were added to every version after some of its recordings were made.
ADDED = {"archived", "in_trash", "is_archived", "is_locked", "icon", "name", "description"}
#: Types of properties whose values nobody writes.
COMPUTED = (
    "formula",
    "rollup",
    "created_time",
    "last_edited_time",
    "created_by",
    "last_edited_by",
    "button",
    "unique_id",
)


@pytest.fixture(scope="module")
def recordings() -> list[tuple[str, Json]]:
    """Every recorded exchange that wrote and succeeded in a version that is served, with the name of its file."""
    found = []
    for path in sorted(one for one in corpus().rglob("*.json") if one.is_file()):
        try:
            one = msgspec.json.decode(path.read_bytes())
        except ValueError:
            continue
        wrote = isinstance(one, dict) and one.get("method") in ("POST", "PATCH", "DELETE") and one.get("status") == 200
        if wrote and one["api_version"] in VERSIONS and "file_upload" not in str(one["request_body"]):
            found.append((path.relative_to(corpus()).as_posix(), one))
    return found


def of(recordings: list[tuple[str, Json]], method: str, path: str) -> Iterator[tuple[str, Json]]:
    """The recordings of an endpoint, such as `blocks/:id`."""
    wanted = path.split("/")
    for name, one in recordings:
        parts = one["path"].split("?")[0].removeprefix("/v1/").rstrip("/").split("/")
        fits = len(parts) == len(wanted) and all(b == ":id" or a == b for a, b in zip(parts, wanted, strict=True))
        if fits and one["method"] == method:
            yield name, one


def differences(got: Any, want: Any, place: str = "") -> Iterator[str]:
    """Where an answer is not what was recorded."""
    if isinstance(got, list) and isinstance(want, list):
        if len(got) != len(want):
            yield f"{place}: {len(got)} not {len(want)}"
        for at, (one, other) in enumerate(zip(got, want, strict=False)):
            yield from differences(one, other, f"{place}[{at}]")
    elif isinstance(got, dict) and isinstance(want, dict):
        for key in {**want, **got}:
            if key in LOOSE or (key in ADDED and key not in want):
                continue
            if key not in got or key not in want:
                yield f"{place}.{key}: {'is missing' if key not in got else 'is new'}"
            else:
                yield from differences(got[key], want[key], f"{place}.{key}")
    elif got != want:
        yield f"{place}: {got!r} not {want!r}"


def test_appended_blocks_are_answered_as_recorded(recordings: list[tuple[str, Json]], tmp_path: Path) -> None:
    copied = {
        str(source["block_id"])
        for _, one in of(recordings, "PATCH", "blocks/:id/children")
        for given in one["request_body"]["children"]
        if (source := (given.get("synced_block") or {}).get("synced_from"))
    }
    originals = [block("synced_block", {"synced_from": None}, id=id) for id in sorted(copied)]
    compared = 0
    with Served(made(tmp_path, pages=[page("Home"), page("Originals", originals)])) as served:
        for name, one in of(recordings, "PATCH", "blocks/:id/children"):
            children = one["request_body"]["children"]
            answer = served.patch(f"blocks/{uid('Home')}/children", {"children": children}, one["api_version"])
            assert answer.status == 200, (name, answer.data)
            found = list(differences(answer.body["results"], one["body"]["results"][: len(children)]))
            assert not found, (name, found)
            compared += 1
    assert compared > 150


def test_changed_blocks_are_answered_as_recorded(recordings: list[tuple[str, Json]], tmp_path: Path) -> None:
    compared = 0
    with Served(made(tmp_path, pages=[page("Home")])) as served:
        for name, one in of(recordings, "PATCH", "blocks/:id"):
            kind, asked = one["body"]["type"], one["request_body"]
            if kind in ("child_page", "child_database") or kind not in asked:
                continue
            kept = {key: value for key, value in one["body"][kind].items() if key not in asked[kind]}
            before = {"type": kind, kind: kept, "id": one["body"]["id"]}
            if kind in ("image", "video", "audio", "pdf", "file") and not {"external", "file"} & set(kept):
                before[kind] = {**kept, "type": "external", "external": {"url": "https://example.org/before"}}
            served.workspace.edit(uid("Home"), lambda value, before=before: value["children"].append(before))  # type: ignore[misc]
            answer = served.patch(f"blocks/{one['body']['id']}", asked, one["api_version"])
            assert answer.status == 200, (name, answer.data)
            found = list(differences(answer.body[kind], one["body"][kind]))
            assert not found, (name, found)
            compared += 1
            served.workspace.edit(uid("Home"), lambda value: value["children"].clear())
    assert compared > 70


def written(answer: Json) -> Json:
    """The properties of an answer that may be written, without the ids and colours of their options."""
    return {
        name: one for name, one in answer["properties"].items() if isinstance(one, dict) and one["type"] not in COMPUTED
    }


def schema(recorded: Json) -> Json:
    """Properties that a page which was answered may have been a row of."""
    found: Json = {}
    for name, one in recorded["properties"].items():
        kind, value = one["type"], one[one["type"]]
        chosen = [value] if kind in ("select", "status") and value else value if kind == "multi_select" else []
        found[name] = {"id": one["id"], "type": kind, kind: {"options": chosen} if chosen else {}}
    return found


def served_for(recorded: Json, asked: Json, folder: Path) -> tuple[Served, Json]:
    """A workspace in which a recorded request can be made: pages that it refers to, and its row or page before."""
    folder = folder / str(recorded["id"])
    related = {
        one["id"]
        for value in recorded["properties"].values()
        for one in (value["relation"] if value["type"] == "relation" else ())
    }
    parent = recorded["parent"]
    people = {one["id"]: one for one in objects_in(recorded, "user") if one.get("type") == "person"}
    objects: Json = {"pages": [{**page("Related"), "id": id} for id in sorted(related - {recorded["id"]})]}
    objects["users"] = list(people.values())
    properties: Json = {name: one for name, one in recorded["properties"].items() if name not in asked}
    if "data_source_id" in parent or "database_id" in parent:
        source, container = parent.get("data_source_id", uid("source")), parent.get("database_id", uid("container"))
        up = {"type": "database_id", "database_id": container}
        objects["databases"] = [{"object": "database", "id": container, "data_sources": [{"id": source, "name": ""}]}]
        objects["data_sources"] = [
            {"object": "data_source", "id": source, "parent": up, "properties": schema(recorded)}
        ]
        parent = {"data_source_id": source, "database_id": container}
    elif "page_id" in parent:
        objects["pages"].append({**page("Parent"), "id": parent["page_id"]})
    times = {"created_time": TIME, "last_edited_time": TIME}
    before = {"object": "page", "id": recorded["id"], "parent": parent, "properties": properties, **times}
    return Served(made(folder, **{kind: value for kind, value in objects.items() if value})), before


def test_new_pages_are_answered_as_recorded(recordings: list[tuple[str, Json]], tmp_path: Path) -> None:
    compared = 0
    for name, one in of(recordings, "POST", "pages"):
        asked, body = one["request_body"], one["body"]
        if {"template", "markdown"} & set(asked) or "workspace" in asked["parent"] or "position" in asked:
            continue
        served, _ = served_for(body, {}, tmp_path / str(compared))
        with served:
            answer = served.post("pages", asked, one["api_version"])
            assert answer.status == 200, (name, answer.data)
            mine, its = written(answer.body), written(body)
            found = [*differences(mine, its), *differences(answer.body["icon"], body["icon"])]
            assert not found, (name, found)
            assert set(answer.body["parent"].values()) == set(body["parent"].values())
        compared += 1
    assert compared > 80


def test_changed_pages_are_answered_as_recorded(recordings: list[tuple[str, Json]], tmp_path: Path) -> None:
    compared = 0
    for name, one in of(recordings, "PATCH", "pages/:id"):
        asked, body = one["request_body"], one["body"]
        served, before = served_for(body, asked.get("properties", {}), tmp_path / str(compared))
        with served:
            served.workspace.add(before)
            answer = served.patch(f"pages/{body['id']}", asked, one["api_version"])
            assert answer.status == 200, (name, answer.data)
            found = list(differences(written(answer.body), written(body)))
            if "icon" in asked or "cover" in asked:
                found += differences([answer.body[key] for key in asked], [body[key] for key in asked])
            assert not found, (name, found)
            assert answer.body["in_trash"] is body.get("in_trash", body.get("archived"))
        compared += 1
    assert compared > 15


def test_comments_are_answered_as_recorded(recordings: list[tuple[str, Json]], tmp_path: Path) -> None:
    compared = 0
    with Served(made(tmp_path, pages=[page("Home")])) as served:
        for name, one in of(recordings, "POST", "comments"):
            asked = {"parent": {"page_id": uid("Home")}, "rich_text": one["request_body"].get("rich_text")}
            if asked["rich_text"] is None:
                continue
            answer = served.post("comments", asked, one["api_version"])
            assert answer.status == 200, (name, answer.data)
            loose = {"discussion_id", "display_name"}
            mine, its = (
                {key: value for key, value in body.items() if key not in loose} for body in (answer.body, one["body"])
            )
            assert not list(differences(mine, its)), name
            compared += 1
    assert compared > 8
