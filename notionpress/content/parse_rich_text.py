"""Rich text, icons, files, people and dates out of Notion's JSON (API reference: rich-text, emoji, file objects)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import msgspec

from notionpress.content.raw import Raw, mapping, moment, text
from notionpress.content.rich_text import (
    PLAIN,
    Annotations,
    CustomEmojiMention,
    DateMention,
    DateValue,
    EmojiIcon,
    FileIcon,
    FileRef,
    Icon,
    InlineEquation,
    LinkMention,
    NamedIcon,
    PageMention,
    Person,
    RichText,
    Span,
    TemplateMention,
    Text,
    UnsupportedSpan,
    UserMention,
)
from notionpress.ids import file_key

_ADDRESS = re.compile(r"\S+@\S+\.\S+")
_DRAWING = re.compile(
    r"https://(?:www\.notion\.so|notion\.so|app\.notion\.com)/icons/([a-z0-9-]+)_([a-z]+)\.svg(?:\?.*)?"
)
"""The address of one of Notion's own drawings, as older API versions send a named icon."""


class SentLink(msgspec.Struct, frozen=True, gc=False):
    """Where a text leads."""

    url: str = ""


class SentText(msgspec.Struct, frozen=True, gc=False):
    """The `text` of a span of text."""

    content: str = ""
    link: SentLink | None = None


_NO_TEXT = SentText()


class SentSpan(msgspec.Struct, frozen=True, gc=False):
    """A span as Notion sends it (API reference: rich text object), decoded at once."""

    type: str
    annotations: Annotations = PLAIN
    plain_text: str = ""
    href: str | None = None
    text: SentText | None = None
    equation: Any = None
    mention: Any = None


def rich_text(value: object) -> RichText:
    """A rich-text array."""
    return tuple(map(_span, value)) if isinstance(value, list) else ()


def _span(sent: object) -> Span:
    if type(sent) is not SentSpan:
        return _careful_span(mapping(sent))
    how = PLAIN if sent.annotations == PLAIN else sent.annotations
    if sent.type == "text":
        words = sent.text or _NO_TEXT
        link = words.link.url if words.link else ""
        return Text(words.content or sent.plain_text, how, link or sent.href or "")
    raw = {"plain_text": sent.plain_text, "href": sent.href, "equation": sent.equation, "mention": sent.mention}
    return _other_span(sent.type, raw, how)


def _careful_span(raw: Raw) -> Span:
    kind = raw.get("type")
    how = _annotations(raw.get("annotations"))
    if kind == "text" or (kind is None and "text" in raw):
        payload = mapping(raw.get("text"))
        content = text(payload.get("content")) or text(raw.get("plain_text"))
        return Text(content, how, text(mapping(payload.get("link")).get("url")) or text(raw.get("href")))
    return _other_span(kind, raw, how)


def _other_span(kind: object, raw: Raw, how: Annotations) -> Span:
    if kind == "equation":
        expression = text(mapping(raw.get("equation")).get("expression")) or text(raw.get("plain_text"))
        return InlineEquation(expression, how, text(raw.get("href")))
    words = text(raw.get("plain_text"))
    if kind == "mention":
        payload = mapping(raw.get("mention"))
        mention = text(payload.get("type"))
        if parse := _MENTIONS.get(mention):
            return parse(mapping(payload.get(mention)), raw, words, how)
        return UnsupportedSpan(f"mention {mention}".strip(), words, how, text(raw.get("href")))
    return UnsupportedSpan(text(kind), words, how, text(raw.get("href")))


def _annotations(value: object) -> Annotations:
    raw = mapping(value)
    color = raw.get("color")
    key = (
        raw.get("bold") is True,
        raw.get("italic") is True,
        raw.get("strikethrough") is True,
        raw.get("underline") is True,
        raw.get("code") is True,
        color if isinstance(color, str) else "default",
    )
    return PLAIN if key == _PLAIN else _shared(*key)


_PLAIN = (False, False, False, False, False, "default")


@lru_cache(maxsize=1024)
def _shared(bold: bool, italic: bool, strikethrough: bool, underline: bool, code: bool, color: str) -> Annotations:
    return Annotations(bold, italic, strikethrough, underline, code, color)


