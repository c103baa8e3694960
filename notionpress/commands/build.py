"""`notionpress build`: from Notion to the finished site."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from notionpress.commands.options import config_option, full_option
from notionpress.errors import BuildError, ConfigError, NotionError, PluginError

if TYPE_CHECKING:
    from notionpress.commands.progress import Progress
    from notionpress.config import Config
    from notionpress.crawl.options import CrawlResult
    from notionpress.report import BuildResult, Report
    from notionpress.store import Store


@click.command()
@config_option
@click.option(
    "--output", metavar="FOLDER", type=click.Path(path_type=Path), help="Write the site here, not to `output`."
)
@click.option("--offline", is_flag=True, help="Make no request; build from what was read before.")
@click.option("--strict", is_flag=True, help="Exit with status 1 if there are any problems.")
@click.option("--base-url", metavar="URL", default="", help="The address of the site, for previews.")
@full_option
def build(config_path: Path, output: Path | None, offline: bool, strict: bool, base_url: str, full: bool) -> int:
    """Read what changed in Notion, then make the site."""
    from notionpress.build.build import check_build
    from notionpress.commands import summary
    from notionpress.commands.progress import request_limit, shown_progress
    from notionpress.config import load_config
    from notionpress.report import Report
    from notionpress.store import Store

    if offline and full:
        raise click.UsageError("--full reads everything from Notion, and --offline reads nothing: choose one.")
    config = load_config(config_path, base_url=base_url)
    target = output or config.folder / config.output
    check_build(config, target)
    store = Store.open(config.folder / config.cache, create=not offline)
    report = Report()
    crawled: CrawlResult | None = None
    with shown_progress(request_limit(config)) as progress:
        if not offline:
            crawled = _crawl(config, store, report, full=full, progress=progress)
        start = time.perf_counter()
        built = _build(config, store, report, target, progress)
        seconds = time.perf_counter() - start
    if crawled:
        click.echo(summary.of_crawl(crawled))
    click.echo(summary.of_build(built, seconds))
    click.echo(summary.of_problems(report.problems), nl=False)
    click.echo(f"\nThe site is ready: {summary.shown_path(target / 'index.html', Path.cwd())}")
    return _exit_code(crawled, built, report, strict=strict)


def _crawl(config: Config, store: Store, report: Report, *, full: bool, progress: Progress) -> CrawlResult:
    from notionpress.commands.crawling import crawl_site

    try:
        return crawl_site(config, store, report, full=full, progress=progress.crawled)
    except NotionError as error:
        if store.entries("page"):
            # The site stays as it is rather than being made of old pages unasked.
            error.hint = f"{error.hint}\nThe site was left as it is. `--offline` builds it from what was read before."
        raise


def _build(config: Config, store: Store, report: Report, target: Path, progress: Progress) -> BuildResult:
    from notionpress.build.build import build_site

    return build_site(config, store, report, output=target, now=_now(), progress=progress.rendered)


def _now() -> datetime:
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


def _exit_code(crawled: CrawlResult | None, built: BuildResult, report: Report, *, strict: bool) -> int:
    from notionpress.site.hooks import PLUGIN_FAILED

    if crawled and not crawled.complete:
        return NotionError.exit_code
    if any(problem.kind == PLUGIN_FAILED for problem in report.problems):
        return PluginError.exit_code
    return BuildError.exit_code if built.failed or (strict and len(report) > 0) else 0
