"""Rich text as a tuple of spans, with the files, icons, people and dates that spans and properties share."""

from __future__ import annotations

from typing import TypeAlias

from notionpress.content.value import Moment, Value, Variant
from notionpress.ids import linked_id


class FileRef(Value, frozen=True):
    """A file that content refers to.

    Notion-hosted files have a `key` (`ids.file_key`) and are found in the store by it; external ones have a `url`.
    """

    url: str = ""
    key: str = ""
    name: str = ""

    @property
    def hosted(self) -> bool:
        """Whether Notion keeps the file, so that its address expires."""
        return bool(self.key)

    @property
    def kept_as(self) -> str:
        """The key of its download: a file of another server goes by its address."""
        return self.key or self.url


class EmojiIcon(Variant, frozen=True):
    """An icon that is one emoji."""

    emoji: str


class FileIcon(Variant, frozen=True):
    """An icon that is a picture; `name` is set for a workspace's custom emoji."""

    file: FileRef
    name: str = ""


class NamedIcon(Variant, frozen=True):
    """One of Notion's own monochrome icons, by name and colour."""

    name: str
    color: str = "gray"


Icon: TypeAlias = EmojiIcon | FileIcon | NamedIcon


class Person(Value, frozen=True):
    """A user, bot or group; never with an e-mail address. `name` is "" when Notion does not tell it."""

    id: str
    name: str = ""


class DateValue(Value, frozen=True):
    """A date or time, or a range of them; times carry their offset, plain dates have none."""

    start: Moment
    end: Moment | None = None


class Annotations(Value, frozen=True):
    """How a span is set: emphasis and one of Notion's 20 colours (`default`, `red`, `red_background`, …)."""

    bold: bool = False
    italic: bool = False
    strikethrough: bool = False
    underline: bool = False
    code: bool = False
    color: str = "default"


PLAIN = Annotations()


class Text(Variant, frozen=True):
    """Words; `href` is the link target as Notion sent it, a URL or `/<id>`."""

    text: str
    annotations: Annotations = PLAIN
    href: str = ""


class InlineEquation(Variant, frozen=True):
    """A formula inside text, as TeX."""

    expression: str
    annotations: Annotations = PLAIN
    href: str = ""

    @property
    def text(self) -> str:
        """The TeX source."""
        return self.expression


class UserMention(Variant, frozen=True):
    """A mention of a person; `text` is Notion's `@Name`."""

    person: Person
    text: str
    annotations: Annotations = PLAIN
    href: str = ""


class PageMention(Variant, frozen=True):
    """A mention of a page or database by id; `text` is the title that it had when it was crawled."""

    id: str
    text: str
    annotations: Annotations = PLAIN
    href: str = ""


class DateMention(Variant, frozen=True):
    """A mention of a date; `date` is None when Notion's value is no date."""

    date: DateValue | None
    text: str
    annotations: Annotations = PLAIN
    href: str = ""


class LinkMention(Variant, frozen=True):
    """A link that Notion shows with its title and icon (`link_mention`, `link_preview`)."""

    url: str
    text: str
    title: str = ""
    description: str = ""
    author: str = ""
    provider: str = ""
    icon_url: str = ""
    thumbnail_url: str = ""
    annotations: Annotations = PLAIN


class TemplateMention(Variant, frozen=True):
    """A placeholder of a template: `today`, `now` or `me`."""

    kind: str
    text: str
    annotations: Annotations = PLAIN
    href: str = ""


class CustomEmojiMention(Variant, frozen=True):
    """A workspace's own emoji in running text; `text` is `:name:`."""

    name: str
    file: FileRef
    text: str
    annotations: Annotations = PLAIN
    href: str = ""


class FootnoteMark(Variant, frozen=True):
    """A mark in running text that leads to the footnote of a number; it has no words of its own."""

    number: int
    annotations: Annotations = PLAIN
    href: str = ""

    @property
    def text(self) -> str:
        """Nothing: what is made of the words of a text does without it."""
        return ""


class UnsupportedSpan(Variant, frozen=True):
    """A span of a type that this version does not know; its words are kept."""

    type: str
    text: str
    annotations: Annotations = PLAIN
    href: str = ""


Span: TypeAlias = (
    Text
    | InlineEquation
    | UserMention
    | PageMention
    | DateMention
    | LinkMention
    | TemplateMention
    | CustomEmojiMention
    | FootnoteMark
    | UnsupportedSpan
)
RichText: TypeAlias = tuple[Span, ...]


def plain(rich_text: RichText) -> str:
    """Return the words of a rich text, without any markup."""
    return "".join([span.text for span in rich_text])


def link_of(span: Span) -> str:
    """The link that an author put around a span, "" if there is none; what is mentioned has an address of its own."""
    if type(span) is Text:
        # Nearly all are; asking what a struct is an instance of takes several times as long.
        return span.href
    return "" if isinstance(span, PageMention | LinkMention) else span.href


def own_words(rich_text: RichText) -> str:
    """The words of a rich text without titles and addresses of other pages in Notion, which may not be public."""
    return "".join([span.text for span in rich_text if not tells_of_page(span)])


def tells_of_page(span: Span) -> bool:
    """Whether the words of a span are the title or address of a page in Notion, which may not be public."""
    if type(span) is Text and "://" not in span.text:
        return False
    match span:
        case PageMention():
            return True
        case LinkMention(url=url):
            return linked_id(url) is not None
        case Text(text=words):
            # A pasted address holds the page's title and id.
            return "://" in words and linked_id(words.strip()) is not None
    return False
