"""The emulator's objects have the keys of recorded answers, in their order, in every version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from notionpress.emulator.workspace import Workspace
from tests.emulator.served import VERSIONS, Served
from tests.recordings import corpus

pytestmark = pytest.mark.corpus

Keys = tuple[str, ...]
Shapes = dict[tuple[str, str], set[Keys]]
EXAMPLE = Path(__file__).parents[2] / "example-site" / "workspace"
#: Keys that were added to every version after its recordings were made.
ADDED = {
    "in_trash",
    "is_archived",
    "is_locked",
    "public_url",
    "description",
    "has_more",
    "icon",
    "display_name",
    "block_type",
    "prefix",
}
#: Where these stood has changed over the years, within one version too.
MOVED = {"archived", "name"}
#: Says of a link as much as its site did.
LOOSE = {"mention of link_mention"}
OPTIONAL = {"width_ratio", "name", "list_start_index", "list_format", "email"}


def shapes(value: Any) -> Iterator[tuple[str, Keys]]:
    """What each object within an answer is, and its keys."""
    if isinstance(value, list):
        for one in value:
            yield from shapes(one)
    if not isinstance(value, dict):
        return
    if "request_id" in value:
        assert list(value)[-1] == "request_id"
        value = {key: one for key, one in value.items() if key != "request_id"}
    kind = value.get("object")
    if kind in ("block", "property_item") and "type" in value:
        own = value["type"]
        yield kind, tuple("<type>" if key == own else key for key in value)
        if isinstance(value.get(own), dict) and kind == "block":
            source = value[own].get("type")
            yield f"payload of {own}", tuple("<source>" if key == source else key for key in value[own])
    elif kind == "list":
        yield f"list of {value.get('type')}", tuple(value)
    elif kind == "user" and "type" in value:
        yield f"user {value['type']}", tuple(value)
    elif isinstance(kind, str) and kind != "error" and len(value) > 2:
        yield kind, tuple(value)
    if "plain_text" in value and "annotations" in value:
        yield "rich text", tuple("<type>" if key == value["type"] else key for key in value)
        yield "annotations", tuple(value["annotations"])
        if value["type"] == "mention":
            mention = value["mention"]
            yield f"mention of {mention['type']}", tuple(mention[mention["type"]])
    for name in ("parent", "database_parent"):
        if isinstance(value.get(name), dict):
            yield f"{name} of {kind} in {value[name].get('type')}", tuple(value[name])
    for name in ("icon", "cover"):
        if isinstance(value.get(name), dict) and value[name].get("type") in value[name]:
            inner = value[name][value[name]["type"]]
            yield f"{name} {value[name]['type']}", tuple(value[name])
            if isinstance(inner, dict):
                yield f"{name} {value[name]['type']} inside", tuple(inner)
    yield from property_shapes(value)
    for one in value.values():
        yield from shapes(one)


def property_shapes(value: dict[str, Any]) -> Iterator[tuple[str, Keys]]:
    properties = value.get("properties")
    if value.get("object") not in ("page", "database", "data_source") or not isinstance(properties, dict):
        return
    what = "value" if value["object"] == "page" else "schema"
    for one in properties.values():
        if not isinstance(one, dict) or "type" not in one:
            continue
        kind = one["type"]
        yield f"{what} of {kind}", tuple(one)
        inner = one[kind]
        first = inner[0] if isinstance(inner, list) and inner else inner
        if isinstance(first, dict) and kind != "formula":
            yield f"{what} of {kind}, inside", tuple(key for key in first if key not in ("number", "date", "array"))


def old(answer: dict[str, Any]) -> bool:
    """Whether an answer has a shape that its version has no longer: the header was ignored where data sources began."""
    body = answer["body"]
    return answer["api_version"] >= "2025-09-03" and body.get("object") == "database" and "properties" in body


@pytest.fixture(scope="module")
def recorded() -> Shapes:
    found: Shapes = defaultdict(set)
    for path in sorted(path for path in corpus().rglob("*.json") if path.is_file()):
        try:
            answer = msgspec.json.decode(path.read_bytes())
        except ValueError:
            continue
        if not isinstance(answer, dict) or answer.get("api_version") not in VERSIONS or answer.get("status") != 200:
            continue
        if answer["method"] == "DELETE" or not isinstance(answer["body"], dict) or old(answer):
            continue
        for what, keys in shapes(answer["body"]):
            found[answer["api_version"], what].add(keys)
    return found


@pytest.fixture(scope="module")
def ours() -> Shapes:
    found: Shapes = defaultdict(set)
    workspace = Workspace.load(EXAMPLE)
    with Served(workspace) as served:
        for version in VERSIONS:
            for answer in answers(served, version):
                for what, keys in shapes(answer):
                    found[version, what].add(keys)
    return found


def answers(served: Served, version: str) -> Iterator[Any]:
    yield served.ok("users", version)
    yield served.ok("users/me", version)
    yield served.ok("search", version, {})
    yield served.ok("custom_emojis", version)
    for id in served.workspace.objects("database"):
        if served.workspace.sources(id):
            yield served.ok(f"databases/{id}", version)
            if version == "2022-06-28":
                yield served.ok(f"databases/{id}/query", version, {})
            else:
                yield served.ok(f"views?database_id={id}", version)
    if version != "2022-06-28":
        for id in served.workspace.objects("data_source"):
            yield served.ok(f"data_sources/{id}/query", version, {})
        for id in served.workspace.objects("view"):
            yield served.ok(f"views/{id}", version)
    types = set()
    for id in sorted(served.workspace.pages):
        page = served.ok(f"pages/{id}", version)
        yield page
        yield served.ok(f"comments?block_id={id}", version)
        yield from below(served, id, version)
        for one in page["properties"].values():
            kind = (one["type"], bool(one[one["type"]]))
            if kind in types:
                continue
            types.add(kind)
            yield served.ok(f"pages/{id}/properties/{one['id']}", version)


def below(served: Served, id: str, version: str) -> Iterator[Any]:
    listed = served.ok(f"blocks/{id}/children", version)
    yield listed
    for block in listed["results"]:
        if block["has_children"] and block["type"] not in ("child_page", "synced_block"):
            yield served.ok(f"blocks/{block['id']}", version)
            yield from below(served, block["id"], version)


def without(keys: Keys, left_out: set[str]) -> Keys:
    return tuple(key for key in keys if key not in left_out)


@pytest.mark.parametrize("version", VERSIONS)
def test_keys_and_their_order_are_those_of_recorded_answers(version: str, recorded: Shapes, ours: Shapes) -> None:
    compared = 0
    for (its_version, what), known in sorted(recorded.items()):
        if its_version != version or (version, what) not in ours or what in LOOSE:
            continue
        for keys in ours[version, what]:
            compared += 1
            exact = {without(one, MOVED | OPTIONAL | ADDED) for one in known}
            assert without(keys, MOVED | OPTIONAL | ADDED) in exact, (what, keys, known)
            added = {key for one in known for key in one if key in ADDED}
            assert added <= set(keys), (what, keys, added)
    assert compared >= {"2022-06-28": 150, "2025-09-03": 150, "2026-03-11": 40}[version]


@pytest.mark.parametrize("version", ["2025-09-03", "2026-03-11"])
@pytest.mark.parametrize("what", ["page", "block", "database", "data_source", "comment", "view", "list of block"])
def test_the_newest_recordings_are_matched_to_the_letter(
    what: str, version: str, recorded: Shapes, ours: Shapes
) -> None:
    newest = {keys for keys in recorded[version, what] if len(keys) == max(map(len, recorded[version, what]))}
    assert ours[version, what] & newest, (ours[version, what], newest)
