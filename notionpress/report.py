"""What a run made and what it found wrong, as values: the counts of a build, problems, the report of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

PLUGIN_FAILED: Final = "plugin-failed"
"""The kind of problem that a plugin's error becomes."""

INDEX_FAILED: Final = "search-index-failed"
"""The kind of problem that a search index becomes which could not be made."""

EDITORIAL: Final = (
    *("missing-alt", "missing-description", "skipped-heading", "dead-link", "dead-anchor", "dead-external-link"),
    *("moved-external-link", "same-title", "same-address", "large-picture", "empty-page"),
)
"""The kinds of problems that `checks` in site.yaml turns on and off, by the same names with underscores."""


class Problem(msgspec.Struct, frozen=True, order=True):
    """Something that an author or owner should know, and that did not stop the run.

    `kind` is a short stable word (`unsupported-block`, `missing-file`, `dead-link`, …), `message` one sentence,
    `page` the title and `url` the Notion address of the page it stands on ("" when it stands on none). `subject` names
    what could not be shown as in Notion, by Notion's own word (`button`, `form`, `equation`); "" for other problems.
    `since` is, where something could not be read, the ISO time (UTC) at which what is shown was read, "" for none.
    """

    kind: str
    message: str
    page: str = ""
    url: str = ""
    hint: str = ""
    subject: str = ""
    since: str = ""


class Held(msgspec.Struct, frozen=True):
    """Why a page is not public that a preview shows: it is a draft, or its `moment` has not come."""

    moment: datetime | None = None


class Report:
    """Collects the problems of a run, each once, and hands them out in a stable order."""

    def __init__(self) -> None:
        self._problems: set[Problem] = set()

    def add(self, problem: Problem) -> None:
        """Note one problem."""
        self._problems.add(problem)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Note many problems."""
        self._problems.update(problems)

    @property
    def problems(self) -> list[Problem]:
        """All problems: by page, then kind, then message."""
        return sorted(self._problems, key=lambda one: (one.page, one.url, one.kind, one.message))

    @property
    def fidelity(self) -> dict[str, dict[str, int]]:
        """How often each kind of thing is not shown as in Notion, by its name and then by the address of its page."""
        found: dict[str, dict[str, int]] = {}
        for problem in self.problems:
            if problem.subject:
                pages = found.setdefault(problem.subject, {})
                page = problem.url.partition("#")[0]
                pages[page] = pages.get(page, 0) + 1
        return dict(sorted(found.items()))

    def __len__(self) -> int:
        return len(self._problems)


class BuildResult(msgspec.Struct, frozen=True):
    """Counts of a build: published pages, posts among them, planned outputs with the files of the search index,
    files written, unchanged and removed.

    `failed` are the paths of outputs that could not be made, `folder` is where the site lies. `pictures` is how many
    pictures pages show, `encoded` how many of them were made in smaller versions now, and `as_they_are` says that none
    is, because the extra `images` is not installed. `digest` is of all files of the site, and stays the
    same while they do. `rendered` are the paths of the outputs that were made in this build, `copied` those of files
    that were copied, and `reasons` say of each why; `changed` are the paths of files that were written or removed.
    `depends_on` is what the output that was asked for is made of. `held` are the pages by their paths that are not
    public, and that only a preview has. `scheduled` is when the next page appears that only its date holds back, and
    `next_change` when the same content makes another site, for that or any other reason; None for never. `addresses` is
    the file in which the addresses of pages were written down now, "" where nothing had to be, and `addresses_kept`
    says whether that could be done. `policy` is the Content-Security-Policy that hosts are told, "" for none. `indexed`
    says that the search index was made anew, `index_is_behind` that the pages have changed since it was, and
    `search_hint` how search becomes better, "" for nothing.
    """

    pages: int
    posts: int
    outputs: int
    written: int
    unchanged: int
    removed: int
    failed: tuple[str, ...] = ()
    folder: Path = Path()
    pictures: int = 0
    encoded: int = 0
    as_they_are: bool = False
    digest: str = ""
    rendered: tuple[str, ...] = ()
    copied: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    reasons: Mapping[str, str] = {}
    depends_on: tuple[str, ...] = ()
    held: Mapping[str, Held] = {}
    scheduled: datetime | None = None
    next_change: datetime | None = None
    addresses: str = ""
    addresses_kept: bool = True
    policy: str = ""
    indexed: bool = False
    index_is_behind: bool = False
    search_hint: str = ""
