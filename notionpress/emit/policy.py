"""The headers that go with the site's files: above all what pages may load, as a Content-Security-Policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from notionpress.config import DiscussionSettings
from notionpress.emit.discussion import sources as sources_of_discussion
from notionpress.render.embeds import player
from notionpress.render.html_media import is_film
from notionpress.site.outside import origin_of
from notionpress.site.site import Outside

_MOST_HOSTS: Final = 40
"""With more of them, all servers that encrypt are allowed: Cloudflare takes no line above 2,000 characters."""

_GIST_STYLES: Final = "https://github.githubassets.com"
"""Where the script of a gist takes its style sheet from."""

_OTHERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "X-Content-Type-Options": "nosniff",
        # Players want to know which site they are on.
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
    }
)


def headers_of(outside: Outside, allow: Mapping[str, Any]) -> dict[str, str]:
    """The headers of every file; the arguments are those of `policy`."""
    return {"Content-Security-Policy": policy(outside, allow), **_OTHERS}


def policy(outside: Outside, allow: Mapping[str, Any]) -> str:
    """What pages may load: their own files, and of others what the site shows (w3.org/TR/CSP3).

    `outside` is that, `allow` what site.yaml allows besides, as lists of sources by directive.
    """
    directives = _directives(outside)
    for name, sources in allow.items():
        directives[name] = [*directives.get(name, ["'self'"]), *sources]
    return "; ".join(f"{name} {' '.join(dict.fromkeys(sources))}" for name, sources in directives.items())


def allowed(allow: Mapping[str, Any], search: str, discussion: DiscussionSettings) -> Mapping[str, Any]:
    """What site.yaml allows, and what search and discussion of the site need: Pagefind's program is WebAssembly."""
    found = dict(allow)
    needed = sources_of_discussion(discussion)
    if search == "pagefind":
        needed["script-src"] = [*needed.get("script-src", ()), "'wasm-unsafe-eval'"]
    for name, more in needed.items():
        found[name] = [*found.get(name, ()), *more]
    return found


def _directives(outside: Outside) -> dict[str, list[str]]:
    players = [one for url in (*outside.embeds, *outside.films) if (one := player(url))]
    films = [url for url in outside.films if is_film(url)]
    # A script that writes a page of its own, in a frame that this policy is handed down to.
    scripts = _hosts(one.address for one in players if one.shape == "script")
    frames = _hosts(one.address for one in players if one.shape != "script")
    found = {
        "default-src": ["'none'"],
        "script-src": ["'self'", *scripts],
        "style-src": ["'self'", *([_GIST_STYLES] if scripts else [])],
        # Widths of columns, bars of timelines, colours of formulas and the first looks of pictures are facts of single
        # elements. A style in an attribute can neither choose other elements nor bring in a style sheet.
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": ["'self'", "data:", *_few(outside.pictures)],
        "media-src": ["'self'", *_few((*outside.sounds, *_hosts(films)))],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "frame-src": frames,
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
        "base-uri": ["'none'"],
    }
    return {name: sources for name, sources in found.items() if sources}


def _hosts(urls: Iterable[str]) -> list[str]:
    return sorted({origin_of(url) for url in urls} - {""})


def _few(hosts: Iterable[str]) -> list[str]:
    found = sorted(set(hosts))
    return found if len(found) <= _MOST_HOSTS else ["https:"]
