"""Fonts for words that are drawn: those that site.yaml names, then what is installed; text becomes outlines."""

from __future__ import annotations

import base64
import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, TypeAlias

import msgspec

from notionpress.errors import ConfigError

if TYPE_CHECKING:
    import uharfbuzz

Style: TypeAlias = Literal["serif", "sans"]

_FONTS: Final = (".ttf", ".otf", ".ttc", ".otc")

_PREFERRED: Final[dict[tuple[Style, bool], str]] = {
    ("serif", True): "SourceSerif4-Bold NotoSerif-Bold DejaVuSerif-Bold LiberationSerif-Bold georgiab timesbd"
    " NotoSerifCJK-Bold YuMinDB simsunb",
    ("serif", False): "SourceSerif4-Regular NotoSerif-Regular DejaVuSerif LiberationSerif-Regular georgia times"
    " NotoSerifCJK-Regular YuMincho simsun",
    ("sans", True): "Inter-Bold NotoSans-Bold DejaVuSans-Bold LiberationSans-Bold segoeuib arialbd HelveticaNeue"
    " NotoSansCJK-Bold PingFang YuGothB msyhbd malgunbd AppleSDGothicNeo",
    ("sans", False): "Inter-Regular NotoSans-Regular DejaVuSans LiberationSans-Regular segoeui arial Helvetica"
    " NotoSansCJK-Regular PingFang YuGothM msyh malgun AppleSDGothicNeo",
}
"""Files of fonts that many systems have, without their extensions: what is taken first for each style and weight."""

_EMOJI: Final = ("AppleColorEmoji", "NotoColorEmoji", "seguiemj", "TwitterColorEmoji", "OpenMoji-Color")

_JOINING: Final = frozenset("\u200b\u200c\u200d\u2060\ufe0e\ufe0f")

_REGIONS: Final = {"ja": "JP", "ko": "KR", "zh": "SC", "zh-hant": "TC", "zh-tw": "TC", "zh-hk": "HK"}
"""What the face for a language is called in a collection of them: Noto Serif CJK JP."""


class Face(Protocol):
    """A font of one style that can tell how wide words are, and draw them."""

    def covers(self, cluster: str) -> bool:
        """Whether it has all characters of what readers take for one."""

    def width(self, text: str, direction: str) -> float:
        """How wide a text is, in ems; `direction` is `ltr` or `rtl`."""

    def drawn(self, text: str, direction: str, size: float) -> str:
        """A text as SVG that starts at 0 on the line that letters stand on."""


class FontFile(msgspec.Struct, frozen=True, order=True):
    """A font file; `size` in bytes."""

    stem: str
    path: str
    size: int


class Fonts:
    """All fonts that there are: `named` ones first, then the `installed`, most of which are never opened.

    `language` decides between the shapes that a Chinese character has in several countries.
    """

    def __init__(self, named: Sequence[FontFile], installed: Sequence[FontFile], language: str) -> None:
        self._named = named
        self._installed = installed
        self._region = _region(language)
        self._faces: dict[str, _HarfBuzzFace | None] = {}
        self._chosen: dict[tuple[str, Style, bool, bool], Face | None] = {}

    def face(self, cluster: str, style: Style, *, bold: bool, emoji: bool) -> Face | None:
        """The first font that has a cluster, None where none does; `emoji` asks for one in colours."""
        key = (cluster, style, bold, emoji)
        if key not in self._chosen:
            faces = self._in_order(style, bold=bold, emoji=emoji)
            self._chosen[key] = next((face for face in faces if face.covers(cluster)), None)
        return self._chosen[key]

    def fingerprint(self) -> str:
        """A digest of which fonts there are."""
        files = [(one.stem, one.size) for one in (*self._named, *self._installed)]
        return hashlib.sha256(repr((files, self._region)).encode()).hexdigest()[:16]

    def _in_order(self, style: Style, *, bold: bool, emoji: bool) -> Iterator[_HarfBuzzFace]:
        for file in _ordered(self._named, self._installed, style, bold=bold, emoji=emoji):
            if file.path not in self._faces:
                self._faces[file.path] = _open(file.path, self._region)
            face = self._faces[file.path]
            if face is not None and face.has_colors == emoji:
                yield face


