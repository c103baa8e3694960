"""Words drawn in the fonts that are installed: outlines, pictures in colour, letters that join."""

from __future__ import annotations

from pathlib import Path

import pytest

from notionpress.emit.fonts import Fonts, find_fonts
from notionpress.emit.lettering import is_emoji, set_lines
from notionpress.emit.social import png_of
from notionpress.errors import ConfigError

NAMED, INSTALLED = find_fonts((), Path())
pytestmark = pytest.mark.skipif(not INSTALLED, reason="no font is installed")


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    return Fonts(NAMED, INSTALLED, "ja")


def drawn(fonts: Fonts, text: str) -> tuple[str, float]:
    """One line as SVG, and its width; the test is skipped where no font has it."""
    made = set_lines(
        text,
        lambda cluster, emoji: fonts.face(cluster, "sans", bold=True, emoji=emoji),
        width=10_000,
        sizes=(100,),
    )
    if made.missing:
        pytest.skip(f"no font that is installed has {' '.join(made.missing)}")
    (line,) = made.lines
    return line.svg, line.width


def test_words_are_outlines_as_wide_as_they_are_long(fonts: Fonts) -> None:
    svg, width = drawn(fonts, "Harbour")
    assert svg.count("<path") == 7
    assert "<text" not in svg
    assert 300 < width < 700
    assert drawn(fonts, "Harbour light")[1] > width


def test_emoji_of_several_parts_are_one_picture_in_colours(fonts: Fonts) -> None:
    for emoji in ("🌊", "👩‍🚀", "🇩🇪", "❤️"):
        svg, width = drawn(fonts, emoji)
        assert svg.count("<image") == 1 or " fill=" in svg, emoji
        assert 80 < width < 180, emoji


def test_chinese_and_japanese_are_drawn(fonts: Fonts) -> None:
    svg, width = drawn(fonts, "灯台")
    assert (svg.count("<path"), width) == (2, 200)


def test_arabic_letters_join(fonts: Fonts) -> None:
    whole = drawn(fonts, "سلام")[1]
    assert whole < sum(drawn(fonts, letter)[1] for letter in "سلام")


def test_a_font_is_known_by_its_file(tmp_path: Path) -> None:
    (tmp_path / "lamp.ttf").write_bytes(Path(INSTALLED[0].path).read_bytes())
    (named,), installed = find_fonts(("lamp.ttf",), tmp_path)
    assert (named.stem, named.size) == ("lamp", INSTALLED[0].size)
    assert Fonts((named,), installed, "en").fingerprint() != Fonts((), installed, "en").fingerprint()
    assert Fonts((), installed, "ja").fingerprint() != Fonts((), installed, "zh").fingerprint()
    with pytest.raises(ConfigError, match=r"there is no font lamp\.svg"):
        find_fonts(("lamp.svg",), tmp_path)


def test_what_is_no_font_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"no font at all")
    named, _ = find_fonts(("broken.ttf",), tmp_path)
    assert Fonts(named, (), "en").face("a", "serif", bold=False, emoji=is_emoji("a")) is None


def test_the_same_drawing_gives_the_same_bytes(fonts: Fonts) -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="120">'
        f'<g transform="translate(5 90)">{drawn(fonts, "Aa")[0]}</g></svg>'
    )
    assert png_of(svg) == png_of(svg)
    assert png_of(svg) != png_of(svg.replace("translate(5", "translate(15"))


def test_what_is_no_drawing_is_told(fonts: Fonts) -> None:
    with pytest.raises(ValueError, match="cannot be made"):
        png_of("<html></html>")
