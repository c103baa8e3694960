"""What the settings of site.yaml must be beyond their types: addresses, ids, languages, time zones."""

from __future__ import annotations

import posixpath
import re
import string
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from notionpress.config_file import Check, or_meant
from notionpress.ids import local_id, parse_id
from notionpress.language_tags import LANGUAGE_TAG

PLACEHOLDERS: Final = ("slug", "year", "month", "day")
"""What a permalink may be filled in with."""

DIRECTIVES: Final = (
    *("child-src", "connect-src", "font-src", "form-action", "frame-ancestors", "frame-src", "img-src", "manifest-src"),
    *("media-src", "object-src", "script-src", "style-src", "worker-src"),
)
"""What of a Content-Security-Policy takes sources."""

_OF_PROVIDERS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "giscus": (("repo", "repo_id", "category", "category_id"), ("url",)),
    "isso": (("url",), ()),
    "remark42": (("url",), ("site_id",)),
}
"""What each provider of comments needs, and what it may have besides."""

_WHERE_FROM: Final[Mapping[str, str]] = {
    "giscus": ": https://giscus.app tells all four for your repository",
    "isso": ": the address of your Isso server, such as https://comments.example.org",
    "remark42": ": the address of your Remark42 server, such as https://comments.example.org",
}

_SOURCE = re.compile(r"'[A-Za-z0-9+/=_-]+'|[A-Za-z0-9*._~:/%?&=+\[\]-]+")
_LINK = re.compile(r"(?:https?://[^/]|mailto:.|tel:.|/|#)")
_TOKEN = re.compile(r"(?:ntn|secret)_")
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def notion_id(value: str) -> str:
    """The dashed id of an id or a Notion URL."""
    try:
        return parse_id(value)
    except ValueError:
        raise ValueError(
            f"{_shown(value)} is neither a Notion id nor a Notion URL: open the page or database in Notion and copy"
            " its link"
        ) from None


def page_id(value: str) -> str:
    """The dashed id of a page: that of a local one for its path in the content folder."""
    if value.endswith(".md") and "://" not in value:
        return local_id(posixpath.normpath(value))
    try:
        return notion_id(value)
    except ValueError as error:
        raise ValueError(f"{error}, or name a local page by its path, such as guide/tides.md") from None


def web_address(value: str) -> str:
    """An address with scheme and host, without what only a page's address has."""
    try:
        parts = urlsplit(value)
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        right = False
    if not right or " " in value or not value.isprintable():
        raise ValueError(f"{_shown(value)} is no web address: it begins with https:// and a host")
    if parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("an address stands here without “?”, “#” and user name")
    return value


def language(value: str) -> str:
    """A language tag."""
    if LANGUAGE_TAG.fullmatch(value):
        return value
    dashed = value.replace("_", "-").partition(".")[0]
    meant = f"; did you mean “{dashed}”?" if dashed != value and LANGUAGE_TAG.fullmatch(dashed) else ""
    raise ValueError(f"{_shown(value)} is no language tag such as en, de or pt-BR{meant}")


def language_or_none(value: str) -> str:
    """A language tag, or nothing."""
    return language(value) if value else value


def time_zone(value: str) -> str:
    """A name of the time zone database."""
    try:
        ZoneInfo(value)
    except (KeyError, OSError, ValueError):
        meant = or_meant(value, available_timezones())
        raise ValueError(f"{_shown(value)} is no time zone such as UTC or Europe/Berlin{meant}") from None
    return value


def permalink(value: str) -> str:
    """A pattern with {slug}, whose segments name folders of the site."""
    names = _placeholders(value)
    for name in names:
        if name not in PLACEHOLDERS:
            known = [f"{{{one}}}" for one in PLACEHOLDERS]
            meant = or_meant(f"{{{name}}}", known) or "; there is {slug}, {year}, {month} and {day}"
            raise ValueError(f"“{{{name}}}” cannot be filled in{meant}")
    if "slug" not in names:
        raise ValueError("{slug} is missing: without it all posts of a day would have one address")
    if re.search(r"[\\?#\s\x00-\x1f\x7f]", value) or {".", ".."} & set(value.split("/")):
        raise ValueError("a permalink is made of names and slashes, such as /{year}/{slug}/")
    return value


