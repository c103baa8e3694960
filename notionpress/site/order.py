"""The order of a site's posts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from heapq import nlargest
from zoneinfo import ZoneInfo

from notionpress.config import Config
from notionpress.site.publish import aware
from notionpress.site.site import PageMeta, Site
from notionpress.site.tree import Content


def published(post: PageMeta, zone: tzinfo) -> datetime:
    """When a post was published, as far as it tells: its date, else when it was made."""
    return aware(post.date or post.created, zone)


def newest(site: Site, ids: tuple[str, ...], count: int) -> tuple[str, ...]:
    """The ids of the newest of these posts, in whatever order the site shows them."""
    if ids is fed_posts(site) and not site.config.notion.sorts:
        return ids[:count]
    zone = ZoneInfo(site.config.time_zone)
    posts = sorted((site.pages[id] for id in ids), key=lambda post: published(post, zone), reverse=True)
    return tuple(post.id for post in posts[:count])


def own_posts(site: Site) -> tuple[str, ...]:
    """The ids of the posts that the site's own list holds: all but those that other languages have."""
    return site.languages[""].posts if site.languages else site.posts


def fed_posts(site: Site) -> tuple[str, ...]:
    """The ids of the posts that the site's own feeds hold: all but those that one in another language has."""
    return site.languages[""].fed if site.languages else site.posts


def recently_updated(site: Site, count: int, language: str = "") -> tuple[str, ...]:
    """The ids of what was edited last, of the language of a front page, which tells of others and not of itself."""
    front = site.languages[language].page if language in site.languages else site.home
    pages = (
        page
        for page in site.pages.values()
        if page.id != front and (page.language if page.language in site.languages else "") == language
    )
    return tuple(page.id for page in nlargest(count, pages, key=lambda page: (page.updated, page.id)))


def in_order(
    posts: Iterable[PageMeta], config: Config, content: Content, roots: Iterable[tuple[str, str]]
) -> list[PageMeta]:
    """The posts with the newest first.

    With `sorts` in site.yaml, posts of one moment are in their order; so are all where `properties` name no date, and
    what no listing holds comes last.
    """
    zone = ZoneInfo(config.time_zone)
    found = sorted(posts, key=lambda post: (published(post, zone), post.id), reverse=True)
    if not config.notion.sorts:
        return found
    place = {row: at for at, row in enumerate(dict.fromkeys(_listed(content, roots)))}
    found.sort(key=lambda post: place.get(post.id, len(place)))
    if config.properties.date:
        found.sort(key=lambda post: published(post, zone), reverse=True)
    return found


def _listed(content: Content, roots: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The rows of the root databases as Notion listed them."""
    for id, kind in roots:
        sources = (id,) if kind == "data_source" else content.sources.get(id, ())
        for source in sources:
            yield from content.rows.get(source, ())
