"""Files and links to other places as HTML: one function per block type, named as Notion's type."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote, urlsplit

import msgspec

from notionpress.content.blocks import Audio, Block, Bookmark, Embed, File, Image, LinkPreview, Pdf, Video
from notionpress.content.rich_text import FileRef, RichText
from notionpress.render import problems
from notionpress.render.embeds import Player, expires, player
from notionpress.render.functions import html
from notionpress.render.markup import NOTHING, Attribute, Html, element, escape, join, safe_url, void
from notionpress.render.texts import file_size
from notionpress.site.site import Media

if TYPE_CHECKING:
    from notionpress.render.html_renderer import HtmlRenderer
    from notionpress.render.renderer import Renderer

_FileBlock: TypeAlias = Image | Video | Audio | Pdf | File
_FILMS = (".mp4", ".webm", ".ogv", ".mov", ".m4v")
_ACTIVE = frozenset(("image/svg+xml", "text/html", "application/xhtml+xml", "application/xml", "text/xml"))
"""Documents that could act as part of the site when opened: their links only download."""


def figure(class_: str, content: Html, caption: RichText, render: HtmlRenderer) -> Html:
    """A figure with its caption."""
    words = render.inline(caption)
    return element("figure", join([content, element("figcaption", words)]) if words else content, class_=class_)


def _with_children(content: Html, children: tuple[Block, ...], render: HtmlRenderer) -> Html:
    return join([content, render.blocks(children)], "\n") if children else content


class _Source(msgspec.Struct, frozen=True):
    """Where a file can be had: its address, and the download if it is one."""

    url: str
    media: Media | None = None


def _source(file: FileRef, render: Renderer) -> _Source | None:
    """The file in the site, or the author's own address for it; None where there is none that may be used."""
    if file.hosted:
        media = render.file(file)
        return _Source(media.url, media) if media else None
    url = render.address(file)
    return _Source(url) if url else None


def missing(file: FileRef, caption: RichText, block: str, render: HtmlRenderer) -> Html:
    """What stands in the place of a file that is not there."""
    name = file_name(file, render)
    problems.missing_file(file, name, render, block)
    words = render.inline(caption)
    notice = escape(render.word("missing_file", name=name))
    return element("p", join([notice, words], " · ") if words else notice, class_="missing")


def _shown(block: _FileBlock, render: HtmlRenderer, show: Callable[[_Source], Html]) -> Html:
    """A file as `show` makes it of its source, or what says that it is missing; then what is below the block."""
    source = _source(block.file, render)
    content = show(source) if source else missing(block.file, block.caption, block.id, render)
    return _with_children(content, block.children, render)


@html(Image)
def image(block: Image, render: HtmlRenderer) -> Html:
    """`img` with its size, so that nothing moves; the caption is its alternative text too."""

    def show(source: _Source) -> Html:
        media = source.media
        picture = void(
            "img",
            src=source.url,
            alt=render.words(block.caption),
            width=media.width if media and media.width else None,
            height=media.height if media and media.height else None,
            loading="lazy",
            decoding="async",
        )
        return figure("image", picture, block.caption, render)

    return _shown(block, render, show)


@html(Video)
def video(block: Video, render: HtmlRenderer) -> Html:
    """`video` for a file; a card for a player's page, so that nobody else learns of the visit unasked."""

    def show(source: _Source) -> Html:
        if source.media is None and not is_film(source.url):
            return player_card(source.url, block.caption, block.id, render)
        return figure("video", element("video", **_controls(source, block, render)), block.caption, render)

    return _shown(block, render, show)


def is_film(url: str) -> bool:
    """Whether an address is that of a film itself, not of a page that plays one."""
    return urlsplit(url).path.lower().endswith(_FILMS)


@html(Audio)
def audio(block: Audio, render: HtmlRenderer) -> Html:
    """`audio`."""

    def show(source: _Source) -> Html:
        return figure("audio", element("audio", **_controls(source, block, render)), block.caption, render)

    return _shown(block, render, show)


