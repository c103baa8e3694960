"""Traces: what each output of an earlier build was made from, and why it has to be made again. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

import msgspec

from notionpress.build.facts import Facts, changed_fields
from notionpress.emit.output import Output
from notionpress.report import Problem
from notionpress.site.facts import FIELDS, OF_WORDS

_NAMED: Final = 3
"""So many causes a reason names."""

NEW: Final = "it is new"


class FileMark(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A file as it was left: SHA-256 of its bytes, their number, and when it was written (ns since 1970)."""

    digest: str
    size: int
    time: int


class PageMark(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a page was when outputs read it: its id, its fingerprint, and those of its fields."""

    id: str
    fingerprint: str
    fields: str


class NameMark(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What another fact was when outputs read it."""

    name: str
    fingerprint: str


class Trace(msgspec.Struct, frozen=True, array_like=True):
    """How an output came about.

    `emitter` and `key` say who made it of what, `source` the file that it is a copy of, as `original` was. `pages` are
    places in the table of pages, each with the fields that were read, as bits; `names` places in the table of other
    facts.
    """

    emitter: str
    key: str
    file: FileMark
    pages: dict[int, int] = {}
    names: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()
    source: str = ""
    original: FileMark | None = None


class IndexTrace(msgspec.Struct, frozen=True):
    """A search index: the digest of the pages that it was made of, "" where that is not known, and its files.

    `pages` are the ids of the pages whose words it holds, by the paths of their files; `unmarked` are the paths of
    those of which no part is marked as that which is searched.
    """

    made_of: str = ""
    files: dict[str, FileMark] = {}
    pages: dict[str, str] = {}
    unmarked: tuple[str, ...] = ()


class Traces(msgspec.Struct, frozen=True):
    """What a build has left of itself: what all outputs depend on by its part, the facts, and every output's trace."""

    parts: dict[str, str] = {}
    gate: str = ""
    pages: list[PageMark] = []
    names: list[NameMark] = []
    outputs: dict[str, Trace] = {}
    tidied: int = 0
    """How many facts there were when the tables held nothing that no output reads."""
    index: IndexTrace = IndexTrace()


class Changes(msgspec.Struct, frozen=True):
    """What differs from an earlier build: whole parts, fields of pages and other facts by their places."""

    parts: tuple[str, ...] = ()
    pages: dict[int, int] = {}
    names: frozenset[int] = frozenset()


def find_changes(
    traces: Traces, facts: Facts, parts: Mapping[str, str], edited: Collection[str] | None = None
) -> Changes:
    """Compare what an earlier build read with what is so now; not fact by fact where a whole part has changed.

    `edited` are the ids of all pages that can be others, None where that is not known.
    """
    changed = tuple(sorted(name for name in {*parts, *traces.parts} if parts.get(name) != traces.parts.get(name)))
    if changed:
        # There may be facts among them that this version, or what is built now, knows nothing of.
        return Changes(changed)
    return _compared(_pages_of(traces, edited), enumerate(traces.names), facts)


def find_edits(traces: Traces, facts: Facts, edited: Collection[str]) -> Changes:
    """The same where only the words of some pages, given by their ids, can be others."""
    names = ((at, mark) for at, mark in enumerate(traces.names) if mark.name.partition(":")[0] in OF_WORDS)
    return _compared(_pages_of(traces, edited), names, facts)


def _pages_of(traces: Traces, edited: Collection[str] | None) -> Iterable[tuple[int, PageMark]]:
    """The marks of these pages, or of all, with their places."""
    return ((at, mark) for at, mark in enumerate(traces.pages) if edited is None or mark.id in edited)


def _compared(pages: Iterable[tuple[int, PageMark]], names: Iterable[tuple[int, NameMark]], facts: Facts) -> Changes:
    """What differs of these marks, which come with their places."""
    changed = {
        at: changed_fields(mark.fields, facts.fields(mark.id))
        for at, mark in pages
        if facts.page(mark.id) != mark.fingerprint
    }
    return Changes((), changed, frozenset(at for at, mark in names if facts.name(mark.name) != mark.fingerprint))


def why_edited(trace: Trace, traces: Traces, changes: Changes, titles: Mapping[str, str]) -> str | None:
    """Why an output has to be made again by changes of facts alone, None where they do not concern it."""
    if not (changes.pages or changes.names):
        return None
    causes = _causes(trace, traces, changes, titles)
    return f"{_listed(causes)} changed" if causes else None


def why_stale(
    output: Output,
    trace: Trace | None,
    traces: Traces,
    changes: Changes,
    now: FileMark | None,
    original: FileMark | None,
    titles: Mapping[str, str],
) -> str | None:
    """Why an output has to be made again, None where it is as it should be.

    Arguments: `now` is its file as it is, None where there is none, `original` the file that it is to be a copy of;
    `titles` are those of pages and databases by id.
    """
    if trace is None:
        return NEW
    # Where the source lies does not count: a project may be moved, or built in another folder each time.
    if trace.emitter != output.emitter or trace.key != output.key or (not trace.source) != (not output.source):
        return "it is made of something else"
    if output.source:
        if trace.original is None or original is None or original.digest != trace.original.digest:
            return f"{output.source} changed"
    elif changes.parts:
        return f"{_listed(changes.parts)} changed"
    if reason := why_edited(trace, traces, changes, titles):
        return reason
    if now is None:
        return "its file is gone"
    if now.digest != trace.file.digest:
        return "its file was changed by somebody else"
    return None


def _causes(trace: Trace, traces: Traces, changes: Changes, titles: Mapping[str, str]) -> list[str]:
    found = []
    if changes.pages:
        few, read = changes.pages, trace.pages
        for at in few if len(few) < len(read) else read:
            if bits := few.get(at, 0) & read.get(at, 0):
                found.append(page_words(traces.pages[at].id, bits, titles))
    if not changes.names.isdisjoint(trace.names):
        found += [name_words(traces.names[at].name, titles) for at in trace.names if at in changes.names]
    return found


def depends_on(traces: Traces, path: str, titles: Mapping[str, str]) -> tuple[str, ...]:
    """What an output was made of, for people; nothing where it is not known."""
    trace = traces.outputs.get(path)
    if trace is None:
        return ()
    if trace.source:
        return (trace.source,)
    pages = sorted(page_words(traces.pages[at].id, fields, titles) for at, fields in trace.pages.items())
    names = sorted(name_words(traces.names[at].name, titles) for at in trace.names)
    return (*pages, *names, *sorted(traces.parts))


def _listed(causes: Iterable[str]) -> str:
    found = list(causes)
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return ", ".join(found[:_NAMED]) + more


def page_words(id: str, fields: int, titles: Mapping[str, str]) -> str:
    """Fields of a page for people."""
    names = [_FIELD_WORDS.get(name, name) for at, name in enumerate(FIELDS) if fields >> at & 1]
    shown = "everything" if len(names) == len(FIELDS) else ", ".join(dict.fromkeys(names))
    return f"{shown} of {_title_words(id, titles) or f'the unpublished {id}'}"


def name_words(name: str, titles: Mapping[str, str]) -> str:
    """Another fact for people."""
    kind, _, what = name.partition(":")
    return _NAME_WORDS.get(kind, f"{kind} {{}}").format(_title_words(what, titles) or what).strip()


def _title_words(id: str, titles: Mapping[str, str]) -> str:
    """The title of a page or database, "" for what is none that is published."""
    if id not in titles:
        return ""
    return f"“{titles[id]}”" if titles[id] else f"the untitled {id}"


_FIELD_WORDS: Final = {
    "route": "address",
    "updated": "time of the last edit",
    "created": "time of creation",
    "excerpt": "first words",
    "metadata": "properties",
    "columns": "definitions of properties",
    "parents": "pages above",
    "children": "pages below",
    "words": "length",
    "reading_minutes": "minutes to read",
    "edited_on": "day of the last edit",
    "newer": "newer post",
    "older": "older post",
    "public_url": "public address in Notion",
    "known": "presence",
    "anchors": "headings",
    "characters": "number of characters",
    "has_code": "code",
    "has_equation": "equations",
    "file": "place",
    "body": "blocks",
}
_NAME_WORDS: Final = {
    "about-collection": "the title and the address of the collection {}",
    "about-term": "the term {}",
    "archive": "page {} of the archive",
    "archives": "the years of the archive",
    "at": "the place of {}",
    "block": "what makes the HTML of {}",
    "cards": "which pages have social cards",
    "collection": "page {} of the list of a collection",
    "comments": "the comments on {}",
    "everything": "something of the site",
    "feeds": "what feeds there are",
    "feeds-of": "the feeds of the list {}",
    "file": "the file {}",
    "fonts": "the fonts",
    "fronts": "the front pages of languages",
    "gallery": "how many pictures make a gallery",
    "has": "whether there are {}",
    "icon": "which icons there are",
    "icon-picture": "the picture of the icons",
    "home": "the front page",
    "language": "page {} of the list of a language",
    "language-of": "the language of the collection {}",
    "letters": "the letters of the list of titles",
    "linked": "the headings of {} that links lead to",
    "list-of-post": "which list holds posts of the language and collection {}",
    "listings": "what stands in lists",
    "menu": "the menu",
    "names-of-collections": "which collections there are",
    "newest": "the {} newest posts",
    "newest-in": "the newest posts of the list {}",
    "own-words": "`{}` of a language in site.yaml",
    "option": "the theme’s option {}",
    "outside": "what pages load from other servers",
    "pages": "the list of all pages",
    "person": "the name of the person {}",
    "place": "the place of {} among the pages beside it",
    "posts": "page {} of the list of posts",
    "redirects": "the list of redirects",
    "related": "the posts related to {}",
    "rows": "the database {}",
    "sections": "the parts of the site",
    "series": "the parts of the series {}",
    "setting": "`{}` in site.yaml",
    "sitemap": "which addresses search engines may list",
    "sitemap-parts": "how many addresses search engines may list",
    "static": "the theme’s file {}",
    "taxonomies": "which taxonomies there are",
    "template": "the template {}",
    "templates-of": "the templates of the collection {}",
    "term": "page {} of the list of a term",
    "term-named": "the term {}",
    "terms": "the list of terms {}",
    "terms-in": "the list of terms {}",
    "text": "the theme’s words “{}”",
    "translations-of": "the list {} in other languages",
    "tree": "the page tree of {}",
    "theme": "the theme’s widths of {}",
    "updated": "the day of the last edit",
    "titles": "page {} of the list of titles",
}
