"""What must be on the hard page, whatever made HTML of it: one check for each thing that tools lose."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from types import MappingProxyType

from tests.fidelity.page import HARD_CODE, SPECIAL
from tests.markdown.structure import Node, parse

Check = Callable[["Document"], bool]


class Document:
    """A page as elements, with ways to ask about them."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.root = parse(html)
        self.words = squeezed(self.root.text())

    def all(self, *names: str) -> Iterator[Node]:
        """Every element of these names."""
        yield from (node for node in walk(self.root) if node.name in names)

    def has(self, names: str, text: str) -> bool:
        """Whether an element of one of these names (with spaces between) holds just this text."""
        return any(squeezed(node.text()) == text for node in self.all(*names.split()))

    def around(self, text: str) -> set[str]:
        """The names of all elements around the text that holds these words."""
        return next((names for names, words in self._texts(self.root, ()) if text in words), set())

    def _texts(self, node: Node, names: tuple[str, ...]) -> Iterator[tuple[set[str], str]]:
        for child in node.children:
            if isinstance(child, str):
                yield set(names), child
            else:
                classes = tuple(f".{one}" for one in child.classes)
                yield from self._texts(child, (*names, child.name, *classes))

    def parent(self, name: str, text: str) -> Node | None:
        """The innermost element of a name whose text begins so."""
        found = [node for node in self.all(name) if squeezed(node.text()).startswith(text)]
        return found[-1] if found else None

    def link(self, text: str) -> str:
        """Where the link of these words leads."""
        return next((node.attributes.get("href", "") for node in self.all("a") if text in squeezed(node.text())), "")


def walk(node: Node) -> Iterator[Node]:
    for child in node.children:
        if isinstance(child, Node):
            yield child
            yield from walk(child)


def squeezed(text: str) -> str:
    """Text with single spaces."""
    return " ".join(text.split())


def inside(node: Node | None, name: str, text: str) -> bool:
    """Whether an element of that name inside a node begins so."""
    return node is not None and any(one.name == name and squeezed(one.text()).startswith(text) for one in walk(node))


def depth(document: Document, text: str) -> int:
    """In how many lists some words stand."""

    def deepest(node: Node, lists: int) -> int:
        found = -1
        for child in node.children:
            if isinstance(child, str):
                found = max(found, lists if text in child else -1)
            else:
                found = max(found, deepest(child, lists + (child.name in ("ul", "ol"))))
        return found

    return deepest(document.root, 0)


def paragraph_breaks(document: Document, text: str) -> int:
    """How many line breaks stand in the paragraph that begins so."""
    node = document.parent("p", text)
    return sum(one.name == "br" for one in walk(node)) if node else -1


def listed(document: Document, first: str) -> Node | None:
    """The list whose first item begins so."""
    for node in document.all("ul", "ol"):
        items = [child for child in node.children if isinstance(child, Node) and child.name == "li"]
        if items and squeezed(items[0].text()).startswith(first):
            return node
    return None


def literal(text: str) -> Check:
    """The words stand in a paragraph of their own."""
    return lambda document: document.has("p", text)


def heading(name: str, text: str) -> Check:
    """A heading of that level."""
    return lambda document: any(squeezed(node.text()).rstrip("#¶ ").startswith(text) for node in document.all(name))


def ticked(document: Document, text: str) -> bool | None:
    """Whether the box before these words is ticked; None when there is no box."""
    item = document.parent("li", text)
    box = next((one for one in walk(item) if one.name == "input"), None) if item else None
    return None if box is None else "checked" in box.attributes


def folded(document: Document, title: str) -> Node | None:
    """The details with that summary."""
    for node in document.all("details"):
        summary = next((one for one in walk(node) if one.name == "summary"), None)
        if summary is not None and squeezed(summary.text()).rstrip("#¶ ").startswith(title):
            return node
    return None


def cell(document: Document, text: str) -> Node | None:
    """The innermost cell of these words."""
    return next((node for node in document.all("td", "th") if squeezed(node.text()) == text), None)


def code_with(document: Document, text: str) -> Node | None:
    """The block of code with these words in it."""
    return next((node for node in document.all("pre") if text in node.text()), None)


def same_code(node: Node | None, expected: str) -> bool:
    """Whether a block of code holds just this."""
    return node is not None and node.text().strip("\n") == expected


