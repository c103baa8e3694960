"""For search engines: sitemap.xml (sitemaps.org protocol 0.9, with pictures) and robots.txt (RFC 9309)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from typing import Final

from markupsafe import escape

from notionpress.emit.output import Job, Output, Workshop
from notionpress.site.sitemap import SitemapEntry, number_of_parts

_XML: Final = '<?xml version="1.0" encoding="utf-8"?>\n'
_SITEMAPS: Final = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_LANGUAGES: Final = ' xmlns:xhtml="http://www.w3.org/1999/xhtml"'
_PICTURES: Final = 'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'


class Sitemap:
    """sitemap.xml: every address that search engines may list; of very large sites an index of several such files."""

    name = "sitemap"

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """One file, or the index and its parts."""
        count = number_of_parts(workshop.site)
        yield Output("sitemap.xml", self.name, "1" if count == 1 else "index")
        for part in range(1, count + 1) if count > 1 else ():
            yield Output(f"sitemap-{part}.xml", self.name, str(part))

    def render(self, output: Output, job: Job) -> str:
        """Addresses in their order, each with the day of its last edit and the pictures that it shows."""
        if output.key == "index":
            start = f"{job.origin}{job.base_path}sitemap"
            parts = range(1, job.reader.fact("sitemap-parts:") + 1)
            found = "".join(f"<sitemap><loc>{escape(f'{start}-{part}.xml')}</loc></sitemap>\n" for part in parts)
            return f"{_XML}<sitemapindex {_SITEMAPS}>\n{found}</sitemapindex>\n"
        entries = job.reader.fact(f"sitemap:{output.key}")
        languages = _LANGUAGES if any(one.translations for one in entries) else ""
        found = "".join(_pieces(entries, job))
        return f"{_XML}<urlset {_SITEMAPS} {_PICTURES}{languages}>\n{found}</urlset>\n"


def _pieces(entries: Iterable[SitemapEntry], job: Job) -> list[str]:
    """The markup of all entries. It is not put together for each: there are many, and most say little."""
    found: list[str] = []
    origin = job.origin
    # A post is shown by several lists.
    edited = cache(lambda page_id: job.page(page_id).edited_on)
    for entry in entries:
        found += ("<url><loc>", escape(origin + entry.url), "</loc>")
        if entry.translations:
            found += [_alternate(*one, job) for one in _with_default(entry.translations, job)]
        if day := _day(entry, edited, job):
            found += ("<lastmod>", day.isoformat(), "</lastmod>")
        for url in entry.pictures:
            found += ("<image:image><image:loc>", escape(origin + url), "</image:loc></image:image>")
        found.append("</url>\n")
    return found


def _day(entry: SitemapEntry, edited: Callable[[str], date], job: Job) -> date | None:
    if entry.id:
        return edited(entry.id)
    if entry.shows:
        return max(map(edited, entry.shows))
    # A list that shows everything is as new as what was edited last.
    newest: date | None = job.reader.fact("updated:")
    return newest


def _alternate(language: str, url: str, job: Job) -> str:
    return f'<xhtml:link rel="alternate" hreflang="{escape(language)}" href="{escape(job.origin + url)}"/>'


def _with_default(translations: tuple[tuple[str, str], ...], job: Job) -> tuple[tuple[str, str], ...]:
    """The languages of a page, and which is for readers of any other language: that of the site's."""
    default = dict(translations).get(job.config.language)
    return (*translations, ("x-default", default)) if default else translations


class Robots:
    """robots.txt: everything may be read, and where the sitemap is."""

    name = "robots"

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """One file."""
        yield Output("robots.txt", self.name)

    def render(self, output: Output, job: Job) -> str:
        """The file's text."""
        return f"User-agent: *\nAllow: /\n\nSitemap: {job.origin}{job.base_path}sitemap.xml\n"
