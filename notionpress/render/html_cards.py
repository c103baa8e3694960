"""Links to other places as cards: one function per block type, named as Notion's type."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from notionpress.content.blocks import Block, Bookmark, Embed, LinkPreview
from notionpress.content.rich_text import LinkMention, RichText
from notionpress.ids import split_url
from notionpress.render import problems
from notionpress.render.embeds import Player, expires, player
from notionpress.render.functions import html
from notionpress.render.markup import NOTHING, Attribute, Html, element, escape, join, safe_url

if TYPE_CHECKING:
    from notionpress.render.html_renderer import HtmlRenderer


def figure(class_: str, content: Html, caption: RichText, render: HtmlRenderer) -> Html:
    """A figure with its caption."""
    words = render.inline(caption)
    parts = [content, element("figcaption", words)] if words.strip() else [content]
    return element("figure", join(parts), class_=class_)


def with_children(content: Html, children: tuple[Block, ...], render: HtmlRenderer) -> Html:
    """What a block is, then what is below it."""
    return join([content, render.blocks(children)], "\n") if children else content


@html(Embed)
def embed(block: Embed, render: HtmlRenderer) -> Html:
    """A card that leads there; where the address has a player, a click puts that in the card's place."""
    if expires(block.url):
        problems.expiring_embed(render, block.id)
        return with_children(_only(block.caption, render), block.children, render)
    address = _address("embed", block.url, block.id, render)
    html = player_card(address, block.caption, block.id, render) if address else _only(block.caption, render)
    return with_children(html, block.children, render)


@html(Bookmark)
def bookmark(block: Bookmark, render: HtmlRenderer) -> Html:
    """A card with the address."""
    html = _card_or_words("bookmark", block.url, block.caption, block.id, render)
    return with_children(html, block.children, render)


@html(LinkPreview)
def link_preview(block: LinkPreview, render: HtmlRenderer) -> Html:
    """A card with the address."""
    return with_children(_card_or_words("bookmark", block.url, (), block.id, render), block.children, render)


def _card_or_words(class_: str, url: str, caption: RichText, block: str, render: HtmlRenderer) -> Html:
    address = _address(class_, url, block, render)
    return card(class_, address, caption, render) if address else _only(caption, render)


def _address(class_: str, url: str, block: str, render: HtmlRenderer) -> str | None:
    """Where a card leads; None for an empty address, and for one that may not be used, which the author is told."""
    if not url:
        return None
    target = render.link(url)
    address = safe_url(target) if target else None
    if address is not None and address.startswith(("https:", "http:", "/", "mailto:")):
        return address
    problems.refused_card(class_, render, block)
    return None


def _only(caption: RichText, render: HtmlRenderer) -> Html:
    """The caption, where there is nothing that it could stand below."""
    words = render.inline(caption)
    return element("p", words) if words else NOTHING


def player_card(url: str, caption: RichText, block: str, render: HtmlRenderer) -> Html:
    """A card that a theme's script can replace by the player; one of an unknown provider is only a card."""
    found = player(url)
    if found is None:
        problems.no_player(_host(url), render, block)
    return card("embed", url, caption, render, found)


def card(class_: str, url: str, caption: RichText, render: HtmlRenderer, found: Player | None = None) -> Html:
    """A link as a card: whose it is, and where it leads; `found` is the player of that address."""
    host = _host(url)
    place = unquote_readable(url).partition("://")[2].removeprefix("www.")
    if not found:
        place = place.removeprefix(host)
    parts = [element("strong", escape(found.provider if found else host))]
    if place not in ("", "/"):
        parts.append(element("span", escape(place)))
    plays: dict[str, Attribute] = {}
    if found and not render.feed:
        plays = {"data_player": found.address, "data_shape": found.shape}
    return figure(class_, element("a", join(parts, " "), href=url, **plays), caption, render)


def mention_card(span: LinkMention, render: HtmlRenderer, color: str | None) -> Html:
    """A link mention that has a line of its own: the title and description of the page there, and whose it is.

    Its picture is left out: it lies elsewhere, and to show it would tell that server of every visit.
    """
    target = render.link(span.url)
    address = safe_url(target) if target else None
    if address is None:
        return element("p", render.inline((span,)), class_=color)
    parts = [element("strong", escape(span.title or span.text))]
    if span.description:
        parts.append(element("span", escape(span.description)))
    provider = span.provider or _host(address)
    parts.append(element("span", escape(f"{span.author} · {provider}" if span.author else provider), class_="source"))
    return element(
        "figure", element("a", join(parts, " "), href=address), class_=f"bookmark {color}" if color else "bookmark"
    )


def _host(url: str) -> str:
    return split_url(url).netloc.removeprefix("www.") or url


def unquote_readable(url: str) -> str:
    """An address as people read it, as far as that is unambiguous."""
    readable = unquote(url, errors="strict") if "%" in url and _decodes(url) else url
    return readable if readable.isprintable() and " " not in readable else url


def _decodes(url: str) -> bool:
    try:
        unquote(url, errors="strict")
    except UnicodeDecodeError:
        return False
    return True
