"""What machines that read are told of: the Markdown twins of pages, and the parts of the site that name them."""

from __future__ import annotations

from typing import Final

from notionpress.site.site import Site

TWIN: Final = "index.md"
"""What the Markdown twin of a page is called, in the folder of the page."""


def twin_url(url: str) -> str:
    """The address of the Markdown twin of the page at an address."""
    return url + TWIN


def sections(site: Site) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The parts of the site by name, with the ids of the pages in each that machines may read.

    These are the pages that are in no collection, the posts that are in none, by language, then each collection.
    """
    found: dict[str, list[str]] = {"Pages": [], "Posts": []}
    names = {name: one.title for name, one in site.collections.items()}
    posts_in = {language: f"Posts ({language})" for language in site.languages if language}
    for id in site.posts:
        page = site.pages[id]
        found.setdefault(names.get(page.collection) or posts_in.get(page.language, "Posts"), []).append(id)
    posts = frozenset(site.posts)
    for id, page in site.pages.items():
        if id not in posts:
            found.setdefault(names.get(page.collection, "Pages"), []).append(id)
    public = ((name, tuple(id for id in ids if not site.pages[id].noindex)) for name, ids in found.items())
    return tuple((name, ids) for name, ids in public if ids)
