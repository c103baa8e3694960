"""`notionpress find`: what the token can see, to copy into site.yaml."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from notionpress.commands.options import config_option
from notionpress.commands.request_log import log_options, tell

if TYPE_CHECKING:
    from notionpress.check.visible import Visible
    from notionpress.config import Config


@click.command(short_help="List the databases and pages that the token can see.")
@click.argument("words", metavar="[WORDS]", nargs=-1)
@config_option
@click.option("--rows", is_flag=True, help="List the rows of databases too: they are pages.")
@click.option(
    "--limit",
    metavar="NUMBER",
    type=click.IntRange(1),
    default=1000,
    show_default=True,
    help="Look at so many pages at most, those that were edited last.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON and nothing else.")
@log_options(passed=True)
@click.pass_context
def find(
    context: click.Context,
    words: tuple[str, ...],
    config_path: Path,
    rows: bool,
    limit: int,
    as_json: bool,
    log_json: bool,
) -> int:
    """List the databases and pages that the token can see, with their ids: all of them, or those with WORDS in their
    title. It needs no site.yaml; the token comes from NOTION_TOKEN in the environment or in .env."""
    import asyncio

    from notionpress.check.visible import visible
    from notionpress.commands import places
    from notionpress.reading import notion_client

    named = context.get_parameter_source("config_path") is ParameterSource.COMMANDLINE
    config = _config(config_path, named=named)

    async def search() -> Visible:
        async with notion_client(config) as client:
            return await visible(client, " ".join(words), rows=rows, limit=limit)

    found = asyncio.run(search())
    if as_json:
        click.echo(places.as_json(found))
        return 0
    about = places.about(found, " ".join(words))
    if sys.stdout.isatty():
        click.echo(f"{places.as_table(found)}\n{about}" if found.places else about)
    else:
        click.echo(places.as_lines(found), nl=False)
        # A program reads the lines: what is said about them must not be in its way.
        if log_json:
            tell("message", message=about)
        else:
            click.echo(about, err=True)
    return 0


def _config(path: Path, *, named: bool) -> Config:
    """The configuration; what is by default where there is no site.yaml and none was named."""
    from notionpress.config import Config, load_config

    return load_config(path) if named or path.exists() else Config(title="", folder=path.parent)
