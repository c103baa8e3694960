"""Files of a theme that were copied into a project: marked when they are copied, and known when the theme's change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

import msgspec

from notionpress.errors import ThemeError
from notionpress.theme.own import STATIC, Original, original
from notionpress.theme.static_files import digest_of

_COMMENTS: Final = {"templates": ("{#-", "-#}"), "static": ("/*", "*/")}
"""How a file of either folder holds a comment that no page shows. Of static files, style sheets and scripts can."""

_WITH_COMMENTS: Final = (".css", ".js")
_DIGEST: Final = 12
_MARK: Final = re.compile(r"\A(?:\{#-|/\*) Copied from (\S+) of the theme (\S+) \(notionpress \S+, ([0-9a-f]{12})\) ")
_LONGEST: Final = 500
"""Bytes that a mark may take."""


class Copy(msgspec.Struct, frozen=True):
    """A file of a project that was copied from a theme: its path, and what it is a copy of."""

    path: Path
    name: str
    theme: str


def marked(found: Original, version: str) -> bytes:
    """A file of a theme to be copied: its first line says of what it is a copy, where it can hold a comment.

    `version` is that of notionpress.
    """
    kind, _, name = found.place.partition("/")
    if kind == "static" and not name.endswith(_WITH_COMMENTS):
        return found.data
    begin, end = _COMMENTS[kind]
    name = name.removeprefix(f"{STATIC}/") if kind == "static" else name
    said = f"Copied from {name} of the theme {found.theme} (notionpress {version}, {_digest(found.data)})"
    return f"{begin} {said} {end}\n".encode() + found.data


def outdated(folder: Path, templates: Path, static: Path | None) -> Iterator[Copy]:
    """The marked files of a project whose originals are not any more what they were, or gone.

    `folder` is the project's, `templates` and `static` are its folders of those, None for none.
    """
    places = [(templates, "templates"), *([(static / STATIC, "static")] if static else [])]
    for place, kind in places:
        for path in sorted(place.rglob("*")):
            if path.is_file() and (found := _MARK.match(_start(path))):
                name, theme, digest = found.groups()
                if _now(PurePosixPath(kind, name).as_posix(), theme, folder) != digest:
                    yield Copy(path, name, theme)


def _start(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(_LONGEST).decode(errors="replace")


def _now(name: str, theme: str, folder: Path) -> str:
    """The digest of a file of a theme as it is now, "" where there is none."""
    try:
        return _digest(original(name, theme, folder).data)
    except ThemeError:
        return ""


def _digest(data: bytes) -> str:
    return digest_of(data)[:_DIGEST]
