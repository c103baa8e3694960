"""The files of published pages: which they are, what they are called in the site, and which may be opened there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from notionpress.content.properties import Files
from notionpress.content.rich_text import FileIcon, FileRef
from notionpress.site import routes
from notionpress.site.site import Download, Media, PageMeta
from notionpress.site.tree import Place
from notionpress.slugs import slug

SVG: Final = "image/svg+xml"
RASTER: Final = frozenset(
    ("image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "image/heic", "image/bmp", "image/tiff")
)
"""Pictures made of pixels, which can be cleaned or made smaller."""
NOT_IN_BROWSERS: Final = frozenset(("image/heic", "image/tiff", "image/jxl"))
"""Pictures that most browsers do not show."""

_ACTIVE_TYPES: Final = frozenset(
    ("text/html", "application/xml", "text/xml", "text/javascript", "application/javascript", "multipart/related")
)
_ACTIVE: Final = frozenset(
    (
        *("html", "htm", "xhtml", "xht", "xml", "xsl", "xslt", "svg", "svgz", "mht", "mhtml", "rss", "atom", "rdf"),
        *("js", "mjs", "cjs", "hta", "swf", "htc", "shtml", "shtm", "stm", "eml"),
        # What servers run, where they are set up for it.
        *("php", "php3", "php4", "php5", "php7", "php8", "phtml", "phar", "phps", "asp", "aspx", "ashx", "jsp", "jspx"),
        *("cgi", "fcgi", "pl", "cfm", "htaccess"),
    )
)


def gather(
    places: Iterable[Place],
    pages: Mapping[str, PageMeta],
    views: tuple[Iterable[FileRef], Iterable[FileRef]],
    download: Callable[[str], Download | None],
    base: str,
    *,
    external: bool,
) -> dict[str, Media]:
    """The downloads that published pages show, by key; nothing else of the cache reaches the site.

    `views` are the covers and the other files that views of databases show; `external` says whether files of other
    servers are served by the site.
    """
    covers, others = views
    used = [(ref, id, is_shown) for id, ref, is_shown in _used(places, pages)]
    used += [(ref, "", True) for ref in covers]
    used += [(ref, "", False) for ref in others]
    shown = {ref.kept_as for ref, _, is_shown in used if is_shown}
    found: dict[str, Media] = {}
    for ref, page, _ in used:
        key = ref.kept_as
        if (ref.hosted or external) and key not in found and (file := download(key)):
            found[key] = _media(file, ref.name or file.name, page, base, is_shown=key in shown)
    return found


def _used(places: Iterable[Place], pages: Mapping[str, PageMeta]) -> Iterator[tuple[str, FileRef, bool]]:
    """Each file with the page that it is on, and whether that shows it as a picture."""
    for place in places:
        page = pages[place.page.id]
        if place.summary.files:
            pictures = {picture.file for picture in place.summary.pictures}
            yield from ((page.id, ref, ref in pictures) for ref in place.summary.files)
        if page.cover:
            yield page.id, page.cover, True
        if isinstance(page.icon, FileIcon):
            yield page.id, page.icon.file, False
        for value in page.metadata.values():
            if isinstance(value, Files):
                yield from ((page.id, ref, False) for ref in value.files)


def _media(file: Download, name: str, page: str, base: str, *, is_shown: bool) -> Media:
    path = media_path(name, file.digest, file.extension)
    return Media(
        url=routes.file_url(base, path),
        path=path,
        source=file.source,
        name=name,
        media_type=file.media_type,
        size=file.size,
        width=file.width,
        height=file.height,
        digest=file.digest,
        page=page,
        is_shown=is_shown,
    )


def acts(extension: str, media_type: str) -> bool:
    """Whether a browser or server might run a file of this extension (without dot) and type when it is opened."""
    return media_type in _ACTIVE_TYPES or media_type.endswith("+xml") or extension.lower() in _ACTIVE


def media_path(name: str, digest: str, extension: str) -> str:
    """Where a file lies in the site: a readable name, and enough of the digest that it never changes meaning."""
    return f"media/{_stem(name)}-{digest[:12]}{extension}"


def version_path(name: str, digest: str, width: int, extension: str, *, still: bool) -> str:
    """Where a version of a picture lies; `digest` is of the picture and of how the version is made."""
    return f"media/{_stem(name)}-{digest[:12]}-{'still' if still else width}{extension}"


def _stem(name: str) -> str:
    stem = slug(name.rpartition(".")[0] or name) or "file"
    # Names of one file that differ in nothing but letter case are one: “Straße” and “STRASSE”.
    return stem[:60].strip("-").casefold()
