"""Exporting the site: the same pages as Markdown files in a generator's project."""

from __future__ import annotations

import filecmp
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Final

import msgspec

from notionpress.build.build import build_files, check_makers
from notionpress.build.how import How, markdown_for
from notionpress.build.maker import plugins_of
from notionpress.build.writer import Writer
from notionpress.config import Config
from notionpress.emit.front_matter import MARK
from notionpress.emit.markdown import MarkdownPages
from notionpress.emit.output import Emitter, Output
from notionpress.emit.static import MediaFiles
from notionpress.errors import BuildError, ConfigError
from notionpress.plugins.load import Plugins
from notionpress.report import BuildResult, Report
from notionpress.site.exports import lay_out
from notionpress.site.layouts import LAYOUTS, Layout
from notionpress.site.site import Site
from notionpress.store import Store

_NAMED: Final = 5
"""How many files a message names."""

_HEAD: Final = 512
"""The mark of an exported page stands in its first bytes."""


def check_export(config: Config, output: Path, to: str) -> None:
    """Raise what would stop an export for the generator `to` before its first page: no crawl is made in vain."""
    cache = (config.folder / config.cache).resolve()
    if cache in (output.resolve(), *output.resolve().parents):
        raise ConfigError(f"The folder {output} is in the cache.", "Name the folder of the generator's project.")
    _check_local_pages(config, output, LAYOUTS[to])
    Writer(output, {})
    check_makers(config)


def _check_local_pages(config: Config, output: Path, layout: Layout) -> None:
    """What is exported must not be read as pages of the site by the next run."""
    local = (config.folder / config.content).resolve()
    for folder in (layout.pages, layout.posts):
        place = (output / folder).resolve()
        if config.content and local in (place, *place.parents):
            raise ConfigError(
                f"The export would write into {config.content}, whose Markdown files are pages of the site.",
                "Name another folder as `content` in site.yaml, or export into another folder.",
            )


class ExportFiles(msgspec.Struct, frozen=True):
    """The pages and files of a site as a generator wants them; `to` is a name of `LAYOUTS`."""

    smaller_pictures: ClassVar[bool] = False
    to: str

    @property
    def name(self) -> str:
        """What it is called."""
        return markdown_for(self.to)

    def emitters(self, site: Site, plugins: Plugins) -> Iterable[Emitter]:
        """The pages as Markdown, and the files that they show."""
        layout = LAYOUTS[self.to]
        return MarkdownPages(lay_out(site, layout), plugins.markdown), MediaFiles(layout.files)


def export_site(config: Config, store: Store, report: Report, *, to: str, output: Path, how: How) -> BuildResult:
    """Write the published pages of what the store holds as Markdown for the generator `to`, a name of `LAYOUTS`.

    As with `build_site`, only files that differ are written, and only files that an export wrote are removed. Raises
    BuildError before anything changes if a file is in the way that notionpress did not write.
    """

    def check(outputs: Sequence[Output], written: Mapping[str, str]) -> None:
        in_the_way = list(_foreign(output, outputs, written))
        if in_the_way:
            more = f" and {len(in_the_way) - _NAMED} more" if len(in_the_way) > _NAMED else ""
            raise BuildError(
                f"The export would overwrite what notionpress did not write: {', '.join(in_the_way[:_NAMED])}{more}.",
                "Move these files away, give the pages other slugs, or export into another folder.",
            )

    return build_files(config, store, report, plugins_of(config), ExportFiles(to), output=output, how=how, check=check)


def _foreign(folder: Path, outputs: Iterable[Output], written: Mapping[str, str]) -> Iterator[str]:
    """Paths of outputs where a file of somebody else lies; a lost cache does not make our own files foreign."""
    if not folder.exists():
        return
    for one in outputs:
        path = folder / one.path
        if one.path in written or not path.is_file():
            continue
        ours = filecmp.cmp(path, one.source, shallow=False) if one.source else _has_mark(path)
        if not ours:
            yield one.path


def _has_mark(path: Path) -> bool:
    with path.open("rb") as file:
        return MARK.encode() in file.read(_HEAD)
