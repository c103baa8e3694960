"""Words out of a tree of Markdown: spans with their annotations, and the pictures and players among them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from posixpath import basename
from typing import Final, TypeAlias
from urllib.parse import unquote

from msgspec.structs import replace

from notionpress.content.blocks import Audio, Block, Embed, Image, Video, says_decoration
from notionpress.content.markdown_tree import Child, Node
from notionpress.content.rich_text import (
    PLAIN,
    Annotations,
    FileRef,
    FootnoteMark,
    InlineEquation,
    RichText,
    Span,
    Text,
)

FindFile: TypeAlias = Callable[[str, int], FileRef]
"""Gives the file for an address and the line that it stands on."""

FindLink: TypeAlias = Callable[[str, int], str]
"""Gives the target of a link for the address as it is written, and its line."""

Piece: TypeAlias = Span | Block

COLORS: Final = frozenset(("gray", "brown", "orange", "yellow", "green", "blue", "purple", "pink", "red"))
BLANK: Final = " \t\r\n"

_MARKS: Final[Mapping[str, str]] = {
    "strong": "bold",
    "b": "bold",
    "em": "italic",
    "i": "italic",
    "cite": "italic",
    "dfn": "italic",
    "var": "italic",
    "s": "strikethrough",
    "del": "strikethrough",
    "strike": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "code": "code",
    "kbd": "code",
    "samp": "code",
    "tt": "code",
}
_LINE = re.compile(r" *\n *")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_AFTER_PATH = re.compile(r"[?#]")
_AFTER_ADDRESS: Final = "?!.,:;*_~'"


class Words:
    """Reads the inline content of a page. `find_file` gives the file for an address, `find_link` the target of one."""

    def __init__(self, find_file: FindFile, find_link: FindLink) -> None:
        self.find_file = find_file
        self.find_link = find_link

    def rich_text(self, nodes: Iterable[Child]) -> RichText:
        """The words of elements, whatever they are; blocks begin new lines, pictures become links to them."""
        return tidied(self._as_text(piece) for piece in self.pieces(nodes, flat=True))

    def pieces(self, nodes: Iterable[Child], *, flat: bool = False) -> list[Piece]:
        """Spans, with pictures and players between them where they stand.

        With `flat`, blocks are read too, and begin new lines.
        """
        out: list[Piece] = []
        for node in nodes:
            self._read(node, PLAIN, "", flat, out)
        return out

    def _read(self, node: Child, how: Annotations, href: str, flat: bool, out: list[Piece]) -> None:
        if isinstance(node, str):
            out.extend(_linked(node, how) if not href and not how.code and "://" in node else [Text(node, how, href)])
            return
        match node.name:
            case "br":
                out.append(Text("\n", how, href))
            case "math-inline" | "math-block":
                out.append(InlineEquation(plain_text(node).strip(), how))
            case "footnote":
                out.append(FootnoteMark(int(node.attributes["number"]), how))
            case "img" | "video" | "audio" | "iframe" | "embed":
                out.extend(self._media(node, href))
            case _:
                self._element(node, how, href, flat, out)

    def _element(self, node: Node, how: Annotations, href: str, flat: bool, out: list[Piece]) -> None:
        if node.name == "a" and node.attributes.get("href"):
            href = self.find_link(node.attributes["href"].strip(), node.line)
        how = _annotated(node, how)
        apart = flat and node.is_block
        if apart:
            _begin_line(out)
        for child in node.children:
            self._read(child, how, href, flat, out)
        if apart:
            _begin_line(out)

    def _media(self, node: Node, href: str) -> Iterator[Piece]:
        """The block for a picture or player; without an address its words are kept."""
        source = _source(node)
        id = str(node.line)
        if not source:
            words = node.attributes.get("alt", "")
            yield from [Text(words)] if words else self.pieces(node.children, flat=True)
        elif node.name == "img":
            title = node.attributes.get("title", "")
            alt = node.attributes.get("alt", "").strip()
            is_decoration = says_decoration(alt)
            alt = "" if is_decoration else alt
            caption: RichText = (Text(title),) if title else ()
            if href:
                caption = (Text(title or alt or source, PLAIN, href),)
            file = self.find_file(source, node.line)
            yield Image(id=id, file=file, caption=caption, alt=alt, is_decoration=is_decoration)
        elif node.name == "video":
            yield Video(id=id, file=self.find_file(source, node.line))
        elif node.name == "audio":
            yield Audio(id=id, file=self.find_file(source, node.line))
        else:
            yield Embed(id=id, url=source)

    @staticmethod
    def _as_text(piece: Piece) -> Span:
        match piece:
            case Image(file=file, caption=caption, alt=alt):
                words = alt or "".join(span.text for span in caption) or file_name(file)
                return Text(words, PLAIN, file.key or file.url)
            case Video(file=file) | Audio(file=file):
                return Text(file_name(file), PLAIN, file.key or file.url)
            case Embed(url=url):
                return Text(url, PLAIN, url)
            case Block():
                return Text("")
        return piece


def _begin_line(out: list[Piece]) -> None:
    while out and isinstance(last := out[-1], Text) and not last.text.strip(" "):
        del out[-1]
    if out and not (isinstance(last := out[-1], Text) and last.text.endswith("\n")):
        out.append(Text("\n"))


def file_name(file: FileRef) -> str:
    """What a file is called."""
    return file.name or unquote(basename(_AFTER_PATH.split(file.url)[0])) or file.url


def tidied(spans: Iterable[Span]) -> RichText:
    """Spans as Notion would send them: neighbours that are set alike are one, and no space is around lines."""
    found: list[Span] = []
    for (how, href, lone), run in groupby(enumerate(spans), key=_manner):
        if lone is None:
            text = "".join(span.text for _, span in run)
            found.append(Text(_LINE.sub("\n", text), how, href))
        else:
            found.extend(span for _, span in run)
    return tuple(span for span in _stripped(found) if not isinstance(span, Text) or span.text)


def _manner(numbered: tuple[int, Span]) -> tuple[Annotations, str, int | None]:
    """What neighbours have in common; all but text stands for itself."""
    number, span = numbered
    return (span.annotations, span.href, None) if isinstance(span, Text) else (PLAIN, "", number)


def _stripped(found: list[Span]) -> list[Span]:
    """Spans without the space around them all."""
    while found and isinstance(first := found[0], Text):
        found[0] = replace(first, text=first.text.lstrip(BLANK))
        if found[0].text:
            break
        del found[0]
    while found and isinstance(last := found[-1], Text):
        found[-1] = replace(last, text=last.text.rstrip(BLANK))
        if found[-1].text:
            break
        del found[-1]
    return found


def _annotated(node: Node, how: Annotations) -> Annotations:
    if mark := _MARKS.get(node.name):
        how = replace(how, **{mark: True})
    color = _color(node)
    return replace(how, color=color) if color else how


def _color(node: Node) -> str:
    """One of Notion's colours that an element's class names, "" for none."""
    for name in node.classes:
        kind, _, color = name.partition("-")
        if color in COLORS and kind in ("color", "background"):
            return color if kind == "color" else f"{color}_background"
    return "yellow_background" if node.name == "mark" else ""


def _linked(text: str, how: Annotations) -> Iterator[Text]:
    """Text with the addresses in it as links, without the punctuation after them (GFM, "autolinks (extension)")."""
    at = 0
    for found in _ADDRESS.finditer(text):
        url = found[0].rstrip(_AFTER_ADDRESS)
        while url.endswith(")") and url.count(")") > url.count("("):
            url = url[:-1].rstrip(_AFTER_ADDRESS)
        if found.start() > at:
            yield Text(text[at : found.start()], how)
        yield Text(url, how, url)
        at = found.start() + len(url)
    if at < len(text):
        yield Text(text[at:], how)


def _source(node: Node) -> str:
    """The address of a picture or player: its own, or that of its first source."""
    sources = [node, *(child for child in node.children if isinstance(child, Node) and child.name == "source")]
    return next((one.attributes["src"].strip() for one in sources if one.attributes.get("src", "").strip()), "")


def plain_text(node: Node) -> str:
    """All text in an element, as it is."""
    return "".join(child if isinstance(child, str) else plain_text(child) for child in node.children)
