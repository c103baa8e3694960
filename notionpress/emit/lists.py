"""Lists: the front page, collections, terms of taxonomies, years; each in pages of so many posts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from notionpress.emit.context import (
    PageValues,
    collection_context,
    feeds_of_list,
    summary_context,
    taxonomy_context,
    term_context,
)
from notionpress.emit.frame import frame
from notionpress.emit.languages import front_of, own_words, translations_of_list
from notionpress.emit.output import Job, Output, Takes, Workshop
from notionpress.render.texts import format_month, name_of_language
from notionpress.site import routes
from notionpress.site.fronts import FRONT
from notionpress.site.listings import listings
from notionpress.site.site import Site

FRONT_PAGE_TAGS = 24
"""How many tags the front page is given."""


AROUND = 2
"""How many pages of a list are named on either side of one."""


def pagination(path: str, base: str, number: int, count: int) -> dict[str, Any]:
    """What a template needs to link the pages of a list: of a long one, its ends and the pages around this one.

    `path` is that of the page with the number.
    """
    segments = path.split("/")[: -3 if number > 1 else -1]

    def url(at: int) -> str:
        further = ("page", str(at)) if at > 1 else ()
        return routes.route(base, *segments, *further).url if 1 <= at <= count else ""

    # All of them on each of them would be a million links for a thousand pages.
    shown = sorted({1, count, *range(max(1, number - AROUND), min(count, number + AROUND) + 1)})
    return {
        "number": number,
        "count": count,
        "previous": url(number - 1),
        "next": url(number + 1),
        "pages": [{"number": at, "url": url(at), "current": at == number} for at in shown],
    }


def pages_in_lists(site: Site) -> frozenset[str]:
    """The ids of pages that lie at the address of a list, above which their bodies stand."""
    return frozenset(one.page for one in listings(site) if one.page)


def _outputs(site: Site, kind: str, emitter: str) -> Iterator[Output]:
    """One output for each page of the lists of a kind, as their keys begin with it."""
    for one in listings(site):
        for number in range(1, one.count + 1) if one.key.startswith(kind) else ():
            key = one.page if one.page and number == 1 else one.fact(number)
            yield Output(one.route_of(site.base_path, number).path, emitter, key)


def _shown(name: str, path: str, job: Job) -> dict[str, Any]:
    """The posts of a page of a list by the name of its fact, and the links to the other pages."""
    number = int(name.rpartition(":")[2].rpartition("/")[2])
    posts, count = job.reader.fact(name)
    key = name.rpartition("/")[0]
    return {
        # The feeds of the front page are the site's.
        "feeds": feeds_of_list(key, job) if key and key != front_of(job)[1] else [],
        "posts": [summary_context(id, job) for id in posts],
        "pagination": pagination(path, job.base_path, number, count),
    }


class Front:
    """The front page where it lists posts, with its further pages."""

    name = "front"
    takes: Takes = "body"

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """One output for each page of the list; none where the front page is a page alone."""
        return _outputs(workshop.site, FRONT, self.name)

    def render(self, output: Output, job: Job) -> str:
        """The theme's index.html."""
        reader = job.reader
        page = PageValues(job.page(output.key), job) if not output.key.startswith(FRONT) else None
        context = {
            **frame(
                job,
                output.path,
                description=page.description or page.excerpt if page else "",
                page=page,
                translations=translations_of_list(FRONT, job) if page or output.key == "posts:1" else (),
            ),
            **_shown("posts:1" if page else output.key, output.path, job),
            **({"page": page} if page else {}),
            "tags": [term_context(tag) for tag in reader.fact(f"terms:tags/{FRONT_PAGE_TAGS}")],
        }
        return job.render("index.html", context, page=reader.fact("setting:title"))


class Languages:
    """The lists of the posts in other languages, which are the front pages of these."""

    name = "languages"
    takes: Takes = "body"

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """For each language with a list one output for each page of it."""
        return _outputs(workshop.site, "language:", self.name)

    def render(self, output: Output, job: Job) -> str:
        """The theme's index.html in the language."""
        heading = None if output.key.startswith("language:") else job.page(output.key)
        key = f"language:{heading.language}/1" if heading else output.key
        language = key.partition(":")[2].rpartition("/")[0]
        job = job.in_language(language)
        page = PageValues(heading, job) if heading else None
        title = page["title"] if page else own_words("title", job) or name_of_language(language)
        context = {
            **frame(
                job,
                output.path,
                title=title,
                description=page.description or page.excerpt if page else "",
                page=page,
                translations=translations_of_list(f"language:{language}", job) if key.endswith("/1") else (),
            ),
            **_shown(key, output.path, job),
            **({"page": page} if page else {}),
            "tags": [term_context(tag) for tag in job.reader.fact(f"terms-in:tags/{FRONT_PAGE_TAGS}/{language}")],
        }
        return job.render("index.html", context, page=title)


