"""Rich text as HTML: spans in their annotations, links, mentions, icons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from notionpress.content.rich_text import (
    PLAIN,
    Annotations,
    CustomEmojiMention,
    DateMention,
    EmojiIcon,
    FileIcon,
    FileRef,
    Icon,
    InlineEquation,
    LinkMention,
    NamedIcon,
    PageMention,
    RichText,
    Span,
    TemplateMention,
    Text,
    UnsupportedSpan,
    UserMention,
)
from notionpress.render import icons, problems
from notionpress.render.dates import date_html
from notionpress.render.markup import (
    NOTHING,
    Html,
    closing,
    element,
    escape,
    join,
    lines,
    made_elsewhere,
    opening,
    safe_url,
    void,
)
from notionpress.render.math import mathml
from notionpress.render.plain import user_words

if TYPE_CHECKING:
    from notionpress.render.html_renderer import HtmlRenderer

Wrapper = tuple[Html, Html]
"""The start and end tag that stand around a span."""

COLORS = frozenset(("gray", "brown", "orange", "yellow", "green", "blue", "purple", "pink", "red"))


def inline(rich_text: RichText, render: HtmlRenderer) -> Html:
    """A rich text as phrasing content; neighbours that share an annotation share its tag."""
    out: list[Html] = []
    open_now: tuple[Wrapper, ...] = ()
    for span in rich_text:
        wanted = _wrappers(span, render)
        if wanted != open_now:
            shared = _shared(open_now, wanted)
            out.extend(end for _, end in reversed(open_now[shared:]))
            out.extend(start for start, _ in wanted[shared:])
            open_now = wanted
        out.append(_SPANS[type(span)](span, render))
    out.extend(end for _, end in reversed(open_now))
    return join(out)


def _shared(one: tuple[Wrapper, ...], other: tuple[Wrapper, ...]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _wrappers(span: Span, render: HtmlRenderer) -> tuple[Wrapper, ...]:
    href = span.href if isinstance(span, Text | UnsupportedSpan) else ""
    how = span.annotations
    if not href:
        return () if how is PLAIN else _annotations(how)
    link = _link(href, render)
    return (*((link,) if link else ()), *_annotations(how))


def _link(href: str, render: HtmlRenderer) -> Wrapper | None:
    """The link around an author's words, or None where the words lose their target."""
    target = render.link(href)
    if target is None:
        problems.unpublished_link(render)
        return None
    url = safe_url(target)
    if url is None:
        problems.refused_link(render)
        return None
    return opening("a", href=url), closing("a")


@lru_cache(maxsize=1024)
def _annotations(how: Annotations) -> tuple[Wrapper, ...]:
    found: list[Wrapper] = []
    if color := color_class(how.color):
        found.append((opening("span", class_=color), closing("span")))
    for wanted, name in (
        (how.bold, "strong"),
        (how.italic, "em"),
        (how.strikethrough, "s"),
        (how.underline, "u"),
        (how.code, "code"),
    ):
        if wanted:
            found.append((opening(name), closing(name)))
    return tuple(found)


def color_class(color: str) -> str | None:
    """The class for one of Notion's colours, or None for the default."""
    name, _, background = color.partition("_")
    if name not in COLORS:
        return None
    return f"background-{name}" if background else f"color-{name}"


# Spans: one function for each class


def _text(span: Text | UnsupportedSpan | TemplateMention, render: HtmlRenderer) -> Html:
    if render.is_withheld(span.text):
        return element("span", escape(render.word("unpublished_page")), class_="mention mention-unpublished")
    return lines(span.text)


def _mention_words(span: TemplateMention, render: HtmlRenderer) -> Html:
    return element("span", escape(span.text), class_="mention")


def _equation(span: InlineEquation, render: HtmlRenderer) -> Html:
    html = mathml(span.expression, display=False)
    return made_elsewhere(html) if html is not None else refused_equation(span.expression, render)


def refused_equation(expression: str, render: HtmlRenderer, block: str = "") -> Html:
    """The TeX source of an equation that cannot be set, and a word to the author."""
    problems.refused_equation(expression, render, block)
    return element("code", escape(expression), class_="not-shown" if render.preview and not render.feed else None)


def _user(span: UserMention, render: HtmlRenderer) -> Html:
    return element("span", escape(user_words(span, render)), class_="mention mention-user")


def _page(span: PageMention, render: HtmlRenderer) -> Html:
    target = render.page(span.id)
    if target is None:
        return element("span", escape(render.word("unpublished_page")), class_="mention mention-unpublished")
    title = escape(target.title or render.word("untitled"))
    sign = icon(target.icon, render)
    return element("a", join([sign, title], " ") if sign else title, class_="mention", href=target.url)


def _date(span: DateMention, render: HtmlRenderer) -> Html:
    if span.date is None:
        return element("span", escape(span.text), class_="mention")
    return date_html(span.date, render, class_="mention")


def _link_mention(span: LinkMention, render: HtmlRenderer) -> Html:
    target = render.link(span.url)
    if target is None:
        # Its title is that of a page in Notion which is not published.
        return element("span", escape(render.word("unpublished_page")), class_="mention mention-unpublished")
    url = safe_url(target)
    words = escape(span.title or span.text)
    return element("a", words, class_="mention", href=url) if url else words


def _custom_emoji(span: CustomEmojiMention, render: HtmlRenderer) -> Html:
    media = render.file(span.file)
    if media is None:
        return escape(span.text)
    return void("img", class_="emoji", src=media.url, alt=span.text, width=24, height=24)


_SPANS: Mapping[type[Span], Callable[[Any, HtmlRenderer], Html]] = MappingProxyType(
    {
        Text: _text,
        InlineEquation: _equation,
        UserMention: _user,
        PageMention: _page,
        DateMention: _date,
        LinkMention: _link_mention,
        TemplateMention: _mention_words,
        CustomEmojiMention: _custom_emoji,
        UnsupportedSpan: _text,
    }
)


# Icons


def icon(value: Icon | None, render: HtmlRenderer) -> Html:
    """An emoji, a picture or one of Notion's named icons; "" when there is none."""
    match value:
        case EmojiIcon(emoji=emoji):
            return element("span", escape(emoji), class_="icon")
        case FileIcon(file=file, name=name):
            url = _icon_url(file, render)
            return void("img", class_="icon", src=url, alt=name, width=24, height=24) if url else NOTHING
        case NamedIcon(name=name, color=color):
            classes = f"icon {color_class(color) or 'color-gray'}"
            label = name.replace("_", " ").replace("-", " ")
            return element("span", escape(icons.sign(name)), class_=classes, role="img", aria_label=label)
    return NOTHING


def _icon_url(file: FileRef, render: HtmlRenderer) -> str | None:
    if not file.hosted:
        return render.address(file) if file.url.startswith(("https:", "http:")) else None
    media = render.file(file)
    return media.url if media else None
