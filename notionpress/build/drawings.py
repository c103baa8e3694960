"""SVG drawings without anything that acts: only known shapes, paint and animation are written out again.

A page shows a drawing in `img`, where no script runs; but its address can be opened, and there it would.
Element and attribute names are those of SVG 1.1 and SVG 2.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any, Final
from xml.parsers import expat

import msgspec

LARGEST: Final = 8 * 2**20
"""Bytes of a drawing, and characters of what is made of it."""

_SVG: Final = "http://www.w3.org/2000/svg"
_XLINK: Final = "http://www.w3.org/1999/xlink"
_XML: Final = "http://www.w3.org/XML/1998/namespace"
_NAMES: Final = """
    svg g defs symbol use switch title desc path rect circle ellipse line polyline polygon text tspan textPath
    image marker pattern mask clipPath linearGradient radialGradient stop style view filter feBlend feColorMatrix
    feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow
    feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight
    feSpecularLighting feSpotLight feTile feTurbulence animate animateMotion animateTransform set mpath
"""
_ELEMENTS: Final = frozenset(_NAMES.split())
_ANIMATIONS: Final = frozenset(("animate", "animateMotion", "animateTransform", "set"))
_ATTRIBUTE = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_PICTURE = re.compile(r"data:image/(?:png|jpe?g|gif|webp|avif);base64,[A-Za-z0-9+/=\s]*")
_OUTSIDE = re.compile(r"@import|@font-face|expression\s*\(|image-set\s*\(|image\s*\(|src\s*\(|javascript:|\\", re.I)
_ADDRESS = re.compile(r"url\s*\((?!\s*[\"']?\s*#)", re.I)
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:px)?\s*")
_NODES: Final = 200_000
_ENTITY: Final = 1000
_WIDEST: Final = 1e6


class RefusedDrawing(Exception):
    """A file that is no drawing, or one that would do harm: it is not shown."""


class Drawing(msgspec.Struct, frozen=True):
    """A drawing that is safe to open, as UTF-8; width and height in pixels, 0 where it does not say."""

    data: bytes
    width: int
    height: int


def safe_drawing(data: bytes) -> Drawing:
    """Write a drawing again with only what is known to do no harm.

    Scripts, event handlers, links, foreign content and every address outside of the file are left out. Raises
    RefusedDrawing where it is no SVG, is too large, or declares entities that grow or read other files.
    """
    if len(data) > LARGEST:
        raise RefusedDrawing("it is too large")
    writer = _Writer()
    try:
        writer.parse(data)
    except expat.ExpatError as error:
        raise RefusedDrawing(f"it is no well-formed SVG (line {error.lineno})") from None
    except (LookupError, ValueError):
        # What Python says of the name of an encoding that it does not know, or that expat cannot use.
        raise RefusedDrawing("its encoding is unknown") from None
    return Drawing("".join(writer.parts).encode(), *_size(writer.root))


class _Writer:
    """Copies what is allowed; `skipped` is how deep the parser is inside something that is not."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.root: dict[str, str] = {}
        self._open: list[str] = []
        self._style: list[str] = []
        self._skipped = 0
        self._nodes = 0
        self._length = 0

    def parse(self, data: bytes) -> None:
        """Feed a whole file to the parser."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = _check_entity
        parser.ExternalEntityRefHandler = None
        parser.Parse(data, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._nodes += 1
        if self._nodes > _NODES:
            raise RefusedDrawing("it has too many parts")
        space, _, local = name.rpartition(" ")
        if not self._open and not self._skipped:
            if local != "svg" or space not in ("", _SVG):
                raise RefusedDrawing("it is no SVG")
            self.root = attributes
        if local == "a" and not self._skipped and space in ("", _SVG):
            local = "g"
        if self._skipped or space not in ("", _SVG) or local not in _ELEMENTS or _aims_at_link(local, attributes):
            self._skipped += 1
            return
        kept = "".join(_attribute(key, value) for key, value in attributes.items())
        namespace = "" if self._open else f' xmlns="{_SVG}"'
        self._open.append(local)
        self._write(f"<{local}{namespace}{kept}>")

    def _end(self, _: str) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        local = self._open.pop()
        if local == "style":
            css = "".join(self._style)
            self._style.clear()
            self._write(escape(css, quote=False) if _stays_inside(css) else "")
        self._write(f"</{local}>")

    def _text(self, text: str) -> None:
        if self._skipped or not self._open:
            return
        if self._open[-1] == "style":
            self._style.append(text)
        else:
            self._write(escape(text, quote=False))

    def _write(self, text: str) -> None:
        self._length += len(text)
        if self._length > LARGEST:
            raise RefusedDrawing("it grows too large")
        self.parts.append(text)


def _check_entity(name: str, is_parameter: bool, value: str | None, *_: Any) -> None:
    """Let short words stand for others, as drawing programs do for namespaces; nothing that grows or reads files."""
    if is_parameter or value is None or len(value) > _ENTITY or "&" in value or "<" in value or "%" in value:
        raise RefusedDrawing("it declares entities")


def _aims_at_link(local: str, attributes: dict[str, str]) -> bool:
    """Whether an animation would change where something leads, or what it does."""
    aim = attributes.get("attributeName", "").strip().lower().rpartition(":")[2]
    return local in _ANIMATIONS and (aim == "href" or aim.startswith("on"))


def _attribute(name: str, value: str) -> str:
    space, _, local = name.rpartition(" ")
    if local == "href" and space in ("", _XLINK):
        target = value.strip()
        allowed = target.startswith("#") or _PICTURE.fullmatch(target)
        return f' href="{escape(target)}"' if allowed else ""
    if space == _XML and local in ("space", "lang"):
        return f' xml:{local}="{escape(value)}"'
    if space or not _ATTRIBUTE.fullmatch(local) or local.lower().startswith("on"):
        return ""
    return f' {local}="{escape(value)}"' if _stays_inside(value) else ""


def _stays_inside(css: str) -> bool:
    """Whether a value or style sheet asks for nothing outside of its file; what hides behind escapes is not trusted."""
    return not _OUTSIDE.search(css) and not _ADDRESS.search(css)


def _size(root: dict[str, str]) -> tuple[int, int]:
    """Width and height as the root says, else those of its view box."""
    width, height = _LENGTH.fullmatch(root.get("width", "")), _LENGTH.fullmatch(root.get("height", ""))
    try:
        if width and height:
            across, down = float(width[1]), float(height[1])
        else:
            _, _, across, down = map(float, root.get("viewBox", "").replace(",", " ").split())
    except ValueError:
        return 0, 0
    return (round(across), round(down)) if 0 < across < _WIDEST and 0 < down < _WIDEST else (0, 0)
