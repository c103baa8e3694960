"""Smaller versions of one picture, made by Pillow (the extra `images`)."""

from __future__ import annotations

import base64
import contextlib
import io
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from PIL import Image

AT_WORK: Final = 2
"""Changes when the same picture and recipe give other versions."""

_READ: Final = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP")
_PHOTOS: Final = ("JPEG", "MPO")
_TINY: Final = 16
_AVIF_QUALITY: Final = 0.75
"""At so much of WebP's quality AVIF looks as good (by SSIMULACRA2, over photographs and drawings)."""
_AVIF_SPEED: Final = 9
"""Of 0 to 10: six times as quick as 7, for files that are a tenth larger."""
_WEBP_METHOD: Final = 2
"""Of 0 to 6: twice as quick as 4, for files that are a thirtieth larger and look better."""
_WORTH_WHILE: Final = 0.9
"""AVIF is made where it is smaller than so much of WebP; it takes longer, and of grainy pictures is often larger."""
_FAR_APART: Final = 0.9
"""A width above this share of the picture's own is left out: its own is near enough."""
_MOVING: Final = 4
"""Moving pictures may have this share of the pixels of a still one, over all frames: they take longer."""


class Recipe(msgspec.Struct, frozen=True):
    """What versions are wanted: widths in pixels, formats (`avif`, `webp`), quality 1 to 100, most megapixels."""

    widths: tuple[int, ...]
    formats: tuple[str, ...]
    quality: int
    megapixels: int


class Encoded(msgspec.Struct, frozen=True):
    """One version: its format and width, its bytes; `still` marks the first frame of a picture that moves."""

    format: str
    width: int
    data: bytes
    still: bool = False


class Versions(msgspec.Struct, frozen=True):
    """All versions of a picture, its size as shown, and a tiny copy as a `data:` URL, "" where it has clear parts."""

    width: int
    height: int
    placeholder: str
    encoded: tuple[Encoded, ...]


class TooManyPixels(Exception):
    """A picture that would take too much memory to decode."""


class Unreadable(Exception):
    """A picture that cannot be decoded, or not whole."""


def can_encode() -> bool:
    """Whether Pillow is installed."""
    try:
        import PIL.Image  # noqa: F401, PLC0415  (an extra)
    except ImportError:
        return False
    return True


@contextlib.contextmanager
def guarded(megapixels: int) -> Iterator[None]:
    """Let Pillow itself refuse what grows too large while it is decoded; for all threads, so around all of them."""
    from PIL import Image  # noqa: PLC0415  (an extra)

    before = Image.MAX_IMAGE_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        Image.MAX_IMAGE_PIXELS = megapixels * 1_000_000
        try:
            yield
        finally:
            Image.MAX_IMAGE_PIXELS = before


def encode(source: Path, recipe: Recipe) -> Versions:
    """Make all versions of a picture: turned upright, in sRGB, without metadata, never larger than it is.

    A format whose widest version saves nothing over the original is left out, and AVIF where it saves little over WebP.
    The same picture and recipe give the same bytes. Raises TooManyPixels, judged by the picture's head, and Unreadable.
    """
    from PIL import Image, ImageOps  # noqa: PLC0415  (an extra)

    Image.init()  # All formats: by itself Pillow looks for the rarer ones only after the common ones have failed.
    try:
        with Image.open(source, formats=_READ) as image:
            if _pixels(image) > recipe.megapixels * 1_000_000:
                raise TooManyPixels
            if getattr(image, "is_animated", False) and image.format != "MPO":
                return _moving(image, recipe, source.stat().st_size)
            is_photo = image.format in _PHOTOS
            size = _turned_size(image)
            widest = max(recipe.widths, default=1)
            if is_photo:
                image.draft(None, (widest, widest))
            upright = ImageOps.exif_transpose(image)
            return _still(_in_srgb(upright), size, recipe, source.stat().st_size, is_photo=is_photo)
    except (TooManyPixels, MemoryError, Image.DecompressionBombError):
        raise TooManyPixels from None
    except Exception as error:
        # Decoders raise what they like at damaged files: OSError, SyntaxError, ValueError, struct.error, …
        raise Unreadable(type(error).__name__) from error


def _pixels(image: Image.Image) -> int:
    frames = getattr(image, "n_frames", 1) if image.format != "MPO" else 1
    return image.width * image.height * (frames * _MOVING if frames > 1 else 1)


def _turned_size(image: Image.Image) -> tuple[int, int]:
    """The size as shown."""
    sideways = image.getexif().get(0x0112, 1) in range(5, 9)
    return (image.height, image.width) if sideways else image.size


