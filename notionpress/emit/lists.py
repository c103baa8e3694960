"""Lists of posts: the front page and the pages of tags, each in pages of so many posts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from notionpress.emit.context import frame, summary_context, tag_context
from notionpress.emit.output import Job, Output, Workshop
from notionpress.site import routes
from notionpress.site.site import Route, Site, Tag

FRONT_PAGE_TAGS = 24
"""How many tags the front page is given."""


AROUND = 2
"""How many pages of a list are named on either side of one."""


def pages_of(posts: Sequence[str], size: int) -> int:
    """How many pages a list takes; an empty list takes one."""
    return max(1, -(-len(posts) // size))


def numbered(base: str, segments: tuple[str, ...], number: int) -> Route:
    """The route of a list's page: the first is the list's own address."""
    return routes.route(base, *segments, *(("page", str(number)) if number > 1 else ()))


def pagination(site: Site, segments: tuple[str, ...], number: int, count: int) -> dict[str, Any]:
    """What a template needs to link the pages of a list: of a long one, its ends and the pages around this one."""

    def url(at: int) -> str:
        return numbered(site.base_path, segments, at).url if 1 <= at <= count else ""

    # All of them on each of them would be a million links for a thousand pages.
    shown = sorted({1, count, *range(max(1, number - AROUND), min(count, number + AROUND) + 1)})
    return {
        "number": number,
        "count": count,
        "previous": url(number - 1),
        "next": url(number + 1),
        "pages": [{"number": at, "url": url(at), "current": at == number} for at in shown],
    }


def _slice(posts: Sequence[str], number: int, size: int) -> Sequence[str]:
    return posts[(number - 1) * size : number * size]


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
        site = job.workshop.site
        number, size = int(output.key), site.config.posts_per_page
        context = {
            **frame(site, output.path),
            "posts": [summary_context(site.pages[id], job) for id in _slice(site.posts, number, size)],
            "pagination": pagination(site, (), number, pages_of(site.posts, size)),
            "tags": [tag_context(tag) for tag in site.tags[:FRONT_PAGE_TAGS]],
        }
        return job.workshop.theme.render("index.html", context, page=site.config.title)


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
        site, theme = job.workshop.site, job.workshop.theme
        if not output.key:
            context = {
                **frame(site, output.path, title=theme.text("tags")),
                "tags": [tag_context(tag) for tag in site.tags],
            }
            return theme.render("tags.html", context, page=theme.text("tags"))
        address, _, number = output.key.rpartition("/")
        return self._tag(next(tag for tag in site.tags if tag.slug == address), int(number), output, job)

    def _tag(self, tag: Tag, number: int, output: Output, job: Job) -> str:
        site = job.workshop.site
        size = site.config.posts_per_page
        context = {
            **frame(site, output.path, title=tag.name),
            "tag": tag_context(tag),
            "posts": [summary_context(site.pages[id], job) for id in _slice(tag.posts, number, size)],
            "pagination": pagination(site, ("tags", tag.slug), number, pages_of(tag.posts, size)),
        }
        return job.workshop.theme.render("tag.html", context, page=tag.name)
