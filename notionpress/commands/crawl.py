"""`notionpress crawl`: bring the cache up to date, and build nothing."""

from __future__ import annotations

import os
from pathlib import Path

import click

from notionpress.commands.options import accept_removals_option, config_option, full_option
from notionpress.commands.request_log import log_options
from notionpress.errors import NotionError


@click.command(short_help="Read what changed in Notion, build nothing.")
@config_option
@full_option
@accept_removals_option
@log_options(passed=True)
def crawl(config_path: Path, full: bool, accept_removals: bool, log_json: bool) -> int:
    """Read what changed in Notion, and keep it for builds with --offline."""
    from notionpress.commands import job_summary, summary
    from notionpress.commands.progress import shown_progress
    from notionpress.config import load_config
    from notionpress.crawl.removal import refused
    from notionpress.reading import crawl_site
    from notionpress.report import Report
    from notionpress.store import Store

    config = load_config(config_path)
    store = Store.open(config.folder / config.cache)
    report = Report()
    with shown_progress(config.notion.request_limit, as_json=log_json) as progress:
        result = crawl_site(
            config, store, report, full=full, accept_removals=accept_removals, progress=progress.crawled
        )
    click.echo(summary.of_crawl(result))
    click.echo(summary.of_problems(report.problems), nl=False)
    job_summary.tell_crawl(os.environ, result, report)
    if result.refused_removals:
        raise refused(store, result.refused_removals)
    return 0 if result.complete else NotionError.exit_code
