"""Files that are copied as they are: downloads, the theme's static files, the project's own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from notionpress.emit.output import Job, Output, Workshop
from notionpress.theme.own import STATIC

_ASSETS: Final = f"{STATIC}/"


class MediaFiles:
    """The downloaded files that published pages show, and the smaller versions of pictures.

    `folder` is what their paths begin with.
    """

    name = "media"

    def __init__(self, folder: str = "") -> None:
        self._folder = folder

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """Each file once, however often it is used."""
        found = {}
        for media in workshop.site.media.values():
            found[media.path] = media.source
            found.update({version.path: version.source for version in media.versions})
        for path, source in sorted(found.items()):
            yield Output(self._folder + path, self.name, source=source)

    def render(self, output: Output, job: Job) -> str:
        """Never called: its outputs are copies."""
        raise NotImplementedError


class ThemeFiles:
    """The theme's static files, with a digest in their names."""

    name = "theme"

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """Each static file of the theme and its parents."""
        for file in workshop.theme.static_files():
            yield Output(file.path, self.name, file.name)

    def render(self, output: Output, job: Job) -> str | bytes:
        """Its bytes."""
        return job.workshop.theme.static_bytes(output.key)


class ProjectFiles:
    """The project's own static folder, copied to the top of the site."""

    name = "static"

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """Each file below the folder, hidden ones too (`.well-known`)."""
        config = workshop.site.config
        folder = config.folder / config.static
        if not config.static or not folder.is_dir():
            return
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            # In the place of one of the theme's it is served as that.
            if path.is_file() and not (name.startswith(_ASSETS) and workshop.theme.has_static(name[len(_ASSETS) :])):
                yield Output(name, self.name, source=str(path))

    def render(self, output: Output, job: Job) -> str:
        """Never called: its outputs are copies."""
        raise NotImplementedError
