"""`notionpress emulate`: serve a workspace folder as Notion would."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from notionpress.errors import NotionPressError

if TYPE_CHECKING:
    from notionpress.emulator.faults import FaultPlan
    from notionpress.emulator.webhooks import Delivery, Webhooks
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
@click.option("--webhook", metavar="URL", default=None, help="Send signed events to this address.")
@click.option(
    "--webhook-version",
    metavar="VERSION",
    default=None,
    help="The version of the API that they have the shape of; by default the newest.",
)
@click.option("--webhook-token", metavar="TOKEN", default=None, help="Sign with this; by default a token made up.")
@click.option(
    "--webhook-window",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    default=None,
    help="Tell as one what happens to an object within this time, by default 60.",
)
@click.option("-v", "--verbose", is_flag=True, help="Tell each event that is sent, and what was answered.")
def emulate(
    workspace: Path,
    port: int,
    token: str | None,
    faults: Path | None,
    webhook: str | None,
    webhook_version: str | None,
    webhook_token: str | None,
    webhook_window: float | None,
    verbose: bool,
) -> int:
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
    asked = {"version": webhook_version, "token": webhook_token, "window": webhook_window}
    webhooks = _webhooks(webhook, {name: value for name, value in asked.items() if value is not None}, plan, verbose)
    try:
        asyncio.run(_serve(loaded, workspace, port, token, plan, webhooks))
    except KeyboardInterrupt:
        click.echo("Stopped.")
    except OSError as error:
        raise NotionPressError(
            f"The server cannot listen on port {port}: {error.strerror}.", "Name another port with --port."
        ) from error
    return 0


def _webhooks(url: str | None, asked: dict[str, Any], plan: FaultPlan, verbose: bool) -> Webhooks | None:
    """The webhooks that are asked for. Raises UsageError when they cannot be had."""
    import math
    from urllib.parse import urlsplit

    from notionpress.emulator.versions import VERSIONS
    from notionpress.emulator.webhooks import Webhooks

    if url is None:
        for name in asked:
            raise click.UsageError(f"--webhook-{name} needs --webhook.")
        return None
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address:
        raise click.UsageError(f"--webhook: “{url}” is no address that begins with http:// or https://.")
    if not math.isfinite(asked.get("window", 0.0)):
        raise click.UsageError("--webhook-window must be a number of seconds.")
    if asked.get("version", VERSIONS[-1]) not in VERSIONS:
        raise click.UsageError(f"--webhook-version must be one of {', '.join(VERSIONS)}.")
    webhook = Webhooks(url, **asked, plan=plan.webhook, seed=plan.seed, hear=lambda one: _tell(one, webhook, verbose))
    return webhook


def _tell(delivery: Delivery, webhook: Webhooks, verbose: bool) -> None:
    """Tell of the verification token, of what the receiver did not take, and with `verbose` of every event."""
    answered = delivery.trouble or f"status {delivery.status}"
    if delivery.type == "verification":
        if delivery.was_taken:
            click.echo(f"{webhook.url} has taken the verification token.")
        elif len(webhook.deliveries) == 1:
            click.echo(f"{webhook.url} did not take the verification token: {answered}. It is sent again each second.")
    elif verbose or not delivery.was_taken:
        click.echo(f"{delivery.type} {delivery.id}, attempt {delivery.attempt}: {answered}")


async def _serve(
    workspace: Workspace, folder: Path, port: int, token: str | None, plan: FaultPlan, webhook: Webhooks | None
) -> None:
    import asyncio

    from notionpress.emulator.server import Emulator

    async with Emulator.under(plan, workspace, port=port, token=token, webhook=webhook) as emulator:
        click.echo(f"{folder} is served as Notion would; Ctrl-C stops it. For a client on this machine:\n")
        click.echo(f"NOTION_BASE_URL={emulator.url}")
        if webhook is not None:
            click.echo(f"NOTION_WEBHOOK_SECRET={webhook.token}")
        click.echo(f"NOTION_TOKEN={emulator.token}")
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
    if count := len(plan.webhook.faults):
        parts.append(f"{count} faults of webhooks" if count != 1 else "1 fault of webhooks")
    parts.append(f"seed {plan.seed}")
    return ", ".join(parts)
