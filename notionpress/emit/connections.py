"""What templates see of the links between pages: what links to a page, and the drawing of what lies around it."""

from __future__ import annotations

from itertools import islice
from typing import Any

from markupsafe import Markup
from msgspec.structs import replace

from notionpress.content.mentions import sentence_of
from notionpress.emit.languages import language_of
from notionpress.emit.output import Job
from notionpress.render.graph import MOST_NEAR, graph_svg, room_for
from notionpress.render.sentence import sentence_html
from notionpress.render.texts import word
from notionpress.site.site import PageMeta, Target


def backlinks(page: PageMeta, job: Job) -> list[dict[str, Any]]:
    """The pages that link to a page, each with the sentence around the link as HTML, "" where there is none."""
    # What is wrong in a sentence is told by the output of its own page.
    quiet = replace(job, problems=[])
    found = []
    for link in job.reader.backlinks(page.id):
        source = job.page(link.page)
        render = quiet.renderer(source)
        found.append(
            {
                "title": source.title or render.word("untitled"),
                "url": source.route.url,
                "language": language_of(source, job),
                "icon": Markup(render.icon(source.icon)),
                "sentence": Markup(sentence_html(sentence_of(link.sentence), page.id, render)),
            }
        )
    return found


def graph(page: PageMeta, job: Job) -> dict[str, Any] | None:
    """The drawing of the pages around a page, those that it shows next to it, and how many there are; None for none."""
    reader = job.reader
    ids = reader.connected(page.id)
    if not ids:
        return None
    near = {id: _target(id, job) for id in ids[:MOST_NEAR]}
    places = {id: at for at, id in enumerate(near)}
    around = {id: reader.connected(id) for id in near}
    edges = [(places[id], places[other]) for id in near for other in around[id] if places.get(other, -1) > places[id]]
    drawn = {page.id, *ids}
    far: dict[int, list[Target]] = {}
    for id in near:
        others = list(islice((other for other in around[id] if other not in drawn), room_for(len(near))))
        drawn.update(others)
        if others:
            far[places[id]] = [_target(other, job) for other in others]
    svg = graph_svg(page.title or word("untitled", reader.language), tuple(near.values()), edges, far)
    pages = [{"title": one.title, "url": one.url} for one in near.values()]
    return {"svg": Markup(svg), "pages": pages, "count": len(ids)}


def _target(id: str, job: Job) -> Target:
    page = job.page(id)
    return Target(page.route.url, page.title or word("untitled", job.reader.language))
