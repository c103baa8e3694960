"""Loading the plugins that site.yaml names, and all that they register as one value."""

from __future__ import annotations

import atexit
import gc
import hashlib
import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from io import BufferedRandom, BufferedWriter, TextIOWrapper
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, Any, Final

import msgspec

from notionpress.content.raw import Raw
from notionpress.emit.output import Emitter
from notionpress.errors import NotionPressError, PluginError
from notionpress.plugins.guard import Plugin, place
from notionpress.plugins.press import PAGE, AfterBuild, Filter, Parser, Press, Registered
from notionpress.plugins.tables import table
from notionpress.render.html_renderer import BlockFunctions
from notionpress.site.hooks import Hooks

if TYPE_CHECKING:
    from notionpress.render.markdown_renderer import MarkdownFunctions

_MODULES: Final = "notionpress_plugins"
"""What the names of modules begin with that are made of files."""


class Plugins(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a site is made with: what notionpress registers, and then its plugins in their order.

    Of two emitters or filters with one name the later is here; `html` is in two parts, as the theme's templates for
    blocks stand between them. `hooks` act before the site is made; `after_build` has the plugins' names.
    """

    built_in_html: BlockFunctions
    html: BlockFunctions
    markdown: MarkdownFunctions
    template_filters: Mapping[str, Filter]
    emitters: tuple[Emitter, ...]
    after_build: tuple[tuple[str, AfterBuild], ...]
    hooks: Hooks


def load_plugins(names: Sequence[str], folder: Path, built_in: Callable[[Press], None]) -> Plugins:
    """Load plugins and let them register what they have.

    Arguments: `names` are paths from `folder`, the project's, or names of modules; `built_in` registers what
    notionpress makes by itself. Raises PluginError for a plugin that cannot be loaded.
    """
    if names:
        # The process ends without taking modules apart, by which Python would do so.
        atexit.unregister(_write_out)
        atexit.register(_write_out)
    own = Press()
    built_in(own)
    digest = hashlib.sha256()
    registered = []
    for name in names:
        plugin, module, sources = _module(name, folder)
        digest.update(sources)
        registered.append(_set_up(plugin, module))
    return _together(own.registered, names, registered, digest.hexdigest() if names else "")


def _write_out() -> None:
    """Write what plugins have left in files that they did not close."""
    for file in gc.get_objects():
        if isinstance(file, (TextIOWrapper, BufferedWriter, BufferedRandom)):
            with suppress(OSError, ValueError):  # It is closed, or nobody reads any more.
                file.flush()


def _together(own: Registered, names: Sequence[str], plugins: list[Registered], digest: str) -> Plugins:
    every = [own, *plugins]
    emitters = {emitter.name: emitter for one in every for emitter in one.emitters}
    return Plugins(
        built_in_html=own.html,
        html=MappingProxyType({kind: made for one in plugins for kind, made in one.html.items()}),
        markdown=table(*(one.markdown for one in every)),
        template_filters=MappingProxyType(
            {name: filter for one in every for name, filter in one.template_filters.items()}
        ),
        emitters=tuple(emitters.values()),
        after_build=tuple((name, call) for name, one in zip(names, plugins, strict=True) for call in one.after_build),
        hooks=_hooks(plugins, digest),
    )


def _hooks(plugins: list[Registered], digest: str) -> Hooks:
    parsers: dict[str, list[Parser]] = {}
    for one in plugins:
        for kind, parser in one.parse:
            # The last plugin is asked first, as it wins everywhere else.
            parsers.setdefault(kind, []).insert(0, parser)
    chained = {kind: _first(found) for kind, found in parsers.items()}
    page = chained.pop(PAGE, None)
    return Hooks(
        parsers=MappingProxyType(chained),
        parse_page=page,
        page=tuple(function for one in plugins for function in one.page),
        publish_if=tuple(function for one in plugins for function in one.publish_if),
        body=tuple(function for one in plugins for function in one.body),
        digest=digest,
    )


def _first(parsers: Iterable[Parser]) -> Parser:
    """A parser that gives what the first of several gives that is not None."""
    asked = tuple(parsers)

    def parse(raw: Raw) -> Any:
        return next((made for parser in asked if (made := parser(raw)) is not None), None)

    return asked[0] if len(asked) == 1 else parse


# Modules


def _module(name: str, folder: Path) -> tuple[Plugin, ModuleType, bytes]:
    """A plugin with its module, and a digest of its sources.

    The digest is taken first: sources that change meanwhile are then known as others the next time.
    """
    is_path = name.endswith(".py") or "/" in name or "\\" in name
    return _from_file(name, folder / name) if is_path else _from_module(name)


def _from_file(name: str, path: Path) -> tuple[Plugin, ModuleType, bytes]:
    """A module of a file, read anew every time: a preview loads it again when it has changed."""
    plugin = Plugin(name, (path,))
    module = ModuleType(f"{_MODULES}.{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:8]}.{path.stem}")
    module.__file__ = str(path)
    # Where classes look for the names in their annotations.
    sys.modules[module.__name__] = module
    try:
        digest = _digest(plugin)
        code = compile(path.read_bytes(), str(path), "exec")
        exec(code, module.__dict__)  # noqa: S102 - the owner's own code
    except OSError as error:
        raise _not_loaded(
            plugin,
            f"{path} cannot be read: {error.strerror}",
            "Paths of plugins start in the folder of site.yaml; they end with .py.",
        ) from error
    except (Exception, SystemExit) as error:
        raise _import_error(error, plugin) from error
    return plugin, module, digest


def _from_module(name: str) -> tuple[Plugin, ModuleType, bytes]:
    plugin = Plugin(name)
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        spec = None
    except (Exception, SystemExit) as error:
        raise _import_error(error, plugin) from error
    if spec is None:
        raise _not_loaded(
            plugin,
            "there is no such module",
            f"Install the package that has it, or name a file, as in `plugins/{name}.py`.",
        )
    plugin = Plugin(name, _sources(spec.origin))
    try:
        digest = _digest(plugin)
        return plugin, importlib.import_module(name), digest
    except (Exception, SystemExit) as error:
        raise _import_error(error, plugin) from error


def _digest(plugin: Plugin) -> bytes:
    found = hashlib.sha256()
    for source in plugin.sources:
        found.update(f"{plugin.name}\0{source.name}\0".encode())
        found.update(source.read_bytes())
    return found.digest()


def _sources(origin: str | None) -> tuple[Path, ...]:
    """The files of a module: those of its whole package, as it may be made of several."""
    if origin is None or not origin.endswith(".py"):
        return ()
    top = Path(origin)
    while (top.parent / "__init__.py").is_file():
        top = top.parent
    return tuple(sorted(top.rglob("*.py"))) if top.is_dir() else (top,)


def _set_up(plugin: Plugin, module: ModuleType) -> Registered:
    setup = getattr(module, "setup", None)
    if not callable(setup):
        raise _not_loaded(plugin, "it has no function setup(press)", "docs/extending.md shows one.")
    press = Press(plugin)
    try:
        setup(press)
    except (Exception, SystemExit) as error:
        raise _import_error(error, plugin, "failed in setup") from error
    return press.registered


def _import_error(error: BaseException, plugin: Plugin, what: str = "") -> PluginError:
    """An error while loading: no page has been read, so its own words may be told."""
    if isinstance(error, NotionPressError):
        return _not_loaded(plugin, error.message.rstrip("."), error.hint, what)
    if isinstance(error, SyntaxError):
        where, words = f"{Path(error.filename or '').name}, line {error.lineno}", error.msg
    else:
        where, words = place(error, plugin), str(error)
    said = f"{type(error).__name__} in {where}{f': {words}' if words else ''}"
    return _not_loaded(plugin, said, "Correct it there, or take it out of `plugins` in site.yaml.", what)


def _not_loaded(plugin: Plugin, why: str, hint: str, what: str = "") -> PluginError:
    return PluginError(
        f"The plugin {plugin.name} {what or 'cannot be loaded'}: {why}.", hint, plugin=plugin.name, verb="setup"
    )
