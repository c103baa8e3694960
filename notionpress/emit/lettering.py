"""Words set in lines for drawings: broken where a language breaks them, as large as they fit, in reading order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final, TypeAlias

import msgspec
from markupsafe import Markup

from notionpress.emit.fonts import Face, is_joining

FaceOf: TypeAlias = Callable[[str, bool], Face | None]
"""Gives the font for a cluster, and for one that is to be in colours; None where there is none."""

_MORE: Final = "…"
_CLOSING: Final = frozenset("、。，．！？：；）］｝」』】〉》〕・ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ々〜”’%")
"""What must not begin a line in Chinese and Japanese (JIS X 4051)."""
_OPENING: Final = frozenset("（［｛「『【〈《〔“‘")
"""What must not end one."""
_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6"
    "\U00020000-\U0003fffd]"
)
"""Characters between which a line may end; Korean has spaces, and keeps its words whole."""
_EMOJI_PRESENTED = re.compile(
    "[\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be"
    "\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757"
    "\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55\U0001f004\U0001f0cf\U0001f18e\U0001f191-\U0001f19a"
    "\U0001f1e6-\U0001f1ff\U0001f201\U0001f300-\U0001f64f\U0001f680-\U0001f6ff\U0001f7e0-\U0001f7eb\U0001f900-\U0001f9ff"
    "\U0001fa70-\U0001faff]"
)
"""What is a coloured picture unless it is said to be text (emoji-data.txt, Emoji_Presentation)."""


class Line(msgspec.Struct, frozen=True):
    """A line of words: SVG that starts at 0 on the line that letters stand on, and its width in pixels."""

    svg: Markup
    width: float


class Lettering(msgspec.Struct, frozen=True):
    """Words in lines, their size and the height of a line in pixels, and whether they are read from right to left.

    `missing` are the characters that no font has, which are left out.
    """

    lines: tuple[Line, ...]
    size: float
    line_height: float
    rtl: bool
    missing: tuple[str, ...] = ()

    @property
    def height(self) -> float:
        """The height of all lines in pixels."""
        return len(self.lines) * self.line_height


class _Unit(msgspec.Struct, frozen=True):
    """What a line does not end in, as clusters, and whether a space goes before it."""

    clusters: tuple[str, ...]
    spaced: bool

    @property
    def text(self) -> str:
        return "".join(self.clusters)


def set_lines(
    text: str, face_of: FaceOf, *, width: float, sizes: Sequence[float], height: float = 0, leading: float = 1.16
) -> Lettering:
    """Set words in lines of a `width` in pixels, in the first of the `sizes` in which all of them fit a `height`.

    A line is `leading` times as high as the size of the words, and one line fits any height. In the last size what is
    too much is cut, and ends in “…”. Lines are made about equally long.
    """
    setter = _Setter(face_of, rtl=is_rtl(text))
    units = list(setter.units(text))
    lines: list[list[_Unit]] = []
    size, rows = sizes[0], 1
    for size in sizes:
        room, rows = width / size, max(1, int(height // (size * leading)))
        if size != sizes[-1] and any(setter.width(unit.text) > room for unit in units):
            continue  # Rather a smaller size than a broken word.
        lines = setter.broken(units, room)
        if len(lines) <= rows:
            lines = setter.balanced(units, room, len(lines))
            break
    if len(lines) > rows:
        lines = [*lines[: rows - 1], setter.cut(lines[rows - 1], width / size)]
    drawn = tuple(setter.drawn(_joined(line), size) for line in lines)
    return Lettering(drawn, size, size * leading, setter.rtl, tuple(dict.fromkeys(setter.missing)))


def is_rtl(text: str) -> bool:
    """Whether a text is read from right to left: its first letter decides (UAX #9, P2 and P3)."""
    directions = map(unicodedata.bidirectional, text)
    return next((one != "L" for one in directions if one in ("L", "R", "AL")), False)


def clusters(text: str) -> Iterator[str]:
    """What readers take for one character each: letters with their marks, flags, emoji of several parts."""
    cluster = ""
    for character in text:
        if cluster and not _belongs(character, cluster):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def _belongs(character: str, before: str) -> bool:
    if is_joining(character) or unicodedata.category(character) in ("Mn", "Mc", "Me"):
        return True
    if "\U0001f3fb" <= character <= "\U0001f3ff" or before.endswith("\u200d"):
        return bool(_EMOJI_PRESENTED.match(before)) or before.endswith("\u200d") or before.endswith("\ufe0f")
    return len(before) == 1 and all("\U0001f1e6" <= one <= "\U0001f1ff" for one in (before, character))


def is_emoji(cluster: str) -> bool:
    """Whether a cluster is to be a coloured picture."""
    if "\ufe0e" in cluster:
        return False
    return "\ufe0f" in cluster or "\u20e3" in cluster or bool(_EMOJI_PRESENTED.match(cluster))


def _joined(line: Iterable[_Unit]) -> str:
    return "".join((" " if unit.spaced and at else "") + unit.text for at, unit in enumerate(line))


class _Setter:
    """Measures and draws words in one style."""

    def __init__(self, face_of: FaceOf, *, rtl: bool) -> None:
        self._face_of = face_of
        self._widths: dict[str, float] = {}
        self.rtl = rtl
        self.missing: list[str] = []

    def units(self, text: str) -> Iterator[_Unit]:
        """The pieces between which a line may end."""
        for word in text.split():
            parts: list[list[str]] = []
            for cluster in filter(self._is_there, clusters(word)):
                if parts and not _may_break(parts[-1][-1], cluster):
                    parts[-1].append(cluster)
                else:
                    parts.append([cluster])
            yield from (_Unit(tuple(part), at == 0) for at, part in enumerate(parts))

    def _is_there(self, cluster: str) -> bool:
        """Whether a font has a cluster; one that nobody would see is left out in silence."""
        if self._face_of(cluster, is_emoji(cluster)):
            return True
        if any(unicodedata.category(one) not in ("Cf", "Cc") for one in cluster):
            self.missing.append(cluster)
        return False

    def width(self, text: str) -> float:
        """How wide a text is, in ems."""
        if text not in self._widths:
            runs = self._runs(text)
            self._widths[text] = sum(face.width(words, direction) for face, words, direction in runs)
        return self._widths[text]

    def broken(self, units: Iterable[_Unit], room: float) -> list[list[_Unit]]:
        """Units in lines that are no wider than `room`, in ems."""
        lines: list[list[_Unit]] = [[]]
        used, space = 0.0, self.width(" ")
        for unit in self._fitting(units, room):
            wide = self.width(unit.text)
            before = space if unit.spaced and lines[-1] else 0.0
            if lines[-1] and used + before + wide > room:
                lines.append([])
                used = before = 0.0
            lines[-1].append(unit)
            used += before + wide
        return lines if lines[-1] else lines[:-1]

    def _fitting(self, units: Iterable[_Unit], room: float) -> Iterator[_Unit]:
        """The same with words that are wider than a line in pieces."""
        for unit in units:
            piece: tuple[str, ...] = ()
            spaced = unit.spaced
            if self.width(unit.text) <= room:
                yield unit
                continue
            for cluster in unit.clusters:
                if piece and self.width("".join((*piece, cluster))) > room:
                    yield _Unit(piece, spaced)
                    piece, spaced = (), False
                piece += (cluster,)
            yield _Unit(piece, spaced)

    def balanced(self, units: Sequence[_Unit], room: float, count: int) -> list[list[_Unit]]:
        """The same number of lines, none much longer than the others."""
        low, high = room / 2, room
        best = self.broken(units, room)
        widest = max((wide for unit in units if (wide := self.width(unit.text)) <= room), default=0.0)
        for _ in range(8):
            middle = (low + high) / 2
            lines = self.broken(units, middle)
            if widest <= middle and len(lines) <= count:
                best, high = lines, middle
            else:
                low = middle
        return best

    def cut(self, line: Sequence[_Unit], room: float) -> list[_Unit]:
        """A line that says that there is more."""
        words = list(line)
        while len(words) > 1 and self.width(_joined(words) + _MORE) > room:
            words.pop()
        kept = list(clusters(_joined(words)))
        while kept and self.width("".join(kept) + _MORE) > room:
            kept.pop()
        return [_Unit((*clusters("".join(kept).rstrip(" ,;:–—-、，")), _MORE), spaced=False)]

    def drawn(self, text: str, size: float) -> Line:
        """A line as it is seen."""
        at, parts = 0.0, []
        for face, words, direction in self._runs(text):
            svg = face.drawn(words, direction, size)
            parts.append(f'<g transform="translate({at:.2f} 0)">{svg}</g>' if at else svg)
            at += face.width(words, direction) * size
        return Line(Markup("".join(parts)), round(at, 2))

    def _runs(self, text: str) -> list[tuple[Face, str, str]]:
        """Pieces in one font and direction each, from left to right as they are seen."""
        directed = self._directed(list(clusters(text)))
        pieces: list[tuple[Face, str, str]] = []
        for cluster, direction in directed:
            face = self._face_of(cluster, is_emoji(cluster))
            if face is None:
                continue  # A space, or an ellipsis, in a font that has none.
            if pieces and pieces[-1][0] is face and pieces[-1][2] == direction:
                pieces[-1] = (face, pieces[-1][1] + cluster, direction)
            else:
                pieces.append((face, cluster, direction))
        return _as_seen(pieces, rtl=self.rtl)

    def _directed(self, found: Sequence[str]) -> list[tuple[str, str]]:
        """Each cluster with its direction; what has none goes with both its neighbours, else with the text."""
        base = "rtl" if self.rtl else "ltr"
        own = [_direction(cluster) for cluster in found]
        result = list(own)
        for at, direction in enumerate(own):
            if not direction:
                before = next((one for one in reversed(own[:at]) if one), base)
                after = next((one for one in own[at + 1 :] if one), base)
                result[at] = before if before == after else base
        return list(zip(found, result, strict=True))


def _as_seen(pieces: Sequence[tuple[Face, str, str]], *, rtl: bool) -> list[tuple[Face, str, str]]:
    """Pieces in reading order, from left to right as they are seen (UAX #9, L2, with one level of embedding)."""
    groups = [(way, list(group)) for way, group in groupby(pieces, key=lambda piece: piece[2])]
    if rtl:
        groups.reverse()
    return [piece for way, group in groups for piece in (reversed(group) if way == "rtl" else group)]


def _direction(cluster: str) -> str:
    match unicodedata.bidirectional(cluster[0]):
        case "R" | "AL":
            return "rtl"
        case "L" | "EN" | "AN":
            return "ltr"
    return ""


def _may_break(before: str, after: str) -> bool:
    """Whether a line may end between two clusters of one word."""
    if after[0] in _CLOSING or before[0] in _OPENING:
        return False
    if before[0] in "-–—/" and not before[0].isspace():
        return True
    return bool(_WIDE.match(before) or _WIDE.match(after))
