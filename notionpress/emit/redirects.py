"""Pages at old addresses, which lead on to where their page is now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from notionpress.emit.context import shown_title
from notionpress.emit.frame import frame
from notionpress.emit.output import Job, Output, Workshop
from notionpress.site.redirects import file_of

_PAGES: Final = (".html", ".htm")
"""What servers take for a page, whatever they are told."""


class Redirects:
    """A page for each address that leads on, as far as a file can have it."""

    name = "redirects"

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """One output for each of them, with the page that it leads to as its key."""
        site = workshop.site
        if "pages" not in site.config.deploy.redirects:
            return
        for address, page_id in site.redirects.items():
            if (path := file_of(address)).endswith(_PAGES):
                yield Output(path, self.name, page_id)

    def render(self, output: Output, job: Job) -> str:
        """The theme's redirect.html."""
        page = job.page(output.key)
        job = job.in_language(page.language)
        title = shown_title(page.title, job.reader)
        variables = {
            # It is found by the address of the page that it leads to.
            **frame(job, page.route.path, title=title),
            "page": {"title": title, "url": page.route.url},
        }
        return job.render("redirect.html", variables, page=page.title)
