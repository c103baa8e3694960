"""The icons of the site for tabs, home screens and bookmarks, made from one picture."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Iterable
from io import BytesIO
from typing import Any, Final

from notionpress.emit.output import Job, Output, Workshop
from notionpress.emit.social import png_of
from notionpress.site import routes
from notionpress.site.icons import DRAWING, FAVICON, MANIFEST, OPAQUE, WIDTHS, SiteIcon

_FAVICON_WIDTHS: Final = (16, 32, 48)


class Icons:
    """The icons that can be made of the picture in site.yaml, and the manifest that names the large ones."""

    name = "icons"

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """One output for each icon that the static folder does not bring."""
        icon = workshop.site.icon
        for name in icon.made if icon else ():
            if icon and name not in icon.given:
                yield Output(name, self.name, name)

    def render(self, output: Output, job: Job) -> bytes:
        """One of them."""
        name = output.key
        if name == MANIFEST:
            return _manifest(job)
        icon: SiteIcon = job.reader.fact("icon-picture:")
        data = (job.config.folder / icon.source).read_bytes()
        if name == DRAWING:
            return data
        if name == FAVICON:
            return _favicon([_square(data, width, icon) for width in _FAVICON_WIDTHS])
        return _square(data, WIDTHS[name], icon, ground="#ffffff" if name == OPAQUE else "")


def _manifest(job: Job) -> bytes:
    """A web application manifest (w3.org/TR/appmanifest)."""
    icons = [
        {"src": routes.file_url(job.base_path, name), "type": "image/png", "sizes": f"{width}x{width}"}
        for name, width in WIDTHS.items()
        if name != OPAQUE
    ]
    told: dict[str, Any] = {
        "name": job.reader.fact("setting:title"),
        "start_url": job.base_path,
        "display": "browser",
        "icons": icons,
    }
    return json.dumps(told, ensure_ascii=False, indent=2).encode() + b"\n"


def _square(data: bytes, width: int, icon: SiteIcon, ground: str = "") -> bytes:
    """The picture as a PNG that is as high as wide; where it is not, there is room beside it."""
    return _of_drawing(data, width, ground) if icon.is_drawing else _of_pixels(data, width, ground)


def _of_drawing(data: bytes, width: int, ground: str) -> bytes:
    under = f'<rect width="{width}" height="{width}" fill="{ground}"/>' if ground else ""
    inner = base64.b64encode(data).decode()
    return png_of(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{width}">{under}'
        f'<image width="{width}" height="{width}" href="data:image/svg+xml;base64,{inner}"/></svg>'
    )


def _of_pixels(data: bytes, width: int, ground: str) -> bytes:
    from PIL import Image, ImageOps  # noqa: PLC0415  (an extra)

    with Image.open(BytesIO(data)) as image:
        upright = ImageOps.exif_transpose(image).convert("RGBA")
    fitting = ImageOps.contain(upright, (width, width), Image.Resampling.LANCZOS)
    square = Image.new("RGBA", (width, width), ground or (0, 0, 0, 0))
    square.alpha_composite(fitting, ((width - fitting.width) // 2, (width - fitting.height) // 2))
    written = BytesIO()
    square.save(written, "PNG", optimize=True)
    return written.getvalue()


def _favicon(pictures: list[bytes]) -> bytes:
    """An ICO file of PNGs: a head, an entry for each of them, and they themselves."""
    at = 6 + 16 * len(pictures)
    head = struct.pack("<HHH", 0, 1, len(pictures))
    for width, data in zip(_FAVICON_WIDTHS, pictures, strict=True):
        head += struct.pack("<BBBBHHII", width, width, 0, 0, 1, 32, len(data), at)
        at += len(data)
    return head + b"".join(pictures)
