"""`notionpress serve`: the site in a browser while it is written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from notionpress.commands.options import config_option, jobs_option, offline_option

if TYPE_CHECKING:
    from notionpress.commands.serving import Terminal
    from notionpress.serve.cycle import Called
    from notionpress.serve.preview import Options

_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


@click.command(short_help="Show the site in a browser while it is written.")
@config_option
@click.option(
    "--port",
    metavar="PORT",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Listen here; 0 for any port that is free.",
)
@click.option(
    "--host",
    metavar="ADDRESS",
    default="127.0.0.1",
    show_default=True,
    help="Listen on this address; on others than the default, everyone who reaches it can read the preview.",
)
@click.option("--drafts", is_flag=True, help="Show drafts too, each marked as one.")
@click.option("--future", is_flag=True, help="Show pages whose date has not come, each marked with it.")
@click.option("--open", "opens", is_flag=True, help="Open the front page in a browser.")
@click.option(
    "--poll",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    help="Look at Notion so often, 0 for never; by default as often as its limit bears well.",
)
@offline_option
@jobs_option
def serve(
    config_path: Path,
    port: int,
    host: str,
    drafts: bool,
    future: bool,
    opens: bool,
    poll: float | None,
    offline: bool,
    jobs: int | None,
) -> int:
    """Build the site into a folder of its own, serve it on this machine, and build again whenever its files or Notion
    change; the browser follows. Ctrl-C ends it."""
    import asyncio

    from notionpress.commands.serving import Terminal
    from notionpress.serve.cycle import Called
    from notionpress.serve.preview import Options
    from notionpress.serve.thread import end_at_once

    if host not in _LOOPBACK:
        click.echo(f"Everyone who can reach {host} can read this preview, and what is not published with it.", err=True)
    options = Options(host=host, port=port, poll=poll)
    called = Called(preview=True, drafts=drafts, future=future, offline=offline, jobs=jobs or 0)
    with Terminal(Path.cwd()) as terminal:
        asyncio.run(_serve(config_path, options, called, terminal, opens=opens))
    click.echo("Stopped.")
    end_at_once()
    return 0


async def _serve(path: Path, options: Options, called: Called, terminal: Terminal, *, opens: bool) -> None:
    import asyncio
    import signal
    from contextlib import suppress

    from notionpress.serve.preview import Preview

    def open_browser(address: str) -> None:
        if opens:
            click.launch(address)

    made = Preview(path, options, called, os.environ, say=terminal.say, tell=terminal.tell, told=terminal.told)
    async with made as preview:
        terminal.begin(lambda: preview.address, preview.desk, open_browser)
        running = asyncio.create_task(preview.run())
        for number in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):  # On Windows Ctrl-C raises KeyboardInterrupt.
                asyncio.get_running_loop().add_signal_handler(number, running.cancel)
        with suppress(asyncio.CancelledError):
            await running