def without_spaces(text: str) -> str:
    return re.sub(r"\s", "", text)


CHECKS: MappingProxyType[str, Check] = MappingProxyType(
    {
        # In lines
        "bold": lambda page: "strong" in page.around("kelp"),
        "italic": lambda page: "em" in page.around("wrack"),
        "struck": lambda page: bool({"s", "del"} & page.around("foam")),
        "underlined": lambda page: "u" in page.around("reef"),
        "code in a line": lambda page: page.has("code", "a*b_c`d"),
        "bold and italic": lambda page: {"strong", "em"} <= page.around("dulse"),
        "italic inside of bold": lambda page: {"strong", "em"} <= page.around("inner") and "em" not in page.around("outer"),
        "spaces at the edge of bold": lambda page: "Edge spaced edge" in page.words and "strong" in page.around("spaced"),
        "bold inside of a word": lambda page: "unbelievable" in page.words and "strong" in page.around("believ"),
        "bold beside italic": lambda page: "strong" in page.around("one") and "em" in page.around("two") and "onetwo" in page.words,
        "bold quotation in Japanese": lambda page: page.has("strong", "「満ち潮」"),
        "bold full stop in Japanese": lambda page: page.has("strong", "引き潮。"),
        "colour of text": lambda page: ".color-red" in page.around("coral"),
        "colour of a background": lambda page: ".background-yellow" in page.around("sand"),
        "colour with bold": lambda page: {"strong", ".color-blue"} <= page.around("ink"),
        "special characters": lambda page: SPECIAL in page.words,
        "hyphen at a line's start": literal("- not a list"),
        "number at a line's start": literal("12. not a number"),
        "number sign at a line's start": literal("# not a heading"),
        "angle at a line's start": literal("> not a quote"),
        "plus at a line's start": literal("+ not a plus"),
        "hyphens at a line's start": literal("--- not a rule"),
        "pipes in a line": literal("| not | a | table |"),
        "colon at a line's start": literal(": not a definition"),
        "exclamation marks at a line's start": literal("!!! not a note"),
        "colons at a line's start": literal("::: not a box"),
        "import at a line's start": literal("import not from 'module'"),
        "line breaks": lambda page: paragraph_breaks(page, "first line") == 4,
        "marks after a line break": lambda page: "third line" in page.words and depth(page, "third line") == 0,
        "prices": lambda page: "Prices: $5 and $6, 50 % & more < than > that." in page.words,
        "link with brackets": lambda page: page.link("to (a) place") == "https://example.org/a_(b)?c=1&d=2",
        "bold link": lambda page: page.link("bold link") == "https://example.org/b" and "strong" in page.around("bold link"),
        "link to a page": lambda page: page.link("page").rstrip("/").endswith("/guide"),
        "link to a heading": lambda page: page.link("high water").endswith("#high-water"),
        "mention of a page by its title": lambda page: "Mentions Field guide" in page.words and "Old title" not in page.words,
        "mention of what is not public": lambda page: "Secret" not in page.html,
        "mention of a person": lambda page: "@Ada Wren" in page.words,
        "mention of a date": lambda page: "14 March 2026" in page.words,
        "custom emoji": lambda page: any(one.attributes.get("alt") == ":lamp:" for one in page.all("img")),
        "equation in a line": lambda page: inside(page.parent("p", "Height"), "math", "h") or "h^2 + 1" in page.words,
        "equation": lambda page: any("frac" in one.name for one in walk(page.root)) or r"\frac{1}{2} g t^2" in page.words,
        # Blocks
        "headings of four levels": lambda page: all(
            heading(name, text)(page) for name, text in (("h2", "Tide tables"), ("h3", "Second"), ("h4", "Third"), ("h5", "Fourth"))
        ),
        "table of contents": lambda page: page.link("Second").endswith("#second"),
        "heading that folds": lambda page: inside(folded(page, "Folded heading"), "h3", "Folded heading"),
        "what is below a heading that folds": lambda page: inside(folded(page, "Folded heading"), "li", "Folded item"),
        "formatted title of a toggle": lambda page: inside(folded(page, "Open me"), "strong", "me"),
        "what is in a toggle": lambda page: inside(folded(page, "Open me"), "pre", "x = 1"),
        "lists in lists": lambda page: [depth(page, f"Level {level}") for level in ("one", "two", "three", "four")] == [1, 2, 3, 4],
        "list of another kind in a list": lambda page: (node := page.parent("ol", "Mixed in")) is not None and depth(page, "Mixed in") == 2 and bool(node),
        "paragraph in an item": lambda page: inside(page.parent("li", "With more"), "p", "A paragraph in an item"),
        "code in an item": lambda page: inside(page.parent("li", "With more"), "pre", "in_item()"),
        "quotation in an item": lambda page: inside(page.parent("li", "With more"), "blockquote", "A quote in an item"),
        "start of a list": lambda page: (node := listed(page, "Third first")) is not None and node.attributes.get("start") == "3",
        "letters of a list": lambda page: (node := listed(page, "Letter a")) is not None and node.attributes.get("type") == "a",
        "rule": lambda page: any(page.all("hr")),
        "tasks": lambda page: (ticked(page, "Done"), ticked(page, "Below done"), ticked(page, "Open")) == (True, False, False),
        "list beside tasks": lambda page: ticked(page, "After the tasks") is None and listed(page, "After the tasks") is not None,
        "what is in a quotation": lambda page: inside(page.parent("blockquote", "Quoted"), "li", "Quoted item"),
        "two quotations": lambda page: page.has("blockquote", "Another quote"),
        "callout with its icon": lambda page: bool(re.search("⚠.{0,3}Mind the step", page.words)),
        "what is deep in a callout": lambda page: depth(page, "very wet") == 2 and "Mind the step wet very wet and dark" in page.words,
        "columns": lambda page: ".column" in page.around("Left side") and ".column" in page.around("Right side"),
        "header row": lambda page: (node := cell(page, "Range")) is not None and node.name == "th",
        "header column": lambda page: (node := cell(page, "Brest")) is not None and node.name == "th",
        "pipe in a cell": lambda page: cell(page, "a | b") is not None,
        "line break in a cell": lambda page: (node := cell(page, "up down") or cell(page, "updown")) is not None and any(one.name == "br" for one in walk(node)),
        "code with a pipe in a cell": lambda page: (node := cell(page, "pipe|code")) is not None and inside(node, "code", "pipe|code"),
        "first row without a header": lambda page: (node := cell(page, "plain one")) is not None and node.name == "td",
        "code with fences, whole": lambda page: same_code(code_with(page, "fence"), HARD_CODE),
        "caption of code": lambda page: "Listing one" in page.words,
        "picture with words for it": lambda page: any(
            one.attributes.get("alt") == "The tide at noon" and "tide.png" in one.attributes.get("src", "") for one in page.all("img")
        ),
        "caption of a picture": lambda page: "strong" in page.around("noon"),
        "film": lambda page: any("beam.mp4" in one.attributes.get("src", "") for one in page.all("video", "source")),
        "sound": lambda page: any("bell.mp3" in one.attributes.get("src", "") for one in page.all("audio", "source")),
        "document": lambda page: "table.pdf" in page.link("table.pdf"),
        "file by its name": lambda page: "gauge.csv" in page.link("gauge.csv"),
        "bookmark": lambda page: page.link("bookmarked") == "https://example.org/bookmarked" and "Worth a read" in page.words,
        "embed": lambda page: page.link("embedded") == "https://example.org/embedded",
        "link preview": lambda page: page.link("previewed") == "https://example.org/previewed",
        "tabs": lambda page: all(words in page.words for words in ("Ebb", "It falls", "slowly", "Flood", "It rises")),
        "page below": lambda page: page.link("Field guide").rstrip("/").endswith("/guide"),
        "database": lambda page: any("Depth" in table.text() and any(one.name == "a" and "Tides & <times>" in one.text() for one in walk(table)) for table in page.all("table")),
        "synced words": literal("Synced words"),
        "template": lambda page: "Add a sighting" in page.words and ticked(page, "Where") is False,
        "what is below a button": literal("Below a button"),
        "what is below a block of tomorrow": literal("Below a block of tomorrow"),
        "indented paragraphs": lambda page: ".indent" in page.around("Indented once") and "Indented twice" in page.words,
        "no address of Notion": lambda page: "notion.so" not in page.html and "amazonaws" not in page.html and "X-Amz" not in page.html,
        "no empty paragraph": lambda page: not any(not node.text().strip() and not any(walk(node)) for node in page.all("p")),
        "the last words once": lambda page: page.words.count("The last words") == 1,
    }
)  # fmt: skip
