"""`notionpress export`: from Notion to Markdown in another generator's project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from notionpress.commands.making import read_and_make
from notionpress.commands.options import base_url_option, config_option, full_option, offline_option, strict_option

if TYPE_CHECKING:
    from datetime import datetime

    from notionpress.commands.progress import Progress
    from notionpress.report import BuildResult, Report
    from notionpress.store import Store

GENERATORS = ("plain", "hugo", "jekyll", "eleventy", "astro", "docusaurus", "mkdocs", "zola", "hexo")


@click.command()
@click.argument("dir", type=click.Path(path_type=Path))
@click.option("--to", metavar="GENERATOR", type=click.Choice(GENERATORS), required=True, help=", ".join(GENERATORS))
@config_option
@offline_option
@strict_option
@base_url_option
@full_option
def export(dir: Path, to: str, config_path: Path, offline: bool, strict: bool, base_url: str, full: bool) -> int:
    """Read what changed in Notion, then write its pages as Markdown into DIR, the project of a generator."""
    from notionpress.build.export import check_export, export_site
    from notionpress.commands import summary
    from notionpress.config import load_config

    config = load_config(config_path, base_url=base_url)
    check_export(config, dir)

    def make(store: Store, report: Report, now: datetime, progress: Progress) -> BuildResult:
        return export_site(config, store, report, to=to, output=dir, now=now, progress=progress.rendered)

    ready = f"The pages are ready for {to}: {summary.shown_path(dir, Path.cwd())}"
    return read_and_make(config, make, ready, offline=offline, full=full, strict=strict)
