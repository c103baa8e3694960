"""The templates that a site may need one day and its theme lacks, and copies of templates that are out of date."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from notionpress.config import Config
from notionpress.report import Problem
from notionpress.theme import Theme
from notionpress.theme.copies import outdated

_PAGES: Final = ("404.html", "index.html", "page.html", "post.html", "term.html", "terms.html")
_ARCHIVE: Final = ("archive.html", "archives.html")
_REDIRECT: Final = "redirect.html"


def missing_templates(config: Config, theme: Theme) -> Problem | None:
    """What to tell of templates that content alone may call for, and that neither theme nor project has.

    It would stop a build on the day on which somebody gives a page another address, or its first tag.
    """
    needed = [
        *_PAGES,
        *(_ARCHIVE if config.archive.by != "none" else ()),
        *((_REDIRECT,) if "pages" in config.deploy.redirects else ()),
    ]
    missing = [name for name in needed if not theme.has_template(name)]
    if not missing:
        return None
    last = theme.folders[-1] / "theme.yaml"
    return Problem(
        "theme-templates",
        f"The theme “{theme.name}” has no {', '.join(missing)}: a build that needs it stops"
        + (", such as the first one after a page's address changes." if _REDIRECT in missing else "."),
        hint=f"Write `extends: base` into {_shown(last, config.folder)}, and what is missing comes from there; or add"
        f" it to {_shown(theme.folders[0] / 'templates', config.folder)}: docs/themes.md tells what it is given.",
    )


def outdated_copies(config: Config) -> Iterator[Problem]:
    """What to tell of files that were copied from a theme whose own have changed since: a new release, mostly."""
    static = config.folder / config.static if config.static else None
    for one in outdated(config.folder, config.folder / config.templates, static):
        place = _shown(one.path, config.folder)
        yield Problem(
            "theme-copy",
            f"{place} was copied from {one.name} of the theme {one.theme}, which is another now.",
            hint=f"Move it away, run `notionpress theme eject {one.name}`, and put your changes into the new file.",
        )


def _shown(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)
