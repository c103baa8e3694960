"""Players of other sites: which address a player has, read from the address that an author gave; loaded on a click.

Every player's address is put together from a host that stands here and from parts that have been checked, so no
look-alike (`youtube.com.example.org`) and no odd path can choose what a page loads. The forms of the addresses are
those of the providers' own pages on embedding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal, TypeAlias
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import msgspec

Shape: TypeAlias = Literal["wide", "tall", "page", "strip", "list", "script"]
"""Films are wide or tall, documents fill a page, sounds are a strip or a list; a script writes a page of its own."""


class Player(msgspec.Struct, frozen=True):
    """A player: the provider's name, the address that the click loads, and its shape."""

    provider: str
    address: str
    shape: Shape = "wide"


class _Link(msgspec.Struct, frozen=True):
    """An author's address in its parts; values of the query and segments of the path are decoded."""

    url: str
    host: str
    path: tuple[str, ...]
    query: Mapping[str, str]
    fragment: str


_Make: TypeAlias = Callable[[_Link], Player | None]

_NUMBER = re.compile(r"[0-9]{1,20}", re.ASCII)
_WORD = re.compile(r"[A-Za-z0-9_-]{1,128}")
_VIDEO = re.compile(r"[A-Za-z0-9_-]{11}")
_HEX = re.compile(r"[0-9a-f]{20,40}")
_TIME = re.compile(r"(?:([0-9]{1,3})h)?(?:([0-9]{1,5})m)?(?:([0-9]{1,6})s?)?")
_PLACE = re.compile(r"@(-?[0-9]{1,2}(?:\.[0-9]+)?),(-?[0-9]{1,3}(?:\.[0-9]+)?),([0-9]{1,2})(?:\.[0-9]+)?z")
_MAPS_HOST = re.compile(r"(?:maps\.)?google\.(?:com|[a-z]{2}|com?\.[a-z]{2})")


@lru_cache(maxsize=1024)
def player(url: str) -> Player | None:
    """The player for an address, or None when it leads to no provider that has one, or to none of its players."""
    link = _read(url)
    if link is None:
        return None
    make = _PROVIDERS.get(link.host)
    if make is None and _MAPS_HOST.fullmatch(link.host):
        make = _google_maps
    return make(link) if make else None


def expires(url: str) -> bool:
    """Whether an address is signed for an hour, as those of files are that Notion keeps."""
    return "x-amz-signature=" in url.lower()


def has_player(html: str) -> bool:
    """Whether there is a card in a page that a script can replace by a player."""
    return '<a href="' in html and '" data-player="https://' in html


def _read(url: str) -> _Link | None:
    try:
        parts = urlsplit(url)
        plain = parts.hostname is not None and parts.port is None and "@" not in parts.netloc
        query = parse_qsl(parts.query, max_num_fields=100)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not plain or parts.hostname is None:
        return None
    path = tuple(unquote(one) for one in parts.path.split("/") if one)
    # The first of several values counts, as it does in browsers' `URLSearchParams.get`.
    return _Link(url, parts.hostname.removeprefix("www."), path, dict(reversed(query)), parts.fragment)


def _address(base: str, **query: str | int) -> str:
    values = {name: value for name, value in query.items() if value not in ("", 0)}
    return f"{base}?{urlencode(values)}" if values else base


def _if(pattern: re.Pattern[str], text: str) -> str:
    """The text if it is as it should be, else ""."""
    return text if pattern.fullmatch(text) else ""


def _seconds(text: str) -> int:
    """Seconds of `90`, `90s`, `1m30s` or `1h2m3s`; 0 for anything else."""
    found = _TIME.fullmatch(text)
    hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    return hours * 3600 + minutes * 60 + seconds


def _part(link: _Link, at: int) -> str:
    return link.path[at] if at < len(link.path) else ""


def _after(link: _Link, name: str) -> str:
    """The segment of the path that follows another."""
    return _part(link, link.path.index(name) + 1) if name in link.path else ""


# Films


def _youtube(link: _Link) -> Player | None:
    kind = _part(link, 0)
    video = _part(link, 1) if kind in ("embed", "shorts", "live", "v", "e") else link.query.get("v", "")
    if link.host == "youtu.be":
        video = kind
    video, playlist = _if(_VIDEO, video), _if(_WORD, link.query.get("list", ""))
    if _part(link, 1) == "videoseries" or kind == "playlist" or not video:
        base = "https://www.youtube-nocookie.com/embed/videoseries"
        return Player("YouTube", _address(base, list=playlist, autoplay=1)) if playlist else None
    moment = link.fragment.removeprefix("t=") if link.fragment.startswith("t=") else ""
    start = _seconds(link.query.get("t") or link.query.get("start") or moment)
    address = _address(f"https://www.youtube-nocookie.com/embed/{video}", start=start, list=playlist, autoplay=1)
    return Player("YouTube", address, "tall" if kind == "shorts" else "wide")


