"""HTML as what a reader sees of it, so that two renderings of one content can be compared.

A document is a list of blocks. Text is a tuple of runs: words, with the marks that they are under. What differs without
a difference to readers is made equal: wrappers, tight and loose lists, the two notations for a background.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

VOID = {"br", "hr", "img", "input", "meta", "link", "wbr", "col"}
INLINE = {
    "a",
    "strong",
    "em",
    "s",
    "del",
    "u",
    "code",
    "span",
    "mark",
    "time",
    "label",
    "b",
    "i",
    "sub",
    "sup",
    "img",
    "br",
    "input",
    "math",
}
TICKS = "☐☑"
MARKS = {
    "strong": "bold",
    "b": "bold",
    "em": "italic",
    "i": "italic",
    "s": "strike",
    "del": "strike",
    "u": "underline",
    "code": "code",
}


_NOTHING = (("blockquote", []), ("h2", ()), ("h3", ()), ("h4", ()), ("h5", ()))


class Node:
    """An element, or the document."""

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.attributes = attributes
        self.children: list[Node | str] = []

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


_TOKENS = re.compile(
    r"""<!--.*?-->|<(?P<end>/?)(?P<name>[a-zA-Z][\w-]*)(?P<rest>(?:[^<>"']|"[^"]*"|'[^']*')*)>|[^<]+|<""", re.DOTALL
)
_ATTRIBUTES = re.compile(r"""([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")


def parse(html: str) -> Node:
    """The elements of some HTML, which must be nested rightly."""
    root = Node("document", {})
    open_ = [root]
    for found in _TOKENS.finditer(html):
        name, token = found["name"], found[0]
        if not name:
            if not token.startswith("<!--"):
                open_[-1].children.append(unescape(token) if "&" in token else token)
        elif not found["end"]:
            node = Node(name.lower(), _attributes(found["rest"]))
            open_[-1].children.append(node)
            if node.name not in VOID:
                open_.append(node)
        elif name.lower() not in VOID:
            assert open_[-1].name == name.lower(), f"</{name}> does not end <{open_[-1].name}> in {html}"
            open_.pop()
    assert len(open_) == 1, f"<{open_[-1].name}> does not end in {html}"
    return root


def _attributes(source: str) -> dict[str, str]:
    if not source.strip(" /"):
        return {}
    return {name: unescape(one or two or bare) for name, one, two, bare in _ATTRIBUTES.findall(source)}


def structure(html: str) -> list[Any]:
    """What a reader sees of some HTML."""
    return _blocks(parse(html))


def _blocks(node: Node) -> list[Any]:
    found: list[Any] = []
    runs: list[tuple[str, frozenset[str]]] = []

    def end_paragraph() -> None:
        if text := _text(runs):
            found.append(("text", text))
        runs.clear()

    for child in node.children:
        if isinstance(child, str) or child.name in INLINE:
            runs.extend(_runs(child, frozenset()))
            continue
        end_paragraph()
        # What nothing is in is not seen.
        found.extend(block for block in _block(child) if block not in _NOTHING)
    end_paragraph()
    return found


def _block(node: Node) -> list[Any]:
    name, classes = node.name, node.classes
    if name == "aside" or "admonition" in classes:
        return [("blockquote", _titled(node))]
    if "highlight" in classes and (title := next(_elements(node, "span", "filename"), None)):
        return [("figure", [block for pre in _elements(node, "pre") for block in _block(pre)], _blocks(title))]
    if "callout" in classes:
        return [("blockquote", _called_out(node))]
    if name == "p":
        return _blocks(node)
    if re.fullmatch("h[1-6]", name):
        return [(name, _inner_text(node))]
    if name == "blockquote":
        return [("blockquote", _blocks(node))]
    if node.attributes.get("role") == "list":
        style = node.attributes["style"] + next(_elements(node, "div")).attributes["style"]
        kind = {"lower-alpha": "a", "lower-roman": "i"}[re.search(r"list-style-type: ([\w-]+)", style)[1]]
        start = int(re.search(r"list-item (-?\d+)", style)[1]) + 1
        return [("ol", start, kind, [_blocks(child) for child in node.children if isinstance(child, Node)])]
    if name in ("ul", "ol"):
        items = [_blocks(child) for child in _elements(node, "li")]
        start = int(node.attributes.get("start", "1")) if name == "ol" else 0
        return [(name, start, node.attributes.get("type", ""), items)]
    if name == "pre":
        # Python-Markdown keeps no tabs.
        return [("pre", node.text().rstrip("\n").expandtabs(4))]
    if name == "hr":
        return [("hr",)]
    if name == "table":
        return [("table", _rows(node))]
    if name == "details":
        summary = next(_elements(node, "summary"), Node("summary", {}))
        rest = Node("rest", {})
        rest.children = [child for child in node.children if child is not summary]
        return [("details", _blocks(summary) or [("text", (("…", ()),))], _blocks(rest))]
    if name == "figure":
        captions = list(_elements(node, "figcaption"))
        rest = Node("rest", {})
        rest.children = [child for child in node.children if child not in captions]
        inner = _blocks(rest)
        below = [block for caption in captions for block in _blocks(caption)]
        return [("figure", inner, below)] if captions and captions[0].text().strip() else inner
    if name == "div" and classes & {"indent", "columns", "column"}:
        return [("div", *sorted(classes & {"indent", "columns", "column"}), _blocks(node))]
    return _blocks(node)


def _called_out(node: Node) -> list[Any]:
    """A callout as the quotation that Markdown makes of it: the icon before the first words."""
    parts = [child for child in node.children if isinstance(child, Node)]
    icon = next((part for part in parts if "icon" in part.classes), None)
    body = _blocks(next(part for part in parts if "callout-body" in part.classes))
    if icon is None:
        return body
    sign = list(_runs(icon, frozenset()))
    first = next(
        (
            child
            for child in next(part for part in parts if "callout-body" in part.classes).children
            if isinstance(child, Node)
        ),
        None,
    )
    if first is not None and first.name == "p" and first.text().strip():
        words = [run for child in first.children for run in _runs(child, frozenset())]
        while words and not words[0][0].strip(" \n\0"):
            words.pop(0)
        return [("text", _text([*sign, (" ", frozenset()), *words])), *body[1:]]
    return [("text", _text(sign)), *body]


def _titled(node: Node) -> list[Any]:
    """What is in a box of the generator's, whose title may be the icon before the first words."""
    parts = [child for child in node.children if isinstance(child, Node)]
    if not parts or "admonition-title" not in parts[0].classes:
        return _blocks(node)
    title = list(_runs(parts.pop(0), frozenset()))
    if parts and parts[0].name == "p":
        title += [(" ", frozenset()), *(run for child in parts.pop(0).children for run in _runs(child, frozenset()))]
    rest = Node("rest", {})
    rest.children = list(parts)
    return [("text", _text(title)), *_blocks(rest)]


def _elements(node: Node, name: str, class_: str = "") -> Iterator[Node]:
    for child in node.children:
        if isinstance(child, Node):
            if child.name == name and (not class_ or class_ in child.classes):
                yield child
            elif child.name in ("thead", "tbody"):
                yield from _elements(child, name)


def _rows(node: Node) -> list[Any]:
    rows = []
    for row in _elements(node, "tr"):
        cells = [child for child in row.children if isinstance(child, Node)]
        made = [(cell.name == "th" and bool(cell.text().strip()), _blocks(cell)) for cell in cells]
        rows.append(made)
    # Markdown's tables have a head, if only an empty one.
    while rows and not any(blocks for _, blocks in rows[0]):
        rows.pop(0)
    return rows


def _inner_text(node: Node) -> Any:
    return _text([run for child in node.children for run in _runs(child, frozenset())])


def _runs(node: Node | str, marks: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    if isinstance(node, str):
        yield node, marks
        return
    if node.name == "br":
        yield "\0", frozenset()
        return
    if node.name == "img":
        yield (
            f"[picture {node.attributes.get('src')} {' '.join(node.attributes.get('alt', '').split())}]",
            frozenset(one for one in marks if one.startswith("link")),
        )
        return
    if node.name == "input":
        yield TICKS["checked" in node.attributes], frozenset()
        return
    if node.name == "a":
        if "anchor" in node.classes:
            return
        # A picture leads to itself, in HTML alone.
        if "href" in node.attributes and "zoom" not in node.classes:
            marks |= {f"link {node.attributes['href']}"}
    if node.name in MARKS:
        marks |= {MARKS[node.name]}
    marks |= {one for one in node.classes if one.startswith(("color-", "background-"))}
    for child in node.children:
        yield from _runs(child, marks)


_PARTS = re.compile(r"[ \t\n\r\xa0\u2003]+|\0|\s|[^\s\0]+")


def _text(runs: list[tuple[str, frozenset[str]]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Runs with white space as browsers show it; it is under no mark, and lines have none around them."""
    parts: list[tuple[str, tuple[str, ...]]] = []
    for text, marks in runs:
        ordered = tuple(sorted(marks))
        for part in _PARTS.findall(text):
            # Several spaces and tabs are kept in HTML by wider ones.
            if part[0] in " \t\n\r\xa0\u2003":
                if parts and parts[-1][0] not in (" ", "\0"):
                    parts.append((" ", ()))
            elif part == "\0":
                while parts and parts[-1][0] == " ":
                    parts.pop()
                parts.append(("\0", ()))
            else:
                parts.append((part, () if part.isspace() else ordered))
    while parts and parts[-1][0] in (" ", "\0"):
        parts.pop()
    while parts and parts[0][0] in (" ", "\0"):
        parts.pop(0)
    # Nothing breaks the line between a box to tick and its words.
    while len(parts) > 1 and parts[0][0] in ("☐", "☑") and parts[1][0] in (" ", "\0"):
        parts.pop(1)
    found: list[tuple[str, tuple[str, ...]]] = []
    for part, under in parts:
        if found and found[-1][1] == under:
            found[-1] = (found[-1][0] + part, under)
        else:
            found.append((part, under))
    return tuple(found)
