"""A page each: posts and pages through the theme's templates, and the page for what is not found."""

from __future__ import annotations

from collections.abc import Iterable

from notionpress.emit.context import PageValues
from notionpress.emit.frame import frame
from notionpress.emit.languages import translations_of_list
from notionpress.emit.lists import pages_in_lists
from notionpress.emit.output import Job, Output, Takes, Workshop
from notionpress.site.fronts import FRONT


class Pages:
    """Every published page at its route."""

    name = "pages"
    takes: Takes = "body"

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """One output for each published page that no list has at its address."""
        site = workshop.site
        elsewhere = pages_in_lists(site)
        for page in site.pages.values():
            if page.id not in elsewhere:
                yield Output(page.route.path, self.name, page.id)

    def render(self, output: Output, job: Job) -> str:
        """The page in the template of its collection, or of its kind."""
        page = job.page(output.key)
        job = job.in_language(page.language)
        context = PageValues(page, job)
        kind, title = page.kind, page.title
        is_front = page.route.url == job.base_path
        variables = {
            **frame(
                job,
                output.path,
                title=context["title"],
                description=page.description or page.excerpt,
                collection=page.collection,
                page=context,
                translations=translations_of_list(FRONT, job) if is_front else (),
            ),
            "page": context,
        }
        own, _ = job.reader.fact(f"templates-of:{page.collection}") if page.collection else ("", "")
        return job.render(own or f"{kind}.html", variables, page=title)


class NotFound:
    """The page that servers show for an address that does not exist."""

    name = "not-found"

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """404.html at the top, where static hosts look for it."""
        yield Output("404.html", self.name)

    def render(self, output: Output, job: Job) -> str:
        """The theme's 404.html."""
        return job.render("404.html", frame(job, output.path, title=job.text("not_found"), is_found=False))