def _placeholders(pattern: str) -> list[str]:
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError:
        raise ValueError("the braces do not match: each “{” has its “}”") from None
    for _, name, form, conversion in parts:
        if name is not None and (form or conversion):
            raise ValueError(f"in “{{{name}…}}” only a name stands between the braces")
    return [name for _, name, _, _ in parts if name is not None]


def link(value: str) -> str:
    """An address that a menu may lead to."""
    if not _LINK.match(value):
        raise ValueError(f"{_shown(value)} begins with none of https://, http://, mailto:, tel:, / and #")
    return value


def web_beginning(value: str) -> str:
    """The beginning of a web address, with its host."""
    if not re.match(r"https?://[^/]", value):
        raise ValueError(f"{_shown(value)} does not begin with https:// or http:// and a host")
    return value


def collection_name(value: str) -> str:
    """A name that can stand in addresses."""
    if not _NAME.fullmatch(value):
        raise ValueError(f"{_shown(value)} is no name of lower-case letters, digits and hyphens, such as blog")
    return value


def collection_root(value: str) -> str:
    """The dashed id of an id or a Notion URL, or the path of a folder of local pages, `.` for that of all."""
    try:
        return parse_id(value)
    except ValueError:
        folder = posixpath.normpath(value.strip("/") or ".")
    if "://" in value or folder.startswith("..") or (folder == "." and value != ".") or _TOKEN.search(value):
        raise ValueError(
            f"{_shown(value)} is neither a Notion id, a Notion URL, nor a folder in the content folder, such as blog"
        )
    return folder


def site_address(value: str) -> str:
    """An address of a folder of the site, with a slash on both ends."""
    parts = [part for part in value.split("/") if part]
    if not value.startswith("/") or re.search(r"[\\?#{}\s\x00-\x1f\x7f]", value) or {".", ".."} & set(parts):
        raise ValueError(f"{_shown(value)} is no address of the site such as /blog/")
    return "/".join(("", *parts, ""))


def template_name(value: str) -> str:
    """The name of a template of the theme or the project."""
    if not value.endswith(".html") or value.startswith("/") or ".." in value.split("/"):
        raise ValueError(f"{_shown(value)} is no name of a template such as note.html")
    return value


def one_or_more(value: int) -> int:
    """A number of things."""
    if value < 1:
        raise ValueError(f"this must be 1 or more, not {value}")
    return value


def none_or_more(value: int) -> int:
    """A number of things, of which there need be none."""
    if value < 0:
        raise ValueError(f"this must be 0 or more, not {value}")
    return value


def percent(value: int) -> int:
    """A quality or a share."""
    if not 1 <= value <= 100:
        raise ValueError(f"this must lie between 1 and 100, not be {value}")
    return value


def some_text(value: str) -> str:
    """Text that is not blank."""
    if not value.strip():
        raise ValueError("this must not be empty")
    return value


def menu_item(value: dict[str, Any]) -> dict[str, Any]:
    """An entry of the menu with one target; one that holds others needs none."""
    if "page" in value and "url" in value:
        raise ValueError("a menu item has either a page or a url")
    if "page" not in value and "url" not in value and not ("items" in value and "label" in value):
        raise ValueError("a menu item has either a page or a url, or a label and items")
    if value.get("below") and "page" not in value:
        raise ValueError("“below” is for menu items with a page")
    return value


def publish_rule(value: dict[str, Any]) -> dict[str, Any]:
    """A rule whose values are those of a property."""
    if "values" in value and not value.get("property"):
        raise ValueError("“values” needs “property”: the name of the property that has them")
    return value


