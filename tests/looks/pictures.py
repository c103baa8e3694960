"""Small grey pictures of the themes: taken, compared, and made again by `python -m tests.looks.pictures`.

An eighth of the size in sixteen greys: how letters are drawn does not show, but a block that has moved, grown or lost
its colour does. All pictures of a theme stand in one file.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageChops

from tests.browsers import chromium
from tests.conftest import PROJECT
from tests.looks.hardest import THEMES, hardest_site
from tests.test_browser import served

FOLDER: Final = Path(__file__).parent
FONTS: Final = FOLDER / "fonts.conf"
NEEDED: Final = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
)
HEIGHTS: Final = {360: 780, 768: 1024, 1280: 900, 1920: 1080}
SMALLER: Final = 8
TOLERANCE: Final = 24
"""How far apart two greys may be, of 255; the letters of another version of a font stay below."""
MOST: Final = 0.02
"""The share of a picture that may be further apart."""
SCENES: Final = (
    *(("/how-a-lens-learned-to-throw-light/", width, "light") for width in HEIGHTS),
    ("/how-a-lens-learned-to-throw-light/", 1280, "dark"),
    *(("/", width, "light") for width in HEIGHTS),
    ("/", 360, "dark"),
    ("/everything-a-page-can-hold/#words", 1280, "light"),
    ("/everything-a-page-can-hold/#boxes", 360, "dark"),
    ("/hard/arabic/", 360, "light"),
    ("/hard/arabic/", 1280, "dark"),
    ("/hard/japanese/", 1280, "light"),
    ("/hard/table/", 768, "light"),
    ("/hard/code/", 360, "light"),
    ("/hard/bare/", 1280, "light"),
    ("/hard/long/", 360, "light"),
    ("/field-guide/", 1280, "light"),
    ("/search/", 360, "light"),
)
"""Address, width and colours of what is compared."""
READY: Final = """\
() => Promise.all([...document.images]
  .filter(one => { const box = one.getBoundingClientRect(); return box.top < innerHeight && box.bottom > 0 })
  .map(one => one.decode().catch(() => null)))
"""
"""Waits for the pictures in sight."""


@contextmanager
def photographer() -> Iterator[Any]:
    """Chromium with the same fonts everywhere."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(FONTS)
    try:
        with chromium() as browser:
            yield browser
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


def taken(
    browser: Any, address: str, scenes: Iterable[tuple[str, int, str]] = SCENES, *, style: str = ""
) -> dict[str, Image.Image]:
    """The picture of each scene by its name, of a site at an address; `style` is added to every page."""
    found = {}
    page = browser.new_page(reduced_motion="reduce")
    # Pictures that lie elsewhere are there one day and not the next.
    page.route(lambda url: not url.startswith(address), lambda route: route.abort())
    for path, width, scheme in scenes:
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        page.emulate_media(color_scheme=scheme)
        page.goto(address + path)
        if style:
            page.add_style_tag(content=style)
        page.evaluate(READY)
        found[f"{path} at {width}, {scheme}"] = _small(page.screenshot(animations="disabled", caret="hide"))
    page.close()
    return found


def _small(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data)).convert("L")
    small = picture.resize((picture.width // SMALLER, picture.height // SMALLER), Image.Resampling.BOX)
    return small.point([round(grey / 17) * 17 for grey in range(256)])


def apart(one: Image.Image, other: Image.Image) -> float:
    """The share of two pictures that is further apart than letters are."""
    if one.size != other.size:
        return 1.0
    counts = ImageChops.difference(one, other).histogram()
    return sum(counts[TOLERANCE + 1 :]) / (one.width * one.height)


def sheet(pictures: Mapping[str, Image.Image]) -> Image.Image:
    """Pictures side by side, on black."""
    whole = Image.new("L", (sum(one.width for one in pictures.values()), max(one.height for one in pictures.values())))
    left = 0
    for one in pictures.values():
        whole.paste(one, (left, 0))
        left += one.width
    return whole


def kept(theme: str) -> dict[str, Image.Image]:
    """The pictures in the file of a theme, by the names of the scenes."""
    whole, left, found = Image.open(FOLDER / f"{theme}.png").convert("L"), 0, {}
    for path, width, scheme in SCENES:
        right = left + width // SMALLER
        found[f"{path} at {width}, {scheme}"] = whole.crop((left, 0, right, HEIGHTS[width] // SMALLER))
        left = right
    return found


def compared(folder: Path, name: str, one: Image.Image, other: Image.Image) -> Path:
    """A file in which a person sees both pictures and where they differ, four times as large."""
    difference = ImageChops.difference(one, other).point([0 if grey <= TOLERANCE else 255 for grey in range(256)])
    whole = sheet({"kept": one, "taken": other, "difference": difference})
    path = folder / ("".join(letter if letter.isalnum() else "-" for letter in name).strip("-") + ".png")
    whole.resize((whole.width * 4, whole.height * 4), Image.Resampling.NEAREST).save(path)
    return path


def _keep(example: Path, folder: Path) -> None:
    with photographer() as browser:
        for theme in THEMES:
            (folder / theme).mkdir()
            with served(hardest_site(example, theme, folder / theme)) as address:
                whole = sheet(taken(browser, address))
            path = FOLDER / f"{theme}.png"
            whole.quantize(16).save(path, optimize=True)
            print(path, path.stat().st_size)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        (place / "example-site").mkdir()
        for part in ("site.yaml", "example-site/workspace"):
            (place / part).symlink_to(PROJECT / part)
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "1793534400"}
        subprocess.run([sys.executable, "-m", "notionpress", "build"], cwd=place, env=environment, check=True)
        _keep(place / "public", place)
