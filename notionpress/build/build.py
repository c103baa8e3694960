"""Building the site: load, plan, render, write, prune."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Final

import msgspec

from notionpress.build.built_in import setup
from notionpress.build.gate import Gate
from notionpress.build.manifest import Manifest, digest_of
from notionpress.build.pictures import make_ready
from notionpress.build.removals import published_now
from notionpress.build.writer import STAGE, Writer
from notionpress.config import Config
from notionpress.emit.blocks import block_functions
from notionpress.emit.output import Emitter, Job, Output, Workshop
from notionpress.errors import BuildError, ConfigError, PluginError, ThemeError, explained
from notionpress.ids import notion_url
from notionpress.plugins.load import Plugins, load_plugins
from notionpress.plugins.tables import kinds, table
from notionpress.render.highlight import Highlighter
from notionpress.render.html_renderer import BlockFunctions
from notionpress.report import BuildResult, Problem, Report
from notionpress.site.hooks import PLUGIN_FAILED
from notionpress.site.load import load_blocks, load_comments, load_site
from notionpress.site.reader import Reader
from notionpress.site.routes import base_path
from notionpress.site.site import Site
from notionpress.store import Store
from notionpress.theme import Theme

_CALLS: Final = 10_000
"""How deep calls may go; Python's own limit of 1,000 ends at some 160 levels of blocks."""

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many are done, and how many there are."""

Check = Callable[[Sequence[Output], Mapping[str, str]], None]
"""Told what is planned, and the paths and digests of what an earlier build wrote."""


def check_build(config: Config, output: Path) -> None:
    """Raise what would stop a build before its first page, so that no crawl is made in vain."""
    check_output(config, output)
    check_makers(config)


def check_output(config: Config, output: Path) -> None:
    """Raise what is wrong with the folder that the site is to be written to."""
    _check_output(config, output)
    Writer(output, {})


def check_makers(config: Config) -> None:
    """Raise what is wrong with plugins or theme."""
    plugins = plugins_of(config)
    _functions(_theme(config, plugins), plugins)


def build_site(
    config: Config,
    store: Store,
    report: Report,
    *,
    output: Path,
    now: datetime,
    secrets: Sequence[str] = (),
    progress: Progress | None = None,
    accept_removals: bool = False,
) -> BuildResult:
    """Make the site of what the store holds, and bring `output` up to date with it.

    `now` decides which scheduled pages are public; `secrets` are tokens that no file may hold. A mistake in
    configuration or theme, what the leak gate finds, and, unless `accept_removals`, more pages that would go than
    `removals:` allows, raise before the output is touched; an output that fails on its own is reported, its earlier
    version stays, and the others are written.
    """
    _check_output(config, output)
    plugins = plugins_of(config)
    result = build_files(
        config,
        store,
        report,
        plugins,
        lambda site: plugins.emitters,
        output=output,
        now=now,
        secrets=secrets,
        progress=progress,
        accept_removals=accept_removals,
        smaller=True,
    )
    _tell(plugins, result, report)
    return result


def build_files(
    config: Config,
    store: Store,
    report: Report,
    plugins: Plugins,
    emitters: Callable[[Site], Iterable[Emitter]],
    *,
    output: Path,
    now: datetime,
    secrets: Sequence[str] = (),
    progress: Progress | None = None,
    accept_removals: bool = False,
    check: Check | None = None,
    smaller: bool = False,
) -> BuildResult:
    """Make what `emitters` list for the site that the store holds, and bring `output` up to date with it.

    `check` is asked before anything is rendered; what it raises stops the build. `smaller` makes pictures in the
    theme's widths too. The rest is as with `build_site`.
    """
    # One build at a time: two would take each other's unfinished files away.
    store.begin()
    try:
        with _deep_trees():
            return _build(
                config,
                store,
                report,
                plugins,
                emitters,
                output,
                now,
                secrets,
                progress,
                accept_removals,
                check,
                smaller,
            )
    finally:
        store.close()


@contextmanager
def _deep_trees() -> Iterator[None]:
    """Let blocks be nested a thousand deep: reading and rendering a level takes several calls."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _CALLS))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _build(
    config: Config,
    store: Store,
    report: Report,
    plugins: Plugins,
    emitters: Callable[[Site], Iterable[Emitter]],
    output: Path,
    now: datetime,
    secrets: Sequence[str],
    progress: Progress | None,
    accept_removals: bool,
    check: Check | None,
    smaller: bool,
) -> BuildResult:
    theme = _theme(config, plugins)
    functions = _functions(theme, plugins)
    site = load_site(store, config, now, report, plugins.hooks)
    workshop = Workshop(
        site=site,
        theme=theme,
        blocks=partial(load_blocks, store, hooks=plugins.hooks, site=site),
        highlight=Highlighter().highlight,
        functions=functions,
        comments=partial(load_comments, store, config),
    )
    site, pictures = make_ready(
        workshop.site,
        store.folder,
        report,
        widths=theme.pictures.widths if smaller else (),
        known={file.digest for file in store.files()},
        progress=progress,
    )
    workshop = msgspec.structs.replace(workshop, site=site)
    planned = plan(workshop, emitters(workshop.site))
    gate = Gate(workshop, secrets)
    kept = Manifest.read(store, output, config.folder)
    if check:
        check([one for one, _ in planned], kept.files)
    pages = _paths_of_pages(planned, workshop.site)
    published = published_now(kept, config, workshop.site, pages, selection=store.selection, accept=accept_removals)
    writer = Writer(output, kept.files)
    with writer.alone():
        unread = _keep_unread(workshop.site, kept, writer)
        failed = _render(planned, workshop, writer, gate, report, progress)
        gate.close()
        # Before the first file moves: what a build that is killed has moved is not forgotten.
        kept.write(store, writer.either(), pages, published)
        written, removed = writer.commit()
    kept.write(store, writer.written, pages, published)
    return BuildResult(
        pages=len(workshop.site.pages),
        posts=len(workshop.site.posts),
        outputs=len(planned),
        written=written,
        unchanged=writer.unchanged,
        removed=removed,
        failed=(*unread, *failed),
        folder=output,
        pictures=pictures.shown,
        encoded=pictures.encoded,
        as_they_are=pictures.as_they_are,
        digest=digest_of(writer.written),
    )