def _controls(source: _Source, block: Video | Audio, render: Renderer) -> dict[str, Attribute]:
    """The attributes of a film or sound; one that lies elsewhere is not asked for until it is played."""
    name = render.words(block.caption) or file_name(block.file, render) or None
    preload = "metadata" if source.media else "none"
    return {"src": source.url, "controls": True, "preload": preload, "aria_label": name}


def file_name(file: FileRef, render: Renderer) -> str:
    """What a file is called; the address of a page that is not published tells its title, and is none."""
    if file.name:
        return file.name
    if render.link(file.url) is None:
        return render.word("unpublished_page")
    return unquote(PurePosixPath(urlsplit(file.url).path).name) or file.url


@html(Pdf)
def pdf(block: Pdf, render: HtmlRenderer) -> Html:
    """A card that opens the document."""

    def show(source: _Source) -> Html:
        name = element("strong", escape(file_name(block.file, render)))
        link = element("a", join([name, _size(source, render)], " "), href=source.url)
        return figure("pdf", link, block.caption, render)

    return _shown(block, render, show)


@html(File)
def file(block: File, render: HtmlRenderer) -> Html:
    """A line that downloads the file."""

    def show(source: _Source) -> Html:
        line = file_link(block.file, source, render)
        if caption := render.inline(block.caption):
            line = join([line, element("span", caption, class_="size")], " ")
        return element("p", line, class_="file")

    return _shown(block, render, show)


def file_link(ref: FileRef, source: _Source, render: HtmlRenderer) -> Html:
    """The name of a file as a link to it, with its size."""
    download: Attribute = None
    if source.media and source.media.media_type in _ACTIVE:
        download = source.media.name or True
    link = element("a", escape(file_name(ref, render)), href=source.url, download=download)
    return join([link, _size(source, render)], " ") if source.media else link


def file_html(ref: FileRef, render: HtmlRenderer) -> Html:
    """A file of a property: a link, or only its name where it cannot be had."""
    source = _source(ref, render)
    return file_link(ref, source, render) if source else escape(file_name(ref, render))


def _size(source: _Source, render: HtmlRenderer) -> Html:
    if source.media is None:
        return NOTHING
    return element("span", escape(file_size(source.media.size, render.language)), class_="size")


# Links as cards


@html(Embed)
def embed(block: Embed, render: HtmlRenderer) -> Html:
    """A card that leads there; where the address has a player, a click puts that in the card's place."""
    if expires(block.url):
        render.problem(
            "expiring-embed",
            "An embed is kept by Notion under an address that works for an hour only; it is left out.",
            block.id,
            "Put its content on an address of its own and embed that.",
        )
        return _with_children(_only(block.caption, render), block.children, render)
    address = _address("embed", block.url, block.id, render)
    html = player_card(address, block.caption, block.id, render) if address else _only(block.caption, render)
    return _with_children(html, block.children, render)


@html(Bookmark)
def bookmark(block: Bookmark, render: HtmlRenderer) -> Html:
    """A card with the address."""
    html = _card_or_words("bookmark", block.url, block.caption, block.id, render)
    return _with_children(html, block.children, render)


@html(LinkPreview)
def link_preview(block: LinkPreview, render: HtmlRenderer) -> Html:
    """A card with the address."""
    return _with_children(_card_or_words("bookmark", block.url, (), block.id, render), block.children, render)


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
        host = urlsplit(url).netloc.removeprefix("www.") or url
        render.problem(
            "no-player",
            f"There is no player for {host}: a card leads there.",
            block,
            "A film or sound of your own can be uploaded to Notion.",
        )
    return card("embed", url, caption, render, found)


def card(class_: str, url: str, caption: RichText, render: HtmlRenderer, found: Player | None = None) -> Html:
    """A link as a card: where it leads, and the address in full; `found` is the player of that address."""
    host = urlsplit(url).netloc.removeprefix("www.") or url
    first = element("strong", escape(found.provider if found else host))
    second = element("span", escape(unquote_readable(url)))
    plays: dict[str, Attribute] = {}
    if found and not render.feed:
        plays = {"data_player": found.address, "data_shape": found.shape}
    return figure(class_, element("a", join([first, second], " "), href=url, **plays), caption, render)


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