def _vimeo(link: _Link) -> Player | None:
    at = next((at for at, one in enumerate(link.path) if _NUMBER.fullmatch(one)), None)
    if at is None:
        return None
    number = link.path[at]
    if _part(link, 0) == "event":
        return Player("Vimeo", f"https://vimeo.com/event/{number}/embed")
    if _part(link, 0) in ("showcase", "album"):
        number = _if(_NUMBER, _after(link, "video"))
        if not number:
            return None
    secret = _if(_WORD, link.query.get("h") or (_part(link, at + 1) if at == 0 else ""))
    address = _address(f"https://player.vimeo.com/video/{number}", h=secret, dnt=1, autoplay=1)
    moment = _seconds(link.fragment.removeprefix("t=")) if link.fragment.startswith("t=") else 0
    return Player("Vimeo", f"{address}#t={moment}s" if moment else address)


def _loom(link: _Link) -> Player | None:
    id = _if(_HEX, _part(link, 1).rpartition("-")[2]) if _part(link, 0) in ("share", "embed") else ""
    start = _seconds(link.query.get("t", ""))
    return Player("Loom", _address(f"https://www.loom.com/embed/{id}", t=start, autoplay=1)) if id else None


# Sounds


def _spotify(link: _Link) -> Player | None:
    for kind in ("track", "episode", "album", "playlist", "show", "artist"):
        if id := _if(_WORD, _after(link, kind)):
            shape: Shape = "strip" if kind in ("track", "episode") else "list"
            return Player("Spotify", f"https://open.spotify.com/embed/{kind}/{id}", shape)
    return None


_SOUNDCLOUD_PAGES = frozenset(
    ("charts", "discover", "feed", "jobs", "pages", "popular", "search", "settings", "stream", "tags", "upload", "you")
)


def _soundcloud(link: _Link) -> Player | None:
    if link.host == "w.soundcloud.com":
        inner = _read(link.query.get("url", ""))
        if inner is None or inner.host not in ("soundcloud.com", "api.soundcloud.com"):
            return None
        link = inner
    if not 1 <= len(link.path) <= 4 or _part(link, 0) in _SOUNDCLOUD_PAGES:
        return None
    if not all(re.fullmatch(r"[\w:%-]{1,128}", one, re.ASCII) for one in link.path):
        return None
    # A user, or a set, is a list of sounds.
    one_sound = len(link.path) > 1 and _part(link, 1) != "sets" and _part(link, 0) not in ("playlists", "users")
    host = "api.soundcloud.com" if link.host == "api.soundcloud.com" else "soundcloud.com"
    content = f"https://{host}/{'/'.join(link.path)}"
    address = _address("https://w.soundcloud.com/player/", url=content, auto_play="true")
    return Player("SoundCloud", address, "strip" if one_sound else "list")


# Drawings, code, documents, maps


_FIGMA_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "board": "board",
        "deck": "deck",
        "design": "design",
        "file": "design",
        "proto": "proto",
        "slides": "slides",
    }
)


def _figma(link: _Link) -> Player | None:
    if _part(link, 0) == "embed":
        inner = _read(link.query.get("url", ""))
        return _figma(inner) if inner and inner.host == "figma.com" and _part(inner, 0) != "embed" else None
    kind, key = _FIGMA_KINDS.get(_part(link, 0)), _if(_WORD, _part(link, 1))
    if not kind or not key:
        return None
    places = {name: link.query.get(name) for name in ("node-id", "page-id", "starting-point-node-id", "scaling")}
    query = {name: value for name, value in {**places, "embed-host": "notionpress"}.items() if value}
    return Player("Figma", f"https://embed.figma.com/{kind}/{key}?{urlencode(query)}", "page")


def _codepen(link: _Link) -> Player | None:
    team = "team/" if _part(link, 0) == "team" else ""
    at = 1 if team else 0
    user, kind = _if(_WORD, _part(link, at)), _part(link, at + 1)
    name = _part(link, at + 2)
    pen = _if(_WORD, _part(link, at + 3) if name == "preview" else name)
    if not user or not pen or kind not in ("pen", "details", "full", "embed", "live", "pres"):
        return None
    return Player("CodePen", f"https://codepen.io/{team}{user}/embed/{pen}?default-tab=result", "page")


def _gist(link: _Link) -> Player | None:
    user, id = _if(_WORD, _part(link, 0)), _part(link, 1).removesuffix(".js")
    if not user or not _HEX.fullmatch(id):
        return None
    return Player("GitHub Gist", f"https://gist.github.com/{user}/{id}.js", "script")


def _google_drive(link: _Link) -> Player | None:
    shown = link.query.get("id", "") if _part(link, 0) == "embeddedfolderview" else _after(link, "folders")
    if folder := _if(_WORD, shown):
        return Player("Google Drive", f"https://drive.google.com/embeddedfolderview?id={folder}#list", "page")
    file = _if(_WORD, _after(link, "d") if "file" in link.path else link.query.get("id", ""))
    key = _if(_WORD, link.query.get("resourcekey", ""))
    base = f"https://drive.google.com/file/d/{file}/preview"
    return Player("Google Drive", _address(base, resourcekey=key), "page") if file else None


