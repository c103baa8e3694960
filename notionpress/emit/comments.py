"""The comments on a page as templates see them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from notionpress.content.blocks import Block
from notionpress.content.comments import Comment, Thread
from notionpress.content.walk import rich_texts, walk
from notionpress.render.html_renderer import HtmlRenderer
from notionpress.render.renderer import Renderer

QUOTED = 120
"""So many characters of a block say which one a thread is about."""


def comment_threads(threads: Iterable[Thread], blocks: tuple[Block, ...], render: HtmlRenderer) -> list[dict[str, Any]]:
    """The threads, each with its comments and the first words of the block that it is about, "" for the page."""
    found = list(threads)
    about = subjects(found, blocks, render)
    return [
        {"about": about.get(thread.block, ""), "comments": [_comment(one, render) for one in thread.comments]}
        for thread in found
    ]


def subjects(threads: Iterable[Thread], blocks: tuple[Block, ...], render: Renderer) -> dict[str, str]:
    """The first words of each block that a thread is about, by its id."""
    wanted = {thread.block for thread in threads if thread.block}
    return {block.id: _first_words(block, render) for block in walk(blocks) if block.id in wanted} if wanted else {}


def _first_words(block: Block, render: Renderer) -> str:
    words = " ".join(filter(None, (render.words(words) for words in rich_texts(block))))
    return words if len(words) <= QUOTED else f"{words[:QUOTED].rstrip()}…"


def author_of(comment: Comment, render: Renderer) -> str:
    """The name of who wrote a comment, or a word for nobody known."""
    return comment.author.name or render.person(comment.author.id) or render.word("someone")


def _comment(comment: Comment, render: HtmlRenderer) -> dict[str, Any]:
    return {
        "id": f"comment-{comment.id}",
        "author": author_of(comment, render),
        "date": comment.created,
        "html": Markup(render.inline(comment.words)),
    }
