"""Marks of rich text as Markdown: how they nest, and how each is written around what is under it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from notionpress.render.dialects import holds_template
from notionpress.render.markdown_delimiters import TAGS, Pair, choose_delimiters
from notionpress.render.markdown_text import Place, code_span, destination, reference

if TYPE_CHECKING:
    from notionpress.render.markdown_renderer import MarkdownRenderer


class Mark(NamedTuple):
    """One thing that spans are under; `value` is a link's address or a colour."""

    kind: str
    value: str = ""


class Piece(NamedTuple):
    """Words, or Markdown that is made already, such as that of a footnote's mark, under marks."""

    text: str
    marks: frozenset[Mark]
    code: bool = False
    made: bool = False
    is_mark: bool = False


class _Node:
    """A mark around pieces and other marks."""

    __slots__ = ("inner", "mark")

    def __init__(self, mark: Mark, inner: list[_Node | Piece]) -> None:
        self.mark = mark
        self.inner = inner


NO_MARKS: Final[frozenset[Mark]] = frozenset()

_ORDER: Final = ("link", "color", "underline", "bold", "italic", "strike", "code")
_DELIMITED: Final = ("bold", "italic", "strike")
_ADDRESS = re.compile(r"https?://[^\s<>&*_~`\\\[\]]+")


def marked(pieces: Sequence[Piece], render: MarkdownRenderer, place: Place) -> str:
    """Pieces as Markdown, each mark around the longest run of them; line breaks stay as they are."""
    writer = _Writer(render, place)
    writer.write(_nested(pieces, NO_MARKS))
    return writer.result()


# Nesting


def _nested(pieces: Sequence[Piece], under: frozenset[Mark]) -> list[_Node | Piece]:
    """Marks around the longest runs of pieces that share them."""
    found: list[_Node | Piece] = []
    at = 0
    while at < len(pieces):
        open_here = pieces[at].marks - under
        if not open_here:
            found.append(pieces[at])
            at += 1
            continue
        if len(open_here) == 1:
            (mark,) = open_here
            end = _extent(pieces, at, mark)
        else:
            mark, end = max(
                ((one, _extent(pieces, at, one)) for one in open_here),
                key=lambda pair: (pair[1], -_ORDER.index(pair[0].kind)),
            )
        alone = end == at + 1 and len(open_here) == 1
        found.append(_Node(mark, [pieces[at]] if alone else _nested(pieces[at:end], under | {mark})))
        at = end
    return found


def _extent(pieces: Sequence[Piece], start: int, mark: Mark) -> int:
    end = start + 1
    while end < len(pieces) and mark in pieces[end].marks:
        end += 1
    return end


# Writing


