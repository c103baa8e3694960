"""`notionpress new`: the files of a new project."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from notionpress.errors import NotionPressError


@click.command(short_help="Make the files of a new project.")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--root", metavar="URL", default="", help="The address of a database or page in Notion to publish.")
def new(folder: Path, root: str) -> int:
    """Make a project in the folder DIR: site.yaml, .env.example and .gitignore."""
    from notionpress.commands.starter import starter_files
    from notionpress.config_checks import notion_id

    if root:
        try:
            notion_id(root)
        except ValueError as error:
            raise click.BadParameter(f"{error}.", param_hint="--root") from error
    files = starter_files(folder.resolve().name, root)
    if taken := [name for name in files if (folder / name).exists()]:
        raise NotionPressError(
            f"{folder} holds {', '.join(taken)} already; nothing was changed.", "Name a folder without them."
        )
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        # "x": what appeared meanwhile is not overwritten either.
        with (folder / name).open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    click.echo(f"Made {', '.join(str(folder / name) for name in files)}.\n\nNext:")
    for step in _next_steps(folder, root):
        click.echo(f"  {step}")
    return 0


def _next_steps(folder: Path, root: str) -> list[str]:
    return [
        f"cd {shlex.quote(str(folder))}",
        "cp .env.example .env    # and put your token into it",
        *([] if root else ["set `root` in site.yaml to the address of a database or page"]),
        "notionpress build",
    ]
