"""Files as HTML: one function per block type, named as Notion's type."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote

import msgspec

from notionpress.content.blocks import Audio, File, Image, Pdf, Video
from notionpress.content.rich_text import FileRef, RichText
from notionpress.ids import split_url
from notionpress.render import problems
from notionpress.render.functions import html
from notionpress.render.html_cards import figure, player_card, with_children
from notionpress.render.markup import NOTHING, Attribute, Html, element, escape, join, void
from notionpress.render.pictures import picture
from notionpress.render.places import preview_box
from notionpress.render.texts import file_size
from notionpress.site.site import Media

if TYPE_CHECKING:
    from notionpress.render.html_renderer import HtmlRenderer
    from notionpress.render.renderer import Renderer

_FileBlock: TypeAlias = Image | Video | Audio | Pdf | File
_FILMS = (".mp4", ".webm", ".ogv", ".mov", ".m4v")
_TEXT = "text/plain"

_WORTH_ENLARGING = 480
"""Pixels: a picture that is less wide is shown as large as it is."""


class _Source(msgspec.Struct, frozen=True):
    """Where a file can be had: its address, and the download if it is one."""

    url: str
    media: Media | None = None


def _source(file: FileRef, render: Renderer) -> _Source | None:
    """The file in the site, or the author's own address for it; None where there is none that may be used."""
    if media := render.file(file):
        return _Source(media.url, media)
    url = None if file.hosted else render.address(file)
    return _Source(url) if url else None


def missing(file: FileRef, caption: RichText, block: str, render: HtmlRenderer) -> Html:
    """What stands in the place of a file that is not there."""
    name = file_name(file, render)
    problems.missing_file(file, name, render, block)
    words = render.inline(caption)
    notice = escape(render.word("missing_file", name=name))
    line = element("p", join([notice, words], " · ") if words else notice, class_="missing")
    return join([preview_box("file", render), line])


def _shown(block: _FileBlock, render: HtmlRenderer, show: Callable[[_Source], Html]) -> Html:
    """A file as `show` makes it of its source, or what says that it is missing; then what is below the block."""
    source = _source(block.file, render)
    content = show(source) if source else missing(block.file, block.caption, block.id, render)
    return with_children(content, block.children, render)


@html(Image)
def image(block: Image, render: HtmlRenderer) -> Html:
    """`img` with its size, so that nothing moves; the caption is its alternative text too."""

    def show(source: _Source) -> Html:
        media = source.media
        alt = block.alt or render.words(block.caption)
        if media and not media.is_shown:
            return element("p", file_link(block.file, source, render), class_="file")
        if media and not render.feed:
            # What is at the top of a page is not to wait until the page has been laid out.
            first = render.number("picture") == 1 and render.current.cover is None
            shown = picture(media, alt, render.sizes, lazy=not first)
        else:
            width, height = (media.width or None, media.height or None) if media else (None, None)
            shown = void("img", src=source.url, alt=alt, width=width, height=height, loading="lazy", decoding="async")
        return figure("image", _enlargeable(shown, source, block, alt, render), block.caption, render)

    return _shown(block, render, show)


def _enlargeable(shown: Html, source: _Source, block: Image, alt: str, render: HtmlRenderer) -> Html:
    """A picture as a link to all of it, which a theme's script may show on the spot."""
    width = source.media.width if source.media else 0
    if render.feed or block.is_decoration or 0 < width < _WORTH_ENLARGING:
        return shown
    return element("a", shown, class_="zoom", href=source.url, aria_label=None if alt else render.word("enlarge"))


def has_zoom(html: str) -> bool:
    """Whether there is a picture in a page that a script can show on the spot."""
    return '<a class="zoom" href="' in html


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
    return split_url(url).path.lower().endswith(_FILMS)


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
    """What a file is called, on one line; the address of a page that is not published tells its title, and is none."""
    # In Markdown another line of it may begin a block.
    if name := " ".join(file.name.split()):
        return name
    if render.link(file.url) is None:
        return render.word("unpublished_page")
    return " ".join(unquote(PurePosixPath(split_url(file.url).path).name).split()) or file.url


@html(Pdf)
def pdf(block: Pdf, render: HtmlRenderer) -> Html:
    """A card that opens the document."""

    def show(source: _Source) -> Html:
        name, size = element("strong", escape(file_name(block.file, render))), _size(source, render)
        link = element("a", join([name, size], " ") if size else name, href=source.url)
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
    if source.media and source.media.media_type == _TEXT:
        # A document that would act when opened is served as text; this gives it its own name again.
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
