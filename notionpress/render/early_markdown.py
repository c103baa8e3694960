"""Bodies as Markdown before anything is known of the site: those that show nothing of it, in dialects that agree."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any, Final, NoReturn, cast

import msgspec

from notionpress.content.blocks import Block
from notionpress.ids import LOCAL_FILE, linked_id
from notionpress.render.dialects import DIALECTS, PLAIN, Dialect
from notionpress.render.markdown_renderer import MarkdownRenderer
from notionpress.render.markdown_text import Place, active, escape, label
from notionpress.render.page import MARKDOWN
from notionpress.site.reader import Reader
from notionpress.site.site import PageMeta

_MARK: Final = "\0"
"""Stands around what headings wait for; Markdown of words has none, and other text is compared."""

_UNLIKE: Final = MappingProxyType(
    {
        field: frozenset(name for name, one in DIALECTS.items() if getattr(one, field) != getattr(PLAIN, field))
        for field in Dialect.__struct_fields__
    }
)
"""By the fields of a dialect, the names of those that have another value than the plain one."""

_IDS_IN_LINES: Final = frozenset(name for name, one in DIALECTS.items() if "\n" in one.heading_id)
"""The dialects whose ids take a line: where a heading is set in, that line is set in too."""


class EarlyMarkdown(msgspec.Struct, frozen=True, array_like=True):
    """A body as Markdown that is the same for every page with these blocks, on any site.

    `dialects` are the names of those in which it is so. After the first of the `parts` follow, for each heading with an
    id, that id, its words, and what stands between it and the next.
    """

    dialects: tuple[str, ...]
    parts: tuple[str, ...]

    def body(self, render: MarkdownRenderer) -> str | None:
        """What `render.body` would make of the blocks, read from and told of; None in other dialects."""
        if render.dialect.name not in self.dialects:
            return None
        made = list(self.parts)
        for at in range(1, len(made), 3):
            made[at : at + 2] = ("", render.with_id(made[at + 1], made[at]))
        return "".join(made)


def early_markdown(blocks: tuple[Block, ...]) -> EarlyMarkdown | None:
    """The Markdown of a body, None where it shows something of the site, or of its page, or tells the author of it."""
    render = _EarlyRenderer()
    try:
        parts = render.body(blocks).split(_MARK)
    except _TooEarly:
        return None
    found = list(zip(parts[1::3], parts[2::3], strict=False))
    if len(parts) % 3 != 1 or found != render.waiting:
        return None
    return EarlyMarkdown(tuple(name for name in DIALECTS if name not in render.unlike), tuple(parts))


class _TooEarly(Exception):
    """What is asked for is not known yet."""


class _EarlyRenderer(MarkdownRenderer):
    """Renders as the plain dialect does, and notes which others would do otherwise.

    `waiting` are the ids and words of headings, in their order; `unlike` the names of those dialects.
    """

    def __init__(self) -> None:
        super().__init__(cast(PageMeta, _Unknown()), cast(Reader, _NoSite()), [], dialect=PLAIN, functions=MARKDOWN)
        self.waiting: list[tuple[str, str]] = []
        self.unlike: set[str] = set()
        self.dialect = cast(Dialect, _Asked(self.unlike))

    def body(self, blocks: tuple[Block, ...]) -> str:
        """The body, in which ids of headings and their words stand in marks; "" when there is nothing in it."""
        made = super().body(blocks)
        if self.has_contents:
            raise _TooEarly  # Headings need ids then, whether or not anything else leads to them.
        return made

    def with_id(self, words: str, anchor: str) -> str:
        """What a heading waits for: whether it needs its id, and how that is written."""
        self.unlike |= _IDS_IN_LINES
        self.waiting.append((anchor, words))
        return f"{_MARK}{anchor}{_MARK}{words}{_MARK}"

    def escape(self, text: str, place: Place = "paragraph") -> str:
        """Words as Markdown."""
        return self._compared(lambda dialect: _escaped(text, dialect, place))

    def label(self, text: str, place: Place = "paragraph") -> str:
        """Words as Markdown in the brackets of a link."""
        return self._compared(lambda dialect: label(_escaped(text, dialect, place), dialect))

    def _compared(self, make: Callable[[Dialect], str]) -> str:
        """What is made in the plain dialect. Dialects differ in what they escape, but seldom in a given text."""
        made = make(PLAIN)
        others = [(name, dialect) for name, dialect in DIALECTS.items() if name not in self.unlike]
        self.unlike.update(name for name, dialect in others if make(dialect) != made)
        return made


def _escaped(text: str, dialect: Dialect, place: Place) -> str:
    return escape(text, dialect, active(dialect)[place], place)


class _Asked:
    """The plain dialect; those that differ in what it is asked for are added to `unlike`."""

    def __init__(self, unlike: set[str]) -> None:
        self._unlike = unlike

    def __getattr__(self, field: str) -> Any:
        self._unlike |= _UNLIKE[field]
        return getattr(PLAIN, field)

    def __hash__(self) -> NoReturn:
        # What is kept for a dialect does not ask it again.
        raise _TooEarly


class _Unknown:
    """Answers nothing."""

    def __getattr__(self, name: str) -> NoReturn:
        raise _TooEarly


class _NoSite(_Unknown):
    """A reader of a site that is not known: it tells what is so on every site."""

    def link(self, href: str) -> str:
        """A link that leads to no page of Notion's."""
        if href.startswith(LOCAL_FILE) or linked_id(href):
            raise _TooEarly
        return href

    def is_withheld(self, href: str) -> bool:
        """Whether an address leads to a page that is not published, which can be only in Notion."""
        if linked_id(href):
            raise _TooEarly
        return False
