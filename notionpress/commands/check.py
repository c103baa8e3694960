"""`notionpress check`: whether all that the site needs is right, and what to do where it is not."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from notionpress.commands.options import config_option
from notionpress.commands.request_log import log_options
from notionpress.text import one_line

if TYPE_CHECKING:
    from notionpress.check.check import Checked
    from notionpress.check.findings import Finding

_COLORS: Final = {"ok": "green", "note": "yellow", "wrong": "red", "skipped": "yellow"}


@click.command(short_help="See whether token, roots, properties and project are right.")
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON and nothing else.")
@log_options(passed=False)
def check(config_path: Path, as_json: bool) -> int:
    """Look at all that the site needs, and say what to do where something is wrong. Nothing is changed."""
    from notionpress.check.check import check_site
    from notionpress.reading import notion_client

    checked = check_site(config_path, notion_client)
    if as_json:
        click.echo(_as_json(checked))
    else:
        color = False if os.environ.get("NO_COLOR") else None
        for finding in checked.findings:
            click.echo(_shown(finding, config_path), color=color)
        click.echo(f"\n{_summary(checked)}")
    return checked.exit_code


def _shown(finding: Finding, path: Path) -> str:
    """A line that begins with the status; below it where it is, and what to do."""
    first, *rest = finding.message.splitlines()
    place = f"{path}:{finding.line}" if finding.line and finding.status != "ok" else ""
    url = finding.url if finding.status != "ok" else ""
    more = [*rest, *filter(None, (place, url)), *finding.hint.splitlines()]
    head = f"{click.style(f'{finding.status:7}', fg=_COLORS[finding.status])}  {one_line(first)}"
    return "\n".join((head, *(f"         {one_line(line)}" for line in more)))


def _summary(checked: Checked) -> str:
    count = sum(one.status == "wrong" for one in checked.findings)
    said = f"{count} thing{'' if count == 1 else 's'} to put right" if count else "All is well"
    return f"{said} ({checked.requests} request{'' if checked.requests == 1 else 's'})."


def _as_json(checked: Checked) -> str:
    import msgspec

    facts = {
        "ok": checked.exit_code == 0,
        "exit_code": checked.exit_code,
        "requests": checked.requests,
        "checks": checked.findings,
    }
    return msgspec.json.format(msgspec.json.encode(facts), indent=2).decode()
