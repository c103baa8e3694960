"""Markdown and the HTML in it as one tree of elements, as a browser would see them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Final, TypeAlias

from markdown_it.token import Token

DEEPEST: Final = 200
"""How deep the tree grows; of elements further in only the words are kept."""

_BLOCK_NAMES: Final = (
    "address article aside blockquote body center col colgroup dd details dialog dir div dl dt fieldset figcaption"
    " figure footer footnotes form h1 h2 h3 h4 h5 h6 header hr html legend li main math-block menu nav ol optgroup"
    " option p pre search section summary table tbody td tfoot th thead tr ul"
)
_VOID_NAMES: Final = "area base br col embed hr img input link meta param source track wbr"

BLOCKS: Final = frozenset(_BLOCK_NAMES.split())
"""Elements that stand on lines of their own; two of the names are ours."""
VOID: Final = frozenset(_VOID_NAMES.split())
"""Elements without content."""
UNSEEN: Final = frozenset(("script", "style", "template", "noscript", "title"))
"""Elements of whose content a reader never sees anything; their content is no HTML either, or acts."""

_CLOSED_BY: Final[Mapping[str, frozenset[str]]] = {
    "li": frozenset(("li", "p")),
    "p": frozenset(("p",)),
    "td": frozenset(("td", "th", "p")),
    "th": frozenset(("td", "th", "p")),
    "tr": frozenset(("td", "th", "tr", "p")),
    "tbody": frozenset(("td", "th", "tr", "thead", "p")),
    "dt": frozenset(("dt", "dd", "p")),
    "dd": frozenset(("dt", "dd", "p")),
}
"""Start tags that end open elements whose end tags may be left out (HTML standard, "optional tags")."""

_TAG = re.compile(
    r"</([A-Za-z][A-Za-z0-9-]*+)\s*+>"
    r"|<([A-Za-z][A-Za-z0-9-]*+)"
    r"((?:\s++[A-Za-z_:@][^\s\"'<>/=]*+(?:\s*+=\s*+(?:[^\s\"'=<>`]++|'[^']*+'|\"[^\"]*+\"))?+)*+)"
    r"\s*+(/?+)>"
)
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]++)(?:\s*+=\s*+(?:([^\s\"'=<>`]++)|'([^']*+)'|\"([^\"]*+)\"))?+")
_HIDDEN: Final = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">"))
_SPACE = re.compile(r"[ \t\r\n\f]+")


class Node:
    """An element with its attributes and what is in it; `line` is the file's, from 1."""

    __slots__ = ("attributes", "children", "holds_blocks", "line", "name", "parent")

    def __init__(self, name: str, attributes: Mapping[str, str], line: int, parent: Node | None) -> None:
        self.name = name
        self.attributes = attributes
        self.children: list[Node | str] = []
        self.holds_blocks = False
        self.line = line
        self.parent = parent

    @property
    def is_block(self) -> bool:
        """Whether it stands on lines of its own."""
        return self.holds_blocks or self.name in BLOCKS

    @property
    def classes(self) -> Sequence[str]:
        """The names in its class attribute."""
        return self.attributes.get("class", "").split()


Child: TypeAlias = Node | str


class _Open:
    """An element that is still open; one that lies too deep hands its content to the nearest that does not."""

    __slots__ = ("is_markdown", "name", "node")

    def __init__(self, name: str, node: Node, is_markdown: bool) -> None:
        self.name = name
        self.node = node
        self.is_markdown = is_markdown