def _tell(plugins: Plugins, result: BuildResult, report: Report) -> None:
    for function in plugins.after_build:
        try:
            function(result)
        except PluginError as error:
            report.add(Problem(PLUGIN_FAILED, error.message, hint=error.hint))


def plan(workshop: Workshop, makers: Iterable[Emitter]) -> list[tuple[Output, Emitter]]:
    """Every output with its emitter. Raises BuildError when two of them have one path."""
    planned: dict[str, tuple[Output, Emitter]] = {}
    for emitter in makers:
        for output in emitter.outputs(workshop):
            key = output.path.casefold()
            if key in planned:
                raise _collision(planned[key][0], output, output.path, workshop.site)
            planned[key] = (output, emitter)
    for key, (output, _) in planned.items():
        for above in map(str, PurePosixPath(key).parents):
            if above in planned:
                raise _collision(planned[above][0], output, planned[above][0].path, workshop.site)
        if key.startswith(f"{STAGE}/"):
            raise BuildError(
                f"{_named(output, workshop.site)} would lie in {STAGE}, where notionpress keeps unfinished files.",
                "Give it another place.",
            )
    return list(planned.values())


def _collision(one: Output, other: Output, path: str, site: Site) -> BuildError:
    return BuildError(
        f"Two parts of the site want the name {path}: {_named(one, site)} and {_named(other, site)}.",
        "Rename one of them: a page by its slug, a file in the static folder by its name.",
    )


def plugins_of(config: Config) -> Plugins:
    """What notionpress and the plugins of site.yaml register."""
    return load_plugins(config.plugins, config.folder, setup)


