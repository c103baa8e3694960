"""Whether the project itself is right: the cache, the output folder, plugins and theme."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from notionpress.build.build import check_makers, check_output
from notionpress.build.maker import plugins_of, theme_of
from notionpress.build.templates import missing_templates, outdated_copies
from notionpress.check.findings import Finding, failed, note, well, wrong
from notionpress.config import Config
from notionpress.errors import NotionPressError, StoreError
from notionpress.store import Store


def check_project(config: Config, store: Store | None, unreadable: StoreError | None) -> list[Finding]:
    """What can be told without a request. `store` is None where there is no cache, or one that is `unreadable`."""
    found = [_cache(config, store, unreadable), _output(config)]
    plugins = _tried("plugins", lambda: plugins_of(config), _plugins(config))
    found.append(plugins)
    if plugins.status == "ok":
        found.append(_theme(config))
        found += [note("theme", one.message, one.hint, setting="theme") for one in outdated_copies(config)]
    return found


def _theme(config: Config) -> Finding:
    found = _tried("theme", lambda: check_makers(config), f"The theme {config.theme} loads.")
    if found.status == "ok" and (lacks := missing_templates(config, theme_of(config, plugins_of(config)))):
        return note("theme", lacks.message, lacks.hint, setting="theme")
    return found


def _cache(config: Config, store: Store | None, unreadable: StoreError | None) -> Finding:
    folder = config.folder / config.cache
    if unreadable is not None:
        return failed("cache", unreadable, setting="cache")
    if not _is_writable(folder):
        return wrong(
            "cache",
            f"The cache {folder} cannot be written.",
            "Change who may write there, or name another folder as `cache` in site.yaml.",
            setting="cache",
            exit_code=StoreError.exit_code,
        )
    if store is None:
        return note("cache", "There is no cache yet: the first crawl reads everything.")
    pages = store.entries("page")
    damaged = sum(not store.holds_object(entry) or not _holds_tree(store, entry.id) for entry in pages)
    newest = max((entry.fetched for entry in pages), default="")
    count = f"{len(pages):,} page{'' if len(pages) == 1 else 's'}"
    if damaged:
        are = "is" if damaged == 1 else "are"
        message = f"The cache holds {count}; {damaged:,} of them {are} incomplete or damaged."
        return note("cache", message, "The next crawl reads them again.")
    roots = {root.id for root in store.roots}
    if roots and roots != set(config.notion.root):
        message = f"The cache holds {count}, of other roots than site.yaml names."
        return note("cache", message, "The next crawl reads those of site.yaml.")
    return well("cache", f"The cache holds {count}" + (f", the newest read at {newest}." if newest else "."))


def _holds_tree(store: Store, id: str) -> bool:
    entry = store.entry(id, "page")
    return entry is not None and not entry.incomplete and bool(entry.tree) and store.holds_tree(entry)


def _output(config: Config) -> Finding:
    folder = config.folder / config.output
    found = _tried("output", lambda: check_output(config, folder), f"The site can be written to {folder}.")
    if found.status == "ok" and not _is_writable(folder):
        return wrong(
            "output",
            f"The output folder {folder} cannot be written.",
            "Change who may write there, or name another folder as `output` in site.yaml.",
            setting="output",
            exit_code=NotionPressError.exit_code,
        )
    return found


def _is_writable(folder: Path) -> bool:
    """Whether a folder may be written, or made where it is to be."""
    nearest = next((one for one in (folder, *folder.resolve().parents) if one.exists()), folder)
    return nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)


def _plugins(config: Config) -> str:
    return f"The plugins load: {', '.join(config.plugins)}." if config.plugins else "There are no plugins."


def _tried(check: str, work: Callable[[], object], right: str) -> Finding:
    try:
        work()
    except NotionPressError as error:
        return failed(check, error, setting=check)
    return well(check, right)
