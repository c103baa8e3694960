"""One page in the making as Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from html import escape as html_escape
from itertools import groupby
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from notionpress.content.blocks import (
    Block,
    BulletedList,
    NumberedList,
    Quote,
    SyncedBlock,
    TableOfContents,
    ToDoList,
)
from notionpress.content.rich_text import EmojiIcon, FileIcon, FileRef, Icon, NamedIcon, RichText
from notionpress.render import icons, markdown_inline, problems
from notionpress.render.dialects import Dialect
from notionpress.render.markdown_inline import is_plain
from notionpress.render.markdown_text import (
    Place,
    active,
    destination,
    escape,
    html_text,
    label,
    only_elements,
)
from notionpress.render.markup import safe_url
from notionpress.render.renderer import Renderer
from notionpress.report import Problem
from notionpress.site.reader import Reader
from notionpress.site.site import PageMeta, Target

MarkdownFunction: TypeAlias = Callable[[Any, "MarkdownRenderer"], str]
MarkdownFunctions: TypeAlias = Mapping[type[Block], MarkdownFunction]

_TABS = "import Tabs from '@theme/Tabs';\nimport TabItem from '@theme/TabItem';"
_LINE_ELEMENTS = ("summary", "li", "td", "th")
_AROUND = MappingProxyType({"box": ("box",), "list": ("list",), "item box": ("box", "list")})
_SET_IN = re.compile(r"^    ", re.MULTILINE)
_SLASHES = re.compile(r"^/{3,}", re.MULTILINE)
# Asking a block for its class is several times as fast as asking what it is an instance of.
_LISTS = frozenset((BulletedList, ToDoList, NumberedList))
_MERGING = _LISTS | {Quote}


class MarkdownRenderer(Renderer):
    """Renders the blocks and rich texts of one page as Markdown of a dialect.

    `functions` holds a function for every class of block. Containers set in what their children became.
    """

    def __init__(
        self,
        page: PageMeta,
        reader: Reader,
        problems: list[Problem],
        *,
        dialect: Dialect,
        functions: MarkdownFunctions,
    ) -> None:
        super().__init__(page, reader, problems)
        self.dialect = dialect
        self.has_contents = False
        """Whether the page lists its headings, so that they need ids."""
        self._functions = functions
        self._alternate = False
        self._around: list[str] = []
        self._active = active(dialect)

    # Content

    def body(self, blocks: tuple[Block, ...]) -> str:
        """The whole body of the page, which ends with a line break; "" when there is nothing in it."""
        self.has_contents = any(issubclass(kind, TableOfContents) for kind in self.take_headings(blocks))
        made = self.blocks(blocks)
        if "<Tabs>" in made and self.dialect.tabs == "docusaurus":
            made = f"{_TABS}\n\n{made}"
        return f"{made}\n" if made else ""

    def blocks(self, blocks: Iterable[Block]) -> str:
        """Blocks one after the other, with an empty line between them; those that show nothing leave no trace."""
        made: list[str] = []
        before: Block | None = None
        alternate = False
        for block in _flat(blocks):
            other = type(block) in _LISTS and not alternate and _continues(before, block)
            self._alternate = other and not self.dialect.merges_lists
            text = self._functions[type(block)](block, self)
            if not text:
                continue
            alternate = other
            if made and type(block) in _MERGING and self.dialect.merges_lists and _merges(before, block):
                made.append(self.dialect.separator)
            made.append(text)
            before = block
        return "\n\n".join(made)

    def within(self, kind: Literal["box", "list", "item box"], blocks: Iterable[Block]) -> str:
        """Blocks that will stand in a box, be set in, or stand in a box that is a list's item.

        Not every notation works everywhere in generic blocks.
        """
        outside = self._around
        self._around = [*outside, *_AROUND[kind]]
        made = self.blocks(blocks)
        self._around = outside
        return made

    @property
    def in_generic_block(self) -> bool:
        """Whether what is made now will stand in a generic block, which old notations of PyMdown's do not stay in."""
        return self.dialect.containers == "blocks" and "box" in self._around

    def _is_too_deep(self, before: str, content: str) -> bool:
        """Whether generic blocks are not read here: set in, in generic blocks that are set in themselves.

        Nor may one that is set in have lists of several blocks below another one.
        """
        around = " ".join(kind for kind, _ in groupby(self._around))
        return "list box list" in around or ("list" in around and bool(before and _SET_IN.search(content)))

    @property
    def alternate(self) -> bool:
        """Whether the list that is made now needs another marker, as one of its kind stands right before it."""
        return self._alternate

    def inline(self, rich_text: RichText, place: Place = "paragraph", color: str = "default") -> str:
        """A rich text in lines, in one line of a heading, or in a cell; `color` is that of its block."""
        words = markdown_inline.inline(rich_text, self, place, color)
        return self.alone(words) if place == "paragraph" and words.startswith("<") else words

    def alone(self, words: str) -> str:
        """Words that make a paragraph: in JSX elements alone would make none."""
        return f"<p>{words}</p>" if only_elements(words) and self.dialect.mdx else words

    def escape(self, text: str, place: Place = "paragraph") -> str:
        """Words as Markdown."""
        return escape(text, self.dialect, self._active[place], place)

    def label(self, text: str, place: Place = "paragraph") -> str:
        """Words as Markdown in the brackets of a link."""
        return label(self.escape(text, place), self.dialect)

    def with_id(self, words: str, anchor: str) -> str:
        """A heading's words with its id, or with an anchor of HTML where only that is one and something links there."""
        if self.dialect.mdx:
            # Docusaurus takes the first {# of a line for that of the id; in code it cannot be written otherwise.
            words = words.replace("\\{#", "&#123;#")
            return words if "{#" in words else words + self.dialect.heading_id.format(anchor)
        if self.dialect.heading_id:
            return words + self.dialect.heading_id.format(anchor)
        wanted = self.has_contents or self.is_linked(anchor)
        return f'<a id="{anchor}"></a>{words}' if wanted else words

    def picture(self, file: FileRef, words: str, place: Place = "paragraph") -> str:
        """A picture with words in its place for those who do not see it; "" where it cannot be had."""
        url = self.file_address(file)
        if url is None:
            return ""
        alt = self.label(words, place)
        if self.dialect.alt_escapes or (alt == words and not re.search('["&<>]', words)):
            return f"![{alt}]({destination(url)})"
        url = self.file_address(file, in_html=True) or url
        return f'<img src="{html_escape(url)}" alt="{html_text(words)}">'

    def icon(self, icon: Icon | None) -> str:
        """An icon: an emoji, a picture with its name, or the sign that stands for one of Notion's drawings."""
        match icon:
            case EmojiIcon(emoji=emoji):
                return self.escape(emoji)
            case FileIcon(file=file, name=name):
                return self.picture(file, name)
            case NamedIcon(name=name):
                return self.escape(icons.sign(name))
        return ""

    # Containers

    def box(self, name: str, content: str, /, *, before: str = "", **attributes: str) -> str:
        """An element around Markdown: `class_` is its class, and an attribute that is "" has no value.

        `before` is HTML that stands inside, before the Markdown.
        """
        if self.dialect.containers == "blocks":
            too_deep = self._is_too_deep(before, content)
            content = "\n\n".join(part for part in (before, content) if part)
            if too_deep:
                self._tell_of_depth()
                return content
            fence = "/" * (max(map(len, _SLASHES.findall(content)), default=2) + 1)
            found = " ".join(f'{key.rstrip("_")}="{html_escape(value)}"' for key, value in attributes.items())
            head = f"{fence} html | {name}{f'[{found}]' if found else ''}"
            # It takes what is in these for words of a line, unless it is told.
            head += "\n    markdown: block" if name in _LINE_ELEMENTS else ""
            return f"{head}\n\n{content}\n\n{fence}"
        found = "".join(_attribute(key.rstrip("_"), value) for key, value in attributes.items())
        inner = f" {self.dialect.inner}" if self.dialect.inner else ""
        head = f"<{name}{found}{inner}>" + (f"\n{before}" if before else "")
        return f"{head}\n\n{content}\n\n</{name}>" if content else f"{head}\n</{name}>"

    def _tell_of_depth(self) -> None:
        self.problem(
            "too-deep",
            f"Columns, indented blocks, a table or a toggle stand too deep in lists for {self.dialect.name}; their"
            " content stays.",
            hint="Move that block out of the list.",
        )

    def line_box(
        self, name: str, rich_text: RichText, color: str = "default", *, empty: bool = False, **attributes: str
    ) -> str:
        """An element around a rich text: on one line where that is plain, else around Markdown.

        Without words there is none, unless it may be `empty`.
        """
        if self.dialect.containers == "html" and color == "default" and all(map(is_plain, rich_text)):
            words = self.text(rich_text).strip(" \t\n")
            found = "".join(_attribute(key, value) for key, value in attributes.items())
            return f"<{name}{found}>{html_text(words)}</{name}>" if words or empty else ""
        words = self.inline(rich_text, color=color)
        return self.box(name, words, **attributes) if words or empty else ""

    def figure(self, content: str, caption: RichText) -> str:
        """Something with a caption below it; only it where there is none."""
        if self.dialect.containers == "blocks":
            words = self.inline(caption)
            return f"{content}\n\n/// caption\n{words}\n///" if words else content
        below = self.line_box("figcaption", caption)
        return self.box("figure", f"{content}\n\n{below}") if below else content

    # Addresses

    def target_of(self, href: str) -> str | None:
        """Where a link leads, None when its target is not published or no link may lead there."""
        found = self.link(href)
        if found is None:
            return None
        # What the site itself answers may be relative.
        return safe_url(found) if found == href else found

    def problem_with_link(self, href: str) -> None:
        """Tell the author that a link's words lost their target, where no editorial check does."""
        if self.link(href) is not None:
            problems.refused_link(self)

    def file_address(self, file: FileRef, *, in_html: bool = False) -> str | None:
        """Where a file can be had, None where there is no address that may be used.

        Generators find the files of Markdown by other addresses than browsers those of HTML.
        """
        media = self._reader.for_html.file(file) if in_html else self.file(file)
        if media:
            return media.url
        return None if file.hosted else self.address(file)

    def page_link(self, target: Target, place: Place = "paragraph") -> str:
        """A link to a page by its icon and title."""
        title = self.label(" ".join((target.title or self.word("untitled")).split()), place)
        sign = self.icon(target.icon)
        return f"[{f'{sign} {title}' if sign else title}]({destination(target.url)})"

    @property
    def line_break(self) -> str:
        """A break within one line."""
        return "<br />" if self.dialect.mdx else "<br>"


def _attribute(name: str, value: str) -> str:
    return f' {name}="{html_escape(value)}"' if value else f" {name}"


def _flat(blocks: Iterable[Block]) -> Iterable[Block]:
    """The blocks, with what stands in synced blocks in their places: lists on both sides may merge."""
    for block in blocks:
        if type(block) is SyncedBlock:
            yield from _flat(block.children)
        else:
            yield block


def _continues(before: Block | None, block: Block) -> bool:
    """Whether a list would continue the one before it if their markers were the same."""
    if type(block) not in _LISTS or type(before) not in _LISTS:
        return False
    return (type(before) is NumberedList) == (type(block) is NumberedList)


def _merges(before: Block | None, block: Block) -> bool:
    """Whether parsers that look neither at markers nor at empty lines would make one of two blocks."""
    if type(before) in _LISTS and type(block) in _LISTS:
        return True
    return type(before) in _MERGING and type(before) is type(block)
