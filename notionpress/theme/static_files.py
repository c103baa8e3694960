"""The files below `static/` of a theme and its parents, as the site serves them."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import msgspec

from notionpress.errors import ThemeError
from notionpress.render.highlight import style_sheet
from notionpress.theme.mistakes import did_you_mean

CODE_STYLES = "code.css"
"""The colours of highlighted code: no file, but `@import "code.css"` brings them into a style sheet."""

_IMPORT = re.compile(r"""@import\s+(?:url\()?["']([^"':]+)["']\)?\s*;""")
_REFERENCE = re.compile(r"""url\(\s*["']?([^"':)#]+?)["']?\s*\)""")
_STRING = r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
_COMMENT = re.compile(_STRING + r"|/\*.*?\*/", re.DOTALL)
_SPARE = re.compile(_STRING + r"|(url\([^)]*\))|\s*([{};,>])\s*|(:)\s+|\b(?<![.-])0(?=\.\d)|(\s+)")
"""What a style sheet can do without: space, the zero of 0.5. Strings and addresses are met first, and stay."""


class StaticFile(msgspec.Struct, frozen=True):
    """A file that pages refer to: its `name` in the theme, its `path` in the site, with the digest of its bytes.

    A style sheet is served with its imports in their places, so take its bytes from `Theme.static_bytes`.
    """

    name: str
    path: str
    source: Path
    digest: str


class StaticFiles:
    """The files below `static/` of a theme and its parents, read as the site serves them."""

    def __init__(self, theme: str, folders: Iterable[Path], own: Path | None = None) -> None:
        self._theme = theme
        self.own = own
        """The project's folder with files that win over those of the same name."""
        self._sources: dict[str, Path] = {}
        for folder in folders:
            for path in sorted((folder / "static").rglob("*")):
                if path.is_file():
                    self._sources.setdefault(path.relative_to(folder / "static").as_posix(), path)
        for name in self._sources if own and own.is_dir() else ():
            if own and (own / name).is_file():
                self._sources[name] = own / name
        self._found: dict[str, StaticFile] = {}
        self._sheets: dict[str, bytes] = {}

    def has(self, name: str) -> bool:
        """Whether there is a file of that name for pages to refer to."""
        return name in self._sources and not is_part(name)

    def knows(self, name: str) -> bool:
        """Whether there is a file of that name, also one that is a part of others."""
        return name in self._sources

    def find(self, name: str) -> StaticFile:
        """The file of that name."""
        if name not in self._found:
            if not self.has(name):
                known = sorted(known for known in self._sources if not is_part(known))
                hint = did_you_mean(name, known) or f"Its static files are {', '.join(known)}."
                raise ThemeError(f"The theme “{self._theme}” has no static file “{name}”.", hint)
            source = self._sources[name]
            if name.endswith(".css"):
                self._sheets[name] = self._sheet(name).encode()
            digest = digest_of(self._sheets[name] if name in self._sheets else source.read_bytes())[:8]
            path = PurePosixPath("assets") / name
            path = path.with_name(f"{path.stem}.{digest}{path.suffix}")
            self._found[name] = StaticFile(name, path.as_posix(), source, digest)
        return self._found[name]

    def published(self) -> list[StaticFile]:
        """The files that the site gets, by name."""
        return [self.find(name) for name in sorted(self._sources) if not is_part(name)]

    def read(self, file: StaticFile) -> bytes:
        """The file's bytes."""
        return self._sheets[file.name] if file.name in self._sheets else file.source.read_bytes()

    def _sheet(self, name: str) -> str:
        """A style sheet in one piece: imports in their places, addresses with digests, no comments or spare space."""
        css = self._merged(name, ()).strip()
        css = _SPARE.sub(_needed, css)
        return css.replace(";}", "}") + "\n"

    def _merged(self, name: str, above: tuple[str, ...]) -> str:
        if name in above:
            raise ThemeError(f"The theme “{self._theme}” imports {name} into itself.", "Remove one of the @imports.")
        if name == CODE_STYLES and name not in self._sources:
            return _without_comments(style_sheet())
        if name not in self._sources:
            message = f"{above[-1]} of the theme “{self._theme}” imports {name}, which does not exist."
            raise ThemeError(message, did_you_mean(name, self._sources) or "Put the file beside it, or its parent's.")
        css = _without_comments(self._sources[name].read_text(encoding="utf-8"))
        above = (*above, name)
        merged, at = "", 0
        for found in _IMPORT.finditer(css):
            merged += self._with_digests(css[at : found.start()], above)
            merged += self._merged(_beside(name, found[1]), above)
            at = found.end()
        return merged + self._with_digests(css[at:], above)

    def _with_digests(self, css: str, above: tuple[str, ...]) -> str:
        """Point `url(…)` to static files; they are written from the file they stand in, and served from the first."""
        start = PurePosixPath(above[0]).parent.as_posix()

        def address(found: re.Match[str]) -> str:
            name = _beside(above[-1], found[1])
            if name not in self._sources:
                return found[0]
            path = self.find(name).path.removeprefix("assets/")
            return f'url("{posixpath.relpath(path, start)}")'

        return _REFERENCE.sub(address, css)


def _needed(found: re.Match[str]) -> str:
    *kept, space = found.groups(default="")
    return "".join(kept) or (" " if space else "")


def _without_comments(css: str) -> str:
    return _COMMENT.sub(lambda found: found[1] or "", css)


def _beside(name: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), target))


def is_part(name: str) -> bool:
    """Whether a static file is only there for others to import."""
    return PurePosixPath(name).name.startswith(("_", "."))


def digest_of(content: bytes) -> str:
    """The SHA-256 digest, in hex."""
    return hashlib.sha256(content).hexdigest()
