"""Local pages: the Markdown files of the content folder and the files beside them, read as pages of Notion's are."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import pairwise
from math import inf
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import Final, Literal, TypeAlias
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import msgspec

from notionpress.config import Config
from notionpress.content.blocks import Block, Heading
from notionpress.content.body import Body
from notionpress.content.markdown import Unseen, parse_markdown
from notionpress.content.pages import Page, Parent
from notionpress.content.properties import Files, Property, Title
from notionpress.content.rich_text import FileRef, Text, own_words
from notionpress.content.summarise import summarise
from notionpress.content.summary import Summary
from notionpress.errors import ConfigError
from notionpress.ids import LOCAL_FILE, derived_id, local_id
from notionpress.report import Problem
from notionpress.site.folders import FRONT_PATH, INDEX, README, by_path, is_index, place_of
from notionpress.site.front_matter import LOCAL_NAMES, FrontMatter, Mistake, read_front_matter, renamed
from notionpress.site.picture_size import picture_size
from notionpress.site.publish import aware, moment_of
from notionpress.site.site import Download

ReferenceKind: TypeAlias = Literal["page", "file", "outside"]

_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,10}")
_SCHEME = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:|//)")
_HINT: Final = "docs/local-pages.md lists what front matter may say."


class Reference(msgspec.Struct, frozen=True):
    """A page or file of the content folder that a page names, and the line that does; `outside` lies not in it."""

    line: int
    kind: ReferenceKind
    target: str


class Facts(msgspec.Struct, frozen=True):
    """What is known of a file's text: its title ("" if it has none), its summary, and what may be wrong in it.

    `found` says of each reference whether that file was there: links to others become their words alone.
    """

    title: str
    summary: Summary
    references: tuple[Reference, ...] = ()
    found: tuple[bool, ...] = ()
    unseen: tuple[Unseen, ...] = ()


class LocalPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page with where it lies.

    `kind` is "" where its front matter names none. `parents` are the ids of the pages of the folders that it lies in,
    top first, and `path` the names of folders and file below the nearest of them; `digest` is that of all that its body
    is made of, and `facts_key` that under which its facts are kept.
    """

    page: Page
    kind: str
    parents: tuple[str, ...]
    path: tuple[str, ...]
    is_index: bool
    """Whether it is the page of the folder that it lies in."""
    digest: str
    facts: Facts
    facts_key: str


def content_files(config: Config) -> tuple[str, ...]:
    """The Markdown files below the content folder by path, parents first; hidden ones are left out."""
    return tuple(name for name in _names(config) if _real_file(config, name))


def is_local(config: Config) -> bool:
    """Whether the site is made of local pages alone."""
    return not config.notion.root and bool(content_files(config))


def _names(config: Config) -> list[str]:
    folder = config.folder / config.content
    if not config.content or not folder.is_dir():
        return []
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*.md") if path.is_file())
    return sorted((name for name in names if not _is_hidden(name)), key=by_path)


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") for part in name.split("/"))


def _real_file(config: Config, name: str) -> Path | None:
    """The file of a path in the content folder; None where there is none, or a link leads out of the folder."""
    folder = config.folder / config.content
    try:
        found, inside = (folder / name).resolve(strict=True), folder.resolve()
    except (OSError, ValueError, RuntimeError):
        return None  # Also a name that is too long, holds a zero byte, or leads in a circle.
    is_inside = found.is_relative_to(inside) and not _is_hidden(found.relative_to(inside).as_posix())
    return found if is_inside and found.is_file() else None


def _as_named(pages: Iterable[LocalPage]) -> list[LocalPage]:
    """The pages in the order in which the page above first names them, those that it does not name after them."""
    by_id = {one.page.id: one for one in pages}
    front = next((id for id, one in by_id.items() if one.path == FRONT_PATH and not one.parents), "")
    # What lies at the top is named by the front page.
    named = {"": _ranks(by_id[front]) if front else {}, **{id: _ranks(one) for id, one in by_id.items()}}

    def place(one: LocalPage) -> tuple[tuple[float, tuple[str, ...]], ...]:
        if one.page.id == front:
            return ()
        way = (*one.parents, one.page.id)
        return tuple((named[above].get(id, inf), by_id[id].path) for above, id in pairwise(("", *way)))

    return sorted(by_id.values(), key=place)


def _ranks(page: LocalPage) -> dict[str, int]:
    ranks: dict[str, int] = {}
    for reference in page.facts.references:
        ranks.setdefault(local_id(reference.target), len(ranks))
    return ranks


def read_local_pages(config: Config, kept: Mapping[str, Facts]) -> tuple[LocalPage, ...]:
    """Every page of the content folder, parents before what is below them.

    `kept` are facts that were made before, by their keys. Raises ConfigError with all that is wrong in the front
    matter of all files.
    """
    names = content_files(config)
    mistakes: list[tuple[str, Mistake]] = []
    pages = []
    for name in names:
        data = _bytes(config, name)
        matter, wrong = _matter(data)
        mistakes.extend((name, one) for one in wrong)
        if not wrong:
            pages.append(_local_page(name, matter, data, config, kept, frozenset(names)))
    if mistakes:
        shown = (f"{_shown(config, name)}:{one.line}:{one.column}: {one.message}" for name, one in mistakes)
        raise ConfigError("\n".join(shown), _HINT)
    return tuple(_as_named(pages))