class Collections:
    """The lists of collections."""

    name = "collections"
    takes: Takes = "body"

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """For each collection with a list one output for each page of it."""
        return _outputs(workshop.site, "collection:", self.name)

    def render(self, output: Output, job: Job) -> str:
        """The collection's own template, or the theme's list.html."""
        heading = None if output.key.startswith("collection:") else job.page(output.key)
        key = f"collection:{heading.collection}/1" if heading else output.key
        name = key.partition(":")[2].rpartition("/")[0]
        job = job.in_language(job.reader.fact(f"language-of:{name}"))
        collection = collection_context(name, job)
        page = PageValues(heading, job) if heading else None
        _, template = job.reader.fact(f"templates-of:{name}")
        context = {
            **frame(
                job,
                output.path,
                title=collection["title"],
                description=page.description if page else "",
                collection=name,
                page=page,
                translations=translations_of_list(f"collection:{name}", job) if key.endswith("/1") else (),
            ),
            **_shown(key, output.path, job),
            **({"page": page} if page else {}),
            "collection": collection,
        }
        return job.render(template, context, page=collection["title"])


class Taxonomies:
    """For each taxonomy, such as that of tags, the list of all terms, and what has each of them."""

    name = "taxonomies"

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """One output for the terms, and one for each page of a term's list; none where no post has a term."""
        site = workshop.site
        for taxonomy in site.taxonomies.values():
            yield Output(taxonomy.route.path, self.name, f"terms:{taxonomy.name}")
        yield from _outputs(site, "term:", self.name)

    def render(self, output: Output, job: Job) -> str:
        """The theme's terms.html or term.html."""
        kind, _, what = output.key.partition(":")
        name, _, rest = what.partition("/")
        reader = job.reader
        title, url = next((title, url) for own, title, url in reader.fact("taxonomies:") if own == name)
        taxonomy = taxonomy_context(name, title, url, job)
        if kind == "terms":
            context = {
                **frame(job, output.path, title=taxonomy["title"]),
                "taxonomy": taxonomy,
                "terms": [term_context(term) for term in reader.fact(output.key)],
            }
            return job.render("terms.html", context, page=taxonomy["title"])
        slug, _, number = rest.rpartition("/")
        *about, page_id, is_shown = reader.fact(f"about-term:{name}/{slug}")
        term = term_context(about)
        related = reader.target(page_id) if page_id else None
        term["page_url"] = related.url if related else ""
        page = PageValues(job.page(page_id), job) if related and is_shown and number == "1" else None
        context = {
            **frame(job, output.path, title=term["name"]),
            **_shown(output.key, output.path, job),
            **({"page": page} if page else {}),
            "taxonomy": taxonomy,
            "term": term,
        }
        return job.render("term.html", context, page=term["name"])


class Archive:
    """The posts of each year, and of each month."""

    name = "archive"

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """One output for the list of years, and one for each page of the list of each."""
        site = workshop.site
        if site.archive:
            url = site.config.archive.url
            yield Output(routes.route(site.base_path, *url.strip("/").split("/")).path, self.name, "archives:")
        yield from _outputs(site, "archive:", self.name)

    def render(self, output: Output, job: Job) -> str:
        """The theme's archives.html or archive.html."""
        if output.key == "archives:":
            title = job.text("archive")
            context = {**frame(job, output.path, title=title), "years": _periods(job, "")}
            return job.render("archives.html", context, page=title)
        period = output.key.partition(":")[2].rpartition("/")[0]
        (shown,) = _periods(job, period)
        context = {
            **frame(job, output.path, title=shown["title"]),
            **_shown(output.key, output.path, job),
            "period": shown,
        }
        return job.render("archive.html", context, page=shown["title"])


def _periods(job: Job, wanted: str) -> list[dict[str, Any]]:
    """All years of the archive, each with its months, or the one year or month that is wanted."""
    found: dict[str, dict[str, Any]] = {}
    for period, url, count in job.reader.fact(f"archives:{wanted}"):
        year, _, month = period.partition("/")
        title = format_month(date(int(year), int(month), 1), job.reader.language) if month else year
        one = {"period": period, "title": title, "url": url, "count": count, "months": []}
        if month and year in found:
            found[year]["months"].append(one)
        else:
            found[period] = one
    return list(found.values())
