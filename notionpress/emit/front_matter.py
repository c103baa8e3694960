"""Front matter: the facts of a page in each generator's own terms, as YAML or TOML."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
import tomli_w

from notionpress.content.adapters import front_matter as plain_value
from notionpress.content.rich_text import EmojiIcon
from notionpress.emit.yaml import yaml_text
from notionpress.render.renderer import Renderer
from notionpress.site.layouts import segments
from notionpress.site.publish import aware
from notionpress.site.site import PageMeta, Site

MARK: Final = "Written by notionpress: edit the page in Notion, as changes here are lost."
"""Stands in every page's front matter, so that a later export knows its own files."""

_ANY = MappingProxyType[str, Any]({})


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What a generator calls the facts of a page; "" for those that it does not know.

    `address` is the pattern of an address, with `{}` for its parts. A term with a dot is inside of another. `always` is
    in every page's front matter, `front_page` says that the front page knows more than its title and description.
    """

    address_term: str = ""
    address: str = "/{}/"
    front_address: str = "/"
    date: str = "date"
    updated: str = "updated"
    tags: str = "tags"
    authors: str = "authors"
    cover: str = "image"
    cover_is_list: bool = False
    position: str = ""
    icon: str = "icon"
    properties: str = "properties"
    always: Mapping[str, Any] = _ANY
    layouts: Mapping[str, str] = _ANY
    """The layout of a post and of a page."""
    local_times: bool = False
    """Whether times are the site's, without an offset."""
    front_page: bool = True
    toml: bool = False


TERMS: Final[Mapping[str, Terms]] = MappingProxyType(
    {
        "plain": Terms(cover="cover"),
        # gohugo.io/content-management/front-matter
        "hugo": Terms(
            address_term="url",
            updated="lastmod",
            cover="images",
            cover_is_list=True,
            position="weight",
            properties="params.properties",
        ),
        # jekyllrb.com/docs/front-matter, github.com/jekyll/jekyll-seo-tag
        "jekyll": Terms(
            address_term="permalink",
            updated="last_modified_at",
            always=MappingProxyType({"render_with_liquid": False}),
            layouts=MappingProxyType({"post": "post", "page": "page"}),
        ),
        # 11ty.dev/docs/data-frontmatter, 11ty.dev/docs/template-overrides
        "eleventy": Terms(address_term="permalink", always=MappingProxyType({"templateEngineOverride": "md"})),
        # docs.astro.build/en/guides/content-collections, and the official blog template
        "astro": Terms(address_term="slug", address="{}", front_address="index", date="pubDate", updated="updatedDate"),
        # docusaurus.io/docs/api/plugins/@docusaurus/plugin-content-docs#markdown-front-matter
        "docusaurus": Terms(
            address_term="slug", address="/{}", updated="last_update.date", position="sidebar_position"
        ),
        # squidfunk.github.io/mkdocs-material/reference: its `icon` is the name of a drawing
        "mkdocs": Terms(icon=""),
        # getzola.org/documentation/content/page
        "zola": Terms(
            address_term="path",
            address="{}",
            tags="taxonomies.tags",
            cover="extra.image",
            icon="extra.icon",
            position="weight",
            properties="extra.properties",
            front_page=False,
            toml=True,
        ),
        # hexo.io/docs/front-matter
        "hexo": Terms(
            address_term="permalink",
            cover="cover",
            always=MappingProxyType({"disableNunjucks": True}),
            local_times=True,
        ),
    }
)
"""The terms of every generator by its name."""


def positions(site: Site) -> dict[str, int]:
    """The place of each page among those beside it, from 1; posts and rows of databases have none."""
    ordered = (page for page in site.pages.values() if page.kind != "post")
    found = {page.id: place for place, page in enumerate((page for page in ordered if not page.parents), 1)}
    for parent in site.pages.values():
        for place, id in enumerate(parent.children, 1):
            page = site.pages.get(id)
            if page and page.kind != "post" and page.parents[-1:] == (parent.id,):
                found.setdefault(id, place)
    return found


def front_matter(
    page: PageMeta, site: Site, terms: Terms, render: Renderer, cover: str, position: int | None = None
) -> str:
    """The front matter of a page with its fences, ending in a line feed.

    `render` answers for the values of properties; `cover` is where its cover can be had, "" for none; `position` is
    its place among the pages beside it.
    """
    facts = _settled(_facts(page, site, terms, render, cover, position), site, terms)
    if terms.toml:
        return f"+++\n# {MARK}\n{tomli_w.dumps(facts)}+++\n"
    return f"---\n# {MARK}\n{yaml_text(facts)}---\n"


def _facts(
    page: PageMeta, site: Site, terms: Terms, render: Renderer, cover: str, position: int | None
) -> dict[str, Any]:
    found: dict[str, Any] = {"title": page.title or render.word("untitled")}
    if page.id == site.home and not terms.front_page:
        return {**found, "description": page.description}
    found["layout"] = terms.layouts.get(page.kind)
    _set(found, terms.address_term, _address(page, site, terms))
    if page.date or page.kind == "post":
        _set(found, terms.date, page.date or page.created)
    _set(found, terms.updated, page.updated)
    found["description"] = page.description
    _set(found, terms.tags, page.tags)
    _set(found, terms.authors, page.authors)
    _set(found, terms.cover, [cover] if cover and terms.cover_is_list else cover)
    _set(found, terms.position, position)
    _set(found, terms.icon, page.icon.emoji if isinstance(page.icon, EmojiIcon) else "")
    found.update(terms.always)
    _set(found, terms.properties, {name: plain_value(value, render) for name, value in page.metadata.items()})
    return found


def _set(facts: dict[str, Any], term: str, value: Any) -> None:
    """Put a value under its term; one with a dot is inside of another."""
    outer, _, inner = term.rpartition(".")
    if outer:
        facts.setdefault(outer, {})[inner] = value
    elif inner:
        facts[inner] = value


def _address(page: PageMeta, site: Site, terms: Terms) -> str:
    return terms.front_address if page.id == site.home else terms.address.format("/".join(segments(page)))


def _settled(value: Any, site: Site, terms: Terms) -> Any:
    """A value in lists and dictionaries without what is empty; times are those of the site's time zone."""
    if isinstance(value, dict):
        return {name: one for name, inner in value.items() if _says(one := _settled(inner, site, terms))}
    if isinstance(value, (list, tuple)):
        return [one for inner in value if _says(one := _settled(inner, site, terms))]
    if isinstance(value, datetime):
        zone = ZoneInfo(site.config.time_zone)
        local = aware(value, zone).astimezone(zone)
        return local.replace(tzinfo=None) if terms.local_times else local
    return value


def _says(value: Any) -> bool:
    """Whether a value is not empty; false and nought are not."""
    return bool(value) or isinstance(value, (int, float))
