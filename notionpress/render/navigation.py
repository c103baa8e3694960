"""The page tree as HTML, made once for all pages; each gets it with itself marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from notionpress.render.markup import Html, escape

Node: TypeAlias = tuple[str, str, tuple["Node", ...]]
"""Title and address of a page, and what is below it."""


def titled(nodes: Iterable[Node], untitled: str) -> tuple[Node, ...]:
    """The same tree with words in the place of empty titles: a link without words cannot be seen."""
    return tuple((title or untitled, url, titled(below, untitled)) for title, url, below in nodes)


class Navigation:
    """A tree as nested lists of links, in which what is below a page is folded.

    What opens the folds above a page, and marks its own link, is put into the finished text: to make a tree of 300
    links for each of 10,000 pages would take longer than to make the pages.
    """

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._marks: dict[str, tuple[tuple[int, str], ...]] = {}
        self._order: list[tuple[str, str]] = []
        self._places: dict[str, int] = {}
        self._list(tuple(nodes), ())
        self._html = "".join(self._parts)
        self._parts.clear()

    def at(self, url: str) -> Html:
        """The tree as it stands on the page of an address; "" for a tree without pages."""
        html, parts, start = self._html, [], 0
        for place, mark in self._marks.get(url, ()):
            parts += [html[start:place], mark]
            start = place
        return Html("".join((*parts, html[start:])))

    def beside(self, url: str) -> tuple[tuple[str, str] | None, tuple[str, str] | None]:
        """Title and address of the page before the one of an address in the tree, and of the one after it."""
        at = self._places.get(url)
        if at is None:
            return None, None
        before = self._order[at - 1] if at else None
        return before, self._order[at + 1] if at + 1 < len(self._order) else None

    def _add(self, text: str) -> int:
        """Add text; where it ends."""
        self._parts.append(text)
        self._length += len(text)
        return self._length

    def _list(self, nodes: Sequence[Node], above: tuple[tuple[int, str], ...]) -> None:
        if not nodes:
            return
        self._add("<ul>")
        for title, url, below in nodes:
            self._places.setdefault(url, len(self._order))
            self._order.append((title, url))
            place = self._add(f'\n<li><a href="{escape(url)}"')
            marks = (*above, (place, ' aria-current="page"'))
            self._add(f">{escape(title)}</a>")
            if not below:
                self._marks.setdefault(url, marks)
            else:
                # Not around the link: what folds and what leads on are two things for who cannot see them.
                fold = (self._add("<details"), " open")
                self._marks.setdefault(url, (*marks, fold))
                self._add(f'><summary aria-label="{escape(title)}"></summary>\n')
                self._list(below, (*above, fold))
                self._add("</details>")
            self._add("</li>")
        self._add("\n</ul>")
