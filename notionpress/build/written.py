"""What authors and owners wrote: the words of a page, and those that any file of the site may show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from notionpress.build.languages import languages_of
from notionpress.content.blocks import Block, ChildDatabase, ChildPage
from notionpress.content.comments import Thread
from notionpress.content.properties import Formula, Rollup, Title
from notionpress.content.rich_text import LinkMention, PageMention, Span, Text, own_words
from notionpress.content.walk import rich_texts, walk
from notionpress.render.texts import word
from notionpress.render.words import WORDS
from notionpress.site.site import Rows, Site
from notionpress.theme import Theme


def words_of_page(blocks: tuple[Block, ...], comments: tuple[Thread, ...] = ()) -> str:
    """Everything that stands in a page's blocks and comments, without titles of other pages; a line for each piece."""
    return "\n".join([*(piece for block in walk(blocks) for piece in _written(block)), *_pieces(comments)])


def words_without_link(blocks: tuple[Block, ...]) -> str:
    """The words of a page that lead nowhere: an address among them is only shown."""
    return "\n".join(
        "".join(span.text for span in words if isinstance(span, Text) and not span.href)
        for block in walk(blocks)
        for words in rich_texts(block)
    )


def words_of_site(site: Site, theme: Theme) -> str:
    """What the owner wrote in site.yaml, the words of theme and renderer, and what pages show outside of their bodies.

    That is their titles, descriptions, first words, tags, authors and published properties, and the names of people.
    """
    config = msgspec.to_builtins({**msgspec.structs.asdict(site.config), "folder": ""})
    pages = [
        piece
        for page in site.pages.values()
        for value in (page.title, page.description, page.excerpt, page.tags, page.authors, *page.metadata.values())
        for piece in _pieces(value)
    ]
    databases = [piece for rows in site.inline.values() for piece in _of_database(rows)]
    ours = [
        text
        for language in languages_of(site)
        for text in (*theme.in_language(language).words(), *(word(key, language) for key in WORDS["en"]))
    ]
    return "\n".join([*_strings(config), *pages, *databases, *site.people.values(), *ours])


def _of_database(rows: Rows) -> Iterator[str]:
    """The words of a database in a page: its title, and what each of its views shows of columns, groups and rows."""
    yield rows.title
    for view in rows.views:
        yield view.name
        yield from (piece for group in view.groups for piece in _pieces(group.value))
    for columns, values in [(rows.columns, rows.values), *((view.columns, view.values) for view in rows.views)]:
        yield from (column.name for column in columns)
        yield from (piece for row in values for value in row.values() for piece in _pieces(value))


def block_with(value: str, blocks: tuple[Block, ...]) -> str:
    """The id of the first block that holds a value in any of its fields, "" where none does."""
    wanted = {value, value.replace("-", "")}
    for block in walk(blocks):
        if any(one in piece for piece in _fields(block) for one in wanted):
            return block.id
    return ""


def _written(block: Block) -> Iterator[str]:
    for name in block.__struct_fields__:
        # The title of a page or database below this one may not be public.
        if not (name == "title" and isinstance(block, ChildPage | ChildDatabase)):
            yield from _pieces(getattr(block, name))


def _pieces(value: Any) -> Iterator[str]:
    """The texts in a value, without the titles of other pages."""
    match value:
        case str():
            yield value
        case Block() | PageMention():
            pass
        case Formula():
            pass  # Nobody wrote what it comes to: it may be made of other pages.
        case Text(href=address) | LinkMention(url=address):
            yield own_words((value,))
            yield address
        case Rollup(value=tuple(items)):
            yield from (piece for item in items if not isinstance(item, Title) for piece in _pieces(item))
        case tuple() if value and isinstance(value[0], Span):
            # Also in one piece, since a word may change its looks in the middle.
            yield own_words(value)
            yield from (piece for span in value for piece in _pieces(span))
        case tuple():
            yield from (piece for one in value for piece in _pieces(one))
        case msgspec.Struct():
            yield from (piece for name in value.__struct_fields__ for piece in _pieces(getattr(value, name)))


def _fields(block: Block) -> Iterator[str]:
    """The texts of a block's own fields, whatever they tell."""
    for name in block.__struct_fields__:
        value = getattr(block, name)
        if not (isinstance(value, tuple) and value and isinstance(value[0], Block)):
            yield from _strings(msgspec.to_builtins(value))


def _strings(value: Any) -> Iterator[str]:
    """Every text in plain values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for inner in value.values() for text in _strings(inner))
    elif isinstance(value, list | tuple):
        yield from (text for inner in value for text in _strings(inner))
