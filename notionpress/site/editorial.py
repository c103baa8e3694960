"""Editorial checks: what the author of a published page may want to mend, found without rendering anything."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from notionpress.config import Config
from notionpress.content.properties import RichTextValue
from notionpress.content.summary import HeadingRef, LinkRef
from notionpress.content.walk import links_of
from notionpress.ids import notion_url
from notionpress.report import Problem
from notionpress.site.site import Media, PageMeta, place_of
from notionpress.site.tree import Place

_MIB: Final = 2**20
_MILLION: Final = 1_000_000
_TOP: Final = frozenset(("", "top"))
"""Places that every page has: https://html.spec.whatwg.org/multipage/browsing-the-web.html#scroll-to-fragid."""


def editorial_problems(
    places: Iterable[Place],
    pages: Mapping[str, PageMeta],
    databases: Collection[str],
    known: Collection[str],
    media: Mapping[str, Media],
    config: Config,
) -> Iterator[Problem]:
    """What `checks` in site.yaml asks to be told of the pages that are published, which `places` are.

    `databases` are the ids of those that can be linked, `known` all that was crawled, published or not; `media` are the
    files as they were downloaded, by key.
    """
    tells = config.checks.tells
    alt, description, headings = tells("missing-alt"), tells("missing-description"), tells("skipped-heading")
    empty, dead, anchors = tells("empty-page"), tells("dead-link"), tells("dead-anchor")
    linkable = {"", *pages, *databases}
    for place in places:
        page, summary = pages[place.page.id], place.summary
        if description and not page.description and _may_have_description(place, config):
            yield _missing_description(place, page)
        if empty and summary.is_empty and not page.children and not _is_row(place):
            hint = "Write something on it, or do not publish it yet."
            yield Problem("empty-page", "Nothing stands on this page.", page.title, page.source, hint)
        if headings and len(summary.headings) > 1:
            yield from _skipped_headings(summary.headings, page)
        if alt:
            for picture in summary.pictures:
                if not picture.is_told:
                    yield _missing_alt(page, picture.block)
        if dead or anchors:
            for link in summary.links + _links_in_properties(page) if page.metadata else summary.links:
                if link.target in linkable:
                    if anchors and link.anchor and not _leads_to_place(link, page, pages):
                        yield _dead_anchor(link, page, pages)
                elif dead and not (link.is_site and link.target not in known):
                    yield _dead_link(link, page)
    if tells("same-title"):
        yield from _same_titles(places, pages)
    if tells("large-picture"):
        yield from _large_pictures(places, pages, media, config)


def _is_row(place: Place) -> bool:
    """Whether a page is a row of a database that stands in a page: often nothing but its properties."""
    return place.kind != "post" and place.page.parent.kind in ("database", "data_source")


def _may_have_description(place: Place, config: Config) -> bool:
    """Whether there is a property for it: in local pages always, but only if the site has descriptions."""
    name = config.properties.description
    return bool(name) and bool(place.page.file or name in place.page.properties)


def _missing_description(place: Place, page: PageMeta) -> Problem:
    name = place.names.description
    hint = f"Write `{name}:` in its front matter." if page.file else f"Fill in “{name}”."
    message = "This page has no description: lists, feeds and search engines show its first words."
    return Problem("missing-description", message, page.title, page.source, hint)


def _missing_alt(page: PageMeta, block: str) -> Problem:
    return Problem(
        "missing-alt",
        "A picture has no caption, so nothing is said to those who cannot see it.",
        page.title,
        place_of(page, block),
        "Say in its caption what it shows, or `(decorative)` if it shows nothing that matters.",
    )


def _skipped_headings(headings: Iterable[HeadingRef], page: PageMeta) -> Iterator[Problem]:
    above = 9
    for heading in headings:
        if heading.level > above + 1:
            yield Problem(
                "skipped-heading",
                f"The heading “{heading.text}” is of level {heading.level}, the one before it of level {above}.",
                page.title,
                place_of(page, heading.block),
                f"Make it a heading of level {above + 1}.",
            )
        above = heading.level


def _links_in_properties(page: PageMeta) -> tuple[LinkRef, ...]:
    texts = [value.rich_text for value in page.metadata.values() if type(value) is RichTextValue]
    return tuple(link for words in texts for link in links_of(words)) if texts else ()


def _dead_link(link: LinkRef, page: PageMeta) -> Problem:
    return Problem(
        "dead-link",
        f"A link or mention leads to a page that is not published: {notion_url(link.target)}. Readers get no link.",
        page.title,
        place_of(page, link.block),
        "Publish that page, or take the link out.",
    )


def _leads_to_place(link: LinkRef, page: PageMeta, pages: Mapping[str, PageMeta]) -> bool:
    """Whether readers who follow a link come to the place that it names, as far as there are places."""
    if not link.target:
        return link.anchor in _TOP or page.has_anchor(link.anchor)
    # A database has no places to be led to.
    return link.target not in pages or bool(pages[link.target].anchor(link.anchor))


def _dead_anchor(link: LinkRef, page: PageMeta, pages: Mapping[str, PageMeta]) -> Problem:
    where = f"on “{pages[link.target].title}”" if link.target not in ("", page.id) else "on this page"
    return Problem(
        "dead-anchor",
        f"A link leads to a place {where} that is no heading, or is gone: readers come to the top of the page.",
        page.title,
        place_of(page, link.block),
        "Let it lead to a heading, or to the page.",
    )


def told_apart_by(title: str) -> str:
    """What readers tell a title from another by: its words, whatever their case."""
    return " ".join(title.split()).casefold()


def _same_titles(places: Iterable[Place], pages: Mapping[str, PageMeta]) -> Iterator[Problem]:
    first: dict[str, PageMeta] = {}
    for place in places:
        page = pages[place.page.id]
        if not page.title or _is_row(place):
            continue
        other = first.setdefault(told_apart_by(page.title), page)
        if other is not page:
            message = f"{other.route.url} has the title of this page: readers cannot tell them apart in lists."
            yield Problem("same-title", message, page.title, page.source, "Give one of them another title.")


def _large_pictures(
    places: Iterable[Place], pages: Mapping[str, PageMeta], media: Mapping[str, Media], config: Config
) -> Iterator[Problem]:
    most_bytes = config.checks.picture_size * _MIB
    most_pixels = config.checks.picture_megapixels * _MILLION
    large = {
        key: one
        for key, one in media.items()
        if one.is_shown and (one.size > most_bytes or one.width * one.height > most_pixels)
    }
    if not large:
        return
    blocks = {
        (place.page.id, picture.file.kept_as): picture.block
        for place in places
        for picture in place.summary.pictures
        if picture.file.kept_as in large
    }
    for key, one in large.items():
        size = f"{one.size / _MIB:.1f} MiB"
        pixels = f", {one.width:,} × {one.height:,} pixels" if one.width else ""
        page = pages.get(one.page)
        yield Problem(
            "large-picture",
            f"The picture {one.name!r} is very large: {size}{pixels}.",
            page.title if page else "",
            place_of(page, blocks.get((page.id, key), "")) if page else "",
            "Make it smaller before you upload it, or allow more under `checks` in site.yaml.",
        )
