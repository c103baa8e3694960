"""What search engines are told of a page besides its words: schema.org's types as JSON-LD, and whether to list it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
from markupsafe import Markup

from notionpress.emit.languages import front_of, site_title
from notionpress.emit.output import Job
from notionpress.emit.values import Values
from notionpress.render.texts import language_and_country
from notionpress.site.machines import twin_url
from notionpress.site.publish import aware
from notionpress.text import without_controls

_IN_SCRIPT: Final = str.maketrans({"<": "\\u003c", "\u2028": "\\u2028", "\u2029": "\\u2029"})
"""What could end a script, or its line, as JSON may write it too."""


class SeoValues(Values):
    """What templates say to search engines of the output at an address; `page` is the page that it shows.

    `translations` are that, or the list, in all its languages.
    """

    _names = ("robots", "locale", "other_locales", "alternates", "markdown_url", "structured_data")

    def __init__(
        self,
        job: Job,
        url: str,
        page: Mapping[str, Any] | None,
        translations: Sequence[Mapping[str, Any]],
        *,
        is_found: bool,
    ) -> None:
        self._job = job
        self._url = url
        self._page = page
        self._all_translations = translations
        self._is_found = is_found

    def _make(self, name: str) -> Any:
        """One of them."""
        match name:
            case "robots":
                return "noindex" if not self._is_found or (self._page and self._page["noindex"]) else ""
            case "locale":
                return language_and_country(self._job.reader.language)
            case "other_locales":
                others = (one["language"] for one in self._translations if not one["current"])
                return list(dict.fromkeys(filter(None, map(language_and_country, others))))
            case "alternates":
                return self._alternates()
            case "markdown_url":
                has_twin = self._page and not self.robots and self._job.reader.fact("setting:machines.markdown")
                return twin_url(self._page["url"]) if self._page and has_twin else ""
        found = [*self._about(), *self._path()] if self._is_found else []
        if not found:
            return ""
        whole = {"@context": "https://schema.org", "@graph": found}
        return Markup(msgspec.json.encode(_clean(whole)).decode().translate(_IN_SCRIPT))

    @property
    def _translations(self) -> Sequence[Mapping[str, Any]]:
        """The page in all its languages, as far as search engines may list them."""
        return [one for one in self._all_translations if not one["noindex"]]

    def _alternates(self) -> list[dict[str, str]]:
        """The addresses of all of them, and which is for readers of any other language: that of the site's."""
        found = [] if self.robots else self._translations
        urls = {one["language"]: self._absolute(one["url"]) for one in found} if len(found) > 1 else {}
        if default := urls.get(self._job.config.language):
            urls["x-default"] = default
        return [{"language": language, "url": url} for language, url in urls.items()]

    @property
    def _home(self) -> str:
        return self._job.origin + self._job.base_path

    def _about(self) -> list[dict[str, Any]]:
        """The site itself on its front page, else the page."""
        reader, page = self._job.reader, self._page
        name, home = reader.fact("setting:title"), self._home
        site = {"@type": "WebSite", "@id": f"{home}#site", "name": name, "url": home}
        if self._url == home:
            return [{**site, "description": reader.fact("setting:description"), "inLanguage": reader.language}]
        if page is None:
            return []
        is_post = page["kind"] == "post"
        picture = page["social_image"]
        about = {
            "@type": "BlogPosting" if is_post else "WebPage",
            "@id": f"{self._url}#page",
            "headline" if is_post else "name": page["title"],
            "description": page["description"] or page["excerpt"],
            "url": self._url,
            "inLanguage": reader.language,
            "image": self._absolute(picture["url"]) if picture else "",
            "dateModified": page["updated"].isoformat(),
            "isPartOf": site,
        }
        if not is_post:
            return [about]
        return [
            {
                **about,
                "mainEntityOfPage": self._url,
                "datePublished": self._day(page["date"]),
                "author": [{"@type": "Person", "name": name} for name in page["authors"]],
                "publisher": {"@type": "Organization", "name": name, "url": home},
                "keywords": [tag["name"] for tag in page["tags"]],
            }
        ]

    def _path(self) -> list[dict[str, Any]]:
        """The way from the front page to a page that stands below others."""
        page = self._page
        front = self._absolute(front_of(self._job)[0])
        if page is None or self._url in (self._home, front):
            return []
        above = [(one["title"], self._absolute(one["url"])) for one in page["breadcrumbs"]]
        steps = [(site_title(self._job), front), *(one for one in above if one[1] != front), (page["title"], self._url)]
        items = [
            {"@type": "ListItem", "position": position, "name": name, "item": url}
            for position, (name, url) in enumerate(steps, 1)
        ]
        return [{"@type": "BreadcrumbList", "itemListElement": items}]

    def _day(self, when: date) -> str:
        return (aware(when, ZoneInfo(self._job.config.time_zone)) if isinstance(when, datetime) else when).isoformat()

    def _absolute(self, url: str) -> str:
        return self._job.origin + url if url.startswith("/") else url


def _clean(value: Any) -> Any:
    """Values without what is empty, and texts without what browsers do not take."""
    if isinstance(value, dict):
        return {name: _clean(one) for name, one in value.items() if one}
    if isinstance(value, list):
        return [_clean(one) for one in value]
    return without_controls(value) if isinstance(value, str) else value
