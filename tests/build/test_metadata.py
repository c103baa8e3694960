"""Pictures lose what cameras noted in them, and nothing else."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notionpress.build.metadata import Malformed, without_metadata
from notionpress.site.picture_size import boxes

Image = pytest.importorskip("PIL.Image")
SECRET = b"SECRET-PLACE"
TYPES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
    "GIF": "image/gif",
}


def noise(width: int = 48, height: int = 32, mode: str = "RGB") -> Any:
    """A picture whose every pixel counts."""
    return Image.effect_noise((width, height), 80).convert(mode)


def exif(turn: int = 6) -> Any:
    """What a phone writes: orientation, its name, and where it was."""
    found = Image.Exif()
    found[0x0112] = turn
    found[0x010F] = SECRET.decode()
    found.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 29.9), 3: "E", 4: (2.0, 17.0, 40.2), 27: SECRET})
    return found


def profile() -> bytes:
    return (
        pytest.importorskip("PIL.ImageCms")
        .ImageCmsProfile(pytest.importorskip("PIL.ImageCms").createProfile("sRGB"))
        .tobytes()
    )


def made(format: str, image: Any = None, **more: Any) -> bytes:
    """A picture with notes of every kind that Pillow can write."""
    data = io.BytesIO()
    notes: dict[str, Any] = {"exif": exif(), "icc_profile": profile()}
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">' + SECRET + b"</x:xmpmeta>"
    if format in ("JPEG", "WEBP", "AVIF"):
        notes["xmp"] = xmp
    if format == "JPEG":
        notes["comment"] = SECRET
    if format == "PNG":
        plugin = pytest.importorskip("PIL.PngImagePlugin")
        notes["pnginfo"] = plugin.PngInfo()
        notes["pnginfo"].add_text("Comment", SECRET.decode())
        notes["pnginfo"].add_itxt("XML:com.adobe.xmp", xmp.decode())
    if format == "GIF":
        notes = {"comment": SECRET}
    (image or noise()).save(data, format, **{**notes, **more})
    return data.getvalue()


@pytest.mark.parametrize("format", TYPES)
def test_notes_go_and_the_picture_stays(format: str) -> None:
    before = made(format)
    assert SECRET in before
    after = without_metadata(before, TYPES[format])
    assert SECRET not in after
    with Image.open(io.BytesIO(before)) as one, Image.open(io.BytesIO(after)) as other:
        one.load()
        other.load()
        assert one.tobytes() == other.tobytes()
        assert not other.getexif().get_ifd(0x8825)
        assert 0x010F not in other.getexif()
        if format != "GIF":
            assert other.info["icc_profile"] == one.info["icc_profile"]


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("turn", range(1, 9))
def test_a_picture_stays_turned_as_it_was(format: str, turn: int) -> None:
    after = without_metadata(made(format, exif=exif(turn)), TYPES[format])
    with Image.open(io.BytesIO(after)) as image:
        assert dict(image.getexif()) == ({0x0112: turn} if turn > 1 else {})


@pytest.mark.parametrize("format", TYPES)
def test_a_second_time_nothing_changes(format: str) -> None:
    once = without_metadata(made(format), TYPES[format])
    assert without_metadata(once, TYPES[format]) == once


@pytest.mark.parametrize("format", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
def test_a_picture_without_notes_keeps_its_bytes(format: str) -> None:
    data = io.BytesIO()
    noise().save(data, format)
    assert without_metadata(data.getvalue(), TYPES[format]) == data.getvalue()


def test_what_follows_a_picture_is_cut_off() -> None:
    """Phones append previews and short films, each with places of its own."""
    for format in ("JPEG", "PNG", "GIF"):
        whole = without_metadata(made(format), TYPES[format])
        assert without_metadata(whole + b"\xff\xd8\xff\xe1" + SECRET, TYPES[format]) == whole


def test_a_picture_in_many_scans_stays_whole() -> None:
    before = made("JPEG", noise(200, 100), progressive=True)
    after = without_metadata(before, "image/jpeg")
    with Image.open(io.BytesIO(before)) as one, Image.open(io.BytesIO(after)) as other:
        assert one.tobytes() == other.tobytes()


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG"])
def test_moving_pictures_keep_moving(format: str) -> None:
    frames = [noise(20, 20) for _ in range(4)]
    data = io.BytesIO()
    frames[0].save(data, format, save_all=True, append_images=frames[1:], duration=70, loop=0)
    after = without_metadata(data.getvalue(), TYPES[format])
    with Image.open(io.BytesIO(after)) as image:
        assert (image.n_frames, image.info["loop"]) == (4, 0)


def test_the_boxes_of_a_picture_stay_where_they_are() -> None:
    before = made("AVIF")
    after = without_metadata(before, "image/avif")
    assert len(before) == len(after)
    assert list(boxes(before, 0, len(before))) == list(boxes(after, 0, len(after)))


def test_other_files_are_left_alone() -> None:
    assert without_metadata(b"%PDF-1.7", "application/pdf") == b"%PDF-1.7"


@given(st.sampled_from(sorted(TYPES)), st.data())
def test_a_damaged_picture_is_refused_or_cleaned_and_never_breaks_the_build(format: str, data: st.DataObject) -> None:
    before = bytearray(PICTURES[format])
    for _ in range(data.draw(st.integers(1, 8))):
        before[data.draw(st.integers(0, len(before) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(before)))
    try:
        after = without_metadata(bytes(before[:cut]), TYPES[format])
    except Malformed:
        return
    assert len(after) <= len(before) + 64


PICTURES = {format: made(format) for format in TYPES}
