"""`notionpress emulate`: serve a workspace folder as Notion would."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from notionpress.errors import NotionPressError

if TYPE_CHECKING:
    from notionpress.emulator.workspace import Workspace


@click.command(short_help="Serve a folder as the Notion API.")
@click.argument("workspace", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--port", metavar="PORT", type=click.IntRange(0, 65535), default=0, help="Listen here; by default on any."
)
@click.option("--token", metavar="TOKEN", default=None, help="Accept this token; by default one that is made up.")
def emulate(workspace: Path, port: int, token: str | None) -> int:
    """Serve the folder WORKSPACE as the Notion API, on this machine only, until Ctrl-C."""
    import asyncio

    from notionpress.emulator.workspace import Workspace

    loaded = Workspace.load(workspace)
    try:
        asyncio.run(_serve(loaded, workspace, port, token))
    except KeyboardInterrupt:
        click.echo("Stopped.")
    except OSError as error:
        raise NotionPressError(
            f"The server cannot listen on port {port}: {error.strerror}.", "Name another port with --port."
        ) from error
    return 0


async def _serve(workspace: Workspace, folder: Path, port: int, token: str | None) -> None:
    import asyncio

    from notionpress.emulator.server import Emulator

    async with Emulator(workspace, port=port, token=token) as emulator:
        click.echo(f"{folder} is served as Notion would; Ctrl-C stops it. For a client on this machine:\n")
        click.echo(f"NOTION_BASE_URL={emulator.url}\nNOTION_TOKEN={emulator.token}")
        await asyncio.Event().wait()
