"""The words at the end of a command: what was read, what was built, and what is wrong with which page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from notionpress.commands.progress import shown_time
from notionpress.commands.slow import explanation
from notionpress.crawl.options import CrawlResult
from notionpress.errors import PagesVanished
from notionpress.ids import notion_url
from notionpress.report import EDITORIAL, BuildResult, Problem, Report
from notionpress.text import counted, one_line

_LONGEST_NAME: Final = 40
_SHOWN_OF_A_KIND: Final = 10
_Told = TypeVar("_Told")


def of_crawl(result: CrawlResult) -> str:
    """What a crawl did, in a sentence or two, and why it took long if it did."""
    changes = f"{result.pages_fetched:,} new or changed, {result.pages_removed:,} removed"
    got = f"{counted(result.blocks, 'block')}, {counted(result.files, 'file')}"
    cost = f"{counted(result.requests, 'request')}, {result.seconds:.1f} s"
    text = f"Read {counted(result.pages, 'page')} ({changes}): {got}, {cost}."
    if result.waited >= 1:
        text += f" Of that, {shown_time(result.waited)} went by waiting for Notion's rate limit."
    if result.failed_pages:
        text += f" {counted(len(result.failed_pages), 'page')} could not be read."
    return "\n".join(filter(None, (text, explanation(result))))


def of_build(result: BuildResult, seconds: float) -> str:
    """What a build did; `seconds` is how long it took."""
    files = f"{result.written:,} written, {result.unchanged:,} unchanged, {result.removed:,} removed"
    text = (
        f"Built {counted(result.pages, 'page')} ({counted(result.posts, 'post')}) in {seconds:.1f} s. Files: {files}."
    )
    if result.failed:
        text += f" {len(result.failed):,} could not be made."
    if result.encoded:
        text += f" Smaller versions of {counted(result.encoded, 'picture')} were made."
    if result.as_they_are:
        text += "\nPictures are published as they are: `pip install 'notionpress[images]'` makes smaller versions."
    if result.indexed:
        text += " The search index was made."
    if result.addresses and result.addresses_kept:
        text += f"\n{result.addresses} keeps the addresses of pages and has changed: put it into your repository."
    elif result.addresses:
        text += f"\n{result.addresses}, which keeps the addresses of pages, cannot be written here: build where it can."
    if result.search_hint:
        text += f"\n{result.search_hint}"
    if result.scheduled:
        text += f"\nThe next scheduled page appears on {result.scheduled.isoformat(' ', 'minutes')}."
    return text


def of_problems(problems: Sequence[Problem]) -> str:
    """Each problem below its page with its Notion address, "" when there are none; lines end with a line feed.

    Of each kind of editorial problem the first few are shown, the others counted.
    """
    if not problems:
        return ""
    lines = ["", f"{counted(len(problems), 'problem')}:"]
    shown, others = few_of_each(problems, lambda one: one.kind)
    for (page, url), group in groupby(shown, key=lambda one: (one.page, one.url)):
        lines.append(f"  {named_page(page, url)}")
        for problem in group:
            lines.append(f"    {one_line(problem.message)}")
            if problem.hint:
                lines.append(f"      {one_line(problem.hint)}")
    return "\n".join((*lines, *([f"  {others}"] if others else []))) + "\n"


def few_of_each(problems: Sequence[_Told], kind_of: Callable[[_Told], str]) -> tuple[list[_Told], str]:
    """The first few of each editorial kind and all others, and a sentence on how many of which are left out."""
    seen: Counter[str] = Counter()
    shown = []
    for problem in problems:
        kind = kind_of(problem)
        seen[kind] += kind in EDITORIAL
        if seen[kind] <= _SHOWN_OF_A_KIND:
            shown.append(problem)
    more = {kind: count - _SHOWN_OF_A_KIND for kind, count in sorted(seen.items()) if count > _SHOWN_OF_A_KIND}
    left = [f"{count:,} more of {kind}" for kind, count in more.items()]
    return shown, f"And {', '.join(left)}: `notionpress check --json` has them all." if left else ""


def of_fidelity(fidelity: Mapping[str, Mapping[str, int]]) -> str:
    """What is not shown as in Notion, counted by its name, "" for nothing; the line ends with a line feed."""
    if not fidelity:
        return ""
    counts = []
    for name, pages in sorted(fidelity.items(), key=lambda one: (-sum(one[1].values()), one[0])):
        times = counted(sum(pages.values()), one_line(name.replace("_", " "))[:_LONGEST_NAME])
        counts.append(f"{times} on {counted(len(pages), 'page')}")
    return f"\nNot shown as in Notion: {', '.join(counts)}.\n"


def of_explanation(built: BuildResult, asked: str) -> str:
    """Why files were made; with one `asked` for by its path, what it depends on."""
    if asked != "*":
        lines = [f"\n{asked} depends on:", *(f"  {one_line(one)}" for one in built.depends_on)]
        return "\n".join(lines) + "\n"
    if not built.reasons:
        return "\nNothing had to be made again.\n"
    return "\n" + "".join(f"{path}: {one_line(reason)}.\n" for path, reason in built.reasons.items())


def of_stop(crawled: CrawlResult | None, report: Report, error: PagesVanished, *, as_json: bool) -> str:
    """What was read before a command stopped because too many pages vanished; as JSON with these pages."""
    if not as_json:
        return "".join([*([f"{of_crawl(crawled)}\n"] if crawled else []), of_problems(report.problems)])
    facts = {
        "reason": "pages-vanished",
        "exit_code": error.exit_code,
        "result": None,
        "crawl": _crawl_facts(crawled) if crawled else None,
        "problems": report.problems,
        "vanished": [{"page": title, "url": url} for title, url in error.pages],
    }
    return f"{_json(facts)}\n"


def as_json(
    crawled: CrawlResult | None,
    built: BuildResult,
    report: Report,
    *,
    seconds: float,
    path: str,
    reason: str,
    exit_code: int,
    explain: bool = False,
) -> str:
    """All of the summary as a JSON object (docs/commands.md describes it).

    `path` is where the result lies, `reason` a word for why the run ends with `exit_code`; `explain` tells of the files
    that were made why.
    """
    facts = {
        "reason": reason,
        "exit_code": exit_code,
        "result": path,
        "pages": built.pages,
        "posts": built.posts,
        "outputs": built.outputs,
        "written": built.written,
        "unchanged": built.unchanged,
        "removed": built.removed,
        "failed": built.failed,
        "digest": built.digest,
        "scheduled": built.scheduled,
        "next_change": built.next_change,
        "seconds": round(seconds, 3),
        "crawl": _crawl_facts(crawled) if crawled else None,
        "problems": report.problems,
        "fidelity": report.fidelity,
        "vanished": (),
    }
    if explain:
        facts |= {"made": built.reasons, "depends_on": built.depends_on}
    return _json(facts)


def _json(facts: dict[str, Any]) -> str:
    return msgspec.json.format(msgspec.json.encode(facts), indent=2).decode()


def _crawl_facts(crawled: CrawlResult) -> dict[str, Any]:
    return {
        "pages": crawled.pages,
        "changed": crawled.pages_fetched,
        "removed": crawled.pages_removed,
        "blocks": crawled.blocks,
        "files": crawled.files,
        "requests": crawled.requests,
        "seconds": round(crawled.seconds, 3),
        "waited": round(crawled.waited, 3),
        "requests_for": crawled.by_purpose,
        "lists_below": crawled.by_block,
        "costliest": [
            {
                "page": one.title,
                "url": notion_url(one.id),
                "requests": one.requests,
                "lists_below": one.by_block,
            }
            for one in crawled.costliest
        ],
        "failed": [notion_url(id) for id in crawled.failed_pages],
    }


def shown_path(path: Path, here: Path) -> str:
    """A path as one would type it in the folder `here`."""
    resolved, here = path.resolve(), here.resolve()
    return str(resolved.relative_to(here) if resolved.is_relative_to(here) else resolved)


def named_page(title: str, url: str) -> str:
    """A page by its title and address, on one line; "The site" for what stands on no page."""
    title = one_line(title)
    return " ".join(filter(None, (f"“{title}”" if title else "", url))) or "The site"
