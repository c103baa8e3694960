"""The Atom feed of the newest posts, with their full text (RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from markupsafe import escape

from notionpress.emit.context import shown_title
from notionpress.emit.output import Job, Output, Workshop
from notionpress.site.facts import has_feed
from notionpress.site.publish import aware
from notionpress.site.reader import AbsoluteReader
from notionpress.site.site import PageMeta
from notionpress.text import without_controls


class Feed:
    """feed.xml."""

    name = "feed"

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """One feed, if the site has posts and wants it."""
        if has_feed(workshop.site):
            yield Output("feed.xml", self.name)

    def render(self, output: Output, job: Job) -> str:
        """The feed; addresses in it are absolute, as readers show it far from the site."""
        config, reader = job.config, job.reader
        home = job.origin + job.base_path
        title, author = reader.fact("setting:title"), reader.fact("setting:author")
        description = reader.fact("setting:description")
        # A feed tells what is new, in whatever order the site shows its posts.
        posts = [job.page(id) for id in reader.fact(f"newest:{reader.fact('setting:feed').posts}")]
        entries = "".join(self._entry(post, job) for post in posts)
        authors = f"<author><name>{_text(author or title)}</name></author>\n"
        subtitle = f"<subtitle>{_text(description)}</subtitle>\n" if description else ""
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n'
            f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{_text(config.language)}">\n'
            f"<title>{_text(title)}</title>\n{subtitle}"
            f"<id>{_text(home)}</id>\n"
            f'<link href="{_text(home)}" rel="alternate" type="text/html"/>\n'
            f'<link href="{_text(home)}feed.xml" rel="self" type="application/atom+xml"/>\n'
            f"<updated>{_time(max((post.updated for post in posts), default=None))}</updated>\n"
            f"{authors}{entries}</feed>\n"
        )

    def _entry(self, post: PageMeta, job: Job) -> str:
        zone = ZoneInfo(job.config.time_zone)
        address = job.origin + post.route.url
        reader = AbsoluteReader(job.workshop.site, job.origin, job.reader.reads)
        content = job.feed_body(post, reader)
        authors = "".join(f"<author><name>{_text(name)}</name></author>\n" for name in post.authors)
        categories = "".join(f'<category term="{_text(name)}"/>\n' for name in post.tags)
        summary = post.description or post.excerpt
        return (
            "<entry>\n"
            f"<title>{_text(shown_title(post.title, reader))}</title>\n"
            # An address may change with the title; the page's id in Notion never does.
            f"<id>urn:uuid:{post.id}</id>\n"
            f'<link href="{_text(address)}" rel="alternate" type="text/html"/>\n'
            f"<published>{_time(post.date or post.created, zone)}</published>\n"
            f"<updated>{_time(post.updated)}</updated>\n"
            f"{authors}{categories}"
            + (f"<summary>{_text(summary)}</summary>\n" if summary else "")
            + f'<content type="html">{_text(content)}</content>\n'
            "</entry>\n"
        )


def _text(value: str) -> str:
    return str(escape(without_controls(value)))


def _time(moment: date | datetime | None, zone: ZoneInfo | None = None) -> str:
    if moment is None:
        return "1970-01-01T00:00:00Z"
    return aware(moment, zone or UTC).astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
