"""Building the site: load, plan, render, write, prune."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec

from notionpress.build.writer import Writer
from notionpress.config import Config
from notionpress.emit.feeds import Feed
from notionpress.emit.lists import Front, Tags
from notionpress.emit.output import Emitter, Job, Output, Workshop
from notionpress.emit.pages import NotFound, Pages
from notionpress.emit.sitemap import Robots, Sitemap
from notionpress.emit.static import MediaFiles, ProjectFiles, ThemeFiles
from notionpress.errors import BuildError, ConfigError, NotionPressError, ThemeError
from notionpress.ids import notion_url
from notionpress.render.highlight import Highlighter
from notionpress.report import Problem, Report
from notionpress.site.load import load_blocks, load_site
from notionpress.site.reader import Reader
from notionpress.site.routes import base_path
from notionpress.site.site import Site
from notionpress.store import Store
from notionpress.theme import Theme

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many are done, and how many there are."""


class BuildResult(msgspec.Struct, frozen=True):
    """Counts of a build: published pages, posts among them, planned outputs, files written, unchanged and removed.

    `failed` are the paths of outputs that could not be made.
    """

    pages: int
    posts: int
    outputs: int
    written: int
    unchanged: int
    removed: int
    failed: tuple[str, ...] = ()


def emitters() -> tuple[Emitter, ...]:
    """Everything that makes files, in the order of the report."""
    return (
        Pages(),
        Front(),
        Tags(),
        Feed(),
        Sitemap(),
        Robots(),
        NotFound(),
        MediaFiles(),
        ThemeFiles(),
        ProjectFiles(),
    )


def check_build(config: Config, output: Path) -> None:
    """Raise what would stop a build before its first page, so that no crawl is made in vain."""
    _check_output(config, output)
    Writer(output, {})
    _theme(config)


def build_site(
    config: Config,
    store: Store,
    report: Report,
    *,
    output: Path,
    now: datetime,
    progress: Progress | None = None,
) -> BuildResult:
    """Make the site of what the store holds, and bring `output` up to date with it.

    `now` decides which scheduled pages are public. A mistake in configuration or theme raises before the output
    is touched; an output that fails on its own is reported, its earlier version stays, and the others are written.
    """
    _check_output(config, output)
    site = load_site(store, config, now, report)
    theme = _theme(config)
    workshop = Workshop(site=site, theme=theme, blocks=partial(load_blocks, store), highlight=Highlighter().highlight)
    planned = plan(workshop, emitters())
    kept = _Manifest.read(store, output, config.folder)
    writer = Writer(output, kept.files)
    writer.discard()
    try:
        failed = _render(planned, workshop, writer, report, progress)
        written, removed = writer.commit()
    except BaseException:
        writer.discard()
        raise
    kept.write(store, writer.written)
    return BuildResult(
        pages=len(site.pages),
        posts=len(site.posts),
        outputs=len(planned),
        written=written,
        unchanged=writer.unchanged,
        removed=removed,
        failed=tuple(failed),
    )


def plan(workshop: Workshop, makers: Iterable[Emitter]) -> list[tuple[Output, Emitter]]:
    """Every output with its emitter. Raises BuildError when two of them have one path."""
    planned: dict[str, tuple[Output, Emitter]] = {}
    for emitter in makers:
        for output in emitter.outputs(workshop):
            key = output.path.casefold()
            if key in planned:
                other = planned[key][0]
                raise BuildError(
                    f"Two parts of the site want the file {output.path}: {_named(other, workshop.site)}"
                    f" and {_named(output, workshop.site)}.",
                    "Rename one of them: a page by its slug, a file in the static folder by its name.",
                )
            planned[key] = (output, emitter)
    return list(planned.values())


def _theme(config: Config) -> Theme:
    return Theme.load(
        config.theme,
        folder=config.folder,
        templates=config.folder / config.templates,
        options=config.theme_options,
        language=config.language,
        base_path=base_path(config.base_url),
        time_zone=config.time_zone,
    )


def _named(output: Output, site: Site) -> str:
    page = site.pages.get(output.key)
    if page:
        return f"the page “{page.title}” ({notion_url(page.id)})"
    return output.source or f"the {output.emitter} of the site"


def _render(
    planned: list[tuple[Output, Emitter]],
    workshop: Workshop,
    writer: Writer,
    report: Report,
    progress: Progress | None,
) -> list[str]:
    failed: list[str] = []
    for done, (output, emitter) in enumerate(planned):
        if progress:
            progress("Rendering", done, len(planned))
        if output.source:
            writer.copy(output.path, Path(output.source))
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
        writer.put(output.path, made if isinstance(made, bytes) else made.encode())
    return failed


def _failure(output: Output, site: Site, error: Exception) -> Problem:
    page = site.pages.get(output.key)
    what = error.message if isinstance(error, NotionPressError) else f"{type(error).__name__}: {error}"
    return Problem(
        "output-failed",
        f"{output.path} could not be made; its earlier version stays. {what}",
        page.title if page else "",
        notion_url(page.id) if page else "",
        "This is a mistake in notionpress, its theme or a plugin; please report it.",
    )


def _check_output(config: Config, output: Path) -> None:
    """The site must not be written over its own sources."""
    folder = output.resolve()
    own = {
        "the project's folder": config.folder,
        "the cache": config.folder / config.cache,
        "the templates folder": config.folder / config.templates,
        "the static folder": config.folder / config.static,
    }
    for name, path in own.items():
        if folder == path.resolve() or folder in path.resolve().parents:
            raise ConfigError(
                f"The output folder {output} is or holds {name}.", "Name another folder with --output or in site.yaml."
            )


class _Manifest:
    """What earlier builds wrote, by output folder, so that only their files are ever removed."""

    def __init__(self, name: str, outputs: dict[str, dict[str, str]]) -> None:
        self._name = name
        self._outputs = outputs

    @classmethod
    def read(cls, store: Store, output: Path, folder: Path) -> _Manifest:
        """Read it from the cache; an unreadable one is as none, and then nothing is pruned."""
        target = output.resolve()
        name = (
            target.relative_to(folder.resolve()).as_posix() if target.is_relative_to(folder.resolve()) else str(target)
        )
        try:
            outputs = msgspec.json.decode(store.read_manifest(), type=dict[str, dict[str, str]])
        except msgspec.DecodeError:
            outputs = {}
        return cls(name, outputs)

    @property
    def files(self) -> dict[str, str]:
        """Paths and digests of what the last build wrote here."""
        return self._outputs.get(self._name, {})

    def write(self, store: Store, files: dict[str, str]) -> None:
        """Remember what this build wrote."""
        self._outputs[self._name] = dict(sorted(files.items()))
        store.write_manifest(msgspec.json.encode(self._outputs))
