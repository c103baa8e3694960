"""What keeps a site from being as it should, for the terminal and for the browser."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from notionpress.errors import NotionPressError, explained
from notionpress.report import PLUGIN_FAILED, Problem
from notionpress.serve.cycle import Round

_FAILURES: Final = ("output-failed", "page-unread", PLUGIN_FAILED)
"""The kinds of problems that leave a page as it was before."""


class Trouble(msgspec.Struct, frozen=True):
    """Something that could not be built: what happened and what to do next.

    `page` and `url` are the title and the address in Notion of the page it stands on, "" for none; `file` is that of a
    local page.
    """

    message: str
    hint: str = ""
    page: str = ""
    url: str = ""
    file: str = ""


def troubles_of(done: Round) -> tuple[Trouble, ...]:
    """What failed in a round, empty where all was built."""
    if done.error:
        return (of_error(done.error),)
    return tuple(_of_problems(done.report.problems))


def of_error(error: NotionPressError) -> Trouble:
    """What stopped a round."""
    return Trouble(*explained(error))


def _of_problems(problems: Iterable[Problem]) -> Iterable[Trouble]:
    for problem in problems:
        if problem.kind in _FAILURES:
            is_address = problem.url.startswith(("https://", "http://"))
            url, file = (problem.url, "") if is_address else ("", problem.url)
            yield Trouble(problem.message, problem.hint, problem.page, url, file)
