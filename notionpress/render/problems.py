"""What the renderers of all formats tell authors, each thing in the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notionpress.content.rich_text import FileRef
from notionpress.ids import LOCAL_FILE

if TYPE_CHECKING:
    from notionpress.render.renderer import Renderer


def refused_link(render: Renderer) -> None:
    """The words of a link lost their target, as no link may lead there."""
    render.problem(
        "link-refused",
        "A link does not lead to a web, mail or telephone address; its words are kept.",
        hint="Give it an address that begins with https://.",
    )


def refused_equation(expression: str, render: Renderer, block: str = "") -> None:
    """An equation is shown as its source."""
    render.problem(
        "equation-refused",
        f"An equation cannot be set and is shown as its source: {expression[:80]}",
        block,
        "Write it with other commands.",
        subject="equation",
    )


def missing_file(file: FileRef, name: str, render: Renderer, block: str) -> None:
    """A file is not there."""
    if file.key.startswith(LOCAL_FILE):
        message, hint = "is not in the content folder", "Put it there, or correct its name."
    elif file.hosted:
        message, hint = "could not be fetched", "Crawl again; if it stays, upload the file anew in Notion."
    else:
        message, hint = "has no address that can be used", "Give it an address that begins with https://."
    render.problem("missing-file", f"The file {name!r} {message}; its place says so.", block, hint, subject="file")


def refused_card(kind: str, render: Renderer, block: str) -> None:
    """A bookmark or embed leads nowhere."""
    render.problem(
        "link-refused", f"There is no address in this {kind} that can be used.", block, "Give it a web address."
    )


def unsupported_block(type: str, render: Renderer, block: str) -> None:
    """A block is not shown."""
    render.problem(
        "unsupported-block",
        f"A block of the type “{type}” is not shown: Notion's API does not give it out, or it is newer than"
        " this version of notionpress.",
        block,
        "Replace it by another block, or look for a newer version of notionpress.",
        subject=type or "unknown block",
    )


def no_player(host: str, render: Renderer, block: str) -> None:
    """An embed is only a card."""
    render.problem(
        "no-player",
        f"There is no player for {host}: a card leads there.",
        block,
        "Those that have one are listed in docs/blocks.md; a film or sound of your own can be uploaded to Notion.",
        subject="embed without a player",
    )


def expiring_embed(render: Renderer, block: str) -> None:
    """An embed cannot be shown, as its address is soon of no use."""
    render.problem(
        "expiring-embed",
        "An embed is kept by Notion under an address that works for an hour; it is left out.",
        block,
        "Put its content on an address of its own, and embed that.",
        subject="embed",
    )
