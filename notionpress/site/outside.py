"""What browsers ask of other servers for the pages of a site: pictures and sounds that lie there, and embeds."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from typing import Final
from urllib.parse import urlsplit

from notionpress.content.rich_text import FileIcon, FileRef
from notionpress.content.summary import LoadRef
from notionpress.site.site import Outside, PageMeta
from notionpress.site.tree import Place

_HOST: Final = re.compile(r"[a-z0-9.-]+(:[0-9]{1,5})?|\[[0-9a-f:.]+\](:[0-9]{1,5})?")


def outside_of(
    places: Iterable[Place], pages: Iterable[PageMeta], covers: Iterable[FileRef], kept: Container[str]
) -> Outside:
    """What the pages load from elsewhere; `covers` are those of rows, `kept` what is served by the site itself."""
    loads = {one for place in places for one in place.summary.loads}
    loads.update(LoadRef("picture", ref.url) for ref in _files(pages, covers))
    found: dict[str, set[str]] = {"picture": set(), "film": set(), "sound": set(), "embed": set()}
    for one in loads:
        if one.url not in kept:
            found[one.kind].add(one.url)
    return Outside(
        pictures=_origins(found["picture"]),
        sounds=_origins(found["sound"]),
        films=tuple(sorted(found["film"])),
        embeds=tuple(sorted(found["embed"])),
    )


def _files(pages: Iterable[PageMeta], covers: Iterable[FileRef]) -> Iterator[FileRef]:
    """Pictures outside of the bodies that lie elsewhere."""
    for page in pages:
        if page.cover and page.cover.url and not page.cover.hosted:
            yield page.cover
        if isinstance(page.icon, FileIcon) and page.icon.file.url and not page.icon.file.hosted:
            yield page.icon.file
    yield from (ref for ref in covers if ref.url and not ref.hosted)


def _origins(urls: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({found for url in urls if (found := origin_of(url))}))


def origin_of(url: str) -> str:
    """Scheme and host of an address as browsers name them, "" where it has none that a browser would ask."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2].encode("idna").decode("ascii").lower()
    except ValueError:
        return ""
    return f"{parts.scheme}://{host}" if parts.scheme in ("http", "https") and _HOST.fullmatch(host) else ""
