"""The list of all pages: what can be searched without Pagefind, and read without JavaScript."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from notionpress.emit.context import summary_context
from notionpress.emit.frame import frame
from notionpress.emit.lists import pagination
from notionpress.emit.output import Job, Output, Workshop
from notionpress.site import routes
from notionpress.site.site import Route
from notionpress.site.titles import OTHERS, letter_of, number_of_lists

SEARCH = "search"
"""The folder of the list."""


_TEMPLATE = "search-list.html"


class Search:
    """search/, with its further pages: every page with its tags and description."""

    name = "search"

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """One output for each page of the list; none where the site is not searched, or the theme has no list."""
        site = workshop.site
        if site.config.search == "off" or not workshop.theme.has_template(_TEMPLATE):
            return
        for number in range(1, number_of_lists(site) + 1):
            yield Output(_route(site.base_path, number).path, self.name, str(number))

    def render(self, output: Output, job: Job) -> str:
        """The theme's search-list.html."""
        reader, number = job.reader, int(output.key)
        title = job.text("search")
        ids, count = reader.fact(f"titles:{number}")
        context = {
            **frame(job, output.path, title=title),
            "groups": list(_groups(ids, job)),
            "letters": [
                {"letter": letter, "url": f"{_route(job.base_path, at).url}#{_anchor(letter)}"}
                for letter, at in reader.fact("letters:")
            ],
            "pagination": pagination(output.path, job.base_path, number, count),
        }
        return job.render(_TEMPLATE, context, page=title)


def _route(base: str, number: int) -> Route:
    """The route of a page of the list: the first is the list's own address."""
    return routes.route(base, SEARCH, *(("page", str(number)) if number > 1 else ()))


def _groups(ids: Sequence[str], job: Job) -> Iterator[dict[str, Any]]:
    """Pages below the letters that their titles begin with."""
    group: dict[str, Any] = {}
    for id in ids:
        letter = letter_of(job.page(id).title)
        if group and group["letter"] != letter:
            yield group
            group = {}
        group = group or {"letter": letter, "anchor": _anchor(letter), "pages": []}
        group["pages"].append(summary_context(id, job))
    if group:
        yield group


def _anchor(letter: str) -> str:
    return f"letter-{'other' if letter == OTHERS else letter.lower()}"