def local_page(config: Config, file: str, parents: tuple[str, ...]) -> Page:
    """One page alone, by its file as `Page` has it."""
    name = _name(config, file)
    data = _bytes(config, name)
    matter, _ = _matter(data)
    return _page(name, matter, _facts(name, matter, config), parents, config)


def local_blocks(config: Config, file: str) -> tuple[Block, ...]:
    """The body of one page, by its file as `Page` has it."""
    name = _name(config, file)
    matter, _ = _matter(_bytes(config, name))
    return _Body(name, matter, config).blocks


def local_file(config: Config, key: str) -> Download | None:
    """A file of the content folder by the key that pages give it; None when there is none that may be published."""
    name = key.removeprefix(LOCAL_FILE)
    path = _public_file(config, name)
    if path is None:
        return None
    last = PurePosixPath(name)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    width, height = picture_size(path)
    return Download(
        source=str(path),
        digest=digest,
        extension=last.suffix.lower() if _EXTENSION.fullmatch(last.suffix) else "",
        name=last.name,
        # Python's own table: that of the machine would make another site of the same files.
        media_type=mimetypes.MimeTypes().guess_type(last.name)[0] or "application/octet-stream",
        size=path.stat().st_size,
        width=width,
        height=height,
    )


def _public_file(config: Config, name: str) -> Path | None:
    path = None if _is_hidden(name) or normpath(name) != name else _real_file(config, name)
    is_page = path and ".md" in (path.suffix.lower(), PurePosixPath(name).suffix.lower())
    return None if is_page else path


def local_problems(config: Config, pages: tuple[LocalPage, ...], published: Mapping[str, object]) -> Iterator[Problem]:
    """What published pages name that is not there, and what of them cannot be shown, each with its line."""
    names = frozenset(content_files(config))
    for name in _names(config):
        if name not in names:
            message = "This link leads out of the content folder; no page is made of it."
            yield Problem("link-out-of-folder", message, url=_shown(config, name), hint="Put the file itself there.")
    for one in pages:
        if one.page.id in published:
            for reference in one.facts.references:
                found = _missing(reference, one, names, config)
                yield from (problem for problem in found if config.checks.tells(problem.kind))
            for unseen in one.facts.unseen:
                message = f"<{unseen.name}> is left out: scripts and styles belong to a theme."
                yield _problem("html-left-out", message, one, unseen.line, "Put it into a template, or take it out.")


def _missing(reference: Reference, page: LocalPage, names: frozenset[str], config: Config) -> Iterator[Problem]:
    target = reference.target
    if reference.kind == "outside":
        message = f"A link leads to {target}, which lies outside of the content folder; its words are kept."
        yield _problem("dead-link", message, page, reference.line, "Move the file into the folder.")
    elif reference.kind == "page" and target not in names:
        message = f"A link leads to {target}, which is no page of the content folder; its words are kept."
        yield _problem("dead-link", message, page, reference.line, "Correct the link, or write that page.")
    elif reference.kind == "file" and _public_file(config, target) is None:
        message = f"There is no file {target} in the content folder."
        yield _problem("missing-file", message, page, reference.line, "Put it there, or correct its name.")


def _problem(kind: str, message: str, page: LocalPage, line: int, hint: str) -> Problem:
    return Problem(kind, message, page.page.plain_title, f"{page.page.file}:{line}", hint)


# One file


def _shown(config: Config, name: str) -> str:
    return (PurePosixPath(config.content) / name).as_posix()


def _name(config: Config, file: str) -> str:
    return PurePosixPath(file).relative_to(PurePosixPath(config.content)).as_posix()


def _bytes(config: Config, name: str) -> bytes:
    path = config.folder / config.content / name
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{_shown(config, name)} cannot be read: {error.strerror}.", "Look at its rights.") from error


