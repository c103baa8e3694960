"""What the commands that make files have in common: reading from Notion first, and what they say and end with."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

import click
import msgspec

from notionpress.errors import BuildError, ConfigError, NotionError, PagesVanished, PluginError

if TYPE_CHECKING:
    from notionpress.build.how import How
    from notionpress.commands.progress import Progress
    from notionpress.config import Config
    from notionpress.crawl.options import CrawlResult
    from notionpress.report import BuildResult, Report
    from notionpress.store import Store

    Make: TypeAlias = Callable[[Store, Report, How], BuildResult]


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """What a command makes: its `kind` as in `build.how`, the `output` folder, and how.

    `check` raises what would stop it before its first page, and `make` makes it: both import what they need, which is
    much where nothing is to do. `ready` is what is said at the end, before the path of the `result`. `keep_addresses`
    is as in `build.how`.
    """

    kind: str
    output: Path
    check: Callable[[], None]
    make: Make
    ready: str
    result: Path
    keep_addresses: Literal["project", "cache", ""] = ""


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """How a command was called.

    Without requests, with all pages read anew, removing however many pages, failing on problems, speaking JSON,
    logging JSON; in `jobs` processes, 0 for one for each processor; `explain` is a file whose making is to be
    explained, or `*` for all that were made.
    """

    offline: bool
    full: bool
    accept_removals: bool
    strict: bool
    as_json: bool
    log_json: bool
    jobs: int
    explain: str = ""


def read_and_make(config: Config, target: Target, run: Run) -> int:
    """Crawl unless `offline` or all pages are local, make files, print the summary; returns the exit code.

    Where everything is as the last build left it, nothing is made.
    """
    from notionpress.build.how import How
    from notionpress.build.stamp import Glance
    from notionpress.environment import known_secrets

    secrets = known_secrets(config.folder, os.environ)
    asked = _path_of_output(run.explain, target.output)
    glance = Glance(config, config.folder / config.cache, target.output, secrets, target.kind)
    may_be_same = not (run.full or asked) and glance.knows_makers()
    if not may_be_same:
        target.check()

    def make(store: Store, report: Report, now: datetime, progress: Progress) -> BuildResult:
        same = glance.result(store, report, now) if may_be_same else None
        how = How(
            now=now,
            secrets=secrets,
            progress=progress.rendered,
            accept_removals=run.accept_removals,
            jobs=run.jobs,
            afresh=run.full,
            explain=asked,
            keep_addresses=target.keep_addresses,
            glance=glance,
        )
        return same or target.make(store, report, how)

    return _read_and_make(config, make, target.ready, target.result, run)


def _read_and_make(
    config: Config,
    make: Callable[[Store, Report, datetime, Progress], BuildResult],
    ready: str,
    result: Path,
    run: Run,
) -> int:
    from notionpress.commands import job_summary, summary
    from notionpress.commands.progress import no_progress, shown_progress
    from notionpress.crawl.removal import refused
    from notionpress.report import Report
    from notionpress.store import Store

    if run.offline and run.full:
        raise click.UsageError("--full reads everything from Notion, and --offline reads nothing: choose one.")
    reads_notion = not run.offline and _reads_notion(config)
    store = Store.open(config.folder / config.cache, create=reads_notion or not config.notion.root)
    report = Report()
    crawled: CrawlResult | None = None
    try:
        shown = no_progress() if run.as_json else shown_progress(config.notion.request_limit, as_json=run.log_json)
        with shown as progress, store.held():
            if reads_notion:
                crawled = _crawl(config, store, report, run, progress)
                if crawled.refused_removals:
                    raise refused(store, crawled.refused_removals)
            elif config.notion.root:
                _tell_of_other_rows(config, store, report)
            start = time.perf_counter()
            built = make(store, report, time_of_build(), progress)
            seconds = time.perf_counter() - start
    except PagesVanished as error:
        # What was read, and what is wrong with it, tells why they vanished.
        click.echo(summary.of_stop(crawled, report, error, as_json=run.as_json), nl=False)
        raise
    path = summary.shown_path(result, Path.cwd())
    reason, code = _outcome(crawled, built, report, strict=run.strict)
    if run.as_json:
        facts = summary.as_json(
            crawled,
            built,
            report,
            seconds=seconds,
            path=path,
            reason=reason,
            exit_code=code,
            explain=bool(run.explain),
        )
        click.echo(facts)
    else:
        if crawled:
            click.echo(summary.of_crawl(crawled))
        click.echo(summary.of_build(built, seconds))
        click.echo(summary.of_problems(report.problems), nl=False)
        click.echo(summary.of_fidelity(report.fidelity), nl=False)
        if run.explain:
            click.echo(summary.of_explanation(built, run.explain), nl=False)
        click.echo(f"\n{ready}: {path}")
    job_summary.tell_run(os.environ, crawled, built, report, seconds=seconds, ready=ready, reason=reason)
    return code


def _path_of_output(path: str, output: Path) -> str:
    """The path that a site's own file, or a page's folder, has in it, given as one would type it; "" for none.

    The front page's folder is `index.html`.
    """
    if not path or path == "*":
        return ""
    typed = Path(path)
    if typed.resolve().is_relative_to(output.resolve()) and not path.startswith("/"):
        typed = typed.resolve().relative_to(output.resolve())
    shown = typed.as_posix().strip("/")
    return "index.html" if shown in ("", ".") else shown


def _tell_of_other_rows(config: Config, store: Store, report: Report) -> None:
    """Tell when the cache was not read with the filter of site.yaml."""
    from notionpress.crawl.selection import Selection
    from notionpress.report import Problem

    if Selection(config.notion.filter, config.notion.sorts, config.notion.where).digest != store.selection:
        message = "site.yaml asks for other rows (`where`, `filter`) than those that were read, which are shown."
        report.add(Problem("other-rows", message, hint="Run `notionpress crawl`, or build without --offline."))


def _reads_notion(config: Config) -> bool:
    from notionpress.site.local import is_local

    return not is_local(config)


def _crawl(config: Config, store: Store, report: Report, run: Run, progress: Progress) -> CrawlResult:
    from notionpress.reading import crawl_site

    try:
        return crawl_site(
            config,
            store,
            report,
            full=run.full,
            accept_removals=run.accept_removals,
            progress=progress.crawled,
        )
    except NotionError as error:
        if store.entries("page"):
            # The site stays as it is rather than being made of old pages unasked.
            error.hint = f"{error.hint}\nThe site was left as it is. `--offline` builds it from what was read before."
        raise


def time_of_build() -> datetime:
    """The time of the build: SOURCE_DATE_EPOCH where it is set (reproducible-builds.org), else this moment."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not given:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(given), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise ConfigError(
            f"SOURCE_DATE_EPOCH is “{given}”, which is no time.", "Set it to seconds since 1970, or not at all."
        ) from error


def _outcome(crawled: CrawlResult | None, built: BuildResult, report: Report, *, strict: bool) -> tuple[str, int]:
    """Why a run ends as it does, in a word that stays the same, and its exit code."""
    from notionpress.report import PLUGIN_FAILED

    if crawled and not crawled.complete:
        return "pages-unread", NotionError.exit_code
    if any(problem.kind == PLUGIN_FAILED for problem in report.problems):
        return "plugin-failed", PluginError.exit_code
    if built.failed:
        return "files-failed", BuildError.exit_code
    if strict and len(report) > 0:
        return "problems", BuildError.exit_code
    return "done", 0
