"""What templates see: the site, pages and lists as plain values (docs/themes.md describes them)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from notionpress.content.adapters import template_value
from notionpress.content.rich_text import FileRef
from notionpress.emit.comments import comment_threads
from notionpress.emit.output import Job
from notionpress.render.embeds import has_player
from notionpress.render.html_renderer import HtmlRenderer
from notionpress.render.pictures import background, sources
from notionpress.render.properties import property_html, property_text
from notionpress.render.texts import word
from notionpress.site import routes
from notionpress.site.site import PageMeta, Site, Tag

WORDS_PER_MINUTE = 230
"""Mean silent reading speed of English prose (Brysbaert 2019: 238), rounded down."""

CONTENTS_LEVELS = 3
"""Headings of level 1 to 3 are listed in a page's contents."""


def origin(site: Site) -> str:
    """Scheme and host of the site, without a slash at the end."""
    return routes.origin(site.config.base_url)


def frame(site: Site, path: str, *, title: str = "", description: str = "") -> dict[str, Any]:
    """The variables that every template has; `path` is the output's."""
    url = site.base_path + routes.file_url("", path.removesuffix(routes.INDEX))
    config = site.config
    return {
        "site": {
            "title": config.title,
            "description": config.description,
            "url": origin(site) + site.base_path.rstrip("/"),
            "language": config.language,
            "author": config.author,
            "root": site.base_path,
            "feed_url": f"{site.base_path}feed.xml" if config.feed.enabled and site.posts else "",
            "tags_url": f"{site.base_path}tags/" if site.tags else "",
            "menu": [
                {"label": shown_title(link.label, site), "url": link.url, "current": link.url == url}
                for link in site.menu
            ],
        },
        "canonical": origin(site) + url,
        "head_title": f"{title} · {config.title}" if title and title != config.title else config.title,
        "description": description or config.description,
    }


def tag_context(tag: Tag) -> dict[str, Any]:
    """A tag as templates see it."""
    return {"name": tag.name, "url": tag.route.url, "color": tag.color, "count": len(tag.posts)}


def shown_title(title: str, site: Site) -> str:
    """A title, or the words for none: a link without words cannot be seen."""
    return title or word("untitled", site.config.language)


def _page_tag(name: str, site: Site) -> dict[str, str]:
    """A tag of a page; only tags of posts have an address."""
    tag = site.tag_named.get(name)
    return (
        {"name": name, "url": tag.route.url, "color": tag.color}
        if tag
        else {"name": name, "url": "", "color": "default"}
    )


def summary_context(page: PageMeta, job: Job) -> dict[str, Any]:
    """A page as lists show it, without its body."""
    return _summary(page, job, job.renderer(page))


def _summary(page: PageMeta, job: Job, render: HtmlRenderer) -> dict[str, Any]:
    site = job.workshop.site
    return {
        "title": shown_title(page.title, site),
        "url": page.route.url,
        "kind": page.kind,
        "date": page.date or (page.created if page.kind == "post" else None),
        "updated": page.updated,
        "description": page.description,
        "excerpt": page.excerpt,
        "tags": [_page_tag(name, site) for name in page.tags],
        "authors": list(page.authors),
        "icon": Markup(render.icon(page.icon)),
        "cover": _cover(page.cover, job, render),
        "reading_minutes": max(1, round(page.words / WORDS_PER_MINUTE)),
        "words": page.words,
    }


def page_context(page: PageMeta, job: Job) -> dict[str, Any]:
    """A page with its body."""
    render = job.renderer(page)
    newer, older = neighbours(job.workshop.site, page)
    blocks = job.workshop.blocks(page.id)
    content = render.body(blocks)
    return {
        **_summary(page, job, render),
        "content": Markup(content),
        "table_of_contents": [
            {"level": render.level(heading), "text": render.words(heading.rich_text), "anchor": heading.anchor}
            for heading in render.headings
            if render.level(heading) <= CONTENTS_LEVELS
        ],
        "metadata": _metadata(page, render),
        "properties": {
            name: template_value(value, render, page.columns.get(name)) for name, value in page.metadata.items()
        },
        "breadcrumbs": [
            {"title": shown_title(above.title, job.workshop.site), "url": above.url}
            for above in job.reader.breadcrumbs(page.id)[:-1]
        ],
        "children": [summary_context(child, job) for child in _published(page.children, job)],
        "previous": _neighbour(older, job.workshop.site),
        "next": _neighbour(newer, job.workshop.site),
        "has_code": page.has_code,
        "has_equation": page.has_equation,
        "has_player": has_player(content),
        "comments": comment_threads(job.workshop.comments(page.id), blocks, render),
    }


def _metadata(page: PageMeta, render: HtmlRenderer) -> list[dict[str, Any]]:
    found = []
    for name, value in page.metadata.items():
        column = page.columns.get(name)
        found.append(
            {
                "name": name,
                "text": property_text(value, render, column),
                "html": Markup(property_html(value, render, column)),
                "value": template_value(value, render, column),
            }
        )
    return found


def neighbours(site: Site, page: PageMeta) -> tuple[PageMeta | None, PageMeta | None]:
    """The next newer and next older post of a post."""
    if page.kind != "post":
        return None, None
    at = site.position[page.id]
    newer = site.pages[site.posts[at - 1]] if at else None
    older = site.pages[site.posts[at + 1]] if at + 1 < len(site.posts) else None
    return newer, older


def _neighbour(page: PageMeta | None, site: Site) -> dict[str, str] | None:
    return {"title": shown_title(page.title, site), "url": page.route.url} if page else None


def _published(ids: Sequence[str], job: Job) -> list[PageMeta]:
    return [page for page in map(job.reader.meta, ids) if page]


def _cover(ref: FileRef | None, job: Job, render: HtmlRenderer) -> Mapping[str, Any] | None:
    if ref is None:
        return None
    media = job.reader.file(ref)
    if media is None:
        url = None if ref.hosted else render.address(ref)
        return {"url": url, "width": 0, "height": 0, "alt": "", "sources": [], "style": ""} if url else None
    if not media.is_shown:
        return None
    return {
        "url": media.url,
        "width": media.width,
        "height": media.height,
        "alt": "",
        "sources": [{"type": one.type, "srcset": one.srcset, "media": one.media} for one in sources(media)],
        "style": background(media),
    }