@lru_cache(maxsize=8)
def _ordered(
    named: Sequence[FontFile], installed: Sequence[FontFile], style: Style, *, bold: bool, emoji: bool
) -> tuple[FontFile, ...]:
    wanted = _EMOJI if emoji else tuple(_PREFERRED[style, bold].split())
    places = {stem.lower(): at for at, stem in enumerate(wanted)}

    def rank(file: FontFile) -> tuple[int, bool, bool, str]:
        stem = file.stem.lower()
        is_plain = not any(word in stem for word in ("italic", "oblique", "condensed", "mono", "light", "thin"))
        return places.get(stem, len(places)), not is_plain, ("bold" in stem) != bold, stem

    return (*named, *sorted(installed, key=rank))


def find_fonts(named: Sequence[str], folder: Path) -> tuple[tuple[FontFile, ...], tuple[FontFile, ...]]:
    """The font files that are named, as paths from a folder, and all that are installed.

    Raises ConfigError for a named one that is not there.
    """
    found = []
    for name in named:
        path = folder / name
        if path.suffix.lower() not in _FONTS or not path.is_file():
            raise ConfigError(
                f"social: fonts: there is no font {name}.",
                "Name the path of a .ttf, .otf or .ttc file, seen from the folder of site.yaml.",
            )
        found.append(FontFile(path.stem, str(path), path.stat().st_size))
    installed: dict[str, FontFile] = {}
    for path in _installed():
        installed.setdefault(path.stem, FontFile(path.stem, str(path), path.stat().st_size))
    return tuple(found), tuple(sorted(installed.values()))


def _installed() -> Iterator[Path]:
    for folder in font_folders():
        yield from (path for path in sorted(folder.rglob("*")) if path.suffix.lower() in _FONTS and path.is_file())


def font_folders() -> Iterable[Path]:
    """Where systems keep fonts: the user's own first."""
    home = Path.home()
    match sys.platform:
        case "win32":
            local = Path(os.environ.get("LOCALAPPDATA", home))
            return local / "Microsoft/Windows/Fonts", Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"
        case "darwin":
            return home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    return data / "fonts", home / ".fonts", Path("/usr/local/share/fonts"), Path("/usr/share/fonts")


def _region(language: str) -> str:
    tag = language.lower()
    subtags = tag.split("-")
    return _REGIONS.get("-".join(subtags[:2])) or _REGIONS.get(subtags[0], "")


def _open(path: str, region: str) -> _HarfBuzzFace | None:
    """A font, None for a file that is none; of several in one file that for a region, else the first."""
    import uharfbuzz  # noqa: PLC0415  (an extra)

    try:
        blob = uharfbuzz.Blob.from_file_path(path)
        faces = [uharfbuzz.Face(blob, at) for at in range(uharfbuzz.Face(blob).count)]
    except (OSError, MemoryError):
        return None
    readable = [face for face in faces if face.glyph_count]
    if not readable:
        return None
    family = uharfbuzz.OTNameIdPredefined.FONT_FAMILY
    fitting = (face for face in readable if (face.get_name(family) or "").endswith(f" {region}"))
    return _HarfBuzzFace(next(fitting, readable[0]))