def _functions(theme: Theme, plugins: Plugins) -> BlockFunctions:
    """What makes HTML of blocks: a plugin's function, else the theme's template, else notionpress's own."""
    templates = block_functions(theme, plugins.built_in_html, kinds())
    return table(plugins.built_in_html, templates, plugins.html)


def _theme(config: Config, plugins: Plugins) -> Theme:
    return Theme.load(
        config.theme,
        folder=config.folder,
        templates=config.folder / config.templates,
        options=config.theme_options,
        language=config.language,
        base_path=base_path(config.base_url),
        time_zone=config.time_zone,
        filters=plugins.template_filters,
    )


def _named(output: Output, site: Site) -> str:
    page = site.pages.get(output.key)
    if page:
        return f"the page “{page.title}” ({page.source})"
    return output.source or f"the {output.emitter} of the site"


def _paths_of_pages(planned: Iterable[tuple[Output, Emitter]], site: Site) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for output, _ in planned:
        if output.key in site.pages:
            found[output.key] = (*found.get(output.key, ()), output.path)
    return found


def _keep_unread(site: Site, kept: Manifest, writer: Writer) -> list[str]:
    """Leave the earlier versions of pages that cannot be read, with those below them; the paths, or the pages."""
    paths: list[str] = []
    for id in sorted(site.unread):
        found = kept.below(id)
        for path in found:
            writer.keep(path)
        paths.extend(found or [notion_url(id)])
    return paths


def _render(
    planned: list[tuple[Output, Emitter]],
    workshop: Workshop,
    writer: Writer,
    gate: Gate,
    report: Report,
    progress: Progress | None,
) -> list[str]:
    failed: list[str] = []
    for done, (output, emitter) in enumerate(planned):
        if progress:
            progress("Rendering", done, len(planned))
        if output.source:
            writer.copy(output.path, Path(output.source))
            if gate.looks_at(output):
                gate.check(output, Path(output.source).read_bytes())
            continue
        problems: list[Problem] = []
        try:
            made = emitter.render(output, Job(workshop, Reader(workshop.site), problems))
        except (ThemeError, ConfigError):
            raise
        except Exception as error:
            failed.append(output.path)
            writer.keep(output.path)
            report.add(_failure(output, workshop.site, error))
            continue
        report.extend(problems)
        data = made if isinstance(made, bytes) else made.encode()
        gate.check(output, data)
        writer.put(output.path, data)
    return failed


def _failure(output: Output, site: Site, error: Exception) -> Problem:
    page = site.pages.get(output.key)
    what, hint = explained(error)
    return Problem(
        PLUGIN_FAILED if isinstance(error, PluginError) else "output-failed",
        f"{output.path} could not be made; its earlier version stays. {what}",
        page.title if page else "",
        page.source if page else "",
        hint,
    )


def _check_output(config: Config, output: Path) -> None:
    """The site must not be written over its own sources."""
    folder = output.resolve()
    own = {
        "the project's folder": config.folder,
        "the cache": config.folder / config.cache,
        "the templates folder": config.folder / config.templates,
        "the content folder": config.folder / config.content,
        "the static folder": config.folder / config.static,
    }
    for name, path in own.items():
        if folder == path.resolve() or folder in path.resolve().parents:
            raise ConfigError(
                f"The output folder {output} is or holds {name}.", "Name another folder with --output or in site.yaml."
            )
    _check_static(config, output)


def _check_static(config: Config, output: Path) -> None:
    """Everything in the static folder is published: the token in `.env` and the cache must not be."""
    folder = (config.folder / config.static).resolve()
    private = {
        "the project's folder": config.folder,
        "the cache": config.folder / config.cache,
        "the content folder": config.folder / config.content,
        "the output folder": output,
    }
    for name, path in private.items():
        if config.static and (folder == path.resolve() or folder in path.resolve().parents):
            raise ConfigError(
                f"The static folder {config.static} is or holds {name}; all of it would be published.",
                "Put the files for the site into a folder of their own, and name that as `static` in site.yaml.",
            )
