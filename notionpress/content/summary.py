"""What the site needs to know of a page's body without its blocks."""

from __future__ import annotations

from typing import Literal, TypeAlias

from notionpress.content.rich_text import FileRef
from notionpress.content.value import Value

LoadKind: TypeAlias = Literal["picture", "film", "sound", "embed"]
"""A film may be one of a player's page, and an embed anything."""


class HeadingRef(Value, frozen=True):
    """A heading of a page: level 1 to 4, words, id on the page, Notion's block id."""

    level: int
    text: str
    anchor: str
    block: str


class LinkRef(Value, frozen=True, array_like=True):
    """A link or mention that leads to a page or database of the workspace, or to a place on the page itself.

    `target` is the id of the page or database, "" for the page itself; `anchor` the id of a block there, or the place
    on the page itself, "" for none; `block` the block that it stands in. `is_site` says that it has the address of a
    site that Notion serves, which may be somebody else's.
    """

    target: str
    anchor: str = ""
    block: str = ""
    is_site: bool = False


class PictureRef(Value, frozen=True, array_like=True):
    """A picture that a body shows, the block that does, and whether somebody who cannot see it misses nothing.

    That is so where it has a caption or alternative text, and where it is decoration.
    """

    file: FileRef
    block: str = ""
    is_told: bool = True


class LoadRef(Value, frozen=True, array_like=True):
    """An address outside of the workspace that readers' browsers ask for something of a page, and what for."""

    kind: LoadKind
    url: str


class MentionRef(Value, frozen=True, array_like=True):
    """A page that a body links to or mentions, and the sentence in which it first does.

    `sentence` is made by `content.mentions`, "" where nothing stands around the link.
    """

    target: str
    sentence: str = ""


class Summary(Value, frozen=True):
    """Facts of one body.

    `links` lead to pages and databases, or to places on the page, `children` are the pages and databases that stand in
    it, in order, `files` all files, `pictures` those that it shows, `excerpt` its first words (about 200 characters),
    `words` a count that takes a CJK character as half a word, `characters` the number of these, `unsupported` the block
    types that Notion keeps back; `is_empty` says that no block shows anything; `loads` is what browsers may ask others
    for; `mentions` has one sentence for each page that `links` lead to by words.
    """

    headings: tuple[HeadingRef, ...] = ()
    links: tuple[LinkRef, ...] = ()
    children: tuple[str, ...] = ()
    files: tuple[FileRef, ...] = ()
    excerpt: str = ""
    words: int = 0
    characters: int = 0
    has_code: bool = False
    has_equation: bool = False
    unsupported: tuple[str, ...] = ()
    pictures: tuple[PictureRef, ...] = ()
    is_empty: bool = False
    loads: tuple[LoadRef, ...] = ()
    mentions: tuple[MentionRef, ...] = ()