def _matter(data: bytes) -> tuple[FrontMatter, list[Mistake]]:
    try:
        return read_front_matter(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return FrontMatter(), [Mistake(line, 1, "this is not UTF-8: save the file in that encoding")]


class _Body:
    """The text of a file as blocks, without the heading that is the page's title; notes what it refers to."""

    def __init__(self, name: str, matter: FrontMatter, config: Config) -> None:
        self.references: list[Reference] = []
        self.unseen: list[Unseen] = []
        self._config = config
        self._folder = PurePosixPath(name).parent.as_posix()
        blocks = parse_markdown(
            matter.body,
            page=local_id(name),
            first_line=matter.first_line,
            find_file=lambda address, line: local_ref(address, self._folder),
            find_link=self.link,
            unseen=self.unseen.append,
        )
        self.title, self.blocks = _titled(blocks, matter.title)

    def link(self, address: str, line: int) -> str:
        """Where a link leads, in the form that links of Notion have between pages; "" where nothing is."""
        if _SCHEME.match(address) or not address:
            return address
        path, _, place = address.partition("#")
        if not path:
            return f"#{_anchor(place)}"
        if path.startswith("/") and not path.lower().endswith(".md"):
            return address
        target = _target(path.partition("?")[0], self._folder)
        if target.startswith("../"):
            return self._noted(line, "outside", target, "")
        if PurePosixPath(target).suffix not in ("", ".md"):
            return self._noted(line, "file", target, LOCAL_FILE + target)
        if not target.endswith(".md"):
            target = self._index_of(target) if path.endswith("/") else f"{target}.md"
        id = local_id(target)
        anchor = f"#{derived_id(id, _anchor(place))}" if place else ""
        return self._noted(line, "page", target, f"/{id}{anchor}".replace("-", ""))

    def _index_of(self, folder: str) -> str:
        index, readme = normpath(f"{folder}/{INDEX}"), normpath(f"{folder}/{README}")
        return readme if _real_file(self._config, readme) and not _real_file(self._config, index) else index

    def _noted(self, line: int, kind: ReferenceKind, target: str, href: str) -> str:
        self.references.append(Reference(line, kind, target))
        return href if kind != "outside" and _real_file(self._config, target) else ""


def _anchor(place: str) -> str:
    """The id that a heading has on its page, by the place that an address names, as code hosts have it too."""
    # The head of a page is a place in every browser.
    return place if place == "top" else Body({}).anchor(unquote(place))


def local_ref(address: str, folder: str) -> FileRef:
    """The file that an address names on a page of a folder: one of the content folder where it is only a path."""
    if _SCHEME.match(address) or address.startswith(("/", "#")):
        return FileRef(url=address)
    target = _target(address.partition("?")[0].partition("#")[0], folder)
    return FileRef(key=LOCAL_FILE + target, name=PurePosixPath(target).name)


def _target(path: str, folder: str) -> str:
    """The path in the content folder that a path on a page means; with a slash in front it begins there."""
    path = unquote(path)
    return normpath(path.lstrip("/") if path.startswith("/") else f"{folder}/{path}")


def _titled(blocks: tuple[Block, ...], given: str) -> tuple[str, tuple[Block, ...]]:
    """A page's title and its blocks: a first heading at the head of the text is the title, and not shown twice."""
    heads = [block for block in blocks if isinstance(block, Heading) and block.level == 1 and not block.children]
    if not heads:
        return given, blocks
    words = " ".join(own_words(heads[0].rich_text).split())
    if heads[0] is blocks[0] and given in ("", words):
        return words, blocks[1:]
    return given or words, blocks


def _local_page(
    name: str, matter: FrontMatter, data: bytes, config: Config, kept: Mapping[str, Facts], names: frozenset[str]
) -> LocalPage:
    key = f"{name}-{_digest(data)}"
    facts = kept.get(key)
    if facts is None or facts.found != _found(facts.references, config):
        facts = _facts(name, matter, config)
    digest = _digest(data + bytes(facts.found))
    parents, path = place_of(name, names)
    return LocalPage(
        page=_page(name, matter, facts, parents, config),
        kind=matter.kind,
        parents=parents,
        path=path,
        is_index=is_index(name, names),
        digest=digest,
        facts=facts,
        facts_key=key,
    )


def _page(name: str, matter: FrontMatter, facts: Facts, parents: tuple[str, ...], config: Config) -> Page:
    properties = _properties(name, matter, facts.title, config)
    published = moment_of(properties.get(LOCAL_NAMES.date))
    zone = ZoneInfo(config.time_zone)
    saved = datetime.fromtimestamp((config.folder / config.content / name).stat().st_mtime, UTC)
    edited = aware(matter.updated or published or saved, zone)
    return Page(
        id=local_id(name),
        created_time=aware(published or edited, zone),
        last_edited_time=edited,
        parent=Parent("page", parents[-1]) if parents else Parent(),
        properties=properties,
        file=_shown(config, name),
    )


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _facts(name: str, matter: FrontMatter, config: Config) -> Facts:
    body = _Body(name, matter, config)
    cover = local_ref(matter.cover, PurePosixPath(name).parent.as_posix()).key if matter.cover else ""
    named = [Reference(1, "file", cover.removeprefix(LOCAL_FILE))] if cover else []
    references = (*named, *body.references)
    found = _found(references, config)
    return Facts(body.title, summarise(body.blocks), references, found, tuple(body.unseen))


def _found(references: Iterable[Reference], config: Config) -> tuple[bool, ...]:
    return tuple(one.kind != "outside" and _real_file(config, one.target) is not None for one in references)


def _properties(name: str, matter: FrontMatter, title: str, config: Config) -> dict[str, Property]:
    words = title or _named(name) or config.title
    found: dict[str, Property] = {**matter.properties, "title": Title(rich_text=(Text(words),))}
    if matter.cover:
        found["cover"] = Files(files=(local_ref(matter.cover, PurePosixPath(name).parent.as_posix()),))
    return renamed(found, config.properties.metadata, config.publish.property)


def _named(name: str) -> str:
    """A title out of a file's name, or its folder's for the page of a folder; "" for the front page."""
    path = PurePosixPath(name)
    stem = path.parent.name if path.name in (INDEX, README) else path.stem
    words = stem.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]
