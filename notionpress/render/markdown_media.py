"""Files, links to other places, and pages and databases as Markdown: one function per block type."""

from __future__ import annotations

from html import escape as html_escape
from typing import TYPE_CHECKING

from notionpress.content.adapters import public_items
from notionpress.content.blocks import (
    Audio,
    Block,
    Bookmark,
    ChildDatabase,
    ChildPage,
    Embed,
    File,
    Image,
    LinkPreview,
    LinkToPage,
    Pdf,
    Video,
)
from notionpress.content.properties import (
    Email,
    Files,
    PhoneNumber,
    Property,
    Relation,
    RichTextValue,
    Rollup,
    Title,
    Url,
)
from notionpress.content.rich_text import FileRef, RichText, Text
from notionpress.render.embeds import expires
from notionpress.render.functions import markdown
from notionpress.render.html_cards import unquote_readable
from notionpress.render.html_media import file_name, is_film
from notionpress.render.markdown import pipes
from notionpress.render.markdown_text import destination
from notionpress.render.markup import safe_url
from notionpress.render.problems import expiring_embed, missing_file, refused_card
from notionpress.render.properties import property_text
from notionpress.site.site import PageMeta, Rows

if TYPE_CHECKING:
    from notionpress.content.pages import SchemaProperty
    from notionpress.render.markdown_renderer import MarkdownRenderer


def _with_children(made: str, children: tuple[Block, ...], render: MarkdownRenderer) -> str:
    below = render.blocks(children)
    return "\n\n".join(part for part in (made, below) if part)


def _missing(file: FileRef, caption: RichText, block: str, render: MarkdownRenderer) -> str:
    """What stands in the place of a file that is not there."""
    name = file_name(file, render)
    missing_file(file, name, render, block)
    notice = render.inline((Text(render.word("missing_file", name=name)),))
    words = render.inline(caption)
    return f"{notice} · {words}" if words else notice


@markdown(Image)
def image(block: Image, render: MarkdownRenderer) -> str:
    """A picture; its caption is its alternative text too."""
    media = render.file(block.file)
    if media and not media.is_shown:
        return _file_link(block, render)
    made = render.picture(block.file, block.alt or render.words(block.caption))
    if not made:
        return _with_children(_missing(block.file, block.caption, block.id, render), block.children, render)
    return _with_children(render.figure(made, block.caption), block.children, render)


@markdown(Video)
def video(block: Video, render: MarkdownRenderer) -> str:
    """A `video` element for a file; a link for a player's page."""
    return _player("video", block, render)


@markdown(Audio)
def audio(block: Audio, render: MarkdownRenderer) -> str:
    """An `audio` element."""
    return _player("audio", block, render)


def _player(name: str, block: Video | Audio, render: MarkdownRenderer) -> str:
    url = render.file_address(block.file, in_html=True)
    if url is None:
        made = _missing(block.file, block.caption, block.id, render)
    elif name == "video" and not block.file.hosted and not is_film(url):
        made = _link(url, block.caption, render)
    else:
        controls = "controls={true}" if render.dialect.mdx else "controls"
        made = render.figure(f'<{name} src="{html_escape(url)}" {controls}></{name}>', block.caption)
    return _with_children(made, block.children, render)


@markdown(Pdf)
def pdf(block: Pdf, render: MarkdownRenderer) -> str:
    """A link that opens the document."""
    return _file_link(block, render)


@markdown(File)
def file(block: File, render: MarkdownRenderer) -> str:
    """A link that downloads the file."""
    return _file_link(block, render)


def _file_link(block: Image | Pdf | File, render: MarkdownRenderer) -> str:
    url = render.file_address(block.file)
    if url is None:
        made = _missing(block.file, block.caption, block.id, render)
    else:
        name = render.label(file_name(block.file, render))
        words = render.inline(block.caption)
        made = f"[{name}]({destination(url)})" + (f" · {words}" if words else "")
    return _with_children(made, block.children, render)


# Links


@markdown(Embed)
def embed(block: Embed, render: MarkdownRenderer) -> str:
    """A link that leads there."""
    if expires(block.url):
        expiring_embed(render, block.id)
        return _with_children(render.inline(block.caption), block.children, render)
    return _with_children(_checked_link("embed", block.url, block.caption, block.id, render), block.children, render)


