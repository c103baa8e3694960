"""Views, data sources and comments that are not as the API describes them: pages are made, valid and harmless."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from justhtml import JustHTML

from notionpress.build.export import export_site
from notionpress.build.how import How
from notionpress.config import load_config
from notionpress.content.comments import parse_comments
from notionpress.content.parse_views import parse_view
from notionpress.report import Report
from notionpress.store import Entry, Root, Store
from tests.crawl.workspaces import uid
from tests.hidden import LAYOUTS, comment
from tests.render import hostile
from tests.render.test_hostile_json import assert_harmless
from tests.sites import NOW, build

SITE = """\
title: The site
base_url: https://example.org
notion: {{root: {root}}}
properties: {{metadata: [{metadata}]}}
databases: {{properties: visible}}
comments: true
gate: {{skip: [email, notion-link]}}
"""
PARENT = {"type": "data_source_id", "data_source_id": uid("source"), "database_id": uid("shelf")}
NAMES = [name for name in hostile.PROPERTIES if name != "button"]


def view(random: Random, layout: str, number: int) -> dict[str, Any]:
    """A view of every part that views have, with some of its fields gone bad."""
    name = random.choice(NAMES)
    whole = {
        "object": "view",
        "name": f"View {number}",
        "type": layout,
        "filter": {
            "or": [
                {"property": name, name: {"is_empty": True}},
                {"property": name, name: {"is_not_empty": True}},
                {"timestamp": "created_time", "created_time": {"past_year": {}}},
            ]
        },
        "quick_filters": {"number": {"number": {"greater_than": 1}}} if random.random() < 0.1 else None,
        "sorts": [
            {"property": random.choice(NAMES), "direction": "descending"},
            {"timestamp": "created_time", "direction": "ascending"},
        ],
        "configuration": {
            "type": layout,
            "properties": [{"property_id": one, "property_name": one, "visible": True} for one in NAMES],
            "group_by": {
                "type": name,
                "property_name": name,
                "group_by": random.choice(("option", "day", "week", "year", "exact", "alphabet_prefix")),
                "sort": {"type": "ascending"},
                "range_size": 10,
                "range_start": 0,
                "range_end": 100,
                "start_day_of_week": 1,
            },
            "cover": {"type": "property", "property_name": "files"},
            "date_property_name": random.choice(("date", "created_time", "formula", "number")),
            "end_date_property_name": "last_edited_time",
        },
    }
    bad = hostile.poisoned(whole, random, random.randint(0, 5))
    return {**(bad if isinstance(bad, dict) else whole), "id": uid(f"view {number}"), "data_source_id": uid("source")}


def comments(random: Random) -> list[Any]:
    """Comments gone bad."""
    whole = [
        comment(f"{number}", hostile.span(random.choice(hostile.WORDS)), page_id=uid("top")) for number in range(6)
    ]
    return [hostile.poisoned(one, random, random.randint(0, 4)) for one in whole]


def whole(value: Any) -> Any:
    """A value without half characters: the client refuses an answer that holds one."""
    return json.loads(json.dumps(value, ensure_ascii=False).encode(errors="replace"))


def site(folder: Path, seed: int) -> Path:
    """A project whose cache holds a page with a database of rows, views and comments gone bad."""
    random = Random(seed)
    ids = [uid(f"{seed} {number}") for number in range(15)]
    views = [view(random, layout, number) for number, layout in enumerate(random.sample(LAYOUTS, 5))]
    (folder / "site.yaml").write_text(SITE.format(root=uid("top"), metadata=", ".join(NAMES)))
    store = Store.open(folder / ".notionpress")
    schema = {name: {"id": name, "name": name, "type": name, name: {}} for name in hostile.PROPERTIES}
    times = {"created_time": "2026-01-01T00:00:00.000Z", "last_edited_time": "2026-01-01T00:00:00.000Z"}
    top = {"object": "page", "id": uid("top"), "properties": {}, "parent": {"type": "workspace"}, **times}
    tree = [{"object": "block", "id": uid("shelf"), "type": "child_database", "child_database": {"title": "Shelf"}}]
    store.put_object(top, Entry("page", uid("top"), children=(Root(uid("shelf"), "database"),)), tree=tree)
    shelf = {"object": "database", "id": uid("shelf"), "title": [], "data_sources": [{"id": uid("source")}]}
    store.put_object(shelf, Entry("database", uid("shelf"), rows=tuple(one["id"] for one in views)))
    source = {"object": "data_source", "id": uid("source"), "properties": hostile.poisoned(schema, random, 3)}
    store.put_object(whole(source), Entry("data_source", uid("source"), rows=tuple(ids)))
    for one in views:
        store.put_object(whole(one), Entry("view", one["id"]))
    for id in ids:
        store.put_object(whole(hostile.page(random, id, PARENT)), Entry("page", id), tree=[])
    said = {"object": "list", "id": uid("top"), "results": whole(comments(random))}
    store.put_object(said, Entry("comments", uid("top")))
    store.set_roots((Root(uid("top"), "page"),))
    store.save()
    store.close()
    return folder


@pytest.mark.parametrize("seed", range(12))
def test_a_page_with_views_gone_bad_is_valid_and_harmless(tmp_path: Path, seed: int) -> None:
    folder, report = site(tmp_path, seed), Report()
    assert build(folder, report, now=NOW).failed == (), report.problems
    html = (folder / "public/index.html").read_text()
    assert 'class="database"' in html
    for path in sorted((folder / "public").rglob("*.html")):
        assert JustHTML(path.read_text(), collect_errors=True).errors == [], path
        assert_harmless(path.read_text())


@pytest.mark.parametrize("generator", ["hugo", "docusaurus"])
def test_a_page_with_views_gone_bad_is_exported(tmp_path: Path, generator: str) -> None:
    for seed in range(4):
        (tmp_path / str(seed)).mkdir()
        folder, report = site(tmp_path / str(seed), 100 + seed), Report()
        config, store = load_config(folder / "site.yaml"), Store.open(folder / ".notionpress", create=False)
        assert export_site(config, store, report, to=generator, output=folder / "out", how=How(now=NOW)).failed == ()


@settings(max_examples=300)
@given(st.randoms(use_true_random=False))
def test_views_and_comments_gone_bad_are_read(random: Random) -> None:
    parse_view(view(random, random.choice(LAYOUTS), 0))
    parse_comments(comments(random))


@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_anything_at_all_is_a_view_or_comments(value: Any) -> None:
    parse_view(value)
    parse_comments(value)
    parse_comments([value])
