"""Exports of a small workspace: what is written where, what stays, and what is never touched."""

from __future__ import annotations

import re
import struct
import tomllib
import zlib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml
from msgspec.structs import replace

from notionpress.build.export import check_export, export_site
from notionpress.build.how import How
from notionpress.config import load_config
from notionpress.content.blocks import Paragraph
from notionpress.content.comments import Comment, Thread
from notionpress.content.rich_text import Person
from notionpress.content.rich_text import Text as RichSpan
from notionpress.emit.front_matter import TERMS
from notionpress.emit.markdown import MarkdownPages
from notionpress.emit.output import Job, Workshop
from notionpress.emulator.workspace import Workspace
from notionpress.errors import BuildError, ConfigError
from notionpress.render.dialects import DIALECTS
from notionpress.render.early_markdown import early_markdown
from notionpress.render.page import MARKDOWN
from notionpress.report import BuildResult, Report
from notionpress.site.exports import lay_out
from notionpress.site.layouts import LAYOUTS, files_of
from notionpress.site.load import load_site
from notionpress.site.reader import Reader
from notionpress.store import Store
from tests.crawl.workspaces import Json, below, block, data_source, database, hosted, page, row, uid, write
from tests.render import worlds
from tests.sites import NOW, crawl_workspace, files

SITE = """\
title: The site
base_url: https://example.org/log
time_zone: Europe/Berlin
author: The keeper
notion:
  root: [{posts}, {guide}]
properties:
  date: Date
  tags: Tags
  description: About
  metadata: [Depth, Seen, See]
permalink: /{{year}}/{{slug}}/
"""

SCHEMA = {
    "Date": {"type": "date", "date": {}},
    "Tags": {
        "type": "multi_select",
        "multi_select": {"options": [{"name": one} for one in ("tides", "2024", "Tide 🌊", "C++", "C#")]},
    },
    "About": {"type": "rich_text", "rich_text": {}},
    "Depth": {"type": "number", "number": {"format": "number"}},
    "Seen": {"type": "checkbox", "checkbox": {}},
    "See": {
        "type": "relation",
        "relation": {"data_source_id": uid("posts"), "type": "single_property", "single_property": {}},
    },
}


def link(words: str, name: str) -> Json:
    return {"type": "text", "text": {"content": words, "link": {"url": f"/{uid(name).replace('-', '')}"}}}


def pages(words: str = "The tide rises.") -> list[Json]:
    """Two posts, of which one leads to everything, and a guide with a page below it."""
    return [
        row(
            "High: water",
            "posts",
            [
                block("paragraph", {"rich_text": [words, link("the neap", "Neap"), link("the chart", "Chart")]}),
                block("image", {"caption": ["The gauge"], **hosted("gauge.png")}),
                block("code", {"rich_text": ["x = '{{ x }}'"], "language": "python"}),
            ],
            properties={
                "Date": "2025-03-01",
                "Tags": ["tides", "2024"],
                "About": "What the sea does.",
                "Depth": 7.5,
                "Seen": True,
                "See": [uid("Neap")],
            },
            icon={"type": "emoji", "emoji": "🌊"},
            cover=hosted("gauge.png"),
        ),
        row("Neap", "posts", [block("paragraph", "Low.")], properties={"Date": "2025-03-02T09:30:00.000+00:00"}),
        page("Guide", [block("paragraph", "Start."), {"type": "child_page", "child_page": uid("Chart")}]),
        below("Chart", "Guide", [block("paragraph", {"rich_text": [link("back", "Guide")]})]),
    ]


