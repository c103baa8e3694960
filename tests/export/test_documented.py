"""docs/export.md says of each generator what the export does."""

from __future__ import annotations

import re

import pytest

from notionpress.commands.export import GENERATORS as CHOICES
from notionpress.emit.front_matter import TERMS
from notionpress.site.layouts import LAYOUTS
from tests.conftest import PROJECT
from tests.export.generators import GENERATORS, documented

DOCUMENT = (PROJECT / "docs" / "export.md").read_text()


def rows(first_heading: str) -> dict[str, list[str]]:
    """The rows of the table with that heading in its second column, by the generator they begin with."""
    table = re.search(rf"(?m)^\| to \| {first_heading} \|.*\n\|[-|]+\n((?:\|.*\n)+)", DOCUMENT)
    assert table
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table[1].splitlines()]
    return {first.strip("`"): rest for first, *rest in cells}


def test_the_command_offers_every_layout() -> None:
    assert tuple(CHOICES) == tuple(LAYOUTS)
    assert set(GENERATORS) == set(LAYOUTS) - {"plain"}


@pytest.mark.parametrize("name", LAYOUTS)
def test_places_are_documented(name: str) -> None:
    layout = LAYOUTS[name]
    pages, posts, files, links = rows("pages")[name]
    assert pages.startswith(f"`{layout.pages}…/NAME" + ("/index.md`" if layout.index == "always" else ".md`"))
    assert ("`index.md` with pages below" in pages) == (layout.index == "parents")
    name_of_post = "DATE-NAME" if layout.dated else "NAME"
    assert posts == (f"`{layout.posts}{name_of_post}.md`" if layout.posts else "among the pages")
    assert files == f"`{layout.files}media/`"
    assert links == {"file": "paths to files", "address": "addresses"}[layout.links]


@pytest.mark.parametrize("name", TERMS)
def test_terms_are_documented(name: str) -> None:
    terms = TERMS[name]
    used = (terms.address_term, terms.date, terms.updated, terms.tags, terms.cover, terms.position)
    assert rows("address")[name] == [f"`{term}`" if term else "" for term in used]
    if terms.properties != "properties":
        assert f"`{terms.properties}`" in DOCUMENT
    for switch in terms.always:
        assert f"`{switch}`" in DOCUMENT


@pytest.mark.parametrize("name", GENERATORS)
def test_a_configuration_is_documented(name: str) -> None:
    assert documented(name)
