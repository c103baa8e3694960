"""Watching the files that a site is made of, besides what is read from Notion."""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from collections.abc import AsyncGenerator, Callable, Collection, Iterable
from pathlib import Path
from typing import Final

import msgspec
from watchfiles import awatch

from notionpress.config import Config
from notionpress.errors import ThemeError
from notionpress.serve.troubles import Trouble
from notionpress.text import one_line
from notionpress.theme.theme_file import chain_of

_CALM: Final = 50
"""Milliseconds in which files that are saved together are taken together."""

_STEP: Final = 10
"""Milliseconds after the last change when they are told."""

_LOOK: Final = 1000
"""Milliseconds between two looks at files that the system does not tell of."""

_LIMITS: Final = ("watch limit", "Too many open files")
"""What errors say where a user has as many watched files, or watchers, as the system allows."""

_THEME: Final = "theme.yaml"

_UNFINISHED: Final = (".swp", ".swx", ".tmp", "~", ".part", ".crdownload")
"""How the files end that editors make while they save."""


class Places(msgspec.Struct, frozen=True):
    """What is watched: `settings` and other `files`, and `folders` with all that is in them.

    `workspace` is the folder that the embedded server serves instead of Notion, None for none.
    """

    settings: frozenset[Path]
    files: frozenset[Path]
    folders: frozenset[Path]
    workspace: Path | None = None


class Changed(msgspec.Struct, frozen=True):
    """Files that changed; `in_workspace` says that what stands for Notion did.

    `may_move` says that the site may be made of files in other places now.
    """

    files: tuple[Path, ...] = ()
    in_workspace: bool = False
    may_move: bool = False

    def has_folder(self, places: Places) -> bool:
        """Whether a folder itself has come or gone."""
        return any(path in places.folders or path == places.workspace for path in self.files)


def places_of(path: Path, config: Config | None) -> Places:
    """What is to be watched for the site of a site.yaml; without a configuration only that, until it is mended."""
    folder = path.parent.resolve()
    settings = frozenset((path.resolve(), folder / ".env"))
    if config is None:
        return Places(settings, frozenset(), frozenset())
    files: set[Path] = set()
    folders = {folder / name for name in (config.content, config.static, config.templates, "themes") if name}
    folders.update(_theme_folders(config))
    for name in config.plugins:
        source = _source_of_plugin(name, folder)
        if source is None:
            continue
        # A plugin in the project's folder has nothing else there.
        files.add(source)
        if source.parent != folder:
            folders.add(source.parent)
    workspace = (folder / config.notion.emulator).resolve() if config.notion.emulator else None
    return Places(settings, frozenset(files), frozenset(one.resolve() for one in folders), workspace)


def _theme_folders(config: Config) -> list[Path]:
    try:
        return [folder for folder, _ in chain_of(config.theme, config.folder)]
    except ThemeError:
        return [config.folder / config.theme] if "/" in config.theme else []


def _source_of_plugin(name: str, folder: Path) -> Path | None:
    if name.endswith(".py") or "/" in name or "\\" in name:
        return (folder / name).resolve()
    try:
        found = importlib.util.find_spec(name)
    except Exception:  # The plugin's own mistake, which the build tells.
        return None
    return Path(found.origin).resolve() if found and found.origin and found.origin.endswith(".py") else None


async def changes(places: Places, tell: Callable[[Trouble], None]) -> AsyncGenerator[Changed, None]:
    """What changes in these places, for ever; folders that do not exist are noticed when they are made.

    The first is empty: from then on nothing is missed. Where the system does not tell of changes, it is looked for them
    now and then; `tell` is told of that, and where this cannot be done either. Another empty one follows then, since
    something may have been missed.
    """
    every = {one for one in (*places.folders, places.workspace) if one is not None}
    deep = {one for one in every if one.is_dir() and not any(other in one.parents for other in every)}
    # What is made anew is seen in the folder above it.
    top = {one.parent for one in (*places.settings, *places.files, *every)}
    found: asyncio.Queue[set[Path]] = asyncio.Queue()

    async def watch(folders: Collection[Path], *, recursive: bool) -> None:
        for looks in (None, True):
            try:
                async for seen in _seen(folders, recursive=recursive, looks=looks):
                    found.put_nowait(seen)
            except (OSError, RuntimeError) as error:
                if gone := {one for one in folders if not one.is_dir()}:
                    # It went just now, as it does while it is replaced.
                    found.put_nowait(gone)
                    return
                tell(_unwatched(folders, error, looks=bool(looks)))
                found.put_nowait(set())

    tasks = [asyncio.create_task(watch([one for one in top if one.is_dir()], recursive=False))]
    if deep:
        tasks.append(asyncio.create_task(watch(deep, recursive=True)))
    try:
        # Their first step, which begins to watch, is done in the loop's next turn.
        await asyncio.sleep(0)
        yield Changed()
        while True:
            seen = await found.get()
            if changed := _wanted(seen, places) if seen else Changed():
                yield changed
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _seen(folders: Iterable[Path], *, recursive: bool, looks: bool | None) -> AsyncGenerator[set[Path], None]:
    """The files that change in folders; `looks` says that it is looked for them, None that the system chooses.

    Raises OSError, or RuntimeError, where that cannot be done.
    """
    seen = awatch(
        *folders,
        watch_filter=None,
        debounce=_CALM,
        step=_STEP,
        recursive=recursive,
        force_polling=looks,
        poll_delay_ms=_LOOK,
    )
    async for changed in seen:
        yield {Path(path) for _, path in changed}


def _unwatched(folders: Iterable[Path], error: Exception, *, looks: bool) -> Trouble:
    named = ", ".join(sorted(str(one) for one in folders))
    why = one_line(str(error))
    if looks:
        message = f"Changes in {named} are not noticed: {why}."
        return Trouble(message, "See who may read what is in there, and start the preview again.")
    if not any(limit in why for limit in _LIMITS):
        message = f"Changes in {named} are not told of by the system ({why}): it is looked for them every second."
        return Trouble(message, "Changes are shown later, and looking takes some of the processor's time.")
    message = "The system does not let more files be watched: it is looked for changes every second, which is slower."
    hint = "End other programs that watch files, or raise the limit and start the preview again."
    if sys.platform == "linux":
        hint += " `sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=1024` does."
    return Trouble(message, hint)


def _wanted(paths: Iterable[Path], places: Places) -> Changed | None:
    kept = tuple(sorted(path for path in paths if _is_watched(path, places)))
    if not kept:
        return None
    moving = {*places.settings, *places.folders, places.workspace}
    return Changed(
        kept,
        in_workspace=any(path == places.workspace or places.workspace in path.parents for path in kept),
        may_move=any(path in moving or path.name == _THEME for path in kept),
    )


def _is_watched(path: Path, places: Places) -> bool:
    if path.name.endswith(_UNFINISHED) or "__pycache__" in path.parts:
        return False
    every = {*places.settings, *places.files, *places.folders, places.workspace}
    return path in every or any(above in every for above in path.parents)


def forget_modules(paths: Iterable[Path]) -> None:
    """Let modules of changed files, with all of the packages that they are in, be loaded again from their sources."""
    changed = {path for path in paths if path.suffix == ".py"}
    if not changed:
        return
    packages = {
        name.partition(".")[0]
        for name, module in list(sys.modules.items())
        if (source := getattr(module, "__file__", None)) and Path(source).resolve() in changed
    }
    for name in list(sys.modules):
        if name.partition(".")[0] in packages - {"notionpress"}:
            del sys.modules[name]
