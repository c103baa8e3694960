"""For machines that read: a Markdown twin of each page, and llms.txt, which names them all (llmstxt.org)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from notionpress.content.adapters import front_matter as plain_value
from notionpress.emit.context import shown_title
from notionpress.emit.markdown import page_text
from notionpress.emit.output import Job, Output, Takes, Workshop
from notionpress.emit.yaml import yaml_text
from notionpress.render.dialects import PLAIN
from notionpress.render.markdown_renderer import MarkdownRenderer
from notionpress.render.markdown_text import active, escape, label
from notionpress.site.machines import TWIN, twin_url
from notionpress.site.publish import aware
from notionpress.site.reader import AbsoluteReader
from notionpress.site.routes import INDEX
from notionpress.site.site import PageMeta


class MarkdownTwins:
    """index.md beside index.html, for every page that search engines may list too."""

    name = "markdown-twins"
    takes: Takes = "markdown"
    dialect = PLAIN.name

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """One output for each of these pages, if the site wants them."""
        site = workshop.site
        for page in site.pages.values() if site.config.machines.markdown else ():
            if not page.noindex:
                yield Output(page.route.path.removesuffix(INDEX) + TWIN, self.name, page.id)

    def render(self, output: Output, job: Job) -> str:
        """What the page is, its title, and its text; addresses are absolute, and those of pages lead to their HTML."""
        page = job.page(output.key)
        # The page's own output tells its problems.
        far = AbsoluteReader(job.workshop.site, job.origin, job.reader.reads).in_language(page.language)
        render = MarkdownRenderer(page, far, [], dialect=PLAIN, functions=job.workshop.markdown)
        parts = (
            f"---\n{yaml_text(_facts(page, job, render))}---\n",
            f"# {render.escape(shown_title(page.title, job.reader))}\n",
            *page_text(page, render, job),
        )
        return "\n".join(part for part in parts if part)


class ListForMachines:
    """llms.txt."""

    name = "llms"

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """One file, if the site wants it."""
        if workshop.site.config.machines.llms:
            yield Output("llms.txt", self.name)

    def render(self, output: Output, job: Job) -> str:
        """The site's title and description, and a list of pages for each part of it."""
        reader = job.reader
        title, description = reader.fact("setting:title"), reader.fact("setting:description")
        head = [f"# {_line(title)}\n", f"> {_line(description)}\n" if description else ""]
        sections = [
            f"## {_line(name)}\n\n" + "".join(_item(job.page(id), job) for id in ids)
            for name, ids in reader.fact("sections:")
        ]
        return "\n".join(filter(None, (*head, *sections)))


def _facts(page: PageMeta, job: Job, render: MarkdownRenderer) -> dict[str, Any]:
    """What the page is, as front matter, without what is empty."""
    zone = ZoneInfo(job.config.time_zone)
    properties = ((name, plain_value(value, render)) for name, value in page.metadata.items())
    found: dict[str, Any] = {
        "title": shown_title(page.title, job.reader),
        "url": job.origin + page.route.url,
        "description": page.description,
        "date": page.date or (page.created if page.kind == "post" else None),
        "updated": aware(page.updated, zone).astimezone(zone),
        "authors": list(page.authors),
        "tags": list(page.tags),
        # Nought and false say something.
        "properties": {name: one for name, one in properties if one not in (None, "", [], {})},
    }
    return {name: one for name, one in found.items() if one}


def _item(page: PageMeta, job: Job) -> str:
    """A line of llms.txt."""
    has_twin = job.reader.fact("setting:machines.markdown")
    url = job.origin + (twin_url(page.route.url) if has_twin else page.route.url)
    about = _line(page.description or page.excerpt)
    title = label(_line(shown_title(page.title, job.reader)), PLAIN)
    return f"- [{title}]({url}){f': {about}' if about else ''}\n"


def _line(words: str) -> str:
    """Words on one line, in which nothing means anything to Markdown."""
    return escape(" ".join(words.split()), PLAIN, active(PLAIN)["paragraph"])