@markdown(Bookmark)
def bookmark(block: Bookmark, render: MarkdownRenderer) -> str:
    """A link with the address."""
    return _with_children(_checked_link("bookmark", block.url, block.caption, block.id, render), block.children, render)


@markdown(LinkPreview)
def link_preview(block: LinkPreview, render: MarkdownRenderer) -> str:
    """A link with the address."""
    return _with_children(_checked_link("bookmark", block.url, (), block.id, render), block.children, render)


def _checked_link(kind: str, url: str, caption: RichText, block: str, render: MarkdownRenderer) -> str:
    if not url:
        return render.inline(caption)
    target = render.target_of(url)
    if target is None or target.startswith(("#", "tel:")):
        refused_card(kind, render, block)
        return render.inline(caption)
    return _link(target, caption, render)


def _link(url: str, caption: RichText, render: MarkdownRenderer) -> str:
    """A link whose words are its address, with the caption below it."""
    return render.figure(f"[{render.label(unquote_readable(url))}]({destination(url)})", caption)


# Pages and databases


@markdown(ChildPage)
def child_page(block: ChildPage, render: MarkdownRenderer) -> str:
    """A line that leads to the page; nothing where it is not published."""
    target = render.page(block.id)
    return render.page_link(target) if target else ""


@markdown(LinkToPage)
def link_to_page(block: LinkToPage, render: MarkdownRenderer) -> str:
    """A line that leads to a page or database; a neutral one where that is not published."""
    if block.kind == "comment_id":
        return ""
    target = render.page(block.target)
    if target is not None:
        return render.page_link(target)
    return render.escape(render.word("unpublished_page"))


@markdown(ChildDatabase)
def child_database(block: ChildDatabase, render: MarkdownRenderer) -> str:
    """The published rows as a table; nothing where the database is not part of the site."""
    rows = render.rows(block.id)
    if rows is None:
        return ""
    title = f"**{render.escape(rows.title)}**" if rows.title.strip() else ""
    if rows.rows:
        head = [render.escape(" ".join(column.name.split()), "cell") for column in rows.columns]
        body = [_row(page, rows, at, render) for at, page in enumerate(rows.rows)]
        content = pipes(head, body, len(head), render)
    else:
        content = render.escape(render.word("database_empty"))
    return "\n\n".join(part for part in (title, content) if part)


def _row(page: PageMeta, rows: Rows, at: int, render: MarkdownRenderer) -> list[str]:
    cells = []
    for column in rows.columns:
        if column.type == "title":
            target = render.page(page.id)
            cells.append(render.page_link(target, "cell") if target else render.escape(page.title, "cell"))
        else:
            value = rows.values[at].get(column.name)
            cells.append(_value(value, render, column) if value else "")
    return cells


def _cell_link(words: str, url: str | None, render: MarkdownRenderer) -> str:
    """A link in a cell; its words where there is no address."""
    words = " ".join(words.split())
    return f"[{render.label(words, 'cell')}]({destination(url)})" if url else render.escape(words, "cell")


def _value(value: Property, render: MarkdownRenderer, column: SchemaProperty | None = None) -> str:
    """A property's value in a cell."""
    match value:
        case Title(rich_text=words) | RichTextValue(rich_text=words):
            return render.inline(words, "cell")
        case Url(url=url) if url and (target := render.target_of(url)):
            return _cell_link(url, target, render)
        case Email(email=address) if address and (target := safe_url(f"mailto:{address}")):
            return _cell_link(address, target, render)
        case PhoneNumber(phone_number=number) if number and (target := safe_url(f"tel:{number.replace(' ', '')}")):
            return _cell_link(number, target, render)
        case Relation(pages=pages):
            targets = (render.page(id) for id in pages)
            return ", ".join(
                _cell_link(one.title or render.word("untitled"), one.url, render) for one in targets if one
            )
        case Files(files=files):
            return ", ".join(_cell_link(file_name(one, render), render.file_address(one), render) for one in files)
        case Rollup(value=tuple(items)):
            return ", ".join(found for item in public_items(items) if (found := _value(item, render)))
    return render.escape(" ".join(property_text(value, render, column).split()), "cell")
