"""Rich text as HTML: spans in their annotations, links, mentions, icons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from notionpress.content.rich_text import (
    PLAIN,
    Annotations,
    CustomEmojiMention,
    DateMention,
    EmojiIcon,
    FileIcon,
    FileRef,
    FootnoteMark,
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
    link_of,
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
    made_elsewhere,
    opening,
    safe_url,
    void,
)
from notionpress.render.nesting import Mark, Piece, nested
from notionpress.render.plain import user_words
from notionpress.render.spaces import with_visible_spaces

if TYPE_CHECKING:
    from notionpress.render.html_renderer import HtmlRenderer

COLORS = frozenset(("gray", "brown", "orange", "yellow", "green", "blue", "purple", "pink", "red"))

NO_MARKS: Final[frozenset[Mark]] = frozenset()


def inline(rich_text: RichText, render: HtmlRenderer) -> Html:
    """A rich text as phrasing content; neighbours that share an annotation share its tag."""
    if len(rich_text) == 1 and _is_plain(rich_text[0]):
        return escape(rich_text[0].text)
    rich_text = with_visible_spaces(rich_text)
    if len(rich_text) == 1 and rich_text[0].annotations is PLAIN and not link_of(rich_text[0]):
        return _SPANS[type(rich_text[0])](rich_text[0], render)
    pieces: list[Piece] = []
    for span in rich_text:
        if html := _SPANS[type(span)](span, render):
            how, href = span.annotations, link_of(span)
            if how is PLAIN and not href:
                pieces.append((html, NO_MARKS))
            else:
                pieces.append((html, _marks(how, href, render)))
    return nested(pieces)


def _is_plain(span: Span) -> bool:
    """Whether a span is words of one line on which nothing has to be done but to escape them."""
    if type(span) is not Text or span.annotations is not PLAIN or span.href:
        return False
    text = span.text
    return not ("  " in text or "\n" in text or "\t" in text or "://" in text)


def _marks(how: Annotations, href: str, render: HtmlRenderer) -> frozenset[Mark]:
    marks = NO_MARKS if how is PLAIN else _annotations(how)
    if href and (url := _address(href, render)):
        marks |= _link(url)
    return marks


@lru_cache(maxsize=1024)
def _link(url: str) -> frozenset[Mark]:
    return frozenset((Mark(0, opening("a", href=url), closing("a")),))


def _address(href: str, render: HtmlRenderer) -> str | None:
    """Where a link leads, or None where its words lose their target: no page of the site, or no address for a link."""
    target = render.link(href)
    if target is None:
        return None  # The editorial checks tell its author.
    url = safe_url(target)
    if url is None:
        problems.refused_link(render)
    return url


@lru_cache(maxsize=1024)
def _annotations(how: Annotations) -> frozenset[Mark]:
    found: list[Mark] = []
    if color := color_class(how.color):
        found.append(Mark(1, opening("span", class_=color), closing("span")))
    for rank, (wanted, name) in enumerate(
        (
            (how.bold, "strong"),
            (how.italic, "em"),
            (how.strikethrough, "s"),
            (how.underline, "u"),
            (how.code, "code"),
        ),
        2,
    ):
        if wanted:
            found.append(Mark(rank, opening(name), closing(name)))
    return frozenset(found)


def color_class(color: str) -> str | None:
    """The class for one of Notion's colours, or None for the default."""
    if color == "default":
        return None
    name, _, background = color.partition("_")
    if name not in COLORS:
        return None
    return f"background-{name}" if background else f"color-{name}"


# Spans: one function for each class


def _text(span: Text | UnsupportedSpan | TemplateMention, render: HtmlRenderer) -> Html:
    if "://" in span.text and render.is_withheld(span.text):
        return element("span", escape(render.word("unpublished_page")), class_="mention mention-unpublished")
    html = escape(span.text)
    if "\n" not in html:
        return html
    # The style that keeps spaces in code would keep the line's end too.
    return Html(html.replace("\n", "<br>" if span.annotations.code else "<br>\n"))


def _mention_words(span: TemplateMention, render: HtmlRenderer) -> Html:
    return element("span", escape(span.text), class_="mention")


def _equation(span: InlineEquation, render: HtmlRenderer) -> Html:
    html = formula(span.expression, render, linked=bool(span.href))
    return html or refused_equation(span.expression, render)


def formula(expression: str, render: HtmlRenderer, *, display: bool = False, linked: bool = False) -> Html:
    """An equation as MathML, "" where it cannot be set; in one that stands in a link, links are only words."""
    from notionpress.render.math import mathml, no_link  # noqa: PLC0415  (few sites have equations)

    link = no_link if linked else partial(_address, render=render)
    return made_elsewhere(mathml(expression, display=display, link=link) or "")


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
    """The title of the page there; whose it is and what it says come up over it, as in Notion.

    Its icon is left out: it lies elsewhere, and to show it would tell that server of every visit.
    """
    target = render.link(span.url)
    if target is None:
        # Its title is that of a page in Notion which is not published.
        return element("span", escape(render.word("unpublished_page")), class_="mention mention-unpublished")
    url = safe_url(target)
    words = escape(span.title or span.text)
    about = [" · ".join(filter(None, (span.author, span.provider))), span.description]
    return (
        element("a", words, class_="mention", href=url, title=" – ".join(filter(None, about)) or None) if url else words
    )


def _footnote_mark(span: FootnoteMark, render: HtmlRenderer) -> Html:
    number = escape(str(span.number))
    if render.feed:
        return element("sup", number)
    # Ids with a colon, which those of headings never have.
    times = render.number(f"mark {span.number}")
    id = f"fnref:{span.number}" + (f":{times}" if times > 1 else "")
    link = element("a", number, id=id, href=f"#fn:{span.number}", role="doc-noteref")
    return element("sup", link, class_="footnote-mark")


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
        FootnoteMark: _footnote_mark,
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
