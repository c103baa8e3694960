"""The icons of a site: which are made of a picture, and when they are made again."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from notionpress.errors import ConfigError
from tests.incremental import changes as do
from tests.incremental.changing import ChangingSite, check
from tests.incremental.workspace import picture

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="4" fill="{}"/></svg>'
PIXELS = {"apple-touch-icon.png": 180, "icon-192.png": 192, "icon-512.png": 512}
ICONS = {"favicon.ico", "icon.svg", "site.webmanifest", *PIXELS}


def with_icon(plain: ChangingSite, folder: Path) -> ChangingSite:
    """The site with a drawing as its icon, built."""
    site = plain.copy(folder / "site")
    site.put("lamp.svg", DRAWING.format("#102030"))
    do.set_setting(site, "icon", "lamp.svg")
    assert set(site.update().result.rendered) >= ICONS
    return site


def size(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG."""
    assert data.startswith(b"\x89PNG")
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


def test_all_icons_are_made_of_one_drawing(plain: ChangingSite, tmp_path: Path) -> None:
    site = with_icon(plain, tmp_path)
    made = site.build()
    assert {name: size(made.files[name]) for name in PIXELS} == {name: (width, width) for name, width in PIXELS.items()}
    favicon = made.files["favicon.ico"]
    assert favicon[:6] == b"\0\0\1\0\3\0"
    assert [size(favicon[int.from_bytes(favicon[at + 12 : at + 16], "little") :]) for at in (6, 22, 38)] == [
        (16, 16),
        (32, 32),
        (48, 48),
    ]
    manifest = json.loads(made.files["site.webmanifest"])
    assert manifest["name"] == "The Log"
    assert [one["src"] for one in manifest["icons"]] == ["/sea/icon-192.png", "/sea/icon-512.png"]
    html = made.files["about/index.html"].decode()
    assert '<link rel="icon" href="/sea/favicon.ico" sizes="32x32">' in html
    assert '<link rel="icon" href="/sea/icon.svg" type="image/svg+xml" sizes="any">' in html
    assert '<link rel="apple-touch-icon" href="/sea/apple-touch-icon.png">' in html
    assert '<link rel="manifest" href="/sea/site.webmanifest">' in html
    check(site, made)


def test_another_picture_makes_the_icons_again_and_no_page(plain: ChangingSite, tmp_path: Path) -> None:
    site = with_icon(plain, tmp_path)
    site.put("lamp.svg", DRAWING.format("#a03020"))
    made = site.update()
    assert set(made.result.rendered) == ICONS - {"site.webmanifest"}
    check(site, made)
    do.set_setting(site, "icon", None)
    made = site.update()
    assert not ICONS & made.files.keys()
    assert "apple-touch-icon" not in made.files["about/index.html"].decode()
    check(site, made)


def test_a_picture_of_pixels_gets_room_where_it_is_not_square(plain: ChangingSite, tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image", reason="needs the extra images")
    site = plain.copy(tmp_path / "site")
    (site.folder / "lamp.png").write_bytes(picture(400, 200, (200, 10, 10)))
    do.set_setting(site, "icon", "lamp.png")
    made = site.update()
    assert "icon.svg" not in made.files
    with image.open(site.folder / "public" / "icon-512.png") as opened:
        corner, middle = opened.convert("RGBA").getpixel((5, 5)), opened.convert("RGBA").getpixel((256, 256))
    assert (corner[3], middle[3]) == (0, 255)
    with image.open(site.folder / "public" / "apple-touch-icon.png") as opened:
        assert opened.convert("RGBA").getpixel((5, 5)) == (255, 255, 255, 255)
    assert 'sizes="192x192"' in made.files["about/index.html"].decode()
    check(site, made)


def test_what_the_static_folder_brings_wins(plain: ChangingSite, tmp_path: Path) -> None:
    site = plain.copy(tmp_path / "site")
    (site.folder / "static").mkdir(exist_ok=True)
    (site.folder / "static" / "favicon.ico").write_bytes(b"mine")
    site.put("lamp.svg", DRAWING.format("#102030"))
    do.set_setting(site, "icon", "lamp.svg")
    made = site.update()
    assert made.files["favicon.ico"] == b"mine"
    assert 'href="/sea/favicon.ico"' in made.files["about/index.html"].decode()
    check(site, made)


def test_without_the_extra_only_the_drawing_is_published(
    plain: ChangingSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    site = plain.copy(tmp_path / "site")
    site.put("lamp.svg", DRAWING.format("#102030"))
    do.set_setting(site, "icon", "lamp.svg")
    made = site.update()
    assert made.files.keys() & ICONS == {"icon.svg"}
    (problem,) = [one for one in made.problems if one.kind == "no-icons"]
    assert problem.message == "Only one icon is published: the others need an extra."


@pytest.mark.parametrize("name", ["none.svg", "site.yaml"])
def test_a_picture_that_is_none_is_a_mistake(plain: ChangingSite, tmp_path: Path, name: str) -> None:
    site = plain.copy(tmp_path / "site")
    do.set_setting(site, "icon", name)
    with pytest.raises(ConfigError, match=f"there is no picture {name}"):
        site.update()
