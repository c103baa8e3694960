"""Where each generator looks for pages and files, and how its pages link to each other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal
from zoneinfo import ZoneInfo

import msgspec

from notionpress.site.publish import aware
from notionpress.site.routes import INDEX, Routes
from notionpress.site.site import PageMeta, Site


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """A generator's folders and habits; folders end with a slash, and start at the generator's own top.

    `index` says which pages are the `index.md` of a folder of their own. `links` are addresses, or paths to files from
    the file they stand in; `rewrites` says that the generator turns such paths into addresses, but not in HTML.
    `rooted` says that it finds pictures by their paths from the top of `files`.
    """

    name: str
    pages: str = ""
    posts: str = ""
    """Where posts are, by the last parts of their addresses; "" for among the pages."""
    files: str = ""
    """What is served from the site's top as it is."""
    home: str = "index.md"
    """The front page, where a page of Notion is that."""
    index: Literal["never", "parents", "always"] = "never"
    dated: bool = False
    """Whether the names of posts begin with their day."""
    links: Literal["address", "file"] = "address"
    rewrites: bool = False
    rooted: bool = False


LAYOUTS: Final[Mapping[str, Layout]] = MappingProxyType(
    {
        layout.name: layout
        for layout in (
            Layout(name="plain", links="file"),
            # gohugo.io/content-management/organization
            Layout(
                name="hugo", pages="content/pages/", posts="content/posts/", files="static/", home="content/_index.md"
            ),
            # jekyllrb.com/docs/posts
            Layout(name="jekyll", posts="_posts/", dated=True),
            Layout(name="eleventy", pages="content/pages/", posts="content/posts/", home="content/index.md"),
            # docs.astro.build/en/guides/content-collections
            Layout(
                name="astro",
                pages="src/content/pages/",
                posts="src/content/posts/",
                files="public/",
                home="src/content/pages/index.md",
            ),
            # docusaurus.io/docs/create-doc
            Layout(
                name="docusaurus",
                pages="docs/",
                files="static/",
                home="docs/index.md",
                index="parents",
                links="file",
                rewrites=True,
                rooted=True,
            ),
            # mkdocs.org/user-guide/writing-your-docs
            Layout(
                name="mkdocs",
                pages="docs/",
                files="docs/",
                home="docs/index.md",
                index="parents",
                links="file",
                rewrites=True,
            ),
            # getzola.org/documentation/content/overview
            Layout(
                name="zola", pages="content/pages/", posts="content/posts/", files="static/", home="content/_index.md"
            ),
            # hexo.io/docs/writing
            Layout(
                name="hexo",
                pages="source/",
                posts="source/_posts/",
                files="source/",
                home="source/index.md",
                index="always",
            ),
        )
    }
)
"""Every layout by the name of its generator."""


def segments(page: PageMeta) -> tuple[str, ...]:
    """The parts of a page's address below the site's top."""
    return tuple(page.route.path.split("/")[:-1])


def files_of(site: Site, layout: Layout) -> dict[str, str]:
    """The path of each published page's file, by the page's id; no two differ in nothing but letter case."""
    claims: dict[str, Routes] = {}

    def claim(folder: str, *parts: str) -> str:
        above = tuple(folder.split("/")[:-1])
        # Claims that have something above them keep every name.
        routes = claims.setdefault(folder, Routes("", above=above or (".",)))
        route, _ = routes.claim(parts, "")
        return route.path.removesuffix(f"/{INDEX}").removeprefix("./") + ".md"

    # Rows of a database in a page lie below it too, though they are none of its children.
    parents = {segments(page)[:-1] for page in site.pages.values()}
    found: dict[str, str] = {}
    for page in site.pages.values():
        if page.id == site.home:
            found[page.id] = layout.home
        elif page.kind == "post" and layout.posts:
            found[page.id] = claim(layout.posts, _name(page, site, layout))
        elif layout.index == "always" or (layout.index == "parents" and segments(page) in parents):
            found[page.id] = claim(layout.pages, *segments(page), "index")
        else:
            found[page.id] = claim(layout.pages, *segments(page))
    return found


def _name(post: PageMeta, site: Site, layout: Layout) -> str:
    name = segments(post)[-1]
    return f"{day(post, site):%Y-%m-%d}-{name}" if layout.dated else name


def day(page: PageMeta, site: Site) -> datetime:
    """When a page is from, in the site's time zone: its date, or when it was made."""
    zone = ZoneInfo(site.config.time_zone)
    return aware(page.date or page.created, zone).astimezone(zone)
