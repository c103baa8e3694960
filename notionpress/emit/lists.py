"""Lists of posts: the front page and the pages of tags, each in pages of so many posts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from notionpress.emit.context import frame, summary_context, tag_context
from notionpress.emit.output import Job, Output, Workshop
from notionpress.site import routes
from notionpress.site.facts import pages_of
from notionpress.site.site import Route

FRONT_PAGE_TAGS = 24
"""How many tags the front page is given."""


AROUND = 2
"""How many pages of a list are named on either side of one."""


def numbered(base: str, segments: tuple[str, ...], number: int) -> Route:
    """The route of a list's page: the first is the list's own address."""
    return routes.route(base, *segments, *(("page", str(number)) if number > 1 else ()))


def pagination(base: str, segments: tuple[str, ...], number: int, count: int) -> dict[str, Any]:
    """What a template needs to link the pages of a list: of a long one, its ends and the pages around this one."""

    def url(at: int) -> str:
        return numbered(base, segments, at).url if 1 <= at <= count else ""

    # All of them on each of them would be a million links for a thousand pages.
    shown = sorted({1, count, *range(max(1, number - AROUND), min(count, number + AROUND) + 1)})
    return {
        "number": number,
        "count": count,
        "previous": url(number - 1),
        "next": url(number + 1),
        "pages": [{"number": at, "url": url(at), "current": at == number} for at in shown],
    }


class Front:
    """The front page where it lists posts, with its further pages."""

    name = "front"

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """One output for each page of the list; none where a page is the front page."""
        site = workshop.site
        if site.home:
            return
        for number in range(1, pages_of(site.posts, site.config.posts_per_page) + 1):
            yield Output(numbered(site.base_path, (), number).path, self.name, str(number))

    def render(self, output: Output, job: Job) -> str:
        """The theme's index.html."""
        reader, number = job.reader, int(output.key)
        posts, count = reader.fact(f"posts:{number}")
        context = {
            **frame(job, output.path),
            "posts": [summary_context(id, job) for id in posts],
            "pagination": pagination(job.base_path, (), number, count),
            "tags": [tag_context(tag) for tag in reader.fact(f"tags:{FRONT_PAGE_TAGS}")],
        }
        return job.render("index.html", context, page=reader.fact("setting:title"))


class Tags:
    """The list of all tags, and the posts of each."""

    name = "tags"

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """tags/, and for each tag one output for each page of its list; none where no post has a tag."""
        site = workshop.site
        if site.tags:
            yield Output(routes.route(site.base_path, "tags").path, self.name)
        for tag in site.tags:
            for number in range(1, pages_of(tag.posts, site.config.posts_per_page) + 1):
                route = numbered(site.base_path, ("tags", tag.slug), number)
                yield Output(route.path, self.name, f"{tag.slug}/{number}")

    def render(self, output: Output, job: Job) -> str:
        """The theme's tags.html or tag.html."""
        if not output.key:
            title = job.text("tags")
            tags = [tag_context(tag) for tag in job.reader.fact("tags:")]
            return job.render("tags.html", {**frame(job, output.path, title=title), "tags": tags}, page=title)
        address, _, number = output.key.rpartition("/")
        tag, posts, count = job.reader.fact(f"tagged:{output.key}")
        shown = tag_context(tag)
        context = {
            **frame(job, output.path, title=shown["name"]),
            "tag": shown,
            "posts": [summary_context(id, job) for id in posts],
            "pagination": pagination(job.base_path, ("tags", address), int(number), count),
        }
        return job.render("tag.html", context, page=shown["name"])
