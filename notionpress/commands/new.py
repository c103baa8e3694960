"""`notionpress new`: the files of a new project."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from notionpress.errors import NotionPressError

if TYPE_CHECKING:
    from notionpress.start.proposal import Start

HOSTS = ("github", "gitlab", "netlify", "cloudflare", "vercel")


@click.command(short_help="Make the files of a new project.")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--root", metavar="URL", default="", help="The address of a database or page in Notion to publish.")
@click.option(
    "--ci",
    "host",
    metavar="HOST",
    type=click.Choice(HOSTS),
    help=f"Add what builds the site on a schedule and publishes it on HOST: {', '.join(HOSTS)}.",
)
def new(folder: Path, root: str, host: str | None) -> int:
    """Make a project in the folder DIR: site.yaml, .env.example and .gitignore.

    On a terminal, without --root and with a token, you choose what to publish. With --ci, a project that is there
    already gets what it needs for HOST, and is else left as it is.
    """
    from notionpress.commands.publishing import project_files
    from notionpress.commands.summary import shown_path
    from notionpress.config_checks import notion_id
    from notionpress.start.proposal import Start

    if root:
        try:
            notion_id(root)
        except ValueError as error:
            raise click.BadParameter(f"{error}.", param_hint="--root") from error
    is_new = not (host and (folder / "site.yaml").exists())
    if root and not is_new:
        raise click.UsageError("--root is for a new project: here, set `root` in site.yaml.")
    top = folder.resolve()
    start = Start(roots=((root, ""),)) if root else Start()
    files = _project(top, start, host) if is_new else {}
    if host:
        files |= project_files(host, top)
    if taken := [os.path.relpath(path, top) for path in files if path.exists()]:
        raise NotionPressError(
            f"{folder} holds {', '.join(taken)} already; nothing was changed.",
            "Name a folder without them." if is_new else "Move away what is there to get new ones.",
        )
    if is_new and not root:
        start = _chosen(folder)
        files |= _project(top, start, host)
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        # "x": what appeared meanwhile is not overwritten either.
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    made = ", ".join(shown_path(path, Path.cwd()) for path in files)
    click.echo(f"Made {made}.\n\nNext:")
    for step in _next_steps(folder, start, host, is_new=is_new):
        click.echo(f"  {step}")
    return 0


def _project(top: Path, start: Start, host: str | None) -> dict[Path, str]:
    from notionpress.commands.publishing import READS_FILES
    from notionpress.start.settings import Setting, with_settings
    from notionpress.start.starter import starter_files

    files = {top / name: text for name, text in starter_files(top.name, start).items()}
    if host in READS_FILES:
        told = {("deploy", name): Setting(host) for name in ("redirects", "headers")}
        files[top / "site.yaml"] = with_settings(files[top / "site.yaml"], told)
    return files


def _chosen(folder: Path) -> Start:
    """What somebody at a terminal chooses to publish."""
    from notionpress.start.proposal import Start

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return Start()
    from notionpress.commands.choosing import choose_start

    return choose_start(folder)


def _next_steps(folder: Path, start: Start, host: str | None, *, is_new: bool) -> list[str]:
    from notionpress.commands.publishing import next_steps

    return [*(_first_steps(folder, start) if is_new else []), *(next_steps(host, folder) if host else [])]


def _first_steps(folder: Path, start: Start) -> list[str]:
    return [
        *([] if folder == Path() else [f"cd {shlex.quote(str(folder))}"]),
        "cp .env.example .env    # and put your token into it",
        *([] if start.roots else ["set `root` in site.yaml to the address of a database or page"]),
        "notionpress build",
    ]
