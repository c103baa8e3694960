"""The search index, which Pagefind makes of the finished pages: made again only when one of them is another."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
from markupsafe import escape

from notionpress.build.how import How
from notionpress.build.pagefind import ENTRY, index_of, knows_words_without_spaces, program
from notionpress.build.salt import notionpress_digest
from notionpress.build.trace import FileMark, IndexTrace
from notionpress.build.writer import Writer, look
from notionpress.config import Config, SearchKind
from notionpress.errors import BuildError, ConfigError
from notionpress.report import INDEX_FAILED, Problem, Report
from notionpress.site.routes import PAGEFIND
from notionpress.site.site import PageMeta
from notionpress.text import counted

_WITHOUT_SPACES: Final = frozenset(("ja", "th", "zh"))
"""Languages that write words without spaces between them (https://pagefind.app/docs/multilingual/)."""

_JOINED = re.compile(rb"</(?:dt|dd|th|summary|figcaption|label|header|button|blockquote)>")
"""After these, Pagefind takes the next word for the end of the last one."""

_BODY = re.compile(rb"<[a-z]+\b[^>]*\sdata-pagefind-body\b[^>]*>")
"""Where what is searched of a page begins."""

_WHOLE = re.compile(rb"<body\b[^>]*>")

_NAMED: Final = 3
"""So many of the pages that are not found are named."""


class Indexed(NamedTuple):
    """The index after a build: its trace, whether it was made now, and the files that could not be.

    `is_behind` says that the pages have changed since it was made.
    """

    trace: IndexTrace = IndexTrace()
    is_new: bool = False
    failed: tuple[str, ...] = ()
    is_behind: bool = False


def search_of(config: Config) -> SearchKind:
    """What searches the site: never `auto`. Raises ConfigError where it is to be Pagefind, which is not installed."""
    if config.search in ("list", "off"):
        return config.search
    if program():
        return "pagefind"
    if config.search == "pagefind":
        raise ConfigError(
            f"{config.file}: `search` is `pagefind`, and the extra `search` is not installed.",
            "Run `pip install 'notionpress[search]'`, or write `search: auto`.",
        )
    return "list"


def better_search(config: Config) -> str:
    """A sentence on how the search of a site becomes better by what can be installed, "" where it does not."""
    found = search_of(config)
    if config.search == "auto" and found == "list":
        return "Search finds titles, tags and descriptions: `pip install 'notionpress[search]'` adds the whole text."
    language = config.language.partition("-")[0].lower()
    if found == "pagefind" and language in _WITHOUT_SPACES and not knows_words_without_spaces():
        return "Search finds no single words in this language: `pip install 'notionpress[search-cjk]'` changes that."
    return ""


def index_pages(
    writer: Writer, folder: Path, kept: IndexTrace, pages: Mapping[str, PageMeta], how: How, report: Report
) -> Indexed:
    """Bring the index of a site up to date with its pages, given by the paths of their files, which `writer` has.

    `kept` is the index that lies in the folder. Where it is right it stays; it also does if `how` does not want another
    now, or if none can be made, which is reported. But where pages have gone whose words it holds, another is made in
    any case, and where none can be, it is taken away: the dialogue then searches the list of all pages. Raises
    BuildError where files cannot be written.
    """
    found = {path: page for path, page in sorted(pages.items()) if path in writer.written}
    made_of = _digest(writer.written, found)
    intact = {
        path: now
        for path, mark in kept.files.items()
        if (now := look(f"{folder}/{path}", mark)) and now.digest == mark.digest
    }
    is_whole = len(intact) == len(kept.files)
    is_right = kept.made_of == made_of and is_whole
    holds_gone = _holds_gone(kept, found)
    if (how.indexes and (how.afresh or not is_right)) or (how.withdraws and holds_gone):
        if how.progress:
            how.progress("Indexing", 0, len(found))
        try:
            files, unmarked = _made(writer, found)
        except BuildError as error:
            report.add(_failure(error, is_taken_away=holds_gone))
            is_right, is_whole = False, False
            if holds_gone:
                kept, intact = IndexTrace(), {}
        else:
            trace = IndexTrace(made_of, _put(writer, files, intact), _ids(found), unmarked)
            report.extend(_not_found(trace, pages))
            return Indexed(trace, is_new=True)
    writer.leave(intact)
    failed = (f"{PAGEFIND}/{ENTRY}",) if how.indexes and not is_right else ()
    trace = IndexTrace(kept.made_of if is_whole else "", intact, kept.pages, kept.unmarked)
    report.extend(_not_found(trace, pages))
    return Indexed(trace, failed=failed, is_behind=not is_right)


def _digest(digests: Mapping[str, str], pages: Mapping[str, PageMeta]) -> str:
    facts = (notionpress_digest(), [(path, page.id, digests[path], page.tags) for path, page in pages.items()])
    return hashlib.sha256(msgspec.json.encode(facts)).hexdigest()[:32]


def _ids(pages: Mapping[str, PageMeta]) -> dict[str, str]:
    return {path: page.id for path, page in pages.items()}


def _holds_gone(kept: IndexTrace, pages: Mapping[str, PageMeta]) -> bool:
    """Whether an index has the words of a page that search is not to find any more, or not where it was."""
    # An earlier version did not remember whose words they are.
    return bool(kept.files) and (not kept.pages or not kept.pages.items() <= _ids(pages).items())


def _failure(error: BuildError, *, is_taken_away: bool) -> Problem:
    then = "It stays as it was."
    if is_taken_away:
        then = "The last one is taken away, since it holds pages that have gone: readers search the list of all pages."
    return Problem(INDEX_FAILED, f"The search index could not be made: {error.message} {then}", hint=error.hint)


def _not_found(trace: IndexTrace, pages: Mapping[str, PageMeta]) -> Iterator[Problem]:
    """What to tell of pages of which nothing is marked: Pagefind leaves them out, unless none is."""
    found = [pages[path] for path in trace.unmarked if path in pages]
    if not found:
        return
    if len(found) == len(pages):
        message = "No page has a part that is marked for search: it finds what stands in the header too."
    else:
        named = ", ".join(f"“{page.title}” ({page.source})" for page in found[:_NAMED])
        more = " and others" if len(found) > _NAMED else ""
        count = counted(len(found), "page")
        message = f"Search does not find {count}, no part of which is marked for it: {named}{more}."
    yield Problem(
        "search-unmarked",
        message,
        hint="In the template, write `data-pagefind-body` into the tag around the content: <main data-pagefind-body>.",
    )


def _made(writer: Writer, pages: Mapping[str, PageMeta]) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Have the index made of pages: its files, and the paths of pages that are not marked. Raises BuildError."""
    if not pages:
        return {}, ()
    unmarked = []

    def given() -> Iterator[tuple[str, bytes]]:
        for path, page in pages.items():
            html = writer.read(path)
            if not _BODY.search(html):
                unmarked.append(path)
            yield path, _for_index(html, page.tags)

    return index_of(given()), tuple(unmarked)


def _put(writer: Writer, files: Mapping[str, bytes], before: Mapping[str, FileMark]) -> dict[str, FileMark]:
    """Have the writer take the files of the index; what is known of them then. Raises BuildError."""
    marks = {}
    for name, data in sorted(files.items()):
        path = f"{PAGEFIND}/{name}"
        writer.put(path, data, before=before.get(path))
        marks[path] = writer.marks[path]
    return marks


def _for_index(html: bytes, tags: Sequence[str]) -> bytes:
    """A page as Pagefind is given it: no words run together, and its tags for filters, whatever its theme shows."""
    names = "".join(f'<span data-pagefind-filter="tag">{escape(name)}</span>' for name in tags)
    given = f"<p data-pagefind-ignore>{names}</p>".encode()
    html = _JOINED.sub(rb"\g<0> ", html)
    start = _BODY.search(html) or _WHOLE.search(html)
    return html[: start.end()] + given + html[start.end() :] if start and tags else html
