"""Pictures that a theme's options name: where they lie, and how large they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from notionpress.config_file import or_meant
from notionpress.site.picture_size import picture_size
from notionpress.theme.static_files import StaticFiles

_SVG = re.compile(rb"<svg\b[^>]*>")
_PIXELS = re.compile(rb"""\s(width|height)\s*=\s*["']\s*(\d+(?:\.\d+)?)(?:px)?\s*["']""")
_VIEW_BOX = re.compile(rb"""\sviewBox\s*=\s*["']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+(\d+(?:\.\d+)?)[\s,]+(\d+(?:\.\d+)?)""")


class PicturePlaces(NamedTuple):
    """Where pictures are looked for: the project's static folder (None if it has none), then the theme's static files.

    `base_path` is the path of the site's folder at its host, with slashes on both ends.
    """

    static: Path | None
    files: StaticFiles
    base_path: str

    def find(self, name: str) -> Mapping[str, Any]:
        """A picture as templates have it: its address, and its width and height in pixels.

        Raises ValueError where there is none, or nobody can tell how large it is.
        """
        path, url = self._find(name)
        width, height = _drawing_size(path) if path.suffix.lower() == ".svg" else picture_size(path)
        if not (width and height):
            raise ValueError(f"names {name}, whose width and height cannot be read")
        return {"url": self.base_path + url, "width": width, "height": height}

    def _find(self, name: str) -> tuple[Path, str]:
        if self.static:
            # It may be written as seen from the static folder, or from the folder that this lies in.
            for inside in (name, name.removeprefix(f"{self.static.name}/")):
                if (self.static / inside).is_file():
                    return self.static / inside, quote(inside)
        if self.files.has(name):
            found = self.files.find(name)
            return found.source, found.path
        own = self.static.rglob("*") if self.static else ()
        known = [path.relative_to(self.static).as_posix() for path in own if self.static and path.is_file()]
        place = (
            f"the folder {self.static.name} or among the theme's files" if self.static else "among the theme's files"
        )
        raise ValueError(f"names {name}, which is not in {place}{or_meant(name, known)}")


def _drawing_size(path: Path) -> tuple[int, int]:
    """Width and height of an SVG as its root says them, those of its view box where they are in no pixels."""
    try:
        with path.open("rb") as file:
            root = _SVG.search(file.read(1 << 16))
    except OSError:
        root = None
    if root is None:
        return 0, 0
    sizes = {name: float(value) for name, value in _PIXELS.findall(root[0])}
    box = _VIEW_BOX.search(root[0])
    width, height = sizes.get(b"width", 0), sizes.get(b"height", 0)
    if not (width and height):
        width, height = map(float, box.groups()) if box else (0, 0)
    # Only their ratio matters, so that a drawing in a box of 2 by 1 keeps its shape.
    scale = 1 if min(width, height) >= 16 or not (width and height) else 64 / min(width, height)
    return round(width * scale), round(height * scale)
