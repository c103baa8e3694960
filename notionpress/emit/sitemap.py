"""For search engines: sitemap.xml (sitemaps.org protocol 0.9) and robots.txt (RFC 9309)."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import escape

from notionpress.emit.output import Job, Output, Workshop


class Sitemap:
    """sitemap.xml: the front page, every published page and the tags."""

    name = "sitemap"

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """One file."""
        yield Output("sitemap.xml", self.name)

    def render(self, output: Output, job: Job) -> str:
        """Addresses with the day of their last edit, in the order of their paths."""
        reader, base = job.reader, job.base_path
        pages = {id: job.page(id) for id in reader.fact("pages")}
        days = {id: f"{page.updated:%Y-%m-%d}" for id, page in pages.items()}
        found = {page.route.url: days[id] for id, page in pages.items()}
        newest = max(days.values(), default="")
        found.setdefault(base, newest)
        for url, posts in reader.fact("listings:"):
            if posts:
                found.setdefault(url, max(days[id] for id in posts))
        for _, _, url in reader.fact("taxonomies:"):
            found[url] = newest
        if reader.fact("archives:"):
            found[base + reader.fact("setting:archive").url[1:]] = newest
        start = job.origin
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
        return f"User-agent: *\nAllow: /\n\nSitemap: {job.origin}{job.base_path}sitemap.xml\n"
