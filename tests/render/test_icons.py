"""Named icons: a sign for what Notion draws, a dot for the rest."""

from __future__ import annotations

import unicodedata

import pytest

from notionpress.content.parse_rich_text import icon
from notionpress.content.rich_text import FileIcon, NamedIcon
from notionpress.render.icons import _NAMES, DOT, sign


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("light_bulb", "💡\ufe0e"),
        ("light-bulb", "💡\ufe0e"),
        ("Light-Bulb", "💡\ufe0e"),
        ("star-filled", "★\ufe0e"),
        ("people", "👥\ufe0e"),
        ("hashtag", "#"),
        ("code", "‹›"),
        ("no-such-icon", f"{DOT}"),
        ("", f"{DOT}"),
    ],
)
def test_an_icon_has_a_sign_in_one_colour(name: str, expected: str) -> None:
    assert sign(name) == expected


def test_no_name_stands_twice_and_every_sign_is_one() -> None:
    names = [name for _, names in _NAMES for name in names.split()]
    assert len(names) == len(set(names))
    assert len({sign for sign, _ in _NAMES}) == len(_NAMES)
    assert len(names) > 400
    for character in {character for found, _ in _NAMES for character in found}:
        assert character == "ℹ" or unicodedata.category(character)[0] in "SP", character


@pytest.mark.parametrize("host", ["https://www.notion.so", "https://notion.so", "https://app.notion.com"])
def test_an_address_of_notions_drawing_is_a_named_icon(host: str) -> None:
    found = icon({"type": "external", "external": {"url": f"{host}/icons/traffic-cone_red.svg?mode=light"}})
    assert found == NamedIcon("traffic-cone", "red")


@pytest.mark.parametrize(
    "url",
    [
        "https://www.notion.so.example.org/icons/people_red.svg",
        "https://www.notion.so/images/people_red.svg",
        "https://example.org/icons/people_red.svg",
        "https://www.notion.so/icons/people.svg",
    ],
)
def test_other_addresses_stay_pictures(url: str) -> None:
    assert isinstance(icon({"type": "external", "external": {"url": url}}), FileIcon)
