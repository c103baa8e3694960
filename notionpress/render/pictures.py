"""Pictures as HTML: one file, or several for browsers to choose from, each with its size so that nothing moves."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

import msgspec

from notionpress.render.markup import NOTHING, Attribute, Html, element, join, void
from notionpress.site.site import Media, PictureVersion

LESS_MOTION = "(prefers-reduced-motion: reduce)"


class PictureSource(msgspec.Struct, frozen=True):
    """One kind of file that a browser may take: type, addresses with widths, and for whom alone it is ("": for all)."""

    type: str
    srcset: str
    media: str = ""


def sources(media: Media) -> tuple[PictureSource, ...]:
    """What browsers may take instead of the picture, best first; above all what stands still if that is wished."""
    still = [one for one in media.versions if one.still]
    moving = [one for one in media.versions if not one.still]
    found = [PictureSource(one.media_type, one.url, LESS_MOTION) for one in still]
    for media_type, versions in groupby(moving, key=lambda one: one.media_type):
        found.append(PictureSource(media_type, _srcset(versions)))
    return tuple(found)


def _srcset(versions: Iterable[PictureVersion]) -> str:
    return ", ".join(f"{one.url} {one.width}w" for one in versions)


def background(media: Media) -> str:
    """The style that shows the tiny copy while the picture is on its way, "" where there is none."""
    return f"background:url({media.placeholder}) center/cover" if media.placeholder else ""


def picture(media: Media, alt: str, sizes: str, *, lazy: bool = True, class_: str | None = None) -> Html:
    """A picture of the site; nothing where its file cannot be shown.

    `sizes` is how wide it is shown, as HTML's attribute of that name. A `lazy` one is fetched when it comes near; one
    at the top of a page is not lazy.
    """
    if not media.is_shown:
        return NOTHING
    image: dict[str, Attribute] = {
        "class_": class_,
        "src": media.url,
        "alt": alt,
        "width": media.width or None,
        "height": media.height or None,
        "loading": "lazy" if lazy else None,
        "fetchpriority": None if lazy else "high",
        "decoding": "async",
        "style": background(media) or None,
    }
    found = sources(media)
    if not found:
        return void("img", **image)
    offers = [
        void("source", type=one.type, media=one.media or None, srcset=one.srcset, sizes=None if one.media else sizes)
        for one in found
    ]
    return element("picture", join([*offers, void("img", **image)]))
