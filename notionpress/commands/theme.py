"""`notionpress theme`: which themes there are, a theme of one's own, and files of a theme to change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from notionpress.commands.options import config_option
from notionpress.errors import NotionPressError

if TYPE_CHECKING:
    from notionpress.config import Config


@click.group(short_help="List themes, begin one of your own, change files of one.")
def theme() -> None:
    """List the themes, begin one of your own, or copy a file of a theme to change it."""


@theme.command("list", short_help="List the themes that site.yaml can name.")
@config_option
def list_themes(config_path: Path) -> int:
    """List the themes that site.yaml can name: those of the project in themes/, and those of notionpress."""
    from notionpress.theme.own import themes

    config = _config(config_path)
    found = themes(config.folder)
    width = max(len(one.name) for one in found)
    for one in found:
        mark = "*" if one.name == config.theme else " "
        where = f"themes/{one.name}" if one.is_own else "notionpress"
        about = f", extends {one.extends}" if one.extends else ""
        click.echo(f"{mark} {one.name:<{width}}  {where}{about}")
        if one.description:
            click.echo(f"  {'':<{width}}  {one.description}")
    if config.theme not in {one.name for one in found}:
        click.echo(f"* {config.theme}")
    click.echo("\n* is the theme of the site; `theme:` in site.yaml names it.")
    return 0


@theme.command(short_help="Begin a theme of your own.")
@click.argument("name", metavar="NAME")
@click.option("--extends", metavar="THEME", help="The theme that yours builds on, by default that of the site.")
@config_option
def new(name: str, extends: str | None, config_path: Path) -> int:
    """Begin a theme of your own: themes/NAME, with everything from the theme that it extends."""
    from notionpress.theme.own import new_theme

    config = _config(config_path)
    folder = config.folder / "themes" / name
    files = new_theme(name, extends or config.theme, config.folder)
    if folder.exists():
        raise NotionPressError(f"There is a theme themes/{name} already; nothing was changed.", "Choose another name.")
    made = [_write(folder / place, data) for place, data in files.items()]
    click.echo(f"Made {', '.join(made)}.\n\nNext:")
    click.echo(f"  set `theme: {name}` in site.yaml")
    click.echo(f"  put templates that win over those of {extends or config.theme} into themes/{name}/templates")
    click.echo("  notionpress serve")
    return 0


@theme.command(short_help="Copy a file of the theme into the project, to change it.")
@click.argument("file", metavar="FILE")
@config_option
def eject(file: str, config_path: Path) -> int:
    """Copy FILE of the site's theme into the project, where it wins: a template (post.html), one for a kind of block
    (blocks/callout.html), or a static file (_theme.css)."""
    from notionpress import __version__
    from notionpress.commands.summary import shown_path
    from notionpress.emit.blocks import starting_template
    from notionpress.theme.copies import marked
    from notionpress.theme.own import original

    config = _config(config_path)
    starting = starting_template(file.removeprefix("templates/"))
    try:
        found = original(file, config.theme, config.folder)
        place, data, wins_over = found.place, marked(found, __version__), f"that of the theme {found.theme}"
    except NotionPressError:
        if starting is None:
            raise
        place, data, wins_over = f"templates/{file.removeprefix('templates/')}", starting.encode(), "notionpress's own"
    target = _project_folder(config, place) / place.partition("/")[2]
    if target.exists():
        raise NotionPressError(
            f"{shown_path(target, Path.cwd())} is there already; nothing was changed.",
            "Change that file, or move it away to get the theme's again.",
        )
    click.echo(f"Made {_write(target, data)}. It wins over {wins_over}; without it, that is shown again.")
    return 0


def _project_folder(config: Config, place: str) -> Path:
    """The project's folder for templates, or for static files."""
    name = config.templates if place.startswith("templates/") else config.static
    if not name:
        raise NotionPressError("site.yaml names no static folder.", "Set `static: static` in it.")
    return config.folder / name


def _write(path: Path, data: bytes) -> str:
    """Write a new file; gives its name as one would type it."""
    from notionpress.commands.summary import shown_path

    path.parent.mkdir(parents=True, exist_ok=True)
    # "x": what appeared meanwhile is not overwritten either.
    with path.open("xb") as file:
        file.write(data)
    return shown_path(path, Path.cwd())


def _config(path: Path) -> Config:
    from notionpress.config import load_config

    return load_config(path)
