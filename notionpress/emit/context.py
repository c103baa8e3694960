"""What templates see: pages, terms and feeds as plain values (docs/themes.md describes them)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, Final

from markupsafe import Markup

from notionpress.config import DiscussionSettings
from notionpress.content.adapters import template_value
from notionpress.emit.comments import comment_threads
from notionpress.emit.connections import backlinks, graph
from notionpress.emit.discussion import discussion
from notionpress.emit.feed_formats import FEED_KINDS
from notionpress.emit.languages import language_of, own_words, site_title, translation_of_page
from notionpress.emit.output import Job
from notionpress.emit.values import Values
from notionpress.render.embeds import has_player
from notionpress.render.html_media import has_zoom
from notionpress.render.html_renderer import HtmlRenderer
from notionpress.render.pictures import background, sources
from notionpress.render.properties import property_html, property_text
from notionpress.render.texts import name_of_language, word
from notionpress.site import routes
from notionpress.site.languages import list_language
from notionpress.site.reader import Reader
from notionpress.site.site import SERIES, Media, PageMeta, Site
from notionpress.site.social import CARD_HEIGHT, CARD_WIDTH, card_path, has_card

CONTENTS_LEVELS = 3
"""Headings of level 1 to 3 are listed in a page's contents."""


def origin(site: Site) -> str:
    """Scheme and host of the site, without a slash at the end."""
    return routes.origin(site.config.base_url)


def collection_context(name: str, job: Job) -> dict[str, str]:
    """A collection as templates see it: its title, its address, "" where it has no list, and its layout."""
    title, url, layout = job.reader.fact(f"about-collection:{name}")
    return {"name": name, "title": title, "url": url, "layout": layout}


def taxonomy_context(name: str, title: str, url: str, job: Job) -> dict[str, str]:
    """A taxonomy as templates see it; the theme has words for those that every site may have."""
    return {"name": name, "title": title or job.text(name), "url": url}


def shown_title(title: str, reader: Reader) -> str:
    """A title, or the words for none: a link without words cannot be seen."""
    return title or word("untitled", reader.language)


class SummaryValues(Values):
    """A page as lists show it, without its body."""

    _names: Collection[str] = (
        *("title", "url", "kind", "language", "date", "updated", "description", "excerpt", "tags", "authors"),
        *("icon", "cover", "social_image", "reading_minutes", "words", "collection", "terms"),
    )

    def __init__(self, page: PageMeta, job: Job) -> None:
        self._page = page
        self._job = job

    @cached_property
    def _render(self) -> HtmlRenderer:
        return self._job.renderer(self._page)

    def _make(self, name: str) -> Any:
        """One of them."""
        page = self._page
        match name:
            case "title":
                return shown_title(page.title, self._job.reader)
            case "url":
                return page.route.url
            case "language":
                return language_of(page, self._job)
            case "date":
                return page.date or (page.created if page.kind == "post" else None)
            case "tags":
                return [_page_term("tags", tag, self._job.reader) for tag in page.tags]
            case "authors":
                return list(page.authors)
            case "terms":
                return {
                    name: [_page_term(name, term, self._job.reader) for term in terms]
                    for name, terms in self._terms().items()
                }
            case "collection":
                return collection_context(page.collection, self._job) if page.collection else None
            case "icon":
                return Markup(self._render.icon(page.icon))
            case "cover":
                return _cover(page, self._job, self._render)
            case "social_image":
                if has_card(page, self._job.reader.fact("cards:"), partial(_download, self._job.reader)):
                    return card_context(card_path(page), shown_title(page.title, self._job.reader), self._job)
                cover = self.cover
                return {name: cover[name] for name in _PICTURE} if cover else None
        return getattr(page, name)

    def _terms(self) -> dict[str, tuple[str, ...]]:
        """The names of the page's terms by taxonomy."""
        page = self._page
        return {"tags": page.tags, "authors": page.authors, **page.terms}


def summary_context(page_id: str, job: Job) -> SummaryValues:
    """A published page as lists show it."""
    return SummaryValues(job.page(page_id), job)


