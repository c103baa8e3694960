"""What a run tells the job of GitHub Actions that it runs in: a summary, outputs for later steps, and annotations."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote

import click

from notionpress.commands import summary
from notionpress.crawl.options import CrawlResult
from notionpress.report import BuildResult, Problem, Report
from notionpress.text import counted, inert, one_line

_LONGEST_SUMMARY: Final = 1024 * 1024
"""Bytes of all that the programs of one step may add; GitHub drops a longer summary whole."""

_LONGEST_TABLE: Final = 400_000
"""Bytes of the table of problems."""

_LONGEST_CELL: Final = 400
"""Characters of a cell of that table."""

_ANNOTATIONS: Final = 10
"""How many annotations of one kind GitHub shows of a step."""

_MARKUP: Final = re.compile(r"""[\\`*_{}\[\]()<>#+\-.!|&~@:/=$^"']""")

_TITLES: Final = {
    "pages-unread": "Pages could not be read from Notion",
    "plugin-failed": "A plugin failed",
    "files-failed": "Some files could not be made",
    "problems": "There are problems, and --strict makes them a failure",
}


def tell_run(
    environment: Mapping[str, str],
    crawled: CrawlResult | None,
    built: BuildResult,
    report: Report,
    *,
    seconds: float,
    ready: str,
    reason: str,
) -> None:
    """Tell the job what was read and made and what is wrong; does nothing elsewhere.

    `seconds` is how long the build took, `ready` the words for a run that went well, `reason` a word of
    `summary.as_json`.
    """
    if not is_job(environment):
        return
    read = [summary.of_crawl(crawled)] if crawled else []
    _tell(environment, _TITLES.get(reason, ready), [*read, summary.of_build(built, seconds)], report)
    outputs = {"digest": built.digest, "pages": built.pages, "problems": len(report)}
    _append(environment, "GITHUB_OUTPUT", "".join(f"{name}={value}\n" for name, value in outputs.items()))


def tell_crawl(environment: Mapping[str, str], crawled: CrawlResult, report: Report) -> None:
    """Tell the job what was read and what is wrong with it; does nothing elsewhere."""
    if is_job(environment):
        title = "Read from Notion" if crawled.complete else _TITLES["pages-unread"]
        _tell(environment, title, [summary.of_crawl(crawled)], report)


def tell_failure(environment: Mapping[str, str], message: str, hint: str) -> None:
    """Tell the job what stopped a run and what to do about it; does nothing elsewhere."""
    if not is_job(environment):
        return
    text = f"### Stopped\n\n{_escaped(message)}\n\n{_escaped(hint)}\n\n"
    _append(environment, "GITHUB_STEP_SUMMARY", text, limit=_LONGEST_SUMMARY)
    click.echo(_command("error", "\n".join(filter(None, (message, hint)))), err=True)


def _tell(environment: Mapping[str, str], title: str, words: Sequence[str], report: Report) -> None:
    problems = report.problems
    parts = [
        f"### {_escaped(title)}",
        *map(_escaped, words),
        *([f"#### {counted(len(problems), 'problem')}", table(problems)] if problems else []),
        _escaped(summary.of_fidelity(report.fidelity)),
    ]
    _append(environment, "GITHUB_STEP_SUMMARY", "\n\n".join(filter(None, parts)) + "\n\n", limit=_LONGEST_SUMMARY)
    for line in warnings(problems):
        click.echo(line, err=True)


def is_job(environment: Mapping[str, str]) -> bool:
    """Whether a program runs in GitHub Actions, or in something that behaves like it."""
    return environment.get("GITHUB_ACTIONS") == "true"


def table(problems: Sequence[Problem]) -> str:
    """Problems as a table in GitHub's Markdown, each with a link to its page; what is too much is counted."""
    rows = ["| Page | Problem | What to do |", "|---|---|---|"]
    size = 0
    for number, problem in enumerate(problems):
        row = f"| {_page(problem)} | {_cell(problem.message)} | {_cell(problem.hint)} |"
        size += len(row.encode()) + 1
        if size > _LONGEST_TABLE:
            rows.append(f"\n… and {len(problems) - number:,} more, which the log names.")
            break
        rows.append(row)
    return "\n".join(rows)


def warnings(problems: Sequence[Problem]) -> list[str]:
    """Problems as warnings that GitHub shows with the job: as many as it shows, the last one telling of the others."""
    shown = problems if len(problems) <= _ANNOTATIONS else problems[: _ANNOTATIONS - 1]
    lines = []
    for problem in shown:
        text = f"{summary.named_page(problem.page, problem.url)}: {problem.message}"
        lines.append(_command("warning", "\n".join(filter(None, (one_line(text), one_line(problem.hint))))))
    if len(shown) < len(problems):
        left = counted(len(problems) - len(shown), "more problem")
        lines.append(_command("warning", f"{left}: see the summary of the job."))
    return lines


def _command(name: str, text: str) -> str:
    """A workflow command of GitHub, its text escaped as GitHub's own toolkit does (actions/toolkit, `command.ts`)."""
    escaped = inert(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return f"::{name} title=notionpress::{escaped}"


def _page(problem: Problem) -> str:
    words = _cell(problem.page.strip() or problem.url or "The site")
    if not problem.url.startswith(("https://", "http://")):
        return words
    address = quote(problem.url, safe="/:?#[]@!*+,;=%&~").replace("&", "&amp;")
    return f"[{words}](<{address}>)"


def _cell(text: str) -> str:
    line = one_line(text)
    return _escaped(line if len(line) <= _LONGEST_CELL else f"{line[: _LONGEST_CELL - 1]}…")


def _escaped(text: str) -> str:
    """Text that Markdown, HTML and GitHub's own additions (mentions, emoji, formulas) leave as it is."""
    return "<br>".join(
        _MARKUP.sub(lambda found: f"&#{ord(found[0])};", one_line(line)) for line in text.strip().splitlines()
    )


def _append(environment: Mapping[str, str], variable: str, text: str, *, limit: int = 0) -> None:
    """Add to the file that a variable names, where there is one, unless the file would grow above the limit."""
    if not environment.get(variable):
        return
    path = Path(environment[variable])
    try:
        size = path.stat().st_size if path.exists() else 0
        if not limit or size + len(text.encode()) <= limit:
            with path.open("a", encoding="utf-8", newline="\n") as file:
                file.write(text)
    except OSError as error:
        click.echo(f"{variable}: {path} cannot be written: {error.strerror or type(error).__name__}.", err=True)