class _Writer:
    """Inline Markdown in the making: its strings, and the pairs among them that will be delimiters or tags."""

    def __init__(self, render: MarkdownRenderer, place: Place) -> None:
        self._render = render
        self._dialect = render.dialect
        self._place: Place = place
        self._texts: list[str] = []
        self._pairs: list[Pair] = []

    def result(self) -> str:
        """All of it, once the delimiters are chosen."""
        if self._pairs:
            choose_delimiters(self._texts, self._pairs, self._dialect)
        return "".join(self._texts)

    def write(self, nodes: Sequence[_Node | Piece], *, linked: bool = False) -> None:
        """Add marks and pieces; `linked` says that they stand in a link."""
        for node in nodes:
            if isinstance(node, Piece):
                self._write_piece(node, linked)
            elif node.mark.kind == "link":
                self._write_link(node.mark.value, node.inner)
            elif node.mark.kind in _DELIMITED:
                self._write_delimited(node.mark.kind, node.inner, linked)
            else:
                self._write_tags(node, linked)

    def _write_piece(self, piece: Piece, linked: bool) -> None:
        if piece.made:
            if piece.text.startswith("["):
                self._keep_from_picture()
            self._texts.append(piece.text)
        elif piece.code:
            after_backtick = bool(self._texts) and self._texts[-1].endswith("`")
            misleads = self._dialect.by_patterns and (piece.text.endswith("\\") or "`" in piece.text)
            self._texts.append(_code(piece.text, self._render, self._place, tags=after_backtick or misleads))
        elif linked:
            self._texts.append(self._render.label(piece.text, self._place))
        else:
            self._write_words(piece.text)

    def _write_words(self, text: str) -> None:
        if text:
            self._texts.append(self._render.escape(text, self._place))

    def _keep_from_picture(self) -> None:
        """Write an exclamation mark before a link so that no picture begins there."""
        if self._texts and self._texts[-1].endswith("!"):
            self._texts[-1] = f"{self._texts[-1][:-1]}{reference('!')}"

    def _write_tags(self, node: _Node, linked: bool) -> None:
        start, end = _colored(node.mark.value) if node.mark.kind == "color" else TAGS[node.mark.kind]
        if self._dialect.inner_inline:
            start = f"{start[:-1]} {self._dialect.inner_inline}>"
        self._texts.append(start)
        self.write(node.inner, linked=linked)
        self._texts.append(end)

    def _write_link(self, url: str, inner: list[_Node | Piece]) -> None:
        self._keep_from_picture()
        only = inner[0] if len(inner) == 1 else None
        if isinstance(only, Piece) and only.text == url and _ADDRESS.fullmatch(url) and not self._dialect.mdx:
            self._texts.append(f"<{url}>")
            return
        # Lines that end within brackets are read in more than one way.
        before, after = _take_space(inner, 0), _take_space(inner, -1)
        self._write_words(before)
        if inner:
            self._texts.append("[")
            self.write(inner, linked=True)
            self._texts.append(f"]({destination(url)})")
        self._write_words(after)

    def _write_delimited(self, kind: str, inner: list[_Node | Piece], linked: bool) -> None:
        only = inner[0] if len(inner) == 1 else None
        if isinstance(only, _Node) and {kind, only.mark.kind} == {"bold", "italic"}:
            kind, inner = "both", only.inner
        before, after = _take_space(inner, 0), _take_space(inner, -1)
        self._write_words(before)
        if inner:
            number, start = len(self._pairs), len(self._texts)
            self._texts.append("")
            self._pairs.append(Pair(kind, start, start))
            self.write(inner, linked=linked)
            self._pairs[number] = Pair(kind, start, len(self._texts))
            self._texts.append("")
        self._write_words(after)


def _code(code: str, render: MarkdownRenderer, place: Place, *, tags: bool) -> str:
    """A code span, or a `code` element where a span would be read otherwise."""
    dialect = render.dialect
    taken = holds_template(code, dialect) or (place == "cell" and "|" in code)
    bare = code[0] not in "` " and code[-1] not in "` " and not code[0].isspace() and not code[-1].isspace()
    taken = taken or "\u2028" in code or "\u2029" in code or not (bare or dialect.padded_code)
    if not (tags or taken or code.isspace() or ("\\" in code and place == "cell")):
        return code_span(code)
    return f"<code>{''.join(_reference(character) for character in code)}</code>"


def _reference(character: str) -> str:
    bare = character.isalnum() or character == " " or not (character.isascii() or character in "\u2028\u2029")
    return character if bare else reference(character)


def _colored(color: str) -> tuple[str, str]:
    name, _, background = color.partition("_")
    if background:
        return f'<mark class="background-{name}">', "</mark>"
    return f'<span class="color-{name}">', "</span>"


def _take_space(inner: list[_Node | Piece], end: int) -> str:
    """Take the space from one end of what a mark is around: delimiters do not work beside it."""
    taken = ""
    while inner:
        one = inner[end]
        if isinstance(one, _Node):
            if one.mark.kind not in _DELIMITED:
                break
            space = _take_space(one.inner, end)
            if one.inner:
                return _joined(taken, space, end)
            inner.pop(end)
            taken = _joined(taken, space, end)
            continue
        if one.made or one.code:
            break
        words = one.text.lstrip() if end == 0 else one.text.rstrip()
        if words == one.text:
            break
        count = len(one.text) - len(words)
        taken = _joined(taken, (one.text[:count] if end == 0 else one.text[len(words) :]), end)
        if words:
            inner[end] = one._replace(text=words)
            break
        inner.pop(end)
    return taken


def _joined(taken: str, space: str, end: int) -> str:
    return taken + space if end == 0 else space + taken