def picture() -> bytes:
    """A red square of eight pixels, as PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixels = zlib.compress((b"\0" + b"\xff\0\0" * 8) * 8)
    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def project(folder: Path, rows: list[Json] | None = None) -> Path:
    """A project whose workspace holds these pages, crawled."""
    number = len(list(folder.glob("workspace-*")))
    loaded = write(
        folder / f"workspace-{number}",
        pages=pages() if rows is None else rows,
        databases=[database("Posts", None, "posts")],
        data_sources=[data_source("posts", "Posts", **SCHEMA)],
        files={"gauge.png": picture()},
    )
    (folder / "site.yaml").write_text(SITE.format(posts=uid("Posts"), guide=uid("Guide")))
    roots = (uid("Posts"), uid("Guide"))
    now = datetime(2026, 11, 1 + number, tzinfo=UTC)
    crawl_workspace(Workspace.load(loaded), folder / ".notionpress", roots, Report(), now=now)
    return folder


def export(folder: Path, to: str, report: Report | None = None) -> BuildResult:
    config = load_config(folder / "site.yaml")
    store = Store.open(folder / ".notionpress", create=False)
    return export_site(config, store, report or Report(), to=to, output=folder / "out", how=How(now=NOW))


def facts(text: str) -> dict[str, Any]:
    """The front matter of a file."""
    fence = text[:3]
    inner = text.split(f"{fence}\n")[1]
    found: dict[str, Any] = tomllib.loads(inner) if fence == "+++" else yaml.safe_load(inner)
    return found


PLACES = {
    "plain": ("2025/high-water.md", "2025/neap.md", "guide.md", "guide/chart.md", "media/"),
    "hugo": (
        "content/posts/high-water.md",
        "content/posts/neap.md",
        "content/pages/guide.md",
        "content/pages/guide/chart.md",
        "static/media/",
    ),
    "jekyll": (
        "_posts/2025-03-01-high-water.md",
        "_posts/2025-03-02-neap.md",
        "guide.md",
        "guide/chart.md",
        "media/",
    ),
    "eleventy": (
        "content/posts/high-water.md",
        "content/posts/neap.md",
        "content/pages/guide.md",
        "content/pages/guide/chart.md",
        "media/",
    ),
    "astro": (
        "src/content/posts/high-water.md",
        "src/content/posts/neap.md",
        "src/content/pages/guide.md",
        "src/content/pages/guide/chart.md",
        "public/media/",
    ),
    "docusaurus": (
        "docs/2025/high-water.md",
        "docs/2025/neap.md",
        "docs/guide/index.md",
        "docs/guide/chart.md",
        "static/media/",
    ),
    "mkdocs": (
        "docs/2025/high-water.md",
        "docs/2025/neap.md",
        "docs/guide/index.md",
        "docs/guide/chart.md",
        "docs/media/",
    ),
    "zola": (
        "content/posts/high-water.md",
        "content/posts/neap.md",
        "content/pages/guide.md",
        "content/pages/guide/chart.md",
        "static/media/",
    ),
    "hexo": (
        "source/_posts/high-water.md",
        "source/_posts/neap.md",
        "source/guide/index.md",
        "source/guide/chart/index.md",
        "source/media/",
    ),
}

LINKS = {
    "plain": ("neap.md", "../guide/chart.md", "../media/"),
    "docusaurus": ("neap.md", "../guide/chart.md", "/media/"),
    "mkdocs": ("neap.md", "../guide/chart.md", "../media/"),
}
ADDRESSES = ("/log/2025/neap/", "/log/guide/chart/", "/log/media/")


def test_layouts_dialects_and_terms_are_of_the_same_generators() -> None:
    assert set(LAYOUTS) == set(DIALECTS) == set(TERMS) == set(PLACES)


@pytest.mark.parametrize("to", LAYOUTS)
def test_pages_and_files_are_where_the_generator_looks(tmp_path: Path, to: str) -> None:
    result = export(project(tmp_path), to)
    *made, media = PLACES[to]
    found = files(tmp_path / "out")
    assert {path for path in found if path.endswith(".md")} == set(made)
    assert [path.startswith(media) for path in found if path.endswith(".png")] == [True]
    assert (result.written, result.failed) == (5, ())


def test_a_page_with_only_rows_below_it_is_the_index_of_their_folder(tmp_path: Path) -> None:
    folder = project(tmp_path)
    store = Store.open(folder / ".notionpress", create=False)
    site = load_site(store, load_config(folder / "site.yaml"), NOW, Report())
    # Rows are shown by the table of their database, and are not among the children of its page.
    pages = {id: replace(page, children=()) for id, page in site.pages.items()}
    for to in ("docusaurus", "mkdocs"):
        found = set(files_of(replace(site, pages=pages), LAYOUTS[to]).values())
        assert found == set(PLACES[to][:-1])


@pytest.mark.parametrize("to", LAYOUTS)
def test_links_and_pictures_lead_where_the_generator_finds_them(tmp_path: Path, to: str) -> None:
    export(project(tmp_path), to)
    body = (tmp_path / "out" / PLACES[to][0]).read_text()
    neap, chart, media = LINKS.get(to, ADDRESSES)
    assert f"[the neap]({neap})" in body
    assert f"[the chart]({chart})" in body
    assert f"]({media}gauge-" in body


@pytest.mark.parametrize("to", LAYOUTS)
def test_front_matter_is_in_the_generators_terms(tmp_path: Path, to: str) -> None:
    export(project(tmp_path), to)
    found = facts((tmp_path / "out" / PLACES[to][0]).read_text())
    assert found["title"] == "High: water"
    assert found["description"] == "What the sea does."
    assert found["authors"] == ["The keeper"]
    assert found["pubDate" if to == "astro" else "date"] == date(2025, 3, 1)
    tags = found["taxonomies"]["tags"] if to == "zola" else found["tags"]
    assert tags == ["tides", "2024"]
    inner = {"hugo": "params", "zola": "extra"}.get(to)
    properties = (found[inner] if inner else found)["properties"]
    assert properties == {"Depth": 7.5, "Seen": True, "See": ["Neap"]}
    assert ("icon" in (found["extra"] if to == "zola" else found)) == (to != "mkdocs")


def test_addresses_are_those_of_the_site(tmp_path: Path) -> None:
    project(tmp_path)
    terms = {
        "hugo": ("url", "/2025/high-water/"),
        "jekyll": ("permalink", "/2025/high-water/"),
        "eleventy": ("permalink", "/2025/high-water/"),
        "hexo": ("permalink", "/2025/high-water/"),
        "docusaurus": ("slug", "/2025/high-water"),
        "astro": ("slug", "2025/high-water"),
        "zola": ("path", "2025/high-water"),
    }
    for to, (term, address) in terms.items():
        export(tmp_path, to)
        assert facts((tmp_path / "out" / PLACES[to][0]).read_text())[term] == address


def test_times_are_those_of_the_site(tmp_path: Path) -> None:
    project(tmp_path)
    export(tmp_path, "zola")
    found = facts((tmp_path / "out" / PLACES["zola"][1]).read_text())
    assert found["date"].isoformat() == "2025-03-02T10:30:00+01:00"
    export(tmp_path, "hexo")
    assert "\ndate: 2025-03-02 10:30:00\n" in (tmp_path / "out" / PLACES["hexo"][1]).read_text()


def test_pages_have_their_place_among_those_beside_them(tmp_path: Path) -> None:
    project(tmp_path)
    export(tmp_path, "docusaurus")
    assert facts((tmp_path / "out/docs/guide/chart.md").read_text())["sidebar_position"] == 1
    assert "sidebar_position" not in facts((tmp_path / "out/docs/2025/neap.md").read_text())


@pytest.mark.parametrize("title", ["0o14", "1e3", "yes", "2024-01-02", "~", "a: b # c", "- x", "\u2028x", "{a}", "'\""])
def test_a_title_that_looks_like_something_else_stays_words(tmp_path: Path, title: str) -> None:
    row_ = row(title, "posts", [block("paragraph", "Words")], properties={"Date": "2025-03-01"})
    project(tmp_path, [row_, page("Guide")])
    for to in ("hugo", "zola"):
        export(tmp_path, to)
        (path,) = (tmp_path / "out/content/posts").glob("*.md")
        text = path.read_text()
        assert facts(text)["title"] == " ".join(title.split())
        if to == "hugo" and not title.strip()[:1].isalpha():
            assert re.search("\ntitle: ['\"]", text)


def test_an_export_of_the_same_touches_no_file(tmp_path: Path) -> None:
    project(tmp_path)
    export(tmp_path, "hugo")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")}
    result = export(tmp_path, "hugo")
    assert (result.written, result.removed, result.unchanged) == (0, 0, 5)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")} == before


def test_only_what_differs_is_written_and_what_vanished_is_removed(tmp_path: Path) -> None:
    project(tmp_path)
    export(tmp_path, "hugo")
    mine = tmp_path / "out/content/posts/mine.md"
    mine.write_text("---\ntitle: Mine\n---\n")
    before = files(tmp_path / "out")
    high, _, guide, chart = pages("The tide falls.")
    high["last_edited_time"] = "2026-11-01T10:00:00.000Z"
    project(tmp_path, [high, guide, chart])
    result = export(tmp_path, "hugo")
    after = files(tmp_path / "out")
    assert {path for path in after if after[path] != before.get(path)} == {"content/posts/high-water.md"}
    assert set(before) - set(after) == {"content/posts/neap.md"}
    assert (result.written, result.removed) == (1, 1)
    assert "The tide falls." in after["content/posts/high-water.md"].decode()
    assert mine.exists()


@pytest.mark.parametrize("path", ["content/posts/neap.md", "content/pages/guide/chart.md"])
def test_a_file_of_somebody_else_is_never_overwritten(tmp_path: Path, path: str) -> None:
    project(tmp_path)
    mine = tmp_path / "out" / path
    mine.parent.mkdir(parents=True)
    mine.write_text("---\ntitle: Mine\n---\n")
    with pytest.raises(BuildError, match=path):
        export(tmp_path, "hugo")
    assert files(tmp_path / "out") == {path: b"---\ntitle: Mine\n---\n"}


def test_a_picture_of_somebody_else_is_never_overwritten(tmp_path: Path) -> None:
    project(tmp_path)
    export(tmp_path, "hugo")
    (picture,) = (tmp_path / "out").rglob("*.png")
    (tmp_path / ".notionpress/manifest.json").unlink()
    picture.write_bytes(b"mine")
    with pytest.raises(BuildError, match="gauge-"):
        export(tmp_path, "hugo")


def test_without_its_cache_an_export_still_knows_its_own_files(tmp_path: Path) -> None:
    project(tmp_path)
    export(tmp_path, "hugo")
    (tmp_path / ".notionpress/manifest.json").unlink()
    high, neap, guide, chart = pages("The tide falls.")
    high["last_edited_time"] = "2026-11-01T10:00:00.000Z"
    project(tmp_path, [high, neap, guide, chart])
    result = export(tmp_path, "hugo")
    assert (result.written, result.unchanged) == (1, 4)


def test_an_export_may_go_into_the_folder_of_its_own_configuration(tmp_path: Path) -> None:
    project(tmp_path)
    config = load_config(tmp_path / "site.yaml")
    check_export(config, tmp_path, "mkdocs")
    store = Store.open(tmp_path / ".notionpress", create=False)
    export_site(config, store, Report(), to="mkdocs", output=tmp_path, how=How(now=NOW))
    assert (tmp_path / "docs/2025/neap.md").exists()
    assert (tmp_path / "site.yaml").exists()


@pytest.mark.parametrize("to", ["hugo", "eleventy", "zola"])
def test_an_export_that_the_next_run_would_read_as_local_pages_is_refused(tmp_path: Path, to: str) -> None:
    project(tmp_path)
    with pytest.raises(ConfigError, match="would write into content"):
        check_export(load_config(tmp_path / "site.yaml"), tmp_path, to)
    with (tmp_path / "site.yaml").open("a") as file:
        file.write("content: notes\n")
    check_export(load_config(tmp_path / "site.yaml"), tmp_path, to)


@pytest.mark.parametrize("place", [".notionpress", ".notionpress/files"])
def test_an_export_into_the_cache_is_refused(tmp_path: Path, place: str) -> None:
    project(tmp_path)
    with pytest.raises(ConfigError, match="is in the cache"):
        check_export(load_config(tmp_path / "site.yaml"), tmp_path / place, "hugo")


def test_posts_whose_addresses_end_alike_have_files_of_their_own(tmp_path: Path) -> None:
    rows = [
        row("Neap", "posts", [block("paragraph", year)], id=uid(year), properties={"Date": f"{year}-03-01"})
        for year in ("2024", "2025")
    ]
    project(tmp_path, [*rows, page("Guide")])
    export(tmp_path, "hugo")
    made = {path.name: facts(path.read_text())["url"] for path in (tmp_path / "out/content/posts").glob("*.md")}
    assert sorted(made) == ["neap-2.md", "neap.md"]
    assert sorted(made.values()) == ["/2024/neap/", "/2025/neap/"]
    export(tmp_path, "jekyll")
    assert {path.name for path in (tmp_path / "out/_posts").glob("*.md")} == {
        "2024-03-01-neap.md",
        "2025-03-01-neap.md",
    }


def test_a_page_called_index_does_not_take_its_parents_place(tmp_path: Path) -> None:
    project(
        tmp_path,
        [
            page("Guide", [{"type": "child_page", "child_page": uid("Index")}]),
            below("Index", "Guide", [block("paragraph", "The index itself")]),
        ],
    )
    export(tmp_path, "mkdocs")
    made = files(tmp_path / "out/docs")
    assert {path for path in made if path.endswith(".md")} == {"guide/index.md", "guide/index-2.md"}
    assert "[Index](index-2.md)" in made["guide/index.md"].decode()


def test_the_front_page_of_a_site_without_posts_is_the_generators(tmp_path: Path) -> None:
    project(tmp_path)
    site = (tmp_path / "site.yaml").read_text().replace(f"[{uid('Posts')}, ", "[")
    (tmp_path / "site.yaml").write_text(site)
    (tmp_path / ".notionpress").rename(tmp_path / "old")
    crawl_workspace(
        Workspace.load(tmp_path / "workspace-0"), tmp_path / ".notionpress", (uid("Guide"),), Report(), now=NOW
    )
    homes = {"hugo": "content/_index.md", "zola": "content/_index.md", "mkdocs": "docs/index.md", "jekyll": "index.md"}
    for to, home in homes.items():
        export(tmp_path, to)
        found = facts((tmp_path / "out" / home).read_text())
        assert found["title"] == "Guide"
        assert set(found) == {"title"} or to != "zola"
    assert facts((tmp_path / "out/index.md").read_text())["permalink"] == "/"


@pytest.mark.parametrize("is_early", [False, True])
@pytest.mark.parametrize("to", ["hugo", "mkdocs"])
def test_comments_follow_the_body_as_quotations(to: str, is_early: bool) -> None:
    site = worlds.site()
    site = replace(site, config=replace(site.config, comments=True))
    said = Comment("a", Person("", "Ada *Wren*"), (RichSpan("Is it *so*?"),), datetime(2026, 3, 1, 10, tzinfo=UTC))
    answer = Comment("b", Person(worlds.ADA), (RichSpan("It is."),))
    blocks = (Paragraph(id="p", rich_text=(RichSpan("High water."),)),)
    shop = Workshop(
        site=site,
        theme=None,  # type: ignore[arg-type]
        blocks=lambda _: blocks,
        early=lambda _: early_markdown(blocks) if is_early else None,
        comments=lambda _: (Thread("1", (said, answer), "p"), Thread("2", (answer,))),
        highlight=lambda code, language: code,
    )
    pages_ = MarkdownPages(lay_out(site, LAYOUTS[to]), MARKDOWN)
    (output,) = (one for one in pages_.outputs(shop) if one.key == worlds.HERE)
    body = pages_.render(output, Job(shop, Reader(site), [])).split("---\n", 2)[2]
    between = "<!-- -->\n\n" if to == "mkdocs" else ""
    assert body == (
        "\nHigh water.\n\n---\n\n"
        "> “High water.”\n>\n> **Ada \\*Wren\\*** · 1 March 2026, 10:00\n>\n> Is it \\*so\\*?\n>\n"
        f"> **Ada Wren**\n>\n> It is.\n\n{between}> **Ada Wren**\n>\n> It is.\n"
    )


@pytest.mark.parametrize(("to", "top"), [("plain", ""), ("mkdocs", "docs"), ("docusaurus", "static")])
def test_paths_in_links_lead_to_files(tmp_path: Path, to: str, top: str) -> None:
    export(project(tmp_path), to)
    seen = 0
    for path in (tmp_path / "out").rglob("*.md"):
        for link in re.findall(r"\]\(([^)#]+)", path.read_text()):
            file = tmp_path / "out" / top / link[1:] if link.startswith("/") else path.parent / unquote(link)
            assert file.is_file(), f"{link} in {path.name}"
            seen += 1
    assert seen >= 4


def test_a_link_to_the_generators_own_front_page_is_an_address(tmp_path: Path) -> None:
    rows = [row("Neap", "posts", [block("paragraph", {"rich_text": [link("all posts", "Posts")]})]), page("Guide")]
    project(tmp_path, rows)
    for to, address in (("mkdocs", "https://example.org/log/"), ("hugo", "/log/")):
        export(tmp_path, to)
        (post,) = (path for path in (tmp_path / "out").rglob("neap.md"))
        assert f"[all posts]({address})" in post.read_text()