class _HarfBuzzFace:
    """A font as HarfBuzz reads it, which is what browsers shape text with."""

    def __init__(self, face: uharfbuzz.Face) -> None:
        import uharfbuzz  # noqa: PLC0415  (an extra)

        self._harfbuzz = uharfbuzz
        self._face = face
        self._font = uharfbuzz.Font(face)
        self._em: int = face.upem
        self._pens = _pens(uharfbuzz.DrawFuncs())
        self.has_colors = face.has_color_png or face.has_color_layers
        # Pictures made of gradients or SVG are left to those who can paint them.
        self._is_blank = not self.has_colors and (face.has_color_paint or face.has_color_svg)

    def covers(self, cluster: str) -> bool:
        """Whether it has all characters of what readers take for one; what joins them need not be there."""
        return not self._is_blank and all(
            self._font.get_nominal_glyph(ord(character)) for character in cluster if not is_joining(character)
        )

    def width(self, text: str, direction: str) -> float:
        """How wide a text is, in ems."""
        shaped = self._shaped(text, direction)
        advances: int = sum(place.x_advance for place in shaped.glyph_positions)
        return advances / self._em

    def drawn(self, text: str, direction: str, size: float) -> str:
        """A text as SVG that starts at 0 on the line that letters stand on."""
        shaped, at, parts = self._shaped(text, direction), 0, []
        for glyph, place in zip(shaped.glyph_infos, shaped.glyph_positions, strict=True):
            parts.append(self._glyph(glyph.codepoint, at + place.x_offset, place.y_offset))
            at += place.x_advance
        scale = _number(size / self._em)
        return f'<g transform="scale({scale} -{scale})">{"".join(parts)}</g>'

    def _shaped(self, text: str, direction: str) -> Any:
        buffer = self._harfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = direction
        self._harfbuzz.shape(self._font, buffer, {})
        return buffer

    def _glyph(self, glyph: int, x: int, y: int) -> str:
        if self._face.has_color_png and (image := self._image(glyph, x, y)):
            return image
        layers = self._face.get_glyph_color_layers(glyph) if self._face.has_color_layers else ()
        drawn = [self._outline(layer.glyph, self._paint(layer.color_index)) for layer in layers]
        return _moved("".join(drawn) or self._outline(glyph, ""), x, y)

    def _image(self, glyph: int, x: int, y: int) -> str:
        data = self._font.get_glyph_color_png(glyph)
        extents = self._font.get_glyph_extents(glyph)
        if data is None or not len(data) or extents is None:
            return ""
        encoded = base64.b64encode(bytes(data.data)).decode()
        left, top = x + extents.x_bearing, y + extents.y_bearing
        # Fonts count upwards, pictures downwards.
        return (
            f'<image transform="translate({_number(left)} {_number(top)}) scale(1 -1)" width="{_number(extents.width)}"'
            f' height="{_number(-extents.height)}" preserveAspectRatio="none" href="data:image/png;base64,{encoded}"/>'
        )

    def _outline(self, glyph: int, fill: str) -> str:
        lines: list[str] = []
        self._font.draw_glyph(glyph, self._pens, lines)
        return f'<path{fill} d="{"".join(lines)}"/>' if lines else ""

    def _paint(self, index: int) -> str:
        if index == 0xFFFF:  # The colour of the text, https://learn.microsoft.com/typography/opentype/spec/colr.
            return ""
        color = self._face.get_color_palette(0).colors[index]
        opacity = f' fill-opacity="{_number(color.alpha / 255)}"' if color.alpha < 255 else ""
        return f' fill="#{color.red:02x}{color.green:02x}{color.blue:02x}"{opacity}'


def _pens(functions: Any) -> Any:
    """What writes an outline down as the data of an SVG path."""

    def pen(letter: str) -> Callable[..., None]:
        def write(*values: Any) -> None:
            *numbers, lines = values
            lines.append(letter + " ".join(map(_number, numbers)))

        return write

    functions.set_move_to_func(pen("M"))
    functions.set_line_to_func(pen("L"))
    functions.set_quadratic_to_func(pen("Q"))
    functions.set_cubic_to_func(pen("C"))
    functions.set_close_path_func(pen("Z"))
    return functions


def is_joining(character: str) -> bool:
    """Whether a character only says how those beside it belong together: joiners, variation selectors, marks, tags."""
    return character in _JOINING or "\U000e0020" <= character <= "\U000e007f"


def _moved(drawn: str, x: int, y: int) -> str:
    return f'<g transform="translate({_number(x)} {_number(y)})">{drawn}</g>' if drawn and (x or y) else drawn


def _number(value: float) -> str:
    return f"{value:.5f}".rstrip("0").rstrip(".")
