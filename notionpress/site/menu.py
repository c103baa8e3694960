"""The menu of the site, two levels deep: from site.yaml, or from the page tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from notionpress.config import Config, MenuEntry, MenuItem
from notionpress.ids import notion_url
from notionpress.report import Problem, Report
from notionpress.site import routes
from notionpress.site.site import MenuLink, PageMeta
from notionpress.site.tree import Content, Place


def menu_of(
    config: Config,
    content: Content,
    places: list[Place],
    pages: Mapping[str, PageMeta],
    home: str,
    report: Report,
) -> tuple[MenuLink, ...]:
    """The entries of the menu; pages that it names and that are not published are told to the report."""
    if config.menu is None or config.menu == "tree":
        tops = [pages[place.page.id] for place in places if _is_top(place) and place.page.id != home]
        return tuple(_link(page, pages) if config.menu else _titled(page) for page in tops)
    base = routes.base_path(config.base_url)
    found = []
    for item in config.menu:
        own = _entry(item, content, pages, base, report)
        if own is None:
            continue
        below = list(_below(item, pages))
        for entry in item.items:
            if link := _entry(entry, content, pages, base, report):
                below.append(link)
        found.append(replace(own, links=tuple(below)))
    return tuple(found)


def _is_top(place: Place) -> bool:
    """Whether a page is a root of the site; of a collection, only the page that it begins with."""
    return place.root and place.kind == "page" and (not place.collection or place.is_front)


def _link(page: PageMeta, pages: Mapping[str, PageMeta]) -> MenuLink:
    """A page with what is directly below it in the tree."""
    below = (pages[id] for id in page.children)
    return _titled(page, tuple(_titled(one) for one in below if one.kind == "page"))


def _titled(page: PageMeta, links: tuple[MenuLink, ...] = ()) -> MenuLink:
    return MenuLink(page.title, page.route.url, links, page.language, page.id)


def _below(item: MenuItem, pages: Mapping[str, PageMeta]) -> Iterator[MenuLink]:
    if item.below and item.page in pages:
        yield from _link(pages[item.page], pages).links


def _entry(
    item: MenuItem | MenuEntry, content: Content, pages: Mapping[str, PageMeta], base: str, report: Report
) -> MenuLink | None:
    if not item.page:
        is_own = item.url.startswith("/") and not item.url.startswith("//")
        return MenuLink(item.label or item.url, base + item.url[1:] if is_own else item.url)
    page = pages.get(item.page)
    if page:
        return MenuLink(item.label, page.route.url) if item.label else _titled(page)
    report.add(
        Problem(
            "menu-page-unpublished",
            f"The menu names a page that is not published{f' (“{item.label}”)' if item.label else ''}.",
            url=content.pages[item.page].source if item.page in content.pages else notion_url(item.page),
            hint="Publish it, or take it out of menu in site.yaml.",
        )
    )
    return None