class _Builder:
    """Takes start tags, end tags and text in their order, of Markdown and of HTML."""

    def __init__(self) -> None:
        self.root = Node("body", {}, 1, None)
        self.unseen: list[tuple[str, int]] = []
        """Elements that were left out, with their lines."""
        self.line = 1
        self._open = [_Open("body", self.root, True)]
        self._depth = 0
        self._preformatted = 0

    # Markdown

    def start(self, name: str, attributes: Mapping[str, str] | None = None) -> None:
        """Open an element of Markdown, which only `end` closes."""
        self._push(name, attributes or {}, is_markdown=True)

    def end(self) -> None:
        """Close the innermost element of Markdown, and what HTML left open in it."""
        while not self._open[-1].is_markdown:
            self._pop()
        if len(self._open) > 1:
            self._pop()

    def single(self, name: str, attributes: Mapping[str, str] | None = None, text: str = "") -> None:
        """Add an element without elements in it."""
        node = self._added(name, attributes or {})
        if text:
            node.children.append(text)

    def words(self, text: str) -> None:
        """Add text as it is."""
        if text:
            self._open[-1].node.children.append(text)

    # HTML

    def html(self, source: str) -> None:
        """Add a piece of HTML; its end tags close no element of Markdown."""
        at, unclosed, count = 0, set[str](), len(source)
        while at < count:
            sign = source.find("<", at)
            if sign < 0:
                sign = count
            if sign > at:
                self._text(source[at:sign])
            if sign == count:
                return
            tag = _TAG.match(source, sign)
            if tag is None:
                at = self._hidden(source, sign, unclosed)
            elif tag[1]:
                at = tag.end()
                self._close(tag[1].lower())
            else:
                at = self._start_tag(tag, source, unclosed)

    def _hidden(self, source: str, at: int, unclosed: set[str]) -> int:
        """Where a comment or the like ends; a sign that begins none is text."""
        for start, end in _HIDDEN:
            if source.startswith(start, at) and end not in unclosed:
                found = source.find(end, at + len(start))
                if found >= 0:
                    return found + len(end)
                unclosed.add(end)
        self._text("<")
        return at + 1

    def _start_tag(self, tag: re.Match[str], source: str, unclosed: set[str]) -> int:
        name = tag[2].lower()
        if name in UNSEEN:
            self.unseen.append((name, self.line))
            return self._after_unseen(name, source, tag.end(), unclosed)
        while self._open[-1].name in _CLOSED_BY.get(name, ()) and not self._open[-1].is_markdown:
            self._pop()
        attributes = _attributes(tag[3])
        if name in VOID or tag[4]:
            self._added(name, attributes)
        elif len(self._open) < 2 * DEEPEST:
            self._push(name, attributes, is_markdown=False)
        return tag.end()

    def _after_unseen(self, name: str, source: str, at: int, unclosed: set[str]) -> int:
        end = f"</{name}"
        if end in unclosed:
            return at
        found = re.compile(rf"</{name}[^>]*>", re.IGNORECASE).search(source, at)
        if found is None:
            unclosed.add(end)
            return at
        return found.end()

    def _close(self, name: str) -> None:
        for at in range(len(self._open) - 1, 0, -1):
            if self._open[at].is_markdown:
                return
            if self._open[at].name == name:
                while len(self._open) > at:
                    self._pop()
                return

    def _text(self, text: str) -> None:
        text = unescape(text)
        self.words(text if self._preformatted else _SPACE.sub(" ", text))

    # Both

    def _push(self, name: str, attributes: Mapping[str, str], *, is_markdown: bool) -> None:
        node = self._added(name, attributes) if self._depth < DEEPEST else self._open[-1].node
        self._depth += 1
        self._preformatted += name == "pre"
        self._open.append(_Open(name, node, is_markdown))

    def _pop(self) -> None:
        self._depth -= 1
        self._preformatted -= self._open.pop().name == "pre"

    def _added(self, name: str, attributes: Mapping[str, str]) -> Node:
        above = self._open[-1].node
        node = Node(name, attributes, self.line, above)
        above.children.append(node)
        if name in BLOCKS:
            holder: Node | None = above
            while holder is not None and not holder.holds_blocks:
                holder.holds_blocks = True
                holder = holder.parent
        return node


def _attributes(source: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, bare, single, double in _ATTRIBUTE.findall(source):
        found.setdefault(name.lower(), unescape(bare or single or double))
    return found


def tree(tokens: Sequence[Token], first_line: int) -> tuple[Node, list[tuple[str, int]]]:
    """The tree of a text, and the elements that were left out of it, each with its line.

    `first_line` is the line of the file on which the text begins.
    """
    builder = _Builder()
    for token in tokens:
        if token.map:
            builder.line = first_line + token.map[0]
        _add(token, builder)
    return builder.root, builder.unseen


def _add(token: Token, builder: _Builder) -> None:
    match token.type:
        case "inline":
            for child in token.children or ():
                _add(child, builder)
        case "text" | "text_special":
            builder.words(token.content)
        case "softbreak":
            builder.words(" ")
            builder.line += 1
        case "hardbreak":
            builder.single("br")
            builder.line += 1
        case "html_block" | "html_inline":
            builder.html(token.content)
        case "code_inline":
            builder.single("code", text=token.content)
        case "fence" | "code_block":
            builder.single("pre", {"info": token.info}, token.content)
        case "math_block":
            builder.single("math-block", text=token.content)
        case "math_inline":
            builder.single("math-inline", text=token.content)
        case "image":
            builder.single("img", {**_strings(token), "alt": _words_of(token.children or ())})
        case "footnote_ref":
            builder.single("footnote", {"number": str(token.meta["id"] + 1)})
        case "footnote_block_open":
            builder.start("footnotes")
        case "footnote_open":
            builder.start("li")
        case "footnote_anchor":
            pass
        case _ if token.nesting > 0:
            builder.start(token.tag, {**_strings(token), **{name: str(value) for name, value in token.meta.items()}})
        case _ if token.nesting < 0:
            builder.end()
        case _ if token.tag:
            builder.single(token.tag)


def _strings(token: Token) -> dict[str, str]:
    return {name: str(value) for name, value in token.attrs.items()}


def _words_of(tokens: Sequence[Token]) -> str:
    """The words of a picture's description, whose markup has no meaning."""
    parts = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type != "html_inline":
            parts.append(_words_of(token.children) if token.children else token.content)
    return "".join(parts)
