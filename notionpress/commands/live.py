"""`notionpress live`: keep a site on the air up to date with Notion."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from notionpress.commands.options import config_option
from notionpress.commands.request_log import log_options, tell

if TYPE_CHECKING:
    from notionpress.serve.live import Live, Operator


@click.command(short_help="Keep a site on the air up to date with Notion.")
@config_option
@click.option("--host", metavar="ADDRESS", default="127.0.0.1", show_default=True, help="Listen at this address.")
@click.option(
    "--port", metavar="PORT", type=click.IntRange(1, 65535), default=8765, show_default=True, help="Listen here."
)
@click.option("--path", metavar="PATH", default="/webhook", show_default=True, help="Where webhooks come.")
@click.option("--poll", metavar="SECONDS", type=click.IntRange(5), help="Ask Notion so often, instead of webhooks.")
@click.option("--then", metavar="COMMAND", default="", help="Only run this after events: read and build nothing.")
@log_options(passed=True)
def live(config_path: Path, host: str, port: int, path: str, poll: int | None, then: str, log_json: bool) -> int:
    """Take Notion's webhooks, and read, build and deploy what changed, until Ctrl-C."""
    import asyncio
    from datetime import timedelta

    from notionpress.serve.live import Live, Operator

    if poll and then:
        raise click.UsageError("--then waits for webhooks, and --poll asks Notion: choose one.")
    called = Live(
        config=config_path,
        host=host,
        port=port,
        path=f"/{path.strip('/')}",
        poll=timedelta(seconds=poll) if poll else None,
        then=then,
    )
    operator = Operator(say=_say_json if log_json else _say, show=_show)
    asyncio.run(_run(called, operator))
    return 0


async def _run(called: Live, operator: Operator) -> None:
    from notionpress.serve.live import run_live
    from notionpress.serve.thread import end_at_once

    await run_live(called, os.environ, operator)
    # Here, where signals are still heard: who presses Ctrl-C again and again shall see no error.
    end_at_once()


def _say(text: str) -> None:
    """A text with the time before it; what follows its first line is set below that."""
    from datetime import datetime

    from notionpress.text import inert

    first, *more = inert(text).splitlines()
    click.echo("\n".join((f"{datetime.now():%H:%M:%S} {first}", *(f"  {line}" for line in more))))


def _say_json(text: str) -> None:
    tell("message", message=text)


def _show(token: str, file: Path) -> None:
    """Tell that Notion sent its verification token; who reads a log must not find it there."""
    import sys

    if sys.stdout.isatty():
        click.echo(
            f"\nNotion sent its verification token. Paste it into the form that asks for it in Notion:\n\n  {token}\n\n"
            f"It is kept in {file} and not shown again.\n"
        )
        return
    click.echo(
        f"Notion sent its verification token. It stands in {file}: paste it into the form that asks for it in Notion."
    )
