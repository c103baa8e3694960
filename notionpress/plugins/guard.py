"""Functions of plugins under guard: their errors and wrong answers name the plugin and the verb."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path, PurePosixPath
from typing import Any, ParamSpec, TypeVar

import msgspec

from notionpress.emit.output import Emitter, Job, Output, Workshop
from notionpress.errors import NotionPressError, PluginError

_P = ParamSpec("_P")
_R = TypeVar("_R")


class Plugin(msgspec.Struct, frozen=True):
    """A plugin by the name that site.yaml gives it, with the files that it is made of."""

    name: str
    sources: tuple[Path, ...] = ()


def guarded(
    plugin: Plugin, verb: str, function: Callable[_P, _R], is_right: Callable[[Any], bool], wanted: str
) -> Callable[_P, _R]:
    """The function, made to raise PluginError where it fails or gives what `is_right` refuses.

    `wanted` says what it has to return.
    """

    @wraps(function)
    def call(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            made = function(*args, **kwargs)
        except Exception as error:
            raise _explained(error, plugin, verb) from error
        if not is_right(made):
            raise PluginError(
                f"{_named(plugin, verb)}: it returned {type(made).__name__}.",
                f"It has to return {wanted}.",
                plugin=plugin.name,
                verb=verb,
            )
        return made

    return call


def _explained(error: Exception, plugin: Plugin, verb: str) -> Exception:
    """The error as that of the plugin; one of notionpress, or of a plugin that is named in it, stays as it is."""
    if isinstance(error, PluginError) and not error.plugin:
        return PluginError(f"{_named(plugin, verb)}: {error.message}", error.hint, plugin=plugin.name, verb=verb)
    if isinstance(error, NotionPressError):
        return error
    # Without the error's own words: they may hold a page's text.
    return PluginError(
        f"{_named(plugin, verb)}: {type(error).__name__} in {place(error, plugin)}.",
        "Correct the plugin there, or take it out of `plugins` in site.yaml.",
        plugin=plugin.name,
        verb=verb,
    )


def _named(plugin: Plugin, verb: str) -> str:
    return f"The plugin {plugin.name} failed in {verb}"


def place(error: BaseException, plugin: Plugin) -> str:
    """Where an error was raised, and the line of the plugin that led there."""
    frames = traceback.extract_tb(error.__traceback__)
    sources = {str(source) for source in plugin.sources}
    own = [frame for frame in frames if frame.filename in sources]
    shown = [frames[-1]] if not own or own[-1] is frames[-1] else [frames[-1], own[-1]]
    return ", called from ".join(f"{Path(frame.filename).name}, line {frame.lineno}" for frame in shown)


class GuardedEmitter:
    """An emitter of a plugin. Raises TypeError when it is none."""

    def __init__(self, emitter: Emitter, plugin: Plugin) -> None:
        self.name = emitter.name
        verb = f"press.emit({emitter.name!r})"

        def outputs(workshop: Workshop) -> Iterable[Output]:
            return tuple(emitter.outputs(workshop))

        self._outputs = guarded(plugin, verb, outputs, _are_outputs, "outputs whose paths lie inside the site")
        self._render = guarded(plugin, verb, emitter.render, _is_file, "text or bytes")

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """The plugin's outputs."""
        return self._outputs(workshop)

    def render(self, output: Output, job: Job) -> str | bytes:
        """What the plugin makes of one of them."""
        return self._render(output, job)


def _is_file(made: object) -> bool:
    return isinstance(made, str | bytes)


def _are_outputs(made: Iterable[object]) -> bool:
    return all(isinstance(one, Output) and _is_inside(one.path) for one in made)


def _is_inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return bool(parts) and parts[0] != "/" and ".." not in parts and "\\" not in path
