"""`notionpress build`: from Notion to the finished site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from notionpress.commands.options import (
    accept_removals_option,
    base_url_option,
    config_option,
    explain_option,
    full_option,
    jobs_option,
    json_option,
    offline_option,
    strict_option,
)
from notionpress.commands.request_log import log_options

if TYPE_CHECKING:
    from datetime import datetime

    from notionpress.commands.progress import Progress
    from notionpress.report import BuildResult, Report
    from notionpress.store import Store


@click.command()
@config_option
@click.option(
    "--output", metavar="FOLDER", type=click.Path(path_type=Path), help="Write the site here, not to `output`."
)
@offline_option
@strict_option
@base_url_option
@click.option("--preview", is_flag=True, help="Show a box wherever something is not shown as in Notion.")
@json_option
@full_option
@jobs_option
@explain_option
@accept_removals_option
@log_options(passed=True)
def build(
    config_path: Path,
    output: Path | None,
    base_url: str,
    preview: bool,
    jobs: int | None,
    explain: str | None,
    **how: bool,
) -> int:
    """Read what changed in Notion, then make the site."""
    from notionpress.build.how import SITE, How
    from notionpress.build.stamp import Glance
    from notionpress.commands.making import Run, known_secrets, path_of_output, read_and_make
    from notionpress.config import load_config

    config = load_config(config_path, base_url=base_url, preview=preview)
    target = output or config.folder / config.output
    secrets = known_secrets(config)
    glance = Glance(config, config.folder / config.cache, target, secrets, SITE)
    asked = path_of_output(explain, target)
    may_be_same = not (how["full"] or asked) and glance.knows_makers()
    if not may_be_same:
        from notionpress.build.build import check_build

        check_build(config, target)

    def make(store: Store, report: Report, now: datetime, progress: Progress) -> BuildResult:
        if may_be_same and (same := glance.result(store, report, now)):
            return same
        from notionpress.build.build import build_site

        return build_site(
            config,
            store,
            report,
            output=target,
            how=How(
                now=now,
                secrets=secrets,
                progress=progress.rendered,
                accept_removals=how["accept_removals"],
                jobs=jobs or 0,
                afresh=how["full"],
                explain=asked,
            ),
        )

    return read_and_make(config, make, "The site is ready", target / "index.html", Run(**how, explain=explain or ""))
