"""Which pages have a social card, and where it lies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from notionpress.content.rich_text import FileRef
from notionpress.site.site import Media, PageMeta

CARD_WIDTH: Final = 1200
CARD_HEIGHT: Final = 630
"""Pixels: what all networks show whole, https://developers.facebook.com/docs/sharing/best-practices#images."""

_FOLDER: Final = "cards/"
SITE_CARD: Final = f"{_FOLDER}index.png"
"""The card of the site, for lists and all else that is no page, and for a front page without one of its own."""


def card_path(page: PageMeta) -> str:
    """Where the card of a page lies: beside no other's, as each page has a path of its own."""
    return f"{_FOLDER}{page.route.path.removesuffix('.html')}.png"


def has_card(page: PageMeta, wanted: str, media: Callable[[str], Media | None]) -> bool:
    """Whether a page has a card; `wanted` is `social: cards:`, and `media` gives a download by its key."""
    return wanted == "all" or (wanted == "without_cover" and not _is_shown(page.cover, media))


def _is_shown(cover: FileRef | None, media: Callable[[str], Media | None]) -> bool:
    if cover is None:
        return False
    found = media(cover.kept_as)
    return found.is_shown if found else not cover.hosted
