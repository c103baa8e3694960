"""Folders of local pages as collections, from site.yaml to the finished pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from notionpress.config import load_config
from notionpress.errors import ConfigError
from tests.crawl.workspaces import uid
from tests.site.test_local import Write, made, page, write

__all__ = ["write"]

SETTINGS = """\
collections:
  - name: blog
    root: blog
    permalink: /blog/{year}/{slug}/
    posts_per_page: 1
  - name: handbook
    root: manual
    layout: docs
    url: /handbook/
archive: {by: month}
"""
PAGES: dict[str, str | bytes] = {
    "index.md": "# Home\n\nWelcome.\n",
    "blog/ebb.md": "---\ndate: 2026-01-02\nauthors: Ada\n---\n\n# Ebb\n\nLow.\n",
    "blog/flood.md": "---\ndate: 2026-02-03\nauthors: Ada\n---\n\n# Flood\n\nHigh.\n",
    "blog/house-rules.md": "---\nkind: page\n---\n\n# House rules\n\nNone.\n",
    "manual/index.md": "# The manual\n\nBegin here.\n",
    "manual/anchors.md": "---\norder: 2\n---\n\n# Anchors\n\nHeavy.\n",
    "manual/knots.md": "---\norder: 1\ndate: 2026-03-01\n---\n\n# Knots\n\nTight.\n",
    "manual/knots/bowline.md": "# Bowline\n\nA loop.\n",
}


def addresses(folder: Path) -> set[str]:
    found = (path.parent.relative_to(folder / "public").as_posix() for path in folder.glob("public/**/index.html"))
    return {f"/{one}/".replace("/./", "/") for one in found}


def test_folders_are_collections(write: Write) -> None:
    folder = write(PAGES, SETTINGS)
    made(folder)
    wanted = {"/", "/blog/", "/blog/page/2/", "/blog/2026/ebb/", "/blog/2026/flood/"}
    wanted |= {"/handbook/", "/handbook/knots/", "/handbook/knots/bowline/", "/handbook/anchors/"}
    wanted |= {"/archive/", "/archive/2026/", "/archive/2026/01/", "/archive/2026/02/"}
    found = addresses(folder)
    assert wanted <= found
    # A page in a collection of posts is not dated, and lies where its posts do.
    (rules,) = [one for one in found if one.endswith("/house-rules/")]
    assert rules.startswith("/blog/")
    assert "Flood" in page(folder, "/blog/")
    assert "House rules" not in page(folder, "/blog/") + page(folder, "/blog/page/2/")


def test_chapters_lead_to_one_another(write: Write) -> None:
    folder = write(PAGES, SETTINGS)
    made(folder)
    seen, url = [], "/handbook/"
    while url:
        seen.append(url)
        following = re.search(r'<a rel="next" href="([^"]+)"', page(folder, url))
        url = following[1] if following else ""
    assert seen == ["/handbook/", "/handbook/knots/", "/handbook/knots/bowline/", "/handbook/anchors/"]


def test_a_front_page_can_have_posts_below_a_page(write: Write) -> None:
    folder = write(PAGES, f"home: both\n{SETTINGS}")
    made(folder)
    front = page(folder, "/")
    assert front.index("Welcome.") < front.index("Flood")
    write(PAGES, f"home: page\n{SETTINGS}")
    made(folder)
    assert "Flood" not in page(folder, "/")
    write(PAGES, f"home: list\n{SETTINGS}")
    made(folder)
    assert "Welcome." not in page(folder, "/")


def test_a_collection_can_name_its_templates(write: Write) -> None:
    folder = write(
        PAGES, SETTINGS.replace("root: blog", "root: blog\n    template: own.html\n    list_template: all.html")
    )
    for name, text in (
        ("own", "own: {{ page.title }}"),
        ("all", "{% for post in posts %}all: {{ post.title }}{% endfor %}"),
    ):
        (folder / "templates").mkdir(exist_ok=True)
        (folder / "templates" / f"{name}.html").write_text(text)
    made(folder)
    assert page(folder, "/blog/2026/ebb/").startswith("own: Ebb")
    assert page(folder, "/blog/page/2/").startswith("all: Ebb")


@pytest.mark.parametrize(
    ("settings", "mistake"),
    [
        ("collections: [{name: Blog, root: blog}]", ":4:22: “Blog” is no name"),
        ("collections: [{name: blog}]", ":4:15: “root” is missing"),
        (
            "collections:\n- {name: a, root: x}\n- {name: a, root: y, url: /b/}",
            ":6:4: there is a collection “a” already",
        ),
        (
            "collections:\n- {name: a, root: x}\n- {name: b, root: x}",
            ":6:13: the collection “a” is made of this already",
        ),
        (
            "collections:\n- {name: a, root: x}\n- {name: b, root: y, url: /A/}",
            "the collection “a” has the address /A/",
        ),
        ("collections: [{name: a, root: ../x}]", "“../x” is neither a Notion id"),
        ("collections: [{name: a, root: x, url: blog}]", "“blog” is no address of the site"),
        ("collections: [{name: a, root: x, template: a.txt}]", "“a.txt” is no name of a template"),
        ("taxonomies: [{name: topics}]", "“property” is missing"),
        ("taxonomies: [{name: tags, property: Tags}]", "the property of “tags” stands under “properties”"),
        ("taxonomies: [{name: a, property: A, url: /}]", "the front page has the address / already"),
        (
            "collections: [{name: a, root: x}]\ntaxonomies: [{name: a, property: A}]",
            "the collection “a” has the address /a/ already",
        ),
        ("archive: {by: year}\ntaxonomies: [{name: archive, property: A}]", "the archive has the address /archive/"),
    ],
)
def test_mistakes_are_told_with_their_places(tmp_path: Path, settings: str, mistake: str) -> None:
    (tmp_path / "site.yaml").write_text(f"title: A\n\n\n{settings}\n")
    with pytest.raises(ConfigError) as error:
        load_config(tmp_path / "site.yaml")
    assert mistake in str(error.value)


def test_what_collections_are_made_of_is_read_from_notion(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text(
        f"title: A\nnotion: {{root: {uid('Posts')}}}\n"
        f"collections:\n- {{name: a, root: [{uid('Posts')}, notes]}}\n- {{name: b, root: {uid('Guide')}}}\n"
    )
    config = load_config(tmp_path / "site.yaml")
    assert config.notion.root == (uid("Posts"), uid("Guide"))
    assert [one.permalink for one in config.collections] == ["/a/{slug}/", "/b/{slug}/"]
