"""Projects with plugins: a database of posts, crawled into a cache, and plugins beside site.yaml."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

from notionpress.emulator.workspace import Workspace
from notionpress.report import Problem, Report
from tests.crawl.workspaces import Json, data_source, database, paragraphs, row, uid, write
from tests.sites import build, crawl_workspace

SITE = """\
title: The site
base_url: https://example.org
notion:
  root: {root}
properties:
  metadata: [Depth]
publish:
  property: Public
"""
COLUMNS = {
    "Public": {"type": "checkbox", "checkbox": {}},
    "Depth": {"type": "number", "number": {}},
    "Audience": {"type": "select", "select": {"options": [{"name": "Members"}, {"name": "Everybody"}]}},
    "See also": {"type": "relation", "relation": {"data_source_id": uid("posts"), "type": "single_property"}},
}


def post(name: str, children: list[Json] | None = None, **properties: Any) -> Json:
    """A published post."""
    return row(name, "posts", children or paragraphs(2, name), properties={"Public": True, **properties})


def project(folder: Path, *pages: Json, plugins: dict[str, str] | None = None, settings: str = "") -> Path:
    """A crawled project; `plugins` are sources by path, `settings` are more lines of site.yaml."""
    loaded = write(
        folder / "workspace",
        pages=list(pages),
        databases=[database("Posts", None, "posts")],
        data_sources=[data_source("posts", "Posts", **COLUMNS)],
    )
    (folder / "site.yaml").write_text(SITE.format(root=uid("Posts")) + settings)
    if plugins:
        add_plugins(folder, plugins)
    crawl_workspace(Workspace.load(loaded), folder / ".notionpress", (uid("Posts"),), Report())
    return folder


def add_plugins(folder: Path, plugins: dict[str, str]) -> None:
    """Write plugins and name them in site.yaml."""
    for path, source in plugins.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(dedent(source))
    with (folder / "site.yaml").open("a") as file:
        file.write(f"plugins: [{', '.join(plugins)}]\n")


def built(folder: Path) -> list[Problem]:
    """Build the project; returns the problems."""
    report = Report()
    build(folder, report)
    return report.problems


def shown(folder: Path, page: str) -> str:
    """The HTML of a page of the site."""
    return (folder / "public" / page / "index.html").read_text()
