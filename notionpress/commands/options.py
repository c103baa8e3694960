"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path

import click

config_option = click.option(
    "--config",
    "config_path",
    metavar="FILE",
    type=click.Path(path_type=Path),
    default=Path("site.yaml"),
    show_default=True,
    help="The configuration of the site.",
)

full_option = click.option("--full", is_flag=True, help="Read every page again, also those that did not change.")

jobs_option = click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(min=1),
    help="Make files in so many processes at a time; by default one for each processor.",
)

explain_option = click.option(
    "--explain",
    metavar="[PATH]",
    is_flag=False,
    flag_value="*",
    help="Tell of each file that was made why; with the path of one, what that depends on.",
)

json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print the summary as JSON and nothing else; show no progress."
)

offline_option = click.option("--offline", is_flag=True, help="Make no request; use what was read before.")

accept_removals_option = click.option(
    "--accept-removals", is_flag=True, help="Go on also where unusually many pages vanished at once."
)

strict_option = click.option("--strict", is_flag=True, help="Exit with status 1 if there are any problems.")

base_url_option = click.option("--base-url", metavar="URL", default="", help="The address of the site, for previews.")