def _in_srgb(image: Image.Image) -> Image.Image:
    """The picture as RGB or RGBA in sRGB, without anything that would be written beside its pixels."""
    from PIL import ImageCms  # noqa: PLC0415  (an extra)

    clear = image.has_transparency_data
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "RGBA", "CMYK", "L"):
        # With a profile that is damaged, or of another kind, the colours are taken as they are.
        with contextlib.suppress(ImageCms.PyCMSError, ValueError, OSError):
            image = _converted(image, profile)
    if image.mode.startswith("I;16"):
        # 16 bits of grey would be clipped, not scaled.
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    image = image.convert("RGBA" if clear else "RGB")
    image.info = {}
    return image


def _converted(image: Image.Image, profile: bytes) -> Image.Image:
    from PIL import ImageCms  # noqa: PLC0415  (an extra)

    own, standard = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    return ImageCms.profileToProfile(image, own, standard, outputMode=mode) or image


def _still(image: Image.Image, size: tuple[int, int], recipe: Recipe, original: int, *, is_photo: bool) -> Versions:
    scaled = [_scaled(image, width, size) for width in fitting(recipe.widths, size[0])]
    made: dict[str, list[Encoded]] = {}
    for format in sorted(recipe.formats, reverse=True):
        # WebP comes first, so that AVIF can be compared with it.
        versions = _in_widths(scaled, format, recipe.quality, made.get("webp", []), is_photo=is_photo)
        if versions and len(versions[-1].data) < original:
            made[format] = versions
    return Versions(*size, _placeholder(image), tuple(one for format in recipe.formats for one in made.get(format, ())))


def _in_widths(
    scaled: list[Image.Image], format: str, quality: int, others: list[Encoded], *, is_photo: bool
) -> list[Encoded]:
    """A picture in one format; none of it as soon as it turns out to save little over the `others`."""
    made: list[Encoded] = []
    for at, image in enumerate(scaled):
        made.append(Encoded(format, image.width, _written(image, format, quality, is_photo=is_photo)))
        if others and _bytes(made) > _WORTH_WHILE * _bytes(others[: at + 1]):
            return []
    return made


def _bytes(versions: list[Encoded]) -> int:
    return sum(len(one.data) for one in versions)


def fitting(widths: tuple[int, ...], width: int) -> tuple[int, ...]:
    """The widths that a picture of this width is made in: those clearly below it, and its own unless above all."""
    widest = min(width, max(widths, default=0))
    smaller = {one for one in widths if one < _FAR_APART * width and one < widest}
    return tuple(sorted(smaller | {widest})) if widths else ()


def _scaled(image: Image.Image, width: int, size: tuple[int, int]) -> Image.Image:
    from PIL import Image as Images  # noqa: PLC0415  (an extra)

    if width == image.width:
        return image
    height = max(1, round(width * size[1] / size[0]))
    return image.resize((width, height), Images.Resampling.LANCZOS, reducing_gap=3.0)


def _written(image: Image.Image, format: str, quality: int, *, is_photo: bool) -> bytes:
    data = io.BytesIO()
    options: dict[str, Any] = {"quality": quality, "method": _WEBP_METHOD}
    if format == "avif":
        # One thread for each picture: others are made at the same time, and the bytes do not depend on the machine.
        options = {
            "quality": max(1, round(quality * _AVIF_QUALITY)),
            "speed": _AVIF_SPEED,
            "max_threads": 1,
            "subsampling": "4:2:0" if is_photo else "4:4:4",
        }
    image.save(data, format.upper(), **options)
    return data.getvalue()


def _placeholder(image: Image.Image) -> str:
    """A copy of some sixteen pixels, which browsers blur as they enlarge it."""
    if image.mode == "RGBA":
        return ""
    tiny = image.copy()
    tiny.thumbnail((_TINY, _TINY))
    data = io.BytesIO()
    tiny.save(data, "WEBP", quality=30, method=6)
    return f"data:image/webp;base64,{base64.b64encode(data.getvalue()).decode()}"


def _moving(image: Image.Image, recipe: Recipe, original: int) -> Versions:
    """A moving picture keeps moving, in one size; its first frame is for those who asked for less motion."""
    size = image.size
    if "webp" not in recipe.formats:
        return Versions(*size, "", ())
    first = image.convert("RGBA" if image.has_transparency_data else "RGB")
    still = Encoded("webp", size[0], _written(first, "webp", recipe.quality, is_photo=False), still=True)
    if image.format != "GIF":
        return Versions(*size, "", (still,))
    durations = [_duration(image, frame) for frame in range(getattr(image, "n_frames", 1))]
    plays = image.info["loop"] + 1 if image.info.get("loop") else int("loop" not in image.info)
    image.seek(0)
    data = io.BytesIO()
    image.save(data, "WEBP", save_all=True, quality=recipe.quality, method=_WEBP_METHOD, duration=durations, loop=plays)
    moving = (Encoded("webp", size[0], data.getvalue()),) if data.tell() < original else ()
    return Versions(*size, "", (still, *moving))


def _duration(image: Image.Image, frame: int) -> int:
    image.seek(frame)
    # Browsers show frames of no duration for a tenth of a second.
    return int(image.info.get("duration") or 100)
