"""`notionpress export`: from Notion to Markdown in another generator's project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from notionpress.commands.options import (
    accept_removals_option,
    base_url_option,
    config_option,
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

GENERATORS = ("plain", "hugo", "jekyll", "eleventy", "astro", "docusaurus", "mkdocs", "zola", "hexo")


@click.command(short_help="Write the pages as Markdown for another generator.")
@click.argument("dir", type=click.Path(path_type=Path))
@click.option("--to", metavar="GENERATOR", type=click.Choice(GENERATORS), required=True, help=", ".join(GENERATORS))
@config_option
@offline_option
@strict_option
@base_url_option
@json_option
@full_option
@jobs_option
@accept_removals_option
@log_options(passed=True)
def export(dir: Path, to: str, config_path: Path, base_url: str, jobs: int | None, **options: bool) -> int:
    """Read what changed in Notion, then write its pages as Markdown into DIR, the project of a generator."""
    from notionpress.build.how import markdown_for
    from notionpress.commands.making import Run, Target, read_and_make
    from notionpress.config import load_config

    config = load_config(config_path, base_url=base_url)

    def check() -> None:
        from notionpress.build.export import check_export

        check_export(config, dir, to)

    def make(store: Store, report: Report, how: How) -> BuildResult:
        from notionpress.build.export import export_site

        return export_site(config, store, report, to=to, output=dir, how=how)

    ready = f"The pages are ready for {to}"
    target = Target(kind=markdown_for(to), output=dir, check=check, make=make, ready=ready, result=dir)
    return read_and_make(config, target, Run(**options, jobs=jobs or 0, explain=""))
