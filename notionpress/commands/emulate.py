"""`notionpress emulate`: serve a workspace folder as Notion would."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from notionpress.errors import NotionPressError

if TYPE_CHECKING:
    from notionpress.emulator.faults import FaultPlan
    from notionpress.emulator.workspace import Workspace


@click.command(short_help="Serve a folder as the Notion API.")
@click.argument("workspace", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--port", metavar="PORT", type=click.IntRange(0, 65535), default=0, help="Listen here; by default on any."
)
@click.option("--token", metavar="TOKEN", default=None, help="Accept this token; by default one that is made up.")
@click.option(
    "--faults",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="Let go wrong what this fault plan says.",
)
def emulate(workspace: Path, port: int, token: str | None, faults: Path | None) -> int:
    """Serve the folder WORKSPACE as the Notion API, on this machine only, until Ctrl-C."""
    import asyncio

    from notionpress.commands.fault_plan import read_plan
    from notionpress.emulator.faults import FaultPlan
    from notionpress.emulator.workspace import Workspace

    # The plan is tried on a workspace of its own.
    plan = read_plan(faults, Workspace.load(workspace)) if faults else FaultPlan()
    loaded = Workspace.load(workspace)
    if faults:
        click.echo(f"Fault plan {faults}: {_summary(plan)}.")
    try:
        asyncio.run(_serve(loaded, workspace, port, token, plan))
    except KeyboardInterrupt:
        click.echo("Stopped.")
    except OSError as error:
        raise NotionPressError(
            f"The server cannot listen on port {port}: {error.strerror}.", "Name another port with --port."
        ) from error
    return 0


async def _serve(workspace: Workspace, folder: Path, port: int, token: str | None, plan: FaultPlan) -> None:
    import asyncio

    from notionpress.emulator.server import Emulator

    async with Emulator.under(plan, workspace, port=port, token=token) as emulator:
        click.echo(f"{folder} is served as Notion would; Ctrl-C stops it. For a client on this machine:\n")
        click.echo(f"NOTION_BASE_URL={emulator.url}\nNOTION_TOKEN={emulator.token}")
        await asyncio.Event().wait()


def _summary(plan: FaultPlan) -> str:
    """What a plan holds, in a few words."""
    parts = [f"{len(plan.faults)} faults" if len(plan.faults) != 1 else "1 fault"]
    parts.append(f"{len(plan.changes)} changes" if len(plan.changes) != 1 else "1 change")
    if limit := plan.rate_limit:
        others = f", {limit.others} of them by others" if limit.others else ""
        parts.append(f"{limit.requests} requests in {limit.seconds:g} s ({limit.window} window{others})")
    if plan.latency:
        parts.append(f"{plan.latency:g} s more for each answer")
    if plan.query_cap != type(plan)().query_cap:
        parts.append(f"{plan.query_cap} rows a query")
    if plan.part_size != type(plan)().part_size:
        parts.append(f"lists in parts of {plan.part_size}")
    if plan.positional_cursors:
        parts.append("cursors that name places")
    if plan.edits_move_pages:
        parts.append("edits that move pages")
    parts.append(f"seed {plan.seed}")
    return ", ".join(parts)
