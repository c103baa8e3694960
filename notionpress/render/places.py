"""The places of what cannot be shown as in Notion: for readers as site.yaml says, for authors in a preview as a box."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notionpress.render.markup import NOTHING, Html, element, escape, safe_url

if TYPE_CHECKING:
    from notionpress.render.html_renderer import HtmlRenderer


def preview_box(what: str, render: HtmlRenderer) -> Html:
    """In a preview a box that names what is not shown here; nothing for readers."""
    if not render.preview or render.feed:
        return NOTHING
    return element("p", escape(f"{render.word('only_in_notion')}: {what}"), class_="not-shown preview")


def in_its_place(what: str, block: str, render: HtmlRenderer) -> Html:
    """What stands where a block cannot be shown: a preview's box, or what `unsupported` in site.yaml asks for."""
    if box := preview_box(what, render):
        return box
    words = escape(render.word("only_in_notion"))
    match render.unsupported:
        case "link" if url := _public_address(block, render):
            return element("p", element("a", words, href=url), class_="not-shown")
        case "link" | "text":
            return element("p", words, class_="not-shown")
    return NOTHING


def _public_address(block: str, render: HtmlRenderer) -> str | None:
    """Where anyone can see the block in Notion, None where only members can."""
    public = render.current.public_url
    url = safe_url(public) if public else None
    place = block.replace("-", "")
    return f"{url}#{place}" if url and url.startswith("https:") and place.isalnum() and place.isascii() else None
