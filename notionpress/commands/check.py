"""`notionpress check`: whether all that the site needs is right, and what to do where it is not."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from notionpress.commands.options import config_option
from notionpress.commands.request_log import log_options, tell
from notionpress.errors import NotionPressError
from notionpress.text import counted, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from notionpress.check.answers import Asked
    from notionpress.check.check import Checked
    from notionpress.check.findings import Finding
    from notionpress.check.links import Links

_OFTEN: Final = 100
"""After so many links it is said how far it is."""

_COLORS: Final = {"ok": "green", "note": "yellow", "wrong": "red", "skipped": "yellow"}


@click.command(short_help="See whether token, roots, properties and project are right.")
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON and nothing else.")
@click.option("--links", is_flag=True, help="Ask other sites whether the links that lead there still do.")
@click.option("--private", is_flag=True, help="With --links, ask in private networks and on this machine too.")
@click.option("--strict", is_flag=True, help="Exit with status 1 if there is anything to mend on the pages.")
@log_options(passed=True)
def check(config_path: Path, as_json: bool, links: bool, private: bool, strict: bool, log_json: bool) -> int:
    """Look at all that the site needs and at its pages, and say what to do where something is wrong."""
    from notionpress.check.check import check_site
    from notionpress.check.pages import check_pages
    from notionpress.commands.making import time_of_build
    from notionpress.commands.summary import few_of_each
    from notionpress.reading import notion_client

    if private and not links:
        raise click.UsageError("--private says how --links asks: name that too.")
    now = time_of_build()
    checked = check_site(config_path, notion_client)
    progress = _silent if as_json and not log_json else _logged if log_json else _told
    on_pages, asked = check_pages(config_path, now, _links(private) if links else None, progress)
    exit_code = checked.exit_code
    if strict and _to_mend(on_pages):
        exit_code = exit_code or NotionPressError.exit_code
    if as_json:
        click.echo(_as_json(checked, on_pages, asked if links else None, exit_code))
    else:
        color = False if os.environ.get("NO_COLOR") else None
        few, others = few_of_each(on_pages, lambda one: one.check)
        for finding in (*checked.findings, *few):
            click.echo(_shown(finding, config_path), color=color)
        if others:
            click.echo(f"         {others}")
        click.echo(f"\n{_summary(checked, on_pages)}")
    return exit_code


def _silent(done: int, total: int) -> None:
    """Say nothing of how far it is."""


def _told(done: int, total: int) -> None:
    """Say now and then on stderr how many links were asked for."""
    if total and done == 0:
        click.echo(f"Asking for {counted(total, 'link')} to other sites …", err=True)
    elif done % _OFTEN == 0 and done < total:
        click.echo(f"{done:,} of {total:,} links.", err=True)


def _logged(done: int, total: int) -> None:
    """The same as JSON."""
    if done % _OFTEN == 0 and total:
        tell("files", doing="Asking for links", done=done, total=total)


def _links(private: bool) -> Links:
    from notionpress.check import links
    from notionpress.notion.addresses import is_public
    from notionpress.reading import proxy_for

    is_reachable = (lambda _: True) if private else is_public
    return links.Links(pause=links.PAUSE, is_reachable=is_reachable, proxy_for=proxy_for)


def _shown(finding: Finding, path: Path) -> str:
    """A line that begins with the status; below it where it is, and what to do."""
    first, *rest = finding.message.splitlines()
    place = f"{path}:{finding.line}" if finding.line and finding.status != "ok" else ""
    url = finding.url if finding.status != "ok" else ""
    more = [*rest, *filter(None, (place, url)), *finding.hint.splitlines()]
    head = f"{click.style(f'{finding.status:7}', fg=_COLORS[finding.status])}  {one_line(first)}"
    return "\n".join((head, *(f"         {one_line(line)}" for line in more)))


def _summary(checked: Checked, on_pages: Sequence[Finding]) -> str:
    count = sum(one.status == "wrong" for one in checked.findings)
    said = f"{counted(count, 'thing')} to put right" if count else "All is well"
    if mend := _to_mend(on_pages):
        # What is wrong stops a build; this does not.
        said = f"{said}, {mend:,} to mend on pages" if count else f"{counted(mend, 'thing')} to mend on pages"
    return f"{said} ({checked.requests} request{'' if checked.requests == 1 else 's'})."


def _to_mend(on_pages: Sequence[Finding]) -> int:
    """How many editorial problems there are."""
    from notionpress.report import EDITORIAL

    return sum(one.check in EDITORIAL for one in on_pages)


def _as_json(checked: Checked, on_pages: Sequence[Finding], asked: Asked | None, exit_code: int) -> str:
    import msgspec

    facts = {
        "ok": exit_code == 0,
        "exit_code": exit_code,
        "requests": checked.requests,
        "checks": (*checked.findings, *on_pages),
        "links": {"looked_at": len(asked.answers), "kept": asked.kept, "requests": asked.requests} if asked else None,
    }
    return msgspec.json.format(msgspec.json.encode(facts), indent=2).decode()