def _user(payload: Raw, raw: Raw, words: str, how: Annotations) -> Span:
    shown = "" if _ADDRESS.fullmatch(words.removeprefix("@")) else words
    return UserMention(person(payload) or Person(""), shown, how, text(raw.get("href")))


def _page(payload: Raw, raw: Raw, words: str, how: Annotations) -> Span:
    return PageMention(text(payload.get("id")), words, how, text(raw.get("href")))


def _date(payload: Raw, raw: Raw, words: str, how: Annotations) -> Span:
    return DateMention(date_value(payload), words, how, text(raw.get("href")))


def _link_preview(payload: Raw, raw: Raw, words: str, how: Annotations) -> Span:
    url = text(payload.get("url"))
    return LinkMention(url, words or url, annotations=how)


def _link_mention(payload: Raw, raw: Raw, words: str, how: Annotations) -> Span:
    url = text(payload.get("href"))
    return LinkMention(
        url,
        words or url,
        title=text(payload.get("title")),
        description=text(payload.get("description")),
        author=text(payload.get("link_author")),
        provider=text(payload.get("link_provider")),
        icon_url=text(payload.get("icon_url")),
        thumbnail_url=text(payload.get("thumbnail_url")),
        annotations=how,
    )


def _template_mention(payload: Raw, raw: Raw, words: str, how: Annotations) -> Span:
    kind = text(payload.get("template_mention_date")) or text(payload.get("template_mention_user"))
    return TemplateMention(kind, words, how, text(raw.get("href")))


def _custom_emoji(payload: Raw, raw: Raw, words: str, how: Annotations) -> Span:
    name = text(payload.get("name"))
    file = _kept_by_notion(text(payload.get("url")), name)
    return CustomEmojiMention(name, file, words or f":{name}:", how, text(raw.get("href")))


_MENTIONS: dict[str, Callable[[Raw, Raw, str, Annotations], Span]] = {
    "user": _user,
    "page": _page,
    "database": _page,
    "data_source": _page,
    "date": _date,
    "link_preview": _link_preview,
    "link_mention": _link_mention,
    "template_mention": _template_mention,
    "custom_emoji": _custom_emoji,
}


def person(value: object) -> Person | None:
    """A user, bot or group; its e-mail address is left behind, also where it stands for the name, as guests' do."""
    raw = mapping(value)
    if "id" not in raw:
        return None
    name = text(raw.get("name"))
    return Person(text(raw["id"]), "" if _ADDRESS.fullmatch(name) else name)


def date_value(value: object) -> DateValue | None:
    """A date or range."""
    raw = mapping(value)
    start = moment(raw.get("start"))
    return DateValue(start, moment(raw.get("end"))) if start else None


def file_ref(value: object) -> FileRef | None:
    """A file object: Notion-hosted (`file`) or `external`."""
    raw = mapping(value)
    kind = text(raw.get("type")) or next((key for key in ("file", "external") if key in raw), "")
    url = text(mapping(raw.get(kind)).get("url"))
    if not url:
        return None
    name = text(raw.get("name"))
    return _kept_by_notion(url, name) if kind == "file" else FileRef(url=url, name=name)


def _kept_by_notion(url: str, name: str) -> FileRef:
    key = file_key(url)
    return FileRef(key=key, name=name or key.rpartition("/")[2])


def icon(value: object) -> Icon | None:
    """The icon of a page, database, callout or tab."""
    if not value:
        return None
    raw = mapping(value)
    match raw.get("type"):
        case "emoji":
            emoji = text(raw.get("emoji"))
            return EmojiIcon(emoji) if emoji else None
        case "external" | "file":
            file = file_ref(raw)
            if file and (drawing := _DRAWING.fullmatch(file.url)):
                return NamedIcon(drawing[1], drawing[2])
            return FileIcon(file) if file else None
        case "custom_emoji":
            emoji_raw = mapping(raw.get("custom_emoji"))
            name, url = text(emoji_raw.get("name")), text(emoji_raw.get("url"))
            return FileIcon(_kept_by_notion(url, name), name) if url else None
        case "icon":
            named = mapping(raw.get("icon"))
            name = text(named.get("name"))
            return NamedIcon(name, text(named.get("color")) or "gray") if name else None
    return None