def repository(value: str) -> str:
    """A repository at GitHub by owner and name."""
    if not re.fullmatch(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+", value):
        raise ValueError(f"{_shown(value)} is no repository such as owner/name")
    return value


def discussion(value: dict[str, Any]) -> dict[str, Any]:
    """A provider of comments with all that it needs, and nothing that is another one's."""
    if value and "provider" not in value:
        raise ValueError(f"“provider” is missing: {', '.join(_OF_PROVIDERS)}")
    provider = value.get("provider", "none")
    if provider in ("none", msgspec.UNSET):
        return value
    needed, more = _OF_PROVIDERS[provider]
    for name in needed:
        if name not in value:
            raise ValueError(f"{provider} needs “{name}”{_WHERE_FROM[provider]}")
    for name in value:
        if name not in ("provider", *needed, *more):
            raise ValueError(f"{provider} has no “{name}”; it has {', '.join((*needed, *more))}")
    return value


def policy_sources(value: dict[str, Any]) -> dict[str, Any]:
    """What a Content-Security-Policy allows besides: lists of sources by directive (w3.org/TR/CSP3)."""
    found = {}
    for name, given in value.items():
        if name not in DIRECTIVES:
            meant = or_meant(name, DIRECTIVES) or f"; there is {', '.join(DIRECTIVES)}"
            raise ValueError(f"“{name}” is no directive of a policy{meant}")
        sources = given.split() if isinstance(given, str) else given
        if not isinstance(sources, list) or not sources:
            raise ValueError(f"“{name}” needs sources, such as https://example.org")
        for source in sources:
            if not isinstance(source, str) or not _SOURCE.fullmatch(source):
                raise ValueError(f"“{name}” has a source that is none: write it as https://example.org")
        found[name] = sources
    return found


def _shown(value: str) -> str:
    """A value for a message; what may be a token is not shown."""
    if _TOKEN.search(value):
        return "this"
    return f"“{value[:60]}…”" if len(value) > 60 else f"“{value}”"


CHECKS: Final[Mapping[str, Check]] = {
    "title": some_text,
    "base_url": web_address,
    "language": language,
    "languages.language": language,
    "time_zone": time_zone,
    "notion.root": notion_id,
    "notion.base_url": web_address,
    "notion.requests_per_minute": one_or_more,
    "notion.concurrency": one_or_more,
    "notion.reread_within": none_or_more,
    "publish": publish_rule,
    "discussion": discussion,
    "discussion.url": web_address,
    "discussion.repo": repository,
    "permalink": permalink,
    "posts_per_page": one_or_more,
    "related_posts": none_or_more,
    "collections.name": collection_name,
    "collections.root": collection_root,
    "collections.url": site_address,
    "collections.permalink": permalink,
    "collections.posts_per_page": none_or_more,
    "collections.language": language_or_none,
    "collections.template": template_name,
    "collections.list_template": template_name,
    "taxonomies.name": collection_name,
    "taxonomies.url": site_address,
    "taxonomies.posts_per_page": none_or_more,
    "archive.url": site_address,
    "feed.posts": one_or_more,
    "files.largest": one_or_more,
    "files.timeout": one_or_more,
    "removals.percent": percent,
    "removals.pages": none_or_more,
    "live.debounce": none_or_more,
    "live.reconcile": one_or_more,
    "live.reread": none_or_more,
    "deploy.timeout": one_or_more,
    "deploy.allow": policy_sources,
    "checks.picture_size": one_or_more,
    "checks.picture_megapixels": one_or_more,
    "checks.skip_links": web_beginning,
    "checks.links_kept": none_or_more,
    "pictures.quality": percent,
    "pictures.gallery_from": none_or_more,
    "pictures.megapixels": one_or_more,
    "menu": menu_item,
    "menu.page": page_id,
    "menu.url": link,
    "menu.items": menu_item,
    "menu.items.page": page_id,
    "menu.items.url": link,
    "theme": some_text,
    "output": some_text,
    "cache": some_text,
    "templates": some_text,
}
"""By the place of the setting; of a list, for each of its items."""
