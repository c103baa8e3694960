"""The site's icons: which of them can be made here."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from typing import Final

from msgspec.structs import replace

from notionpress.errors import ConfigError
from notionpress.report import Problem, Report
from notionpress.site.icons import DRAWING, FAVICON, MANIFEST, WIDTHS, SiteIcon
from notionpress.site.site import Site

_PICTURES: Final = (".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif")


def with_icon(site: Site, report: Report) -> Site:
    """The site with the icons that can be made of the picture in its settings; the report says what is missing.

    Raises ConfigError for a picture that is not there, or is none.
    """
    config = site.config
    if not config.icon:
        return site
    path = config.folder / config.icon
    is_drawing = path.suffix.lower() == ".svg"
    if not path.is_file() or not (is_drawing or path.suffix.lower() in _PICTURES):
        raise ConfigError(
            f"icon: there is no picture {config.icon}.",
            "Name the path of an SVG or PNG file, seen from the folder of site.yaml.",
        )
    library, extra = ("resvg_py", "og") if is_drawing else ("PIL", "images")
    made = (DRAWING,) if is_drawing else ()
    if find_spec(library):
        made = (FAVICON, *made, *WIDTHS, MANIFEST)
    else:
        what = "Only one icon is published" if made else "The site has no icon of its own"
        hint = f"Install it: `pip install 'notionpress[{extra}]'`."
        report.add(Problem("no-icons", f"{what}: the others need an extra.", hint=hint))
    given = tuple(name for name in made if (config.folder / config.static / name).is_file()) if config.static else ()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return replace(site, icon=SiteIcon(config.icon, digest, is_drawing, made, given))
