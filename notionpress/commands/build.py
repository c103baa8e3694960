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
    from notionpress.build.how import How
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
    **options: bool,
) -> int:
    """Read what changed in Notion, then make the site."""
    from notionpress.build.how import SITE
    from notionpress.commands.making import Run, Target, read_and_make
    from notionpress.config import load_config

    config = load_config(config_path, base_url=base_url, preview=preview)
    folder = output or config.folder / config.output

    def check() -> None:
        from notionpress.build.build import check_build

        check_build(config, folder)

    def make(store: Store, report: Report, how: How) -> BuildResult:
        from notionpress.build.build import build_site

        return build_site(config, store, report, output=folder, how=how)

    target = Target(
        kind=SITE,
        output=folder,
        check=check,
        make=make,
        ready="The site is ready",
        result=folder / "index.html",
        # With another address than that of site.yaml it may be a try; what a preview shows is no site at all.
        keep_addresses="" if preview else "cache" if base_url else "project",
    )
    return read_and_make(config, target, Run(**options, jobs=jobs or 0, explain=explain or ""))
