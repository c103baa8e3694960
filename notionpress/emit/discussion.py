"""What readers say to a page, by a provider of comments: what pages are told of it, and what it may load."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from notionpress.config import DiscussionSettings
from notionpress.render.languages import fallbacks
from notionpress.site.outside import origin_of


class _Provider(msgspec.Struct, frozen=True):
    """A provider of comments: the path of its script on its server, and what of a policy takes the server.

    `server` is the one that it has where site.yaml names none, and `languages` are tags that it has other names for.
    """

    script: str
    directives: tuple[str, ...]
    server: str = ""
    languages: Mapping[str, str] = {}


_PROVIDERS: Final[Mapping[str, _Provider]] = MappingProxyType(
    {
        # github.com/giscus/giscus: client.ts
        "giscus": _Provider(
            "/client.js",
            ("script-src", "style-src", "frame-src"),
            server="https://giscus.app",
            languages={"zh": "zh-CN", "zh-Hant": "zh-TW", "zh-TW": "zh-TW", "zh-HK": "zh-HK"},
        ),
        # isso-comments.de/docs/reference/client-config
        "isso": _Provider("/js/embed.min.js", ("script-src", "style-src", "connect-src")),
        # remark42.com/docs/configuration/frontend
        "remark42": _Provider(
            "/web/embed.mjs",
            ("script-src", "frame-src"),
            languages={"pt": "bp", "uk": "ua", "zh-Hant": "zh-tw", "zh-TW": "zh-tw"},
        ),
    }
)


def discussion(settings: DiscussionSettings, language: str) -> dict[str, str] | None:
    """What the template of a page that is discussed is given, in the page's language; none without a provider."""
    provider = _PROVIDERS.get(settings.provider)
    if provider is None:
        return None
    server = _server(provider, settings)
    return {
        "provider": settings.provider,
        "host": urlsplit(server).netloc,
        "script": server + provider.script,
        "settings": json.dumps(_told(settings, server, _named(language, provider.languages)), ensure_ascii=False),
        "url": f"https://github.com/{settings.repo}/discussions" if settings.provider == "giscus" else "",
    }


def sources(settings: DiscussionSettings) -> dict[str, list[str]]:
    """What pages must be allowed to load for their discussion: sources by directive of a policy."""
    provider = _PROVIDERS.get(settings.provider)
    if provider is None:
        return {}
    return {name: [origin_of(_server(provider, settings))] for name in provider.directives}


def _server(provider: _Provider, settings: DiscussionSettings) -> str:
    return (settings.url or provider.server).rstrip("/")


def _named(language: str, names: Mapping[str, str]) -> str:
    """A language as a provider calls it."""
    tags = fallbacks(language)
    return next((names[tag] for tag in tags if tag in names), tags[-1])


def _told(settings: DiscussionSettings, server: str, language: str) -> dict[str, Any]:
    """The provider's own settings; what has to do with colours is the script's."""
    match settings.provider:
        case "giscus":
            return {
                "repo": settings.repo,
                "repoId": settings.repo_id,
                "category": settings.category,
                "categoryId": settings.category_id,
                "mapping": "pathname",
                "strict": "1",
                "reactionsEnabled": "1",
                "emitMetadata": "0",
                "inputPosition": "top",
                "lang": language,
            }
        case "isso":
            return {"isso": server, "issoLang": language}
    return {"host": server, "site_id": settings.site_id, "components": ["embed"], "locale": language}
