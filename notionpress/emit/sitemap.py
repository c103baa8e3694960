"""For search engines: sitemap.xml (sitemaps.org protocol 0.9) and robots.txt (RFC 9309)."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import escape

from notionpress.emit.context import origin
from notionpress.emit.output import Job, Output, Workshop


class Sitemap:
    """sitemap.xml: the front page, every published page and the tags."""

    name = "sitemap"

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """One file."""
        yield Output("sitemap.xml", self.name)

    def render(self, output: Output, job: Job) -> str:
        """Addresses with the day of their last edit, in the order of their paths."""
        site = job.workshop.site
        found = {page.route.url: f"{page.updated:%Y-%m-%d}" for page in site.pages.values()}
        newest = f"{site.updated:%Y-%m-%d}" if site.updated else ""
        found.setdefault(site.base_path, newest)
        for tag in site.tags:
            found[tag.route.url] = f"{max(site.pages[id].updated for id in tag.posts):%Y-%m-%d}"
        if site.tags:
            found[f"{site.base_path}tags/"] = newest
        start = origin(site)
        urls = "".join(
            f"<url><loc>{escape(start + url)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>\n"
            for url, day in sorted(found.items())
        )
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n'
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
        )


class Robots:
    """robots.txt: everything may be read, and where the sitemap is."""

    name = "robots"

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """One file."""
        yield Output("robots.txt", self.name)

    def render(self, output: Output, job: Job) -> str:
        """The file's text."""
        site = job.workshop.site
        return f"User-agent: *\nAllow: /\n\nSitemap: {origin(site)}{site.base_path}sitemap.xml\n"
