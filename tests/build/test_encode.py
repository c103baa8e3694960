"""Smaller versions of pictures: their sizes, colours and directions, and what is refused."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from notionpress.build.encode import Encoded, Recipe, TooManyPixels, Unreadable, Versions, encode, fitting, guarded

Image = pytest.importorskip("PIL.Image")
ImageDraw = pytest.importorskip("PIL.ImageDraw")
RECIPE = Recipe((40, 80, 160), ("avif", "webp"), 75, 100)


def noise(width: int, height: int) -> Any:
    return Image.merge("RGB", [Image.effect_noise((width, height), 60) for _ in range(3)])


def rings(width: int, height: int) -> Any:
    """A drawing that AVIF makes much smaller than WebP does."""
    image = Image.new("RGB", (width, height), "white")
    for radius in range(0, width, 9):
        box = (width // 2 - radius, height // 2 - radius, width // 2 + radius, height // 2 + radius)
        ImageDraw.Draw(image).ellipse(box, outline=(radius % 255, 90, 200 - radius % 200))
    return image


def saved(folder: Path, image: Any, format: str, **more: Any) -> Path:
    path = folder / f"picture.{format.lower()}"
    image.save(path, format, **more)
    return path


def opened(version: Encoded) -> Any:
    image = Image.open(io.BytesIO(version.data))
    image.load()
    return image


def widths(versions: Versions, format: str) -> list[int]:
    return [one.width for one in versions.encoded if one.format == format]


@given(st.sets(st.integers(1, 3000)), st.integers(1, 5000))
def test_no_version_is_wider_than_the_picture(wanted: set[int], width: int) -> None:
    found = fitting(tuple(wanted), width)
    assert all(one <= width for one in found)
    assert list(found) == sorted(set(found))
    assert bool(found) == bool(wanted)
    if wanted:
        assert found[-1] == min(width, max(wanted))


def test_a_picture_is_made_in_all_widths_and_formats(tmp_path: Path) -> None:
    made = encode(saved(tmp_path, rings(800, 400), "PNG"), replace(RECIPE, widths=(200, 300, 400)))
    assert (made.width, made.height) == (800, 400)
    assert [one.format for one in made.encoded] == ["avif"] * 3 + ["webp"] * 3
    for format in ("avif", "webp"):
        assert widths(made, format) == [200, 300, 400]
    for one in made.encoded:
        image = opened(one)
        assert (image.format.lower(), image.size) == (one.format, (one.width, one.width // 2))
        assert not image.getexif() and "icc_profile" not in image.info


def test_a_small_picture_is_never_enlarged(tmp_path: Path) -> None:
    made = encode(saved(tmp_path, noise(60, 30), "PNG"), RECIPE)
    assert widths(made, "webp") == [40, 60]


def test_no_version_is_nearly_as_wide_as_the_picture() -> None:
    assert fitting((480, 800, 1200), 820) == (480, 820)
    assert fitting((480, 800, 1200), 1000) == (480, 800, 1000)
    assert fitting((480, 800, 1200), 1210) == (480, 800, 1200)


def test_avif_is_made_where_it_saves_much_over_webp(tmp_path: Path) -> None:
    grain, drawing = saved(tmp_path, noise(400, 200), "PNG"), saved(tmp_path, rings(400, 200), "BMP")
    assert {one.format for one in encode(grain, RECIPE).encoded} == {"webp"}
    made = encode(drawing, replace(RECIPE, widths=(200, 300)))
    size = {format: sum(len(one.data) for one in made.encoded if one.format == format) for format in ("avif", "webp")}
    assert 0 < size["avif"] < 0.9 * size["webp"]
    # Nothing else is there to take its place.
    assert widths(encode(grain, replace(RECIPE, formats=("avif",))), "avif") == [40, 80, 160]


def test_the_same_picture_gives_the_same_bytes(tmp_path: Path) -> None:
    path = saved(tmp_path, noise(120, 90), "JPEG")
    assert encode(path, RECIPE) == encode(path, RECIPE)


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_picture_is_turned_upright(tmp_path: Path, turn: int) -> None:
    """The corner that is red when the picture is shown stays red."""
    from PIL import ImageOps

    image = Image.new("RGB", (160, 80), "blue")
    image.paste("red", (0, 0, 40, 40))
    exif = Image.Exif()
    exif[0x0112] = turn
    path = saved(tmp_path, image, "JPEG", exif=exif, quality=95)
    with Image.open(path) as original:
        expected = ImageOps.exif_transpose(original).convert("RGB")
    made = encode(path, replace(RECIPE, formats=("webp",)))
    assert (made.width, made.height) == expected.size
    shown = opened(made.encoded[-1]) if made.encoded else expected
    for x, y in ((5, 5), (shown.width - 5, 5), (5, shown.height - 5)):
        at = (x * expected.width // shown.width, y * expected.height // shown.height)
        assert max(abs(a - b) for a, b in zip(shown.getpixel((x, y)), expected.getpixel(at), strict=True)) < 60


def swapped_profile() -> bytes:
    """A profile whose red is green, and the other way round."""
    cms = pytest.importorskip("PIL.ImageCms")
    data = cms.ImageCmsProfile(cms.createProfile("sRGB")).tobytes()
    return bytes(data.replace(b"rXYZ", b"-XYZ").replace(b"gXYZ", b"rXYZ").replace(b"-XYZ", b"gXYZ"))


def test_colours_of_another_profile_become_those_of_the_web(tmp_path: Path) -> None:
    image = Image.new("RGB", (90, 90), "red")
    image.paste(noise(40, 90), (50, 0))
    made = encode(saved(tmp_path, image, "PNG", icc_profile=swapped_profile()), RECIPE)
    red, green, blue = opened(made.encoded[-1]).convert("RGB").getpixel((20, 20))
    assert green > 200 > 60 > max(red, blue)


def test_a_profile_that_is_none_changes_nothing(tmp_path: Path) -> None:
    image = noise(90, 90)
    broken = encode(saved(tmp_path, image, "PNG", icc_profile=b"no profile"), RECIPE)
    assert broken == encode(saved(tmp_path, image, "PNG"), RECIPE)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_pictures_of_every_kind_are_understood(tmp_path: Path, mode: str) -> None:
    image = noise(100, 50)
    if mode == "I;16":
        image = Image.frombytes("I;16", (100, 50), struct.pack("<5000H", *([40000] * 5000)))
    else:
        image = image.convert(mode)
    path = saved(tmp_path, image, "JPEG" if mode == "CMYK" else "PNG")
    made = encode(path, replace(RECIPE, widths=(20, 30)))
    assert (made.width, made.height) == (100, 50)
    if mode == "I;16" and made.encoded:
        assert abs(opened(made.encoded[-1]).convert("L").getpixel((5, 5)) - 40000 // 256) < 6


def test_clear_parts_stay_clear_and_have_nothing_behind_them(tmp_path: Path) -> None:
    image = noise(100, 100).convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize((100, 100)))
    made = encode(saved(tmp_path, image, "PNG"), RECIPE)
    assert made.placeholder == ""
    assert all(opened(one).mode == "RGBA" for one in made.encoded)
    assert encode(saved(tmp_path, noise(100, 100), "PNG"), RECIPE).placeholder.startswith("data:image/webp;base64,")


def test_the_tiny_copy_is_tiny(tmp_path: Path) -> None:
    assert len(encode(saved(tmp_path, noise(900, 600), "JPEG"), RECIPE).placeholder) < 500


def test_a_format_that_saves_nothing_is_left_out(tmp_path: Path) -> None:
    made = encode(saved(tmp_path, Image.new("RGB", (30, 30), "red"), "GIF"), RECIPE)
    assert all(len(one.data) < (tmp_path / "picture.gif").stat().st_size for one in made.encoded)


def test_a_moving_picture_keeps_moving_at_its_pace(tmp_path: Path) -> None:
    frames = [noise(60, 40) for _ in range(5)]
    path = saved(
        tmp_path, frames[0], "GIF", save_all=True, append_images=frames[1:], duration=[50, 60, 70, 80, 90], loop=0
    )
    made = encode(path, RECIPE)
    still, moving = made.encoded
    assert (still.still, moving.still, moving.format, moving.width) == (True, False, "webp", 60)
    image = opened(moving)
    assert (image.n_frames, image.info["loop"]) == (5, 0)
    assert [image.seek(at) or (image.load() and image.info["duration"]) for at in range(5)] == [50, 60, 70, 80, 90]
    assert getattr(opened(still), "n_frames", 1) == 1


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is enormous."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(20_000, 20_000), (10_001, 10_000), (1_000_000, 1_000_000)])
def test_a_bomb_is_refused_by_its_head(tmp_path: Path, size: tuple[int, int]) -> None:
    (tmp_path / "bomb.png").write_bytes(bomb(*size))
    with pytest.raises(TooManyPixels), guarded(RECIPE.megapixels):
        encode(tmp_path / "bomb.png", RECIPE)


def test_the_limit_can_be_changed(tmp_path: Path) -> None:
    path = saved(tmp_path, noise(1100, 1000), "JPEG")
    with pytest.raises(TooManyPixels):
        encode(path, replace(RECIPE, megapixels=1))
    assert encode(path, replace(RECIPE, megapixels=2)).width == 1100


def test_pillow_is_left_as_it_was() -> None:
    before = Image.MAX_IMAGE_PIXELS
    with guarded(1):
        assert Image.MAX_IMAGE_PIXELS == 1_000_000
    assert before == Image.MAX_IMAGE_PIXELS


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8\xff", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"%!PS-Adobe-3.0 EPSF", b"words"]
)
def test_what_is_no_picture_is_unreadable(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a").write_bytes(data)
    with pytest.raises(Unreadable):
        encode(tmp_path / "a", RECIPE)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_a_picture_that_was_cut_is_unreadable(tmp_path: Path, format: str) -> None:
    path = saved(tmp_path, noise(100, 100), format)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
    with pytest.raises(Unreadable):
        encode(path, RECIPE)