_GOOGLE_DOCUMENTS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "document": ("Google Docs", "preview", "pub?embedded=true"),
        "spreadsheets": ("Google Sheets", "preview", "pubhtml?widget=true&headers=false"),
        "presentation": ("Google Slides", "embed", "embed"),
        "forms": ("Google Forms", "viewform?embedded=true", "viewform?embedded=true"),
    }
)
"""What the path begins with: the product, what shows a shared one, and what shows one published to the web."""


def _google_docs(link: _Link) -> Player | None:
    kind = next((one for one in link.path if one in _GOOGLE_DOCUMENTS), "")
    if not kind:
        return None
    name, shared, published = _GOOGLE_DOCUMENTS[kind]
    first, second = _after(link, "d"), _if(_WORD, _after(link, "e"))
    base = f"https://docs.google.com/{kind}/d"
    if first == "e" and second:
        return Player(name, f"{base}/e/{second}/{published}", "page")
    return Player(name, f"{base}/{first}/{shared}", "page") if _WORD.fullmatch(first) else None


def _google_maps(link: _Link) -> Player | None:
    """Maps without a key: `output=embed` of the old addresses, which Google's own “Embed a map” came from."""
    path = link.path[1:] if _part(link, 0) == "maps" else link.path
    if _part(link, 0) != "maps" and not link.host.startswith("maps."):
        return None
    if path[:1] == ("d",):
        map = _if(_WORD, link.query.get("mid", ""))
        return Player("Google Maps", f"https://www.google.com/maps/d/embed?mid={map}", "page") if map else None
    if path[:1] == ("embed",):
        shown = link.query.get("pb", "")
        return Player("Google Maps", _address("https://www.google.com/maps/embed", pb=shown), "page") if shown else None
    query = _map_query(path, link.query)
    if not query:
        return None
    return Player("Google Maps", f"https://www.google.com/maps?{urlencode({**query, 'output': 'embed'})}", "page")


def _map_query(path: tuple[str, ...], asked: Mapping[str, str]) -> dict[str, str]:
    """What the map shows, in the terms of its old addresses."""
    words = [one.replace("+", " ") for one in path if not one.startswith(("@", "data="))]
    query: dict[str, str] = {}
    if words[:1] in (["place"], ["search"]) and len(words) > 1:
        query["q"] = words[1]
    elif words[:1] == ["dir"] and len(words) > 2:
        query.update(saddr=words[1], daddr=words[-1])
    elif words[:1] != ["dir"]:
        query.update({name: asked[name] for name in ("q", "ll", "z", "saddr", "daddr") if asked.get(name)})
        if "q" not in query and asked.get("query"):
            query["q"] = asked["query"]
    if place := next((found for one in path if (found := _PLACE.fullmatch(one))), None):
        query.update(ll=f"{place[1]},{place[2]}", z=place[3])
    return query


def _openstreetmap(link: _Link) -> Player | None:
    box, layer, marker = (link.query.get(name, "") for name in ("bbox", "layer", "marker"))
    if link.path != ("export", "embed.html") or not re.fullmatch(r"[0-9.,-]{7,200}", box):
        return None
    query = {"bbox": box, "layer": _if(_WORD, layer), "marker": _if(re.compile(r"[0-9.,-]{1,80}"), marker)}
    return Player("OpenStreetMap", _address("https://www.openstreetmap.org/export/embed.html", **query), "page")


_PROVIDERS: Final[Mapping[str, _Make]] = MappingProxyType(
    {
        "codepen.io": _codepen,
        "docs.google.com": _google_docs,
        "drive.google.com": _google_drive,
        "figma.com": _figma,
        "embed.figma.com": _figma,
        "gist.github.com": _gist,
        "loom.com": _loom,
        "m.soundcloud.com": _soundcloud,
        "m.youtube.com": _youtube,
        "music.youtube.com": _youtube,
        "open.spotify.com": _spotify,
        "openstreetmap.org": _openstreetmap,
        "player.vimeo.com": _vimeo,
        "soundcloud.com": _soundcloud,
        "vimeo.com": _vimeo,
        "w.soundcloud.com": _soundcloud,
        "youtu.be": _youtube,
        "youtube-nocookie.com": _youtube,
        "youtube.com": _youtube,
    }
)
"""Providers by their hosts, without `www.`. Short addresses that only lead on (`maps.app.goo.gl`) tell nothing."""

PROVIDERS: Final = (
    "CodePen",
    "Figma",
    "GitHub Gist",
    "Google Docs",
    "Google Drive",
    "Google Forms",
    "Google Maps",
    "Google Sheets",
    "Google Slides",
    "Loom",
    "OpenStreetMap",
    "SoundCloud",
    "Spotify",
    "Vimeo",
    "YouTube",
)
"""The names of all providers that have a player here."""
