"""What every page of the example site says of itself to machines, read by extruct, which others wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import extruct
import pytest

SITE = "https://lamplighter.example.org/"
TYPES = {"BlogPosting", "BreadcrumbList", "WebPage", "WebSite"}
OPEN_GRAPH = "http://ogp.me/ns#"
SYNTAXES = ["json-ld", "microdata", "opengraph"]
Found = dict[str, dict[str, Any]]


def read(path: Path, syntaxes: list[str]) -> dict[str, Any]:
    """What a page says in these syntaxes; a mistake in any of them raises."""
    found: dict[str, Any] = extruct.extract(path.read_bytes(), base_url=SITE, syntaxes=syntaxes, errors="strict")
    return found


@pytest.fixture(scope="module")
def found(example_site: Path) -> Found:
    """What each page says, by its path; those that only lead on say nothing."""
    pages = (path for path in sorted(example_site.rglob("*.html")) if b"http-equiv" not in path.read_bytes())
    return {path.relative_to(example_site).as_posix(): read(path, SYNTAXES) for path in pages}


def graph(one: dict[str, Any]) -> list[dict[str, Any]]:
    """The things that a page describes in JSON-LD."""
    assert {whole["@context"] for whole in one["json-ld"]} <= {"https://schema.org"}
    return [node for whole in one["json-ld"] for node in whole["@graph"]]


def addresses(node: object) -> Iterable[str]:
    """All addresses in a thing that are of this site."""
    match node:
        case dict():
            for value in node.values():
                yield from addresses(value)
        case list():
            for value in node:
                yield from addresses(value)
        case str() if node.startswith(SITE):
            yield node


def file_at(site: Path, address: str) -> Path:
    """The file that a server answers with at an address of the site."""
    path = unquote(address.removeprefix(SITE).partition("#")[0])
    return site / (f"{path}index.html" if path.endswith("/") or not path else path)


def test_every_page_has_one_set_of_words_for_those_who_share_it(found: Found, example_site: Path) -> None:
    for path, one in found.items():
        (shared,) = one["opengraph"]
        words = dict(shared["properties"])
        article = {"article": "http://ogp.me/ns/article#"} if words["og:type"] == "article" else {}
        assert shared["namespace"] == {"og": OPEN_GRAPH, **article}, path
        assert words["og:title"] and words["og:site_name"] == "The Lamplighter", path
        assert words["og:type"] in ("website", "article"), path
        twice = Counter(name for name, _ in shared["properties"])
        assert [name for name in ("og:title", "og:type", "og:url", "og:description") if twice[name] > 1] == [], path
        if path != "404.html":
            assert file_at(example_site, words["og:url"]) == example_site / path
        if "og:image" in words:
            assert words["og:image"].startswith("https://")
            assert file_at(example_site, words["og:image"]).is_file() or not words["og:image"].startswith(SITE), path


def test_things_are_described_in_words_of_schema_org_and_lead_to_what_is_there(
    found: Found, example_site: Path
) -> None:
    seen = Counter(node["@type"] for one in found.values() for node in graph(one))
    assert set(seen) == TYPES
    for path, one in found.items():
        for node in graph(one):
            for address in addresses(node):
                assert file_at(example_site, address).is_file(), (path, address)
            if node["@type"] == "BreadcrumbList":
                steps = node["itemListElement"]
                assert [step["position"] for step in steps] == [*range(1, len(steps) + 1)], path
                assert all(step["name"] and step["item"] for step in steps), path
            if node["@type"] == "BlogPosting":
                assert node["headline"] and node["author"], path
                assert datetime.fromisoformat(node["datePublished"]) and datetime.fromisoformat(node["dateModified"]), (
                    path
                )
                assert file_at(example_site, node["url"]) == example_site / path


def test_nothing_is_said_by_accident_in_microdata(found: Found) -> None:
    assert {path: one["microdata"] for path, one in found.items() if one["microdata"]} == {}


def test_who_reads_rdfa_finds_the_same_words(found: Found, example_site: Path) -> None:
    path = next(path for path, one in found.items() if any(node["@type"] == "BlogPosting" for node in graph(one)))
    told = [one for one in read(example_site / path, ["rdfa"])["rdfa"] if f"{OPEN_GRAPH}title" in one]
    (words,) = (
        {name.removeprefix(OPEN_GRAPH): values for name, values in one.items() if name.startswith(OPEN_GRAPH)}
        for one in told
    )
    shared: dict[str, list[str]] = {}
    for name, value in found[path]["opengraph"][0]["properties"]:
        shared.setdefault(name.removeprefix("og:"), []).append(value)
    assert {name: sorted(one["@value"] for one in values) for name, values in words.items()} == {
        name: sorted(values) for name, values in shared.items() if name in words
    }
    assert {"title", "type", "url", "description"} <= set(words)