class PageValues(SummaryValues):
    """A page with its body, which is made at once: what is wrong in it is no mistake of the template."""

    _names = (
        *SummaryValues._names,
        *("content", "table_of_contents", "metadata", "properties", "breadcrumbs", "children", "previous", "next"),
        *("has_code", "has_equation", "has_player", "comments", "backlinks", "graph", "series", "has_zoom", "noindex"),
        *("related", "translations", "discussion"),
    )

    def __init__(self, page: PageMeta, job: Job) -> None:
        super().__init__(page, job)
        self._body = job.body(page)
        threads = job.comments(page.id)
        self.content = Markup(self._body.html)
        self.comments = comment_threads(threads, job.blocks(page.id), self._render) if threads else []

    def _make(self, name: str) -> Any:
        """One of them."""
        page, reader, render = self._page, self._job.reader, self._render
        match name:
            case "table_of_contents":
                return [
                    {"level": one.level, "text": one.text, "anchor": one.anchor}
                    for one in self._body.headings
                    if one.level <= CONTENTS_LEVELS
                ]
            case "metadata":
                return _metadata(page, render)
            case "properties":
                columns = page.columns
                return {key: template_value(value, render, columns.get(key)) for key, value in page.metadata.items()}
            case "breadcrumbs":
                above = zip(page.parents, reader.breadcrumbs(page.id)[:-1], strict=True)
                return [
                    {
                        "title": shown_title(one.title, reader),
                        "url": one.url,
                        "language": language_of(self._job.page(id), self._job),
                    }
                    for id, one in above
                ]
            case "children":
                return [summary_context(child, self._job) for child in page.children if reader.meta(child)]
            case "previous":
                return _neighbour(reader.neighbours(page.id)[1], self._job)
            case "next":
                return _neighbour(reader.neighbours(page.id)[0], self._job)
            case "backlinks":
                return backlinks(page, self._job)
            case "graph":
                return graph(page, self._job)
            case "related":
                wanted = reader.fact("setting:related_posts") and page.kind == "post"
                ids = reader.fact(f"related:{page.id}") if wanted else ()
                return [summary_context(id, self._job) for id in ids]
            case "series":
                return _series(page, self._job)
            case "translations":
                return [translation_of_page(self._job.page(id), page.id, self._job) for id in page.translations]
            case "discussion":
                settings: DiscussionSettings = reader.fact("setting:discussion")
                is_open = settings.provider != "none" and page.discussed
                return discussion(settings, self.language) if is_open else None
            case "has_player":
                return has_player(self._body.html)
            case "has_zoom":
                return has_zoom(self._body.html)
        return super()._make(name)


def feeds_of_list(key: str, job: Job) -> list[dict[str, str]]:
    """The feeds of a list by its key."""
    title, url, language, formats = job.reader.fact(f"feeds-of:{key}")
    shown = title_of_feed(key, title, language, job) if formats else ""
    return [feed_context(kind, url, shown) for kind in formats]


def title_of_feed(key: str, title: str, language: str, job: Job) -> str:
    """What the feeds of a list are called, by the list's key, title and language."""
    job = job.in_language(language)
    if key.startswith("language:"):
        return own_words("title", job) or f"{name_of_language(language)} · {site_title(job)}"
    return f"{title} · {site_title(job)}"


def feed_context(kind: str, folder: str, title: str) -> dict[str, str]:
    """A feed as templates see it: its title, type and address in a folder of the site."""
    found = FEED_KINDS[kind]
    return {"title": title, "type": found.media_type, "url": folder + found.file}


def term_context(term: Sequence[Any]) -> dict[str, Any]:
    """A term, such as a tag, as templates see it: name, address, colour and number of posts."""
    name, url, color, count = term
    return {"name": name, "url": url, "color": color, "count": count}


def _page_term(taxonomy: str, name: str, reader: Reader) -> dict[str, str]:
    """A term of a page; only those of what is listed have an address."""
    url, color = reader.fact(f"term-named:{taxonomy}/{name}") or ("", "default")
    return {"name": name, "url": url, "color": color}


def _series(page: PageMeta, job: Job) -> dict[str, Any] | None:
    """The series that a page is a part of: which part, and all of them; none where it is in none, or not listed."""
    name = next(iter(page.terms.get(SERIES, ())), "")
    url, ids = (job.reader.fact(f"series:{name}") if name else None) or ("", ())
    if page.id not in ids:
        return None
    # Who reads a part reads its language.
    language = list_language(page.language, job.config)
    spoken = [part for part in map(job.page, ids) if list_language(part.language, job.config) == language]
    at = [part.id for part in spoken].index(page.id)
    parts = [{**_linked(part, job), "current": part.id == page.id} for part in spoken]
    return {
        "title": name,
        "url": url,
        "part": at + 1,
        "count": len(parts),
        "parts": parts,
        "previous": parts[at - 1] if at else None,
        "next": parts[at + 1] if at + 1 < len(parts) else None,
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


def _neighbour(page_id: str, job: Job) -> dict[str, str] | None:
    return _linked(job.page(page_id), job) if page_id else None


def _linked(page: PageMeta, job: Job) -> dict[str, str]:
    """What a link to a page shows, and the language of its words."""
    return {
        "title": shown_title(page.title, job.reader),
        "url": page.route.url,
        "language": language_of(page, job),
    }


_PICTURE: Final = ("url", "width", "height", "alt")
"""What is told of a picture that stands for a page elsewhere."""


def card_context(path: str, alt: str, job: Job) -> dict[str, Any]:
    """A social card as templates see it, by its path."""
    url = routes.file_url(job.base_path, path)
    return {"url": url, "width": CARD_WIDTH, "height": CARD_HEIGHT, "alt": alt}


def _download(reader: Reader, key: str) -> Media | None:
    media: Media | None = reader.fact(f"file:{key}")
    return media


def _cover(page: PageMeta, job: Job, render: HtmlRenderer) -> Mapping[str, Any] | None:
    ref = page.cover
    if ref is None:
        return None
    place = f"object-position:{page.cover_focus}" if page.cover_focus else ""
    media = job.reader.file(ref)
    if media is None:
        url = None if ref.hosted else render.address(ref)
        return {"url": url, "width": 0, "height": 0, "alt": "", "sources": [], "style": place} if url else None
    if not media.is_shown:
        return None
    return {
        "url": media.url,
        "width": media.width,
        "height": media.height,
        "alt": "",
        "sources": [{"type": one.type, "srcset": one.srcset, "media": one.media} for one in sources(media)],
        "style": ";".join(filter(None, (background(media), place))),
    }
