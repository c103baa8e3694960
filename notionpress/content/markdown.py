"""Blocks out of Markdown, the same that come from Notion: CommonMark, GitHub's notations, formulas, and some HTML."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from notionpress.content.blocks import Block
from notionpress.content.rich_text import FileRef

if TYPE_CHECKING:
    from notionpress.content.markdown_inline import FindFile, FindLink


class Unseen(msgspec.Struct, frozen=True, order=True):
    """An HTML element that is not read, with the line that it stands on."""

    line: int
    name: str


def parse_markdown(
    text: str,
    *,
    page: str = "",
    first_line: int = 1,
    find_file: FindFile = lambda address, line: FileRef(url=address),
    find_link: FindLink = lambda address, line: address,
    unseen: Callable[[Unseen], None] = lambda _: None,
) -> tuple[Block, ...]:
    """Read Markdown as blocks. Nothing raises, and no HTML is passed on: what blocks cannot say is kept as words.

    Arguments: `page` is the id from which those of headings are made, `first_line` the line of the file on which the
    text begins; blocks have their line as id. `find_file` and `find_link` are asked about each address of a file and
    of a link, with its line; `unseen` is told of scripts and the like, which are left out.
    """
    # Imported here: most sites have no Markdown of their own, and the parser is a fifth of what a build loads.
    from notionpress.content.markdown_blocks import Reading  # noqa: PLC0415
    from notionpress.content.markdown_inline import Words  # noqa: PLC0415
    from notionpress.content.markdown_tokens import tokens  # noqa: PLC0415
    from notionpress.content.markdown_tree import tree  # noqa: PLC0415

    root, left_out = tree(tokens(text), first_line)
    for name, line in left_out:
        unseen(Unseen(line, name))
    return Reading(Words(find_file, find_link), page).body(root)
