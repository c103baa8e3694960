"""Files made ready for the site: cleaned, made harmless, pictures in several sizes; each once, kept in the cache."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Final, TypeVar

import msgspec
from msgspec.structs import replace

from notionpress.build.drawings import RefusedDrawing, safe_drawing
from notionpress.build.encode import AT_WORK, Recipe, TooManyPixels, Unreadable, can_encode, encode, guarded
from notionpress.build.metadata import Malformed, without_metadata
from notionpress.prepared import Prepared
from notionpress.report import Problem, Report
from notionpress.site import routes
from notionpress.site.media import NOT_IN_BROWSERS, RASTER, SVG, acts, media_path, version_path
from notionpress.site.site import Media, PageMeta, PictureVersion, Site

Progress = Callable[[str, int, int], None]

CLEANING: Final = 1
"""Changes when the same file is cleaned into other bytes."""

_PREPARING: Final = "Preparing"
_HARMLESS: Final = (".txt", "text/plain")
_MOST_THREADS: Final = 8
_DAMAGED, _BROKEN, _TOO_MANY_PIXELS, _REFUSED, _UNKNOWN = "damaged", "broken", "pixels", "refused", "unknown"
_PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    _DAMAGED: ("is damaged; it is shown as far as browsers can", "Upload it anew."),
    _BROKEN: ("is damaged so much that the site only links to it", "Upload it anew."),
    _TOO_MANY_PIXELS: (
        "has more pixels than `pictures: megapixels:` allows; the site links to it",
        "Make it smaller, or allow more.",
    ),
    _REFUSED: ("is no drawing that may be shown; the site links to its source", "Export it anew as plain SVG."),
    _UNKNOWN: ("is of a kind that most browsers do not show; the site links to it", "Convert it to JPEG or PNG."),
}
_LINKED: Final = frozenset((_BROKEN, _TOO_MANY_PIXELS, _REFUSED, _UNKNOWN))
_Record = TypeVar("_Record")


class Counts(msgspec.Struct, frozen=True):
    """How many pictures pages show, how many of them were made smaller just now, and whether none could be."""

    shown: int = 0
    encoded: int = 0
    as_they_are: bool = False


class _Clean(msgspec.Struct, frozen=True):
    """What became of a file: `name` of the cleaned one ("" where nothing had to change), size, a kind of problem."""

    name: str = ""
    size: int = 0
    width: int = 0
    height: int = 0
    problem: str = ""


class _Version(msgspec.Struct, frozen=True):
    name: str
    format: str
    width: int
    size: int
    still: bool = False


class _Versions(msgspec.Struct, frozen=True):
    width: int = 0
    height: int = 0
    placeholder: str = ""
    versions: tuple[_Version, ...] = ()
    problem: str = ""


# Made before there are threads: msgspec 0.22 crashes where several of them are the first to decode a class.
_decode_clean: Final = msgspec.json.Decoder(_Clean).decode
_decode_versions: Final = msgspec.json.Decoder(_Versions).decode


def make_ready(
    site: Site,
    cache: Path,
    report: Report,
    *,
    widths: tuple[int, ...],
    known: Iterable[str],
    progress: Progress | None = None,
) -> tuple[Site, Counts]:
    """The site with its files as they may be served; what cannot be shown goes to the report.

    `widths` are those that the theme asks for, none for no smaller versions; `known` are the digests of all downloads:
    what was made of others leaves the cache. Documents that would act when opened become plain text, drawings are
    written again without what acts, pictures lose what cameras noted.
    """
    maker = _Maker(site, Prepared(cache), widths)
    by_digest: dict[str, list[str]] = {}
    for key, media in sorted(site.media.items()):
        by_digest.setdefault(media.digest, []).append(key)
    encoded = 0
    with ThreadPoolExecutor(min(_MOST_THREADS, os.cpu_count() or 1)) as pool, maker.guarded():
        waiting = [pool.submit(maker.prepare, [site.media[key] for key in keys]) for keys in by_digest.values()]
        for done, one in enumerate(waiting):
            if progress:
                progress(_PREPARING, done, len(waiting))
            encoded += one.result()
        if progress and waiting:
            progress(_PREPARING, len(waiting), len(waiting))
    found: dict[str, Media] = {}
    for key, media in site.media.items():
        found[key], problems = maker.ready(media)
        report.extend(_problem(problem, media, site.pages.get(media.page)) for problem in sorted(problems))
    maker.prune(set(known) | set(by_digest))
    shown = sum(any(site.media[key].is_shown for key in keys) for keys in by_digest.values())
    as_they_are = bool(shown and widths and site.config.pictures.formats) and not can_encode()
    return replace(site, media=found), Counts(shown, encoded, as_they_are)


def _problem(kind: str, media: Media, page: PageMeta | None) -> Problem:
    message, hint = _PROBLEMS[kind]
    title, url = (page.title, page.source) if page else ("", "")
    return Problem("picture-not-shown", f"The picture {media.name!r} {message}.", title, url, hint)


class _Maker:
    """Prepares files in several threads, each content once."""

    def __init__(self, site: Site, prepared: Prepared, widths: tuple[int, ...]) -> None:
        settings = site.config.pictures
        self._base = site.base_path
        self._prepared = prepared
        wanted = bool(widths and settings.formats and site.media) and can_encode()
        self._recipe = Recipe(widths, settings.formats, settings.quality, settings.megapixels) if wanted else None
        facts = (AT_WORK, widths, settings.formats, settings.quality, settings.megapixels)
        self._recipe_digest = hashlib.sha256(repr(facts).encode()).hexdigest()[:8]
        self._clean: dict[str, _Clean] = {}
        self._versions: dict[str, _Versions] = {}

    def guarded(self) -> AbstractContextManager[None]:
        """What holds while pictures are decoded."""
        return guarded(self._recipe.megapixels) if self._recipe else nullcontext()

    # Preparing

    def prepare(self, files: list[Media]) -> bool:
        """Do what there is to do for one content, which may be used under several names; tells whether it encoded."""
        media = files[0]
        clean = self._clean[media.digest] = self._cleaned(media)
        if self._recipe is None or clean.problem in _LINKED or not any(one.is_shown for one in files):
            return False
        if media.media_type not in RASTER:
            return False
        name = f"{media.digest}-{self._recipe_digest}.json"
        kept = self._kept(name, _decode_versions)
        if kept is not None and all(self._holds(one.name, one.size) for one in kept.versions):
            self._versions[media.digest] = kept
            return False
        made = self._versions[media.digest] = self._made(media, self._recipe)
        self._prepared.write(name, msgspec.json.encode(made))
        return True

    def _cleaned(self, media: Media) -> _Clean:
        name = f"{media.digest}-{CLEANING}.json"
        if (kept := self._kept(name, _decode_clean)) is not None and self._holds(kept.name, kept.size):
            return kept
        made, data = _clean(media)
        if data:
            made = replace(made, name=f"{media.digest}-{CLEANING}", size=len(data))
            self._prepared.write(made.name, data)
        self._prepared.write(name, msgspec.json.encode(made))
        return made

    def _made(self, media: Media, recipe: Recipe) -> _Versions:
        try:
            made = encode(Path(media.source), recipe)
        except TooManyPixels:
            return _Versions(problem=_TOO_MANY_PIXELS)
        except Unreadable:
            return _Versions(problem=_DAMAGED)
        versions = []
        for one in made.encoded:
            mark = "still" if one.still else one.width
            name = f"{media.digest}-{self._recipe_digest}-{mark}.{one.format}"
            self._prepared.write(name, one.data)
            versions.append(_Version(name, one.format, one.width, len(one.data), one.still))
        return _Versions(made.width, made.height, made.placeholder, tuple(versions))

    def _kept(self, name: str, decode: Callable[[bytes], _Record]) -> _Record | None:
        data = self._prepared.read(name)
        try:
            return decode(data) if data else None
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None

    def _holds(self, name: str, size: int) -> bool:
        try:
            return not name or self._prepared.path(name).stat().st_size == size
        except OSError:
            return False

    # What came of it

    def ready(self, media: Media) -> tuple[Media, set[str]]:
        """A file as the site serves it, and the kinds of problems with it."""
        clean = self._clean[media.digest]
        versions = self._versions.get(media.digest, _Versions())
        problems = {one for one in (clean.problem, versions.problem) if one and media.is_shown}
        if clean.name:
            media = replace(media, source=str(self._prepared.path(clean.name)), size=clean.size)
        extension, media_type = self._served_as(media, clean)
        path = media_path(media.name, media.digest, extension)
        is_shown = media.is_shown and media_type.startswith("image/") and not problems & _LINKED
        return replace(
            media,
            path=path,
            url=routes.file_url(self._base, path),
            media_type=media_type,
            width=clean.width or versions.width or media.width,
            height=clean.height or versions.height or media.height,
            is_shown=is_shown,
            placeholder=versions.placeholder,
            versions=tuple(self._version(media, one) for one in versions.versions),
        ), problems

    def _served_as(self, media: Media, clean: _Clean) -> tuple[str, str]:
        """Extension and type: what would act when it is opened is served as text."""
        extension = Path(media.path).suffix
        if media.media_type == SVG:
            return (".svg", SVG) if clean.problem != _REFUSED else _HARMLESS
        return _HARMLESS if acts(extension[1:], media.media_type) else (extension, media.media_type)

    def _version(self, media: Media, version: _Version) -> PictureVersion:
        digest = hashlib.sha256(f"{media.digest}{self._recipe_digest}".encode()).hexdigest()
        path = version_path(media.name, digest, version.width, f".{version.format}", still=version.still)
        return PictureVersion(
            url=routes.file_url(self._base, path),
            path=path,
            source=str(self._prepared.path(version.name)),
            media_type=f"image/{version.format}",
            width=version.width,
            still=version.still,
        )

    def prune(self, known: set[str]) -> None:
        """Drop what was made of files that are gone, and by other recipes than this one if it is one."""

        def is_wanted(name: str) -> bool:
            digest, _, rest = name.partition("-")
            made_as = rest.partition("-")[0].partition(".")[0]
            ours = made_as in (str(CLEANING), self._recipe_digest) or self._recipe is None
            return digest in known and ours and not name.endswith(".tmp")

        self._prepared.keep_only(is_wanted)


def _clean(media: Media) -> tuple[_Clean, bytes]:
    """What a file becomes, with its new bytes (b"" where they stay)."""
    if media.media_type == SVG:
        try:
            drawing = safe_drawing(Path(media.source).read_bytes())
        except RefusedDrawing:
            return _Clean(problem=_REFUSED), b""
        return _Clean(width=drawing.width, height=drawing.height), drawing.data
    if media.media_type not in RASTER:
        return _Clean(problem=_UNKNOWN if media.media_type in NOT_IN_BROWSERS else ""), b""
    unknown = _UNKNOWN if media.media_type in NOT_IN_BROWSERS else ""
    data = Path(media.source).read_bytes()
    try:
        clean = without_metadata(data, media.media_type)
    except Malformed:
        return _Clean(problem=unknown or _BROKEN), b""
    return _Clean(problem=unknown), b"" if clean == data else clean
