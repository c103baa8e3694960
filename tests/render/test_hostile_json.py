"""JSON that is not as the API describes it: no exception, nothing that could act, valid pages, a well-formed feed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from justhtml import JustHTML

from notionpress.content.parse import BLOCK_TYPES, parse_blocks
from notionpress.content.parse_pages import parse_page
from notionpress.content.parse_properties import parse_property
from notionpress.render.properties import property_html, property_text
from notionpress.report import Report
from notionpress.store import Entry, Root, Store
from tests.crawl.workspaces import uid
from tests.render import hostile
from tests.render.test_hostile import Checker
from tests.render.worlds import HERE, renderer
from tests.sites import NOW, build
from tests.test_validity import HARMLESS, checker

OUTLINE = "skipping 1 heading level"
"""A heading of control characters alone shows nothing, and one in a place that shows no blocks is not shown."""

SITE = """\
title: "<The> & 'site'"
base_url: https://example.org
unsupported: link
notion: {{root: {root}}}
properties:
  title: title
  date: date
  slug: rich_text
  tags: multi_select
  authors: people
  description: formula
  cover: files
  metadata: [{metadata}]
gate: {{skip: [email, notion-link]}}
"""


def checked(html: str) -> None:
    """Tags are balanced, nothing acts, and a parser finds nothing wrong."""
    check = Checker()
    check.feed(html)
    check.close()
    assert check.open == []
    errors = JustHTML(f"<!doctype html><title>x</title><main>{html}</main>", collect_errors=True).errors
    assert errors == [], html


@settings(max_examples=200)
@given(st.randoms(use_true_random=False), st.booleans())
def test_blocks_gone_bad_are_rendered(random: Random, feed: bool) -> None:
    checked(renderer(feed=feed, unsupported="text", preview=not feed).body(parse_blocks(hostile.tree(random))))


@settings(max_examples=200)
@given(st.sampled_from(sorted(hostile.PROPERTIES)), st.randoms(use_true_random=False))
def test_properties_gone_bad_are_rendered(kind: str, random: Random) -> None:
    raw = hostile.poisoned({"id": "x", "type": kind, kind: hostile.PROPERTIES[kind]}, random, random.randint(1, 4))
    value, render = parse_property(raw), renderer()
    checked(f"<p>{property_html(value, render)}</p>")
    assert isinstance(property_text(value, render), str)


@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_anything_at_all_can_be_parsed(value: Any) -> None:
    checked(renderer().body(parse_blocks(value)))
    parse_page(value)
    parse_property(value)


@pytest.mark.parametrize("kind", sorted(BLOCK_TYPES))
def test_a_million_characters_take_no_time(kind: str) -> None:
    examples = [block for block in hostile.BLOCKS if block.get("type") == kind]
    began = time.process_time()
    for words in ("<b>" * 350_000, "[" * 1_000_000, "\\{^" * 333_333):
        block = json.loads(json.dumps(examples[0])) if examples else {"type": kind, kind: {}}
        for container, key in hostile.places(block):
            if key in ("content", "plain_text", "expression", "url", "name", "title"):
                container[key] = words
        html = renderer().body(parse_blocks([block]))
        assert "<b>" not in html
    assert time.process_time() - began < 20


@pytest.mark.parametrize("kind", sorted(BLOCK_TYPES))
def test_sixty_levels_are_rendered(kind: str) -> None:
    blocks = [{"type": "paragraph", "paragraph": {"rich_text": hostile.span("<script>deep</script>")}}]
    payload = {"rich_text": hostile.span("level"), "url": "https://example.org/", "expression": "x", "cells": [[]]}
    for _ in range(60):
        blocks = [{"type": kind, kind: payload, "id": HERE, "children": blocks}]
    checked(renderer().body(parse_blocks(blocks)))


# Whole sites


def site(folder: Path, seed: int, pages: int = 40) -> Path:
    """A project whose cache holds a database of pages gone bad, with bodies gone bad."""
    random = Random(seed)
    root, ids = uid("root"), [uid(f"{seed}-{number}") for number in range(pages)]
    metadata = ", ".join(name for name in hostile.PROPERTIES if name not in ("title", "multi_select", "button"))
    (folder / "site.yaml").write_text(SITE.format(root=root, metadata=metadata))
    store = Store.open(folder / ".notionpress")
    schema = {name: {"id": name, "name": name, "type": name, name: {}} for name in hostile.PROPERTIES}
    parent = {"type": "data_source_id", "data_source_id": uid("source"), "database_id": root}
    store.put_object(
        {"object": "database", "id": root, "title": [], "data_sources": [{"id": uid("source")}]},
        Entry("database", root),
    )
    store.put_object(
        {
            "object": "data_source",
            "id": uid("source"),
            "properties": _without_halves(hostile.poisoned(schema, random, 8)),
        },
        Entry("data_source", uid("source"), rows=tuple(ids)),
    )
    for id in ids:
        # The cache is UTF-8, which has no half characters; the client refuses an answer that holds one.
        whole, tree = (_without_halves(one) for one in (hostile.page(random, id, parent), hostile.tree(random)))
        store.put_object(whole, Entry("page", id), tree=tree)
    store.set_roots((Root(root, "database"),))
    store.save()
    store.close()
    return folder


def _without_halves(value: Any) -> Any:
    return json.loads(json.dumps(value, ensure_ascii=False).encode(errors="replace"))


@pytest.mark.parametrize("seed", range(6))
def test_a_site_of_pages_gone_bad_is_valid_and_its_feed_well_formed(tmp_path: Path, seed: int) -> None:
    folder, report = site(tmp_path, seed), Report()
    built = build(folder, report, now=NOW)
    assert built.failed == (), report.problems
    assert built.pages > 5
    for name in ("feed.xml", "sitemap.xml"):
        ElementTree.fromstring((folder / "public" / name).read_bytes())
    for path in sorted((folder / "public").rglob("*.html")):
        html = path.read_text()
        assert JustHTML(html, collect_errors=True).errors == [], path
        assert_harmless(html)


def assert_harmless(html: str) -> None:
    """No script but the theme's own, no handler, no address that acts."""
    for tag in re.findall(r"<[a-zA-Z][^>]*>", html):
        assert not re.search(r"\son\w+\s*=", re.sub(r'"[^"]*"', '""', tag)), tag
        for value in re.findall(r'(?:href|src|action)="([^"]*)"', tag):
            assert not re.match(r"\s*(javascript|data|vbscript):", value, re.IGNORECASE), tag
    for source in re.findall(r"<script\b([^>]*)>", html):
        assert re.search(r'src="/assets/[^"]+"', source) or "application/ld+json" in source, source


@pytest.mark.slow
@pytest.mark.node
def test_the_nu_checker_finds_nothing_wrong_with_them(tmp_path: Path) -> None:
    command = checker()
    for seed in range(3):
        (tmp_path / str(seed)).mkdir()
        build(site(tmp_path / str(seed), seed), Report(), now=NOW)
        shutil.rmtree(tmp_path / str(seed) / ".notionpress")
    done = subprocess.run(
        [*command, "--format", "json", "--skip-non-html", str(tmp_path)], capture_output=True, text=True, check=False
    )
    messages = json.loads(done.stderr or done.stdout)["messages"]
    errors = [
        f"{one['url']}:{one.get('lastLine')}: {one['message']}: {one.get('extract')}"
        for one in messages
        if one["type"] == "error" and not any(known in one["message"] for known in (*HARMLESS, OUTLINE))
    ]
    assert not errors, "\n".join(errors[:20])
