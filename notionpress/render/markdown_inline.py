"""Rich text as Markdown: its spans as words under marks, links, mentions and equations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from notionpress.content.rich_text import (
    PLAIN,
    Annotations,
    CustomEmojiMention,
    DateMention,
    FootnoteMark,
    InlineEquation,
    LinkMention,
    PageMention,
    RichText,
    Span,
    TemplateMention,
    Text,
    UnsupportedSpan,
    UserMention,
    link_of,
)
from notionpress.render.inline import COLORS
from notionpress.render.markdown_marks import NO_MARKS, Mark, Piece, marked
from notionpress.render.markdown_math import inline_math
from notionpress.render.markdown_simple import simple
from notionpress.render.markdown_text import (
    Place,
    broken,
    destination,
    edged,
    is_line,
    line_feeds,
    lines,
    reference,
    ruled,
)
from notionpress.render.plain import user_words
from notionpress.render.spaces import with_visible_spaces
from notionpress.text import without_controls

if TYPE_CHECKING:
    from notionpress.render.markdown_renderer import MarkdownRenderer


def inline(rich_text: RichText, render: MarkdownRenderer, place: Place = "paragraph", color: str = "default") -> str:
    """A rich text as Markdown; `color` is that of its block."""
    if not rich_text:
        return ""
    if len(rich_text) == 1 and color == "default":
        span = rich_text[0]
        if type(span) is Text and span.annotations is PLAIN and not span.href and is_line(span.text):
            return span.text
    made = simple(rich_text, render) if color == "default" else None
    if made is None:
        made = with_care(rich_text, render, place, color)
    if place in ("paragraph", "item"):
        return broken(lines(made, render.dialect), render.dialect)
    made = edged(made)
    if "\n" in made:
        made = made.replace("\n", render.line_break)
    return ruled(made, render.dialect) if place == "cell" else made


def with_care(rich_text: RichText, render: MarkdownRenderer, place: Place, color: str = "default") -> str:
    """A rich text under all its marks, with line breaks as they are."""
    return marked(_pieces(with_visible_spaces(rich_text), render, place, color), render, place)


def is_plain(span: Span) -> bool:
    """Whether a span is nothing but words on one line."""
    return isinstance(span, Text) and span.annotations == PLAIN and not span.href and "\n" not in span.text


_AFTER_MARK: Final = ("(", "[", ":", "{")
"""Characters that would make something else of a footnote's mark before them."""


# Pieces


def _pieces(rich_text: RichText, render: MarkdownRenderer, place: Place, color: str) -> list[Piece]:
    """Words under their marks; neighbours that differ in nothing are one."""
    found: list[Piece] = []
    for span in rich_text:
        how = span.annotations
        marks = NO_MARKS if how is PLAIN and color == "default" else _marks(how, color)
        if (href := link_of(span)) and (url := _target(href, render)):
            marks |= {Mark("link", url)}
        if isinstance(span, FootnoteMark):
            found.append(Piece(_footnote_mark(span, render), marks, made=True, is_mark=True))
            continue
        if make := _MADE.get(type(span)):
            text = make(span, render, place)
            if text:
                found.append(Piece(text, marks | {Mark("code")} if how.code else marks, made=True))
            continue
        words = without_controls(_words(span, render))
        if words[:1] in _AFTER_MARK and found and found[-1].is_mark and found[-1].marks == marks and not how.code:
            # With it a footnote's mark would be a link, or begin a note.
            found[-1] = found[-1]._replace(text=found[-1].text + reference(words[0]))
            words = words[1:]
        if how.code:
            _add_code(words, marks, found)
        else:
            _add(words, marks, found)
    return found


def _add_code(words: str, marks: frozenset[Mark], pieces: list[Piece]) -> None:
    """Add lines of code: a code span does not go on in the next line."""
    for at, line in enumerate(line_feeds(words).split("\n")):
        if at:
            _add("\n", marks, pieces)
        _add(line, marks, pieces, code=True)


def _add(text: str, marks: frozenset[Mark], pieces: list[Piece], *, code: bool = False) -> None:
    last = pieces[-1] if pieces else None
    if last and last.marks == marks and last.code == code and not last.made:
        pieces[-1] = last._replace(text=last.text + text)
    elif text:
        pieces.append(Piece(text, marks, code))


@lru_cache(maxsize=1024)
def _marks(how: Annotations, block_color: str) -> frozenset[Mark]:
    color = how.color if how.color != "default" else block_color
    found = [
        Mark(kind)
        for kind, wanted in (
            ("bold", how.bold),
            ("italic", how.italic),
            ("strike", how.strikethrough),
            ("underline", how.underline),
        )
        if wanted
    ]
    if color.partition("_")[0] in COLORS:
        found.append(Mark("color", color))
    return frozenset(found)


def _target(href: str, render: MarkdownRenderer) -> str | None:
    """Where a link leads, or None where its words lose their target."""
    url = render.target_of(href)
    if url is None:
        render.problem_with_link(href)
    return url


def _words(span: Span, render: MarkdownRenderer) -> str:
    if isinstance(span, Text):
        withheld = "://" in span.text and render.is_withheld(span.text)
        return render.word("unpublished_page") if withheld else span.text
    if isinstance(span, UserMention):
        return user_words(span, render)
    return render.text((span,)) if isinstance(span, DateMention) else span.text


def _footnote_mark(span: FootnoteMark, render: MarkdownRenderer) -> str:
    return f"[^{span.number}]" if render.dialect.footnotes else f"<sup>{span.number}</sup>"


def _equation(span: InlineEquation, render: MarkdownRenderer, place: Place) -> str:
    return inline_math(span.expression, render, place)


def _page(span: PageMention, render: MarkdownRenderer, place: Place) -> str:
    target = render.page(span.id)
    if target is None:
        return render.escape(render.word("unpublished_page"), place)
    return render.page_link(target, place)


def _link_mention(span: LinkMention, render: MarkdownRenderer, place: Place) -> str:
    target = render.target_of(span.url)
    if target is None:
        return render.escape(render.word("unpublished_page"), place)
    return f"[{render.label(span.title or span.text, place)}]({destination(target)})"


def _custom_emoji(span: CustomEmojiMention, render: MarkdownRenderer, place: Place) -> str:
    return render.picture(span.file, span.text, place) or render.escape(span.text, place)


_MADE: Final[Mapping[type[Span], Callable[[Any, MarkdownRenderer, Place], str]]] = MappingProxyType(
    {
        InlineEquation: _equation,
        PageMention: _page,
        LinkMention: _link_mention,
        CustomEmojiMention: _custom_emoji,
    }
)
assert all(kind not in _MADE for kind in (Text, UserMention, DateMention, TemplateMention, UnsupportedSpan))
