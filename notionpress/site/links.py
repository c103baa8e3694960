"""How published pages are connected: which of them link to a page, in what words, and what lies next to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from notionpress.site.site import Backlink, PageMeta
from notionpress.site.tree import Place


def connect(
    places: Iterable[Place], pages: Mapping[str, PageMeta]
) -> tuple[dict[str, tuple[Backlink, ...]], dict[str, tuple[str, ...]]]:
    """For each page that others link to these, and for each page those that it is connected with; both by title.

    Connected are pages of which one links to the other or stands in it. What leads to a page that is not published, or
    to the page itself, counts for nothing.
    """
    backlinks: dict[str, list[Backlink]] = {}
    connected: dict[str, set[str]] = {}
    for place in places:
        id, summary = place.page.id, place.summary
        if not (summary.links or summary.children):
            continue
        sentences = {mention.target: mention.sentence for mention in summary.mentions}
        for target in dict.fromkeys([link.target for link in summary.links]):
            if target in pages and target != id:
                backlinks.setdefault(target, []).append(Backlink(id, sentences.get(target, "")))
                connected.setdefault(id, set()).add(target)
                connected.setdefault(target, set()).add(id)
        for child in summary.children:
            if child in pages and child != id:
                connected.setdefault(id, set()).add(child)
                connected.setdefault(child, set()).add(id)
    order = {id: at for at, (_, id) in enumerate(sorted(_rank(id, pages) for id in connected))}
    return (
        {id: tuple(sorted(found, key=lambda one: order[one.page])) for id, found in backlinks.items()},
        {id: tuple(sorted(found, key=order.__getitem__)) for id, found in connected.items()},
    )


def reordered(
    id: str,
    pages: Mapping[str, PageMeta],
    backlinks: Mapping[str, tuple[Backlink, ...]],
    connected: Mapping[str, tuple[str, ...]],
) -> tuple[dict[str, tuple[Backlink, ...]], dict[str, tuple[str, ...]]]:
    """What `connect` gives where a page, given by its id, has another title than before, when it gave the others."""
    links, ids = dict(backlinks), dict(connected)
    for other in connected.get(id, ()):
        ids[other] = tuple(sorted(ids[other], key=lambda one: _rank(one, pages)))
        if other in links:
            links[other] = tuple(sorted(links[other], key=lambda one: _rank(one.page, pages)))
    return links, ids


def _rank(id: str, pages: Mapping[str, PageMeta]) -> tuple[str, str]:
    return pages[id].title.casefold(), id
