"""Pages that an earlier build published and this one would not: too many at once stop it before anything changes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec

from notionpress.build.manifest import Manifest, Published
from notionpress.config import Config
from notionpress.ids import notion_url
from notionpress.removals import pages_vanished
from notionpress.site.site import Site


def published_now(
    kept: Manifest, config: Config, site: Site, paths: Mapping[str, tuple[str, ...]], *, selection: str, accept: bool
) -> Published:
    """The pages of Notion that the folder will show after this build; `paths` are those of the pages that it makes.

    `selection` is the digest of the filter that their rows were read with. Raises PagesVanished when more of those that
    it shows now would go than `removals:` allows. Local pages are not counted, and nothing is where site.yaml says
    something else of what is public than at the last build: both are the owner's will. `accept` lets any number go.
    """
    before = kept.published
    unread = {path for id in site.unread for path in kept.below(id)}
    stay = {id: title for id, title in before.titles.items() if id in paths or unread & set(kept.paths(id))}
    rule = _rule(config, selection)
    gone = [(title, notion_url(id)) for id, title in before.titles.items() if id not in stay]
    if not accept and before.rule == rule and config.removals.forbids(len(gone), len(before.titles)):
        raise pages_vanished(
            gone,
            len(before.titles),
            "the site",
            "these pages in Notion: whether the property of `publish:` or one of its choices has another name now, "
            "whether the pages are in the trash, and whether the page above them is still published",
        )
    now = {id: site.pages[id].title for id in paths if not site.pages[id].file}
    return Published(rule, {**stay, **now})


def _rule(config: Config, selection: str) -> str:
    """The digest of what site.yaml says of which pages are public."""
    notion = config.notion
    rows = (notion.root, notion.where, notion.filter, selection)
    shown = (config.drafts, config.future) if config.drafts or config.future else ()
    dates = (config.properties.date, *filter(None, (one.properties.date for one in config.collections)))
    settings = (*rows, config.publish, *dates, config.plugins, *shown)
    return hashlib.sha256(msgspec.json.encode(settings)).hexdigest()[:32]
