"""Which place of a cover is always seen."""

from __future__ import annotations

import pytest

from notionpress.content.properties import Checkbox, Number, Property, RichTextValue
from notionpress.content.rich_text import Text
from notionpress.site.fields import focus
from notionpress.site.front_matter import read_front_matter


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Number(number=30), "50% 30%"),
        (Number(number=33.5), "50% 33.5%"),
        (Number(number=0), "50% 0%"),
        (Number(number=101), ""),
        (Number(number=-1), ""),
        (Number(), ""),
        (RichTextValue(rich_text=(Text("30"),)), "50% 30%"),
        (RichTextValue(rich_text=(Text("20 70"),)), "20% 70%"),
        (RichTextValue(rich_text=(Text("20%, 70 %"),)), "20% 70%"),
        (RichTextValue(rich_text=(Text("50%;color:red"),)), ""),
        (RichTextValue(), ""),
        (Checkbox(checked=True), ""),
        (None, ""),
    ],
)
def test_a_place_is_a_number_or_two(value: Property | None, expected: str) -> None:
    assert focus(value) == expected


def test_front_matter_says_what_is_no_place() -> None:
    page, mistakes = read_front_matter("---\ntitle: A\ncover_focus: 20\n---\n")
    assert (focus(page.properties["cover_focus"]), mistakes) == ("50% 20%", [])
    _, (mistake,) = read_front_matter("---\ntitle: A\ncover_focus: top\n---\n")
    assert (mistake.line, mistake.message[:34]) == (3, "this must be a number from 0 (top)")
