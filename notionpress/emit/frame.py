"""What every template sees: the site, and what the output is (docs/themes.md describes it)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup

from notionpress.emit.context import (
    PageValues,
    card_context,
    collection_context,
    feed_context,
    feeds_of_list,
    shown_title,
    summary_context,
    taxonomy_context,
)
from notionpress.emit.languages import front_of, language_of, own_words, site_title, switch
from notionpress.emit.output import Job
from notionpress.emit.seo import SeoValues
from notionpress.emit.values import Values
from notionpress.render.languages import direction_of
from notionpress.render.markup import escape
from notionpress.site import routes
from notionpress.site.fronts import FRONT
from notionpress.site.icons import icon_links
from notionpress.site.languages import spoken
from notionpress.site.site import MenuLink
from notionpress.site.social import SITE_CARD

RECENT: Final = 8
"""How many of the pages that were edited last are told."""


def frame(
    job: Job,
    path: str,
    *,
    title: str = "",
    description: str = "",
    collection: str = "",
    page: PageValues | None = None,
    translations: Sequence[Mapping[str, Any]] = (),
    is_found: bool = True,
) -> dict[str, Any]:
    """The variables that every template has.

    `path` is the output's, `collection` the one that it is part of, `page` the page that it shows, `translations`
    are those of the list; `is_found` is false where it stands in for what is not found.
    """
    url = job.base_path + routes.file_url("", path.removesuffix(routes.INDEX))
    translations = (page["translations"] if page else ()) or translations
    name = site_title(job)
    return {
        "site": SiteValues(job, url, collection, page),
        "canonical": job.origin + url,
        "head_title": f"{title} · {name}" if title and title != name else name,
        "description": description or own_words("description", job),
        "seo": SeoValues(job, job.origin + url, page, translations, is_found=is_found),
        "translations": translations,
        "languages": switch(job, url, translations),
    }


class SiteValues(Values):
    """The site as templates see it, on the page of an address; `page` is the one that is shown there."""

    _names = (
        *("title", "description", "url", "language", "author", "root", "home", "feed_url", "feeds", "tags_url"),
        *("archive_url", "menu", "collections", "taxonomies", "social_image", "icons", "has_menu"),
        *("recently_updated", "tree", "tree_previous", "tree_next"),
        *("search", "search_url"),
    )

    def __init__(self, job: Job, url: str, collection: str = "", page: PageValues | None = None) -> None:
        self._job = job
        self._url = url
        self._collection = collection
        self._page = page

    def _make(self, name: str) -> Any:
        """One of them."""
        reader, base = self._job.reader, self._job.base_path
        match name:
            case "title":
                return site_title(self._job)
            case "description":
                return own_words("description", self._job)
            case "url":
                return self._job.origin + base.rstrip("/")
            case "language":
                return self._job.config.language
            case "root":
                return base
            case "feed_url":
                return self.feeds[0]["url"] if self.feeds else ""
            case "home":
                return front_of(self._job)[0]
            case "feeds":
                key = self._list_with_feeds()
                if own := feeds_of_list(key, self._job) if key != FRONT else []:
                    return own
                title = reader.fact("setting:title")
                return [feed_context(kind, base, title) for kind in reader.fact("feeds:")]
            case "icons":
                return icon_links(reader.fact("icon:"), base)
            case "social_image":
                has_cards = reader.fact("cards:") != "none"
                return card_context(SITE_CARD, reader.fact("setting:title"), self._job) if has_cards else None
            case "recently_updated":
                return [summary_context(id, self._job) for id in self._recently_updated()]
            case "tags_url":
                return next((url for name, _, url in reader.fact("taxonomies:") if name == "tags"), "")
            case "search":
                kind = reader.fact("setting:search")
                return "" if kind == "off" else kind
            case "search_url":
                return f"{base}search/" if self.search else ""
            case "archive_url":
                return base + reader.fact("setting:archive").url[1:] if reader.fact("has:archive") else ""
            case "taxonomies":
                return [
                    taxonomy_context(name, title, url, self._job) for name, title, url in reader.fact("taxonomies:")
                ]
            case "collections":
                return [collection_context(name, self._job) for name in reader.fact("names-of-collections:")]
            case "menu":
                return self._menu_links(reader.fact("menu"))
            case "has_menu":
                return reader.fact("setting:menu") is not None
            case "tree":
                return Markup(self._tree())
            case "tree_previous":
                return self._beside(0)
            case "tree_next":
                return self._beside(1)
        return reader.fact(f"setting:{name}")

    def _menu_links(self, links: Iterable[MenuLink]) -> list[dict[str, Any]]:
        """Entries, each once: two pages may have one translation, and that may be an entry too."""
        found: list[dict[str, Any]] = []
        replaced = set[str]()
        for link in links:
            entry = self._menu_link(link)
            is_replaced = entry["url"] != link.url
            met = {one["url"] for one in found} if is_replaced else replaced
            if entry["links"] or entry["url"] not in met:
                found.append(entry)
            replaced |= {entry["url"]} if is_replaced else set()
        return found

    def _list_with_feeds(self) -> str:
        """The key of the list in the language of the page that has it; of what is no post, of the front page."""
        key = front_of(self._job)[1]
        if key.startswith("collection:") and self._page and self._page["kind"] == "post":
            what = f"{self._job.reader.language}/{self._collection}"
            return str(self._job.reader.fact(f"list-of-post:{what}")) or FRONT
        return key

    def _menu_link(self, link: MenuLink) -> dict[str, Any]:
        """An entry; in the place of a page by its title stands its translation, where there is one."""
        job = self._job
        label, url, language = link.label, link.url, spoken(link.language, job.config)
        if link.page and language != job.reader.language:
            others = map(job.page, job.page(link.page).translations)
            if page := next((one for one in others if language_of(one, job) == job.reader.language), None):
                label, url, language = page.title, page.route.url, job.reader.language
        below = self._menu_links(link.links)
        return {
            "label": shown_title(label, job.reader),
            "url": url,
            "language": language,
            "current": url == self._url,
            "links": below,
            "within": any(one["current"] for one in below),
        }

    def _recently_updated(self) -> tuple[str, ...]:
        """The ids of what was edited last in the language of the page, as far as that has a front page."""
        key = front_of(self._job)[1]
        language = "" if key == FRONT else f"/{self._job.reader.language}"
        found: tuple[str, ...] = self._job.reader.fact(f"recently-updated:{RECENT}{language}")
        return found

    def _tree(self) -> str:
        """The page tree, made once for all pages; on a page in another language it says which it is in."""
        html, own = self._job.navigation(self._tree_of()).at(self._url), self._tree_language("")
        if own == self._job.reader.language:
            return html
        return html.replace("<ul>", f'<ul lang="{escape(own)}" dir="{direction_of(own)}">', 1)

    def _tree_language(self, language: str) -> str:
        """The tag of a page's language in the tree, where it is "" for that of the tree."""
        return language or spoken(self._job.tree_language(self._tree_of()), self._job.config)

    def _beside(self, which: int) -> dict[str, str] | None:
        """The page before this one in the tree, or the one after it."""
        found = self._job.navigation(self._tree_of()).beside(self._url)[which]
        return {"title": found[0], "url": found[1], "language": self._tree_language(found[2])} if found else None

    def _tree_of(self) -> str:
        """The collection whose tree stands on the page: its own if that has one, else the first that has."""
        about = self._job.reader.fact
        docs = [name for name in about("names-of-collections:") if about(f"about-collection:{name}")[2] == "docs"]
        return self._collection if self._collection in docs or not docs else docs[0]
