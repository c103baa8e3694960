"""The files that hosts and web servers read: redirects and headers in the words of each of them. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple
from urllib.parse import quote, unquote

import msgspec

MOST_FOR_CLOUDFLARE: Final = 2000
"""So many redirects Cloudflare reads: developers.cloudflare.com/workers/static-assets/redirects."""

MOST_FOR_VERCEL: Final = 2048
"""So many Vercel takes: vercel.com/docs/routing/redirects."""

_MADE: Final = "# Made by notionpress; what is changed here is lost with the next build."


class Move(NamedTuple):
    """An address that leads on: `old` as people read it, `new` percent-encoded, both from the root of the host."""

    old: str
    new: str


class Headers(msgspec.Struct, frozen=True):
    """Which headers go with the site's files: `all` of them with each, and `Cache-Control` with two kinds.

    `base` is the path of the site at its host, with slashes on both ends. Files below the `kept` folders never change,
    as their names have a digest.
    """

    base: str
    all: Mapping[str, str]
    kept: tuple[str, ...]
    cache: str = "public, max-age=0, must-revalidate"
    cache_kept: str = "public, max-age=31536000, immutable"


def redirects_file(moves: Sequence[Move], *, force: bool) -> str:
    """`_redirects` for Netlify (docs.netlify.com/routing/redirects) and Cloudflare.

    Netlify serves a file that has an old address rather than leading on, unless it is told with `force`; it takes
    addresses with and without a slash at the end for one. Cloudflare takes the file for the rule as it is, and two
    addresses for two.
    """
    status = "301!" if force else "301"
    lines = [f"{quote(move.old)} {move.new} {status}" for move in moves]
    if not force:
        lines += [f"{quote(move.old[:-1])} {move.new} {status}" for move in moves if move.old.endswith("/")]
    return _lines(_MADE, *lines)


def headers_file(headers: Headers) -> str:
    """`_headers` for Netlify (docs.netlify.com/manage/routing/headers) and Cloudflare.

    Cloudflare joins the values of one header from several rules with commas. So no header stands in two of them that
    meet; both hosts let pages be asked for anew each time by themselves.
    """
    lines = [f"{headers.base}*", *(f"  {name}: {value}" for name, value in headers.all.items())]
    for folder in headers.kept:
        lines += [f"{headers.base}{folder}/*", f"  Cache-Control: {headers.cache_kept}"]
    return _lines(_MADE, *lines)


def vercel_file(moves: Sequence[Move] | None, headers: Headers | None) -> str:
    """`vercel.json` (vercel.com/docs/project-configuration/vercel-json), with what belongs in that of the project."""
    found: dict[str, Any] = {"trailingSlash": True}
    if moves is not None:
        found["redirects"] = [{"source": quote(move.old), "destination": move.new, "statusCode": 301} for move in moves]
    if headers:
        found["headers"] = [_for_vercel(f"{headers.base}(.*)", headers.all)]
        for folder in headers.kept:
            found["headers"].append(_for_vercel(f"{headers.base}{folder}/(.*)", {"Cache-Control": headers.cache_kept}))
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _for_vercel(source: str, headers: Mapping[str, str]) -> dict[str, Any]:
    return {"source": source, "headers": [{"key": name, "value": value} for name, value in headers.items()]}


def nginx_file(name: str, moves: Sequence[Move] | None, headers: Headers | None, base: str) -> str:
    """What nginx includes in the block of a server; `name` is that of the file.

    A location for each address: a map needs tables larger than nginx has by default (nginx.org/en/docs/hash.html).
    """
    lines = [_MADE, f"location = {_quoted(base + name)} {{ return 404; }}"]
    for move in moves or ():
        lines += [f"location = {_quoted(old)} {{ return 301 {move.new}$is_args$args; }}" for old in _both(move.old)]
    if headers:
        lines += [
            f'set $notionpress_cache "{headers.cache}";',
            *(f'if ($uri ~ "{one}") {{ set $notionpress_cache "{headers.cache_kept}"; }}' for one in _kept(headers)),
            "add_header Cache-Control $notionpress_cache;",
            *(f"add_header {name} {_quoted(value)} always;" for name, value in headers.all.items()),
        ]
    return _lines(*lines)


def apache_file(moves: Sequence[Move] | None, headers: Headers | None) -> str:
    """`.htaccess` for Apache (httpd.apache.org/docs/2.4/mod/mod_alias.html, mod_headers.html)."""
    lines = [_MADE]
    if moves:
        lines += ["<IfModule mod_alias.c>", *map(_for_apache, moves), "</IfModule>"]
    if headers:
        lines += [
            "<IfModule mod_headers.c>",
            f'Header set Cache-Control "{headers.cache}"',
            *(
                f'Header set Cache-Control "{headers.cache_kept}" "expr=%{{REQUEST_URI}} =~ m#{one}#"'
                for one in _kept(headers)
            ),
            *(f"Header always set {name} {_quoted(value)}" for name, value in headers.all.items()),
            "</IfModule>",
        ]
    return _lines(*lines)


def _for_apache(move: Move) -> str:
    # Apache encodes the target itself, and takes `$1` in it for a part of what was asked for.
    target = unquote(move.new).replace("$", "\\$")
    return f"RedirectMatch 301 {_quoted(_expression(move.old))} {_quoted(target)}"


def caddy_file(name: str, moves: Sequence[Move] | None, headers: Headers | None, base: str) -> str:
    """What Caddy imports in the block of a site (caddyserver.com/docs/caddyfile); `name` is that of the file."""
    lines = [_MADE, f"respond {base}{name} 404"]
    for number, move in enumerate(moves or (), 1):
        # Nothing but a quotation mark is escaped there, and what is no expression would be a pattern.
        old = _expression(move.old).replace('"', '\\"')
        lines += [f'@notionpress_{number} path_regexp "{old}"', f"redir @notionpress_{number} {move.new} 301"]
    if headers:
        matchers = [f'path_regexp "{one}"' for one in _kept(headers)]
        if matchers:
            lines += [f"@notionpress_kept {matchers[0]}", f"@notionpress_others not {matchers[0]}"]
            lines.append(f'header @notionpress_kept Cache-Control "{headers.cache_kept}"')
        lines += [
            f'header {"@notionpress_others " if matchers else ""}Cache-Control "{headers.cache}"',
            "header {",
            *(f"\t{name} {_quoted(value)}" for name, value in headers.all.items()),
            "}",
        ]
    return _lines(*lines)


def _kept(headers: Headers) -> tuple[str, ...]:
    """One regular expression for the files that never change, or none."""
    return (f"^{re.escape(headers.base)}(?:{'|'.join(headers.kept)})/",) if headers.kept else ()


def _expression(address: str) -> str:
    """A regular expression for an address, and for that of a folder also without the slash at its end."""
    end = "/?" if address.endswith("/") else ""
    return f"^{re.escape(address.removesuffix('/'))}{end}$"


def _both(address: str) -> tuple[str, ...]:
    """An address, and that of a folder also without the slash at its end."""
    return (address, address[:-1]) if address.endswith("/") else (address,)


def _quoted(text: str) -> str:
    """A text between quotation marks, as nginx and Apache read it, and Caddy where there is nothing to escape."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _lines(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)
