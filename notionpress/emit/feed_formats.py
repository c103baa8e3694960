"""What a feed is written as: Atom (RFC 4287), RSS 2.0 (rssboard.org/rss-specification), JSON Feed (jsonfeed.org)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import msgspec
from markupsafe import escape

from notionpress.emit.output import FeedFile
from notionpress.text import without_controls

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class FeedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A post as feeds tell of it. Addresses are absolute, times have a time zone.

    `html` is its text, "" where only the `summary` stands. `language` is the tag of its language, "" for the feed's.
    `picture` is its cover or first picture where the site
    serves it, `image` the address of that or of a cover elsewhere; `files` are what can be played or opened.
    """

    id: str
    title: str
    url: str
    published: datetime
    updated: datetime
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    summary: str = ""
    html: str = ""
    language: str = ""
    image: str = ""
    picture: FeedFile | None = None
    files: tuple[FeedFile, ...] = ()


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """A feed: what it is called, the absolute addresses of the page that it is of and of itself, and its entries."""

    title: str
    description: str
    home: str
    url: str
    language: str
    author: str
    entries: tuple[FeedEntry, ...] = ()

    @property
    def updated(self) -> datetime:
        """When one of its entries last changed."""
        return max((entry.updated for entry in self.entries), default=datetime(1970, 1, 1, tzinfo=UTC))


class FeedKind(NamedTuple):
    """A format: what its files are called, their type, and what writes them."""

    file: str
    media_type: str
    write: Callable[[Feed], str]


# Atom


def atom(feed: Feed) -> str:
    """The feed as Atom."""
    subtitle = f"<subtitle>{_text(feed.description)}</subtitle>\n" if feed.description else ""
    entries = "".join(map(_atom_entry, feed.entries))
    return (
        f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{_text(feed.language)}">\n'
        f"<title>{_text(feed.title)}</title>\n{subtitle}"
        f"<id>{_text(feed.home)}</id>\n"
        f'<link href="{_text(feed.home)}" rel="alternate" type="text/html"/>\n'
        f'<link href="{_text(feed.url)}" rel="self" type="application/atom+xml"/>\n'
        f"<updated>{_time(feed.updated)}</updated>\n"
        f"{_atom_authors([feed.author])}{entries}</feed>\n"
    )


def _atom_entry(entry: FeedEntry) -> str:
    categories = "".join(f'<category term="{_text(name)}"/>\n' for name in entry.tags)
    enclosures = "".join(
        f'<link href="{_text(file.url)}" rel="enclosure" type="{_text(file.media_type)}" length="{file.size}"/>\n'
        for file in _enclosures(entry)
    )
    summary = f"<summary>{_text(entry.summary)}</summary>\n" if entry.summary else ""
    content = f'<content type="html">{_text(entry.html)}</content>\n' if entry.html else ""
    language = f' xml:lang="{_text(entry.language)}"' if entry.language else ""
    return (
        f"<entry{language}>\n"
        f"<title>{_text(entry.title)}</title>\n"
        f"<id>{_text(entry.id)}</id>\n"
        f'<link href="{_text(entry.url)}" rel="alternate" type="text/html"/>\n{enclosures}'
        f"<published>{_time(entry.published)}</published>\n"
        f"<updated>{_time(entry.updated)}</updated>\n"
        f"{_atom_authors(entry.authors)}{categories}{summary}{content}"
        "</entry>\n"
    )


def _atom_authors(names: Iterable[str]) -> str:
    return "".join(f"<author><name>{_text(name)}</name></author>\n" for name in names)


# RSS


def rss(feed: Feed) -> str:
    """The feed as RSS 2.0, with the text of posts as the content module has it (purl.org/rss/1.0/modules/content)."""
    items = "".join(map(_rss_item, feed.entries))
    return (
        f'{_XML}<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f"<channel>\n<title>{_text(feed.title)}</title>\n<link>{_text(feed.home)}</link>\n"
        # RSS wants a description.
        f"<description>{_text(feed.description or feed.title)}</description>\n"
        f"<language>{_text(feed.language)}</language>\n"
        f'<atom:link href="{_text(feed.url)}" rel="self" type="application/rss+xml"/>\n'
        f"<lastBuildDate>{_rss_time(feed.updated)}</lastBuildDate>\n"
        f"{items}</channel>\n</rss>\n"
    )


