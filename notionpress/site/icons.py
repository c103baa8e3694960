"""The site's icons, all made from one picture."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import msgspec

MANIFEST: Final = "site.webmanifest"
FAVICON: Final = "favicon.ico"
DRAWING: Final = "icon.svg"

OPAQUE: Final = "apple-touch-icon.png"
"""The one that has a ground: on an iPhone, what one can see through is black."""

WIDTHS: Final[Mapping[str, int]] = MappingProxyType({OPAQUE: 180, "icon-192.png": 192, "icon-512.png": 512})
"""Pixels, by the names of the icons that are PNGs: of iPhones, and of what the manifest offers."""


class SiteIcon(msgspec.Struct, frozen=True):
    """The picture that icons are made from: its path from the folder of site.yaml, and the digest of its bytes.

    `is_drawing` tells SVG from pixels, `made` are the icons that are there, and `given` those of them that the static
    folder brings.
    """

    source: str
    digest: str
    is_drawing: bool
    made: tuple[str, ...]
    given: tuple[str, ...] = ()


def icon_links(icon: SiteIcon | None, base: str) -> list[dict[str, str]]:
    """What the head of a page says of the icons, in the order in which browsers choose; `base` is the site's path."""
    links = {
        FAVICON: ("icon", "", "32x32"),
        DRAWING: ("icon", "image/svg+xml", "any"),
        "icon-192.png": ("icon", "image/png", "192x192"),
        OPAQUE: ("apple-touch-icon", "", ""),
        MANIFEST: ("manifest", "", ""),
    }
    if icon is None:
        return []
    if icon.is_drawing:
        # Browsers that can show a drawing are not to be led astray by pixels.
        del links["icon-192.png"]
    return [
        {"rel": rel, "url": f"{base}{name}", "type": type, "sizes": sizes}
        for name, (rel, type, sizes) in links.items()
        if name in icon.made
    ]
