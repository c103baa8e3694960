"""The page tree as HTML, made once for all pages; each gets it with itself marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from notionpress.render.markup import Html, escape

Node: TypeAlias = tuple[str, str, str, tuple["Node", ...]]
"""Title, address and language of a page, as a tag, "" for that of the tree, and what is below it."""

MANY: Final = 300
"""A tree of more pages stands nowhere as a whole: ten thousand links on ten thousand pages would fill a disk."""

BESIDE: Final = 50
"""So many of the pages at one place of such a tree are shown: those around the way to the page."""


def titled(nodes: Iterable[Node], untitled: str, language: str = "", own: str = "") -> tuple[Node, ...]:
    """The same tree with words in the place of empty titles: a link without words cannot be seen.

    `language` is that of the tree, as pages have it; pages in others get their tags, those in the site's that is `own`.
    """
    return tuple(
        (
            title or untitled,
            url,
            "" if spoken == language else spoken or own,
            titled(below, untitled, language, own),
        )
        for title, url, spoken, below in nodes
    )


class Navigation:
    """A tree as nested lists of links, in which what is below a page is folded.

    What opens the folds above a page, and marks its own link, is put into the finished text: to make a tree of 300
    links for each of 10,000 pages would take longer than to make the pages.
    """

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._nodes = tuple(nodes)
        self._ways: dict[str, tuple[int, ...]] = {}
        self._parts: list[str] = []
        self._length = 0
        self._marks: dict[str, tuple[tuple[int, str], ...]] = {}
        self._order: list[tuple[str, str, str]] = []
        self._places: dict[str, int] = {}
        self._list(self._nodes, (), ())
        self._html = "".join(self._parts)
        self._parts.clear()

    def at(self, url: str) -> Html:
        """The tree as it stands on the page of an address; "" for a tree without pages.

        Of a large one it is what lies on the way to the page, beside that way, and directly below the page.
        """
        if len(self._order) > MANY:
            return Html(_way(self._nodes, self._ways.get(url, ()), url))
        html, parts, start = self._html, [], 0
        for place, mark in self._marks.get(url, ()):
            parts += [html[start:place], mark]
            start = place
        return Html("".join((*parts, html[start:])))

    def beside(self, url: str) -> tuple[tuple[str, str, str] | None, tuple[str, str, str] | None]:
        """Title, address and language of the page before the one of an address in the tree, and of the one after it."""
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

    def _list(self, nodes: Sequence[Node], above: tuple[tuple[int, str], ...], way: tuple[int, ...]) -> None:
        if not nodes:
            return
        self._add("<ul>")
        for at, (title, url, language, below) in enumerate(nodes):
            self._places.setdefault(url, len(self._order))
            self._ways.setdefault(url, (*way, at))
            self._order.append((title, url, language))
            spoken = _spoken(language)
            place = self._add(f'\n<li><a href="{escape(url)}"{spoken}')
            marks = (*above, (place, ' aria-current="page"'))
            self._add(f">{escape(title)}</a>")
            if not below:
                self._marks.setdefault(url, marks)
            else:
                # Not around the link: what folds and what leads on are two things for who cannot see them.
                fold = (self._add("<details"), " open")
                self._marks.setdefault(url, (*marks, fold))
                self._add(f'><summary aria-label="{escape(title)}"{spoken}></summary>\n')
                self._list(below, (*above, fold), (*way, at))
                self._add("</details>")
            self._add("</li>")
        self._add("\n</ul>")


def _spoken(language: str) -> str:
    """What marks words in another language than that of the tree."""
    return f' lang="{escape(language)}" dir="auto"' if language else ""


def _way(nodes: Sequence[Node], way: Sequence[int], url: str) -> str:
    """Lists of links along a way, which says at each depth which of the pages leads on."""
    if not nodes:
        return ""
    on = way[0] if way else -1
    start = max(0, min(on - BESIDE // 2, len(nodes) - BESIDE))
    shown = nodes[start : start + BESIDE]
    more = '\n<li aria-hidden="true">…</li>'
    items = [more] if start else []
    for at, (title, address, language, below) in enumerate(shown, start):
        mark = _spoken(language) + (' aria-current="page"' if address == url and at == on else "")
        inner = f"\n{_way(below, way[1:], url)}" if at == on and below else ""
        items.append(f'\n<li><a href="{escape(address)}"{mark}>{escape(title)}</a>{inner}</li>')
    if start + BESIDE < len(nodes):
        items.append(more)
    return f"<ul>{''.join(items)}\n</ul>"