def _rss_time(moment: datetime) -> str:
    """A time as RFC 822 writes it; Python's own function loads all that mail needs."""
    day, month = _DAYS[moment.weekday()], _MONTHS[moment.month - 1]
    return f"{day}, {moment:%d} {month} {moment:%Y %H:%M:%S %z}"


def _rss_item(entry: FeedEntry) -> str:
    # RSS wants authors to have e-mail addresses; the Dublin Core's only have names.
    authors = "".join(f"<dc:creator>{_text(name)}</dc:creator>\n" for name in entry.authors)
    categories = "".join(f"<category>{_text(name)}</category>\n" for name in entry.tags)
    # RSS knows the language of a feed alone.
    language = f"<dc:language>{_text(entry.language)}</dc:language>\n" if entry.language else ""
    summary = f"<description>{_text(entry.summary)}</description>\n" if entry.summary else ""
    content = f"<content:encoded>{_text(entry.html)}</content:encoded>\n" if entry.html else ""
    return (
        f"<item>\n<title>{_text(entry.title)}</title>\n<link>{_text(entry.url)}</link>\n"
        f'<guid isPermaLink="false">{_text(entry.id)}</guid>\n'
        f"<pubDate>{_rss_time(entry.published)}</pubDate>\n"
        f"{authors}{categories}{language}{_rss_enclosure(entry)}{summary}{content}</item>\n"
    )


def _rss_enclosure(entry: FeedEntry) -> str:
    """The one that an item should have at most (rssboard.org/rss-profile): what is played comes before a picture."""
    played = (file for file in entry.files if file.media_type.startswith(("audio/", "video/")))
    file = next(played, entry.picture)
    if file is None:
        return ""
    return f'<enclosure url="{_text(file.url)}" length="{file.size}" type="{_text(file.media_type)}"/>\n'


# JSON


def json_feed(feed: Feed) -> str:
    """The feed as JSON Feed 1.1."""
    whole = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.home,
        "feed_url": feed.url,
        "language": feed.language,
        "authors": [{"name": feed.author}] if feed.author else [],
    }
    items = [dict(_without_empty(_json_item(entry))) for entry in feed.entries]
    encoded = msgspec.json.encode({**dict(_without_empty(whole)), "items": items})
    return msgspec.json.format(encoded, indent=1).decode() + "\n"


def _json_item(entry: FeedEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "language": entry.language,
        "content_html": entry.html,
        # An item has one of the two.
        "content_text": "" if entry.html else entry.summary or entry.title,
        "summary": entry.summary,
        "image": entry.image,
        "date_published": _time(entry.published),
        "date_modified": _time(entry.updated),
        "authors": [{"name": name} for name in entry.authors],
        "tags": list(entry.tags),
        "attachments": [
            dict(
                _without_empty(
                    {"url": file.url, "mime_type": file.media_type, "title": file.name, "size_in_bytes": file.size}
                )
            )
            for file in entry.files
        ],
    }


def _without_empty(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if value:
            yield name, without_controls(value) if isinstance(value, str) else value


# All of them

_XML: Final = '<?xml version="1.0" encoding="utf-8"?>\n'


def _enclosures(entry: FeedEntry) -> Iterator[FeedFile]:
    if entry.picture:
        yield entry.picture
    yield from entry.files


def _text(value: str) -> str:
    return str(escape(without_controls(value)))


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


FEED_KINDS: Final[Mapping[str, FeedKind]] = MappingProxyType(
    {
        "atom": FeedKind("feed.xml", "application/atom+xml", atom),
        "rss": FeedKind("rss.xml", "application/rss+xml", rss),
        "json": FeedKind("feed.json", "application/feed+json", json_feed),
    }
)
"""Every format of `feed: formats:` in site.yaml by its name."""
