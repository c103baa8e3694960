"""Remembering at which addresses pages are, so that a later build can lead visitors on; and which of them lead on."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from notionpress.build.how import How
from notionpress.config import Config
from notionpress.emit.output import Output
from notionpress.emit.redirects import Redirects
from notionpress.report import Problem, Report
from notionpress.site.addresses import Addresses, addresses_text, with_present
from notionpress.site.redirects import file_of
from notionpress.site.site import Site
from notionpress.store import Store
from notionpress.store.files import write_file


class Remembered(msgspec.Struct, frozen=True):
    """What became of the project's file: its name if it changed, and whether it could be written."""

    file: str = ""
    is_kept: bool = True


def remember_addresses(config: Config, store: Store, site: Site, before: Addresses, how: How) -> Remembered:
    """Write down where the pages of a site are, and where they were `before`.

    A checkout that cannot be written to is left as it is.
    """
    if not how.keep_addresses:
        return Remembered()
    text = addresses_text(with_present(before, site.pages.values()))
    store.write_addresses(text)
    if how.keep_addresses != "project" or not config.addresses:
        return Remembered()
    path = config.folder / config.addresses
    try:
        if path.exists() and path.read_text(encoding="utf-8") == text:
            return Remembered()
        write_file(path, text.encode())
    except OSError:
        return Remembered(config.addresses, is_kept=False)
    return Remembered(config.addresses)


def free_redirects(site: Site, others: Iterable[Output], report: Report) -> Site:
    """The site without redirects from addresses that a file of it has; `others` are its outputs but for redirects."""
    if not site.redirects:
        return site
    # File systems may take names for one that differ in letter case.
    taken = {output.path.casefold(): output for output in others}
    folders = set(folders_of(taken))
    found: dict[str, str] = {}
    for address, page_id in site.redirects.items():
        path = file_of(address).casefold()
        owner = next((taken[one] for one in (path, *_above(path)) if one in taken), None)
        if owner or path in folders:
            page = site.pages[page_id]
            what = _named(owner, site.config.folder) if owner else f"the folder {path}"
            message = f"{address} does not lead on to this page, since something else is there: {what}."
            hint = "Take out the alias, or what has its place."
            report.add(Problem("redirect-taken", message, page.title, page.source, hint))
        else:
            found[address] = page_id
            taken[path] = Output(path, Redirects.name)
            folders.update(_above(path))
    return site if len(found) == len(site.redirects) else msgspec.structs.replace(site, redirects=found)


def _named(output: Output, folder: Path) -> str:
    """A file of the site by what it is a copy of, as it is called in the project."""
    return os.path.relpath(output.source, folder) if output.source else output.path


def folders_of(paths: Iterable[str]) -> dict[str, str]:
    """The folders that any of the paths lies in, each with the first of these."""
    found: dict[str, str] = {}
    for path in paths:
        above = path.rpartition("/")[0]
        while above and above not in found:
            found[above] = path
            above = above.rpartition("/")[0]
    return found


def _above(path: str) -> list[str]:
    """The folders that a path lies in."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
