"""One page in the making, whatever it is made into: what functions of blocks may ask of the site."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol

from notionpress.content.blocks import Block, ChildDatabase, Heading
from notionpress.content.rich_text import FileRef, RichText
from notionpress.content.walk import walk
from notionpress.render import plain, texts
from notionpress.render.markup import is_picture_url, safe_url
from notionpress.report import Problem
from notionpress.site.reader import Reader
from notionpress.site.site import Media, PageMeta, Rows, Target, place_of

_IN_OUTLINE: Final = (Heading, ChildDatabase)


class Reads(Protocol):
    """Takes the names of what an output was made of; it may be told of each more than once."""

    def add(self, name: str, /) -> None:
        """Note one."""


class Renderer:
    """What the renderers of all formats share: the page, the site's answers, words, and the author's problems.

    `reader` answers questions about the site; `problems` takes what the author should know.
    """

    def __init__(self, page: PageMeta, reader: Reader, problems: list[Problem]) -> None:
        self.current = page
        self.headings: tuple[Heading, ...] = ()
        """The headings of the body that is being rendered."""
        self._levels: dict[str, int] = {}
        self._above: dict[str, int] = {}
        self._linked: tuple[str, ...] | None = None
        self._reader = reader
        self._problems = problems
        self._numbers: dict[str, int] = {}

    @property
    def language(self) -> str:
        """The language of what is made, as a tag: the page's own on its page, else the site's."""
        return self._reader.language

    @property
    def time_zone(self) -> str:
        """The site's time zone."""
        return self._reader.time_zone

    @property
    def unsupported(self) -> str:
        """What readers get for a block that cannot be shown: `nothing`, `link` or `text`."""
        return self._reader.unsupported

    @property
    def preview(self) -> bool:
        """Whether authors look at the site, before it is published."""
        return self._reader.preview

    @property
    def reads(self) -> Reads:
        """Takes the names of what the output is made of."""
        return self._reader.reads

    # Content

    def take_headings(self, blocks: tuple[Block, ...]) -> set[type[Block]]:
        """Look for the headings of the body that is about to be rendered; the classes of all of its blocks."""
        everything = list(walk(blocks))
        kinds = set(map(type, everything))
        # To ask each block what it is an instance of takes longer than all the rest here.
        in_outline = {kind for kind in kinds if issubclass(kind, _IN_OUTLINE)}
        found = [block for block in everything if type(block) in in_outline]
        self.headings = tuple(block for block in found if isinstance(block, Heading) and block.rich_text)
        self._levels = outline(self.headings)
        self._above = {}
        level = 0
        for block in found:
            if not isinstance(block, Heading):
                self._above[block.id] = level
            elif block.rich_text:
                level = self.level(block)
        return kinds

    def level(self, heading: Heading) -> int:
        """The level of a heading in the page's outline, 1 to 4: authors skip levels for the looks of it."""
        return self._levels.get(heading.anchor, heading.level)

    def level_above(self, database: ChildDatabase) -> int:
        """The level of the heading that a database stands below, 0 where there is none."""
        return self._above.get(database.id, 0)

    def text(self, rich_text: RichText) -> str:
        """A rich text without markup, with mentioned pages by their current titles if they are published."""
        return plain.text(rich_text, self)

    def words(self, rich_text: RichText) -> str:
        """The same on one line."""
        return plain.words(rich_text, self)

    # The site

    def page(self, id: str) -> Target | None:
        """Where a page or database can be linked, or None when it is not published."""
        return self._reader.target(id)

    def link(self, href: str) -> str | None:
        """A link as Notion sent it, for the site; None when it leads to a Notion page that is not published."""
        return self._reader.link(href)

    def is_linked(self, anchor: str) -> bool:
        """Whether a link in a published page leads to the heading of that id."""
        if self._linked is None:
            self._linked = self._reader.linked_headings(self.current.id)
        return anchor in self._linked

    def is_withheld(self, words: str) -> bool:
        """Whether words are the address of a page that is not published: a pasted link, which tells its title."""
        return "://" in words and self._reader.is_withheld(words.strip())

    def breadcrumbs(self) -> tuple[Target, ...]:
        """The published pages above this one, top first, and itself last."""
        return self._reader.breadcrumbs(self.current.id)

    def file(self, ref: FileRef) -> Media | None:
        """The download of a file, or None when it is missing, or left on another server."""
        return self._reader.file(ref)

    def address(self, ref: FileRef) -> str | None:
        """Where an external file can be had: in the site, if it was downloaded, else where the author found it.

        None when that address may not be used or leads to an unpublished page.
        """
        if media := self.file(ref):
            return media.url
        target = self.link(ref.url)
        url = safe_url(target) if target else None
        return url if url and is_picture_url(url) else None

    def rows(self, database_id: str) -> Rows | None:
        """The published rows of a database in the page, or None when it is not part of the site."""
        return self._reader.rows(database_id)

    def person(self, id: str) -> str:
        """A user's name, "" when it is not known."""
        return self._reader.person(id)

    # The rest

    def word(self, key: str, /, **values: str) -> str:
        """One of the renderer's own words in that language."""
        found = texts.word(key, self.language)
        return found.format(**values) if values else found

    def number(self, name: str) -> int:
        """The next number of a kind on this page, from 1: for ids that must be unique."""
        self._numbers[name] = self._numbers.get(name, 0) + 1
        return self._numbers[name]

    def problem(self, kind: str, message: str, block: str = "", hint: str = "", *, subject: str = "") -> None:
        """Tell the author something about this page, or one block of it; `subject` is what is not as in Notion."""
        url = place_of(self.current, block)
        self._problems.append(Problem(kind, message, self.current.title, url, hint, subject))


def outline(headings: Iterable[Heading]) -> dict[str, int]:
    """The level of each heading by its anchor: one more than that of the nearest heading above it of a higher rank."""
    levels: dict[str, int] = {}
    above: list[int] = []
    for heading in headings:
        while above and above[-1] >= heading.level:
            above.pop()
        above.append(heading.level)
        levels[heading.anchor] = len(above)
    return levels
