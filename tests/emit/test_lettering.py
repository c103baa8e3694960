"""Words set in lines: sizes, breaks, directions; letters here are half as wide as they are high, wide ones as wide."""

from __future__ import annotations

import unicodedata
from typing import Final

import pytest

from notionpress.emit.fonts import Face
from notionpress.emit.lettering import Lettering, clusters, is_emoji, is_rtl, set_lines


class Plain:
    """A font of letters without emoji."""

    name = "plain"

    def covers(self, cluster: str) -> bool:
        return (not is_emoji(cluster) and cluster[0] < "\u0e00") or cluster[0] > "\u0e7f"

    def width(self, text: str, direction: str) -> float:
        return sum(1.0 if unicodedata.east_asian_width(one) in "WF" else 0.5 for one in text)

    def drawn(self, text: str, direction: str, size: float) -> str:
        return f"[{self.name} {direction} {text}]"


class Emoji(Plain):
    """A font of emoji, each as one picture."""

    name = "emoji"

    def covers(self, cluster: str) -> bool:
        return is_emoji(cluster)

    def width(self, text: str, direction: str) -> float:
        return float(len(list(clusters(text))))


PLAIN: Final = Plain()
EMOJI: Final = Emoji()


def face_of(cluster: str, emoji: bool) -> Face | None:
    return next((face for face in (EMOJI if emoji else PLAIN, PLAIN) if face.covers(cluster)), None)


def lettered(text: str, *, width: float = 100, height: float = 1000, sizes: tuple[float, ...] = (10,)) -> Lettering:
    return set_lines(text, face_of, width=width, height=height, sizes=sizes)


def words(made: Lettering) -> list[str]:
    """Lines without what says how they are drawn."""
    found = []
    for line in made.lines:
        parts = line.svg.split("[")[1:]
        found.append("".join(part.partition("]")[0].split(" ", 2)[2] for part in parts))
    return found


def test_words_are_set_in_the_largest_size_in_which_they_fit() -> None:
    text = "one two three four"
    assert lettered(text, height=25, sizes=(20, 10)).size == 10
    assert lettered(text, height=50, sizes=(20, 10)).size == 20
    assert words(lettered(text, height=50, sizes=(20, 10))) == ["one two", "three four"]


def test_a_line_needs_no_height() -> None:
    assert words(lettered("one two", height=0)) == ["one two"]


def test_what_is_too_much_is_cut_at_a_word() -> None:
    made = lettered("The light that counted all ships at sea", height=24)
    assert words(made) == ["The light that", "counted all ships…"]
    assert all(line.width <= 100 for line in made.lines)


def test_a_single_word_that_is_too_long_is_cut_too() -> None:
    assert words(lettered("a" * 50, height=0)) == ["a" * 19 + "…"]


def test_lines_are_about_equally_long() -> None:
    assert words(lettered("The harbour map we drew")) == ["The harbour", "map we drew"]


def test_a_word_is_broken_in_no_size_but_the_last() -> None:
    made = lettered("Rindfleischetikett", sizes=(20, 15, 10))
    assert (made.size, words(made)) == (10, ["Rindfleischetikett"])
    assert words(lettered("Rindfleischetikettierung", sizes=(20, 10))) == ["Rindfleische", "tikettierung"]


def test_chinese_and_japanese_break_between_characters_but_not_before_a_full_stop() -> None:
    assert words(lettered("海の霧の夜に灯台で。", width=90)) == ["海の霧の夜", "に灯台で。"]
    for line in words(lettered("一二三四五六七八九。「十」百千万", width=90)):
        assert line[0] not in "。」"
        assert line[-1] != "「"


def test_korean_breaks_between_words() -> None:
    assert words(lettered("등대와 바다에 관한", width=70)) == ["등대와", "바다에 관한"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ab", ["a", "b"]),
        ("e\u0301a", ["e\u0301", "a"]),
        ("🇩🇪🇫🇷", ["🇩🇪", "🇫🇷"]),
        ("👩‍🚀!", ["👩‍🚀", "!"]),
        ("👍🏽👍", ["👍🏽", "👍"]),
        ("1️⃣2", ["1️⃣", "2"]),
        ("❤️a", ["❤️", "a"]),
        ("🏴󠁧󠁢󠁳󠁣󠁴󠁿x", ["🏴󠁧󠁢󠁳󠁣󠁴󠁿", "x"]),
        ("", []),
    ],
)
def test_what_readers_take_for_one_character(text: str, expected: list[str]) -> None:
    assert list(clusters(text)) == expected


@pytest.mark.parametrize(("cluster", "expected"), [("🌊", True), ("❤️", True), ("❤", False), ("⌚︎", False), ("1️⃣", True)])
def test_what_is_a_coloured_picture(cluster: str, expected: bool) -> None:
    assert is_emoji(cluster) is expected


def test_emoji_are_drawn_by_their_own_font() -> None:
    (line,) = lettered("Sea 🌊🇩🇪 now").lines
    assert [part.partition("]")[0] for part in line.svg.split("[")[1:]] == [
        "plain ltr Sea ",
        "emoji ltr 🌊🇩🇪",
        "plain ltr  now",
    ]
    assert line.width == (4 * 0.5 + 2 + 4 * 0.5) * 10


def seen(text: str) -> list[str]:
    """The pieces of a line as they are seen, from left to right."""
    (line,) = lettered(text, width=1000).lines
    return [part.partition("]")[0] for part in line.svg.split("[")[1:]]


def test_words_in_two_directions_stand_in_the_order_in_which_they_are_read() -> None:
    assert is_rtl("«שלום")
    assert not is_rtl("12 a שלום")
    assert seen("שלום Hello עולם") == ["plain rtl  עולם", "plain ltr Hello", "plain rtl שלום "]
    assert seen("Hello שלום עולם now") == ["plain ltr Hello ", "plain rtl שלום עולם", "plain ltr  now"]
    assert seen("Sea שלום 🌊 עולם") == ["plain ltr Sea ", "plain rtl  עולם", "emoji rtl 🌊", "plain rtl שלום "]


def test_characters_that_no_font_has_are_told_and_left_out() -> None:
    made = lettered("ไทย sea ไ\u200d")
    assert words(made) == ["sea"]
    assert made.missing == ("ไ", "ท", "ย", "ไ\u200d")


def test_nothing_leaves_no_line() -> None:
    assert lettered("  ").lines == ()
    assert lettered("\u200d").missing == ()
