"""A project's own themes and files of themes: which themes there are, and what is copied to begin with."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import msgspec

from notionpress.errors import ThemeError
from notionpress.theme.mistakes import did_you_mean
from notionpress.theme.theme_file import chain_of, theme_folders

STATIC: Final = "assets"
"""The folder in a project's static folder whose files win over those of the theme, which is where the site has them."""

LOOKS: Final = "_theme.css"
"""The part of the style sheet that is each theme's own."""

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]*")


class Found(msgspec.Struct, frozen=True):
    """A theme: its name, what it says of itself, what it extends ("" for nothing), and whether it is the project's."""

    name: str
    description: str
    extends: str
    is_own: bool


class Original(msgspec.Struct, frozen=True):
    """A file of a theme: the theme's name, where it lies there, and its bytes; `place` is where a copy of it wins.

    `place` begins with `templates/` or `static/`, for the project's folders of these.
    """

    theme: str
    place: str
    data: bytes


def themes(folder: Path) -> tuple[Found, ...]:
    """The themes that a project can name, its own first; `folder` is the project's. Raises ThemeError."""
    found: dict[str, Found] = {}
    for place in theme_folders(folder):
        for file in sorted(place.glob("*/theme.yaml")):
            name = file.parent.name
            if name not in found:
                own = chain_of(name, folder)[0][1]
                found[name] = Found(name, own.description, own.extends, place == folder / "themes")
    return tuple(found.values())


def new_theme(name: str, extends: str, folder: Path) -> dict[str, bytes]:
    """The files of a new theme by path in its folder. Raises ThemeError for a name that none can have."""
    if not _NAME.fullmatch(name):
        raise ThemeError(
            f"“{name}” is no name for a theme.", "Use small letters, digits and hyphens, as in “dark-harbour”."
        )
    chain = chain_of(extends, folder)
    looks = next((one for one, _ in chain if (one / "static" / LOOKS).is_file()), None)
    files = {"theme.yaml": _THEME.format(name=name, extends=extends).encode()}
    if looks:
        files[f"static/{LOOKS}"] = (looks / "static" / LOOKS).read_bytes()
    return files


def original(name: str, theme: str, folder: Path) -> Original:
    """A file of a theme or its parents, by its name: `post.html`, `blocks/callout.html`, `players.js`.

    The name may begin with the folder that it lies in, `templates/` or `static/`. Raises ThemeError for none.
    """
    chain = chain_of(theme, folder)
    wanted = name.replace("\\", "/").removeprefix("./")
    template, static = wanted.removeprefix("templates/"), wanted.removeprefix("static/")
    places = {f"templates/{template}": f"templates/{template}"}
    if template.startswith("blocks/"):
        # A theme has them beside its templates, a project below them.
        places[template] = f"templates/{template}"
    places[f"static/{static}"] = f"static/{STATIC}/{static}"
    for source, place in places.items():
        for one, file in chain:
            path = one / source
            if ".." not in path.parts and path.is_file():
                return Original(file.name, place, path.read_bytes())
    known = sorted(
        path.relative_to(one / kind).as_posix()
        for one, _ in chain
        for kind in ("templates", "static")
        for path in (one / kind).rglob("*")
        if path.is_file()
    )
    hint = did_you_mean(name, known) or f"It has {', '.join(dict.fromkeys(known))}."
    raise ThemeError(f"The theme “{theme}” has no file “{name}”.", hint)


_THEME: Final = """\
# docs/themes.md describes this file, and what templates are given.
name: {name}
description: ""
# Everything that this theme does not have comes from that one; templates go into a folder templates/ beside this file.
extends: {extends}

# Settings of your own for site.yaml, each with its default; templates have them as `options.motto`.
# options:
#   motto:
#     type: text
#     default: ""
#     description: Words under the site's title.

# Words of templates by language, for text("greeting").
# texts:
#   en:
#     greeting: Welcome
"""
