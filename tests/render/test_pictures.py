"""Pictures in the text: links to all of each, galleries, rows of equal height."""

from __future__ import annotations

import re

import pytest

from notionpress.config import PictureSettings
from notionpress.content.blocks import Block, Column, ColumnList, Image, Paragraph
from notionpress.content.rich_text import FileRef, Text
from tests.render.worlds import renderer

TIDE = FileRef(key="space/one/tide.png")  # 640 by 480
LAMP = FileRef(key="space/seven/lamp.png")  # 64 by 64


def picture(file: FileRef = TIDE, words: str = "Seen", *, decoration: bool = False) -> Image:
    return Image(file=file, caption=(Text(words),) if words else (), is_decoration=decoration)


def body(*blocks: Block, feed: bool = False, gallery_from: int = 3) -> str:
    pictures = PictureSettings(gallery_from=gallery_from)
    return renderer(feed=feed, pictures=pictures).body(blocks)


def test_a_picture_leads_to_all_of_it() -> None:
    assert '<a class="zoom" href="/media/tide.png"><img src="/media/tide.png" alt="Seen"' in body(picture())
    assert '<a class="zoom" href="/media/tide.png" aria-label="Enlarge the picture"><img' in body(picture(words=""))


@pytest.mark.parametrize("one", [picture(LAMP), picture(decoration=True)])
def test_what_would_not_become_larger_and_decoration_lead_nowhere(one: Image) -> None:
    assert "<img" in body(one)
    assert "<a" not in body(one)


def test_in_a_feed_a_picture_is_only_a_picture() -> None:
    assert "<a" not in body(picture(), picture(), picture(), feed=True)
    assert "gallery" not in body(picture(), picture(), picture(), feed=True)


def test_only_the_first_picture_is_urgent() -> None:
    first, *others = re.findall("<img[^>]*>", body(picture(), picture(), picture()))
    assert 'fetchpriority="high"' in first
    assert "lazy" not in first
    assert all('loading="lazy"' in one and "fetchpriority" not in one for one in others)


def test_three_pictures_in_a_row_are_a_gallery_and_two_are_not() -> None:
    words = Paragraph(rich_text=(Text("Between"),))
    html = body(picture(), picture(), words, picture(), picture(), picture(), words)
    assert html.count('<div class="gallery">') == 1
    before, after = html.split('<div class="gallery">')
    assert (before.count("<figure"), after.count("<figure")) == (2, 3)
    assert after.index("</div>") < after.index("Between")


def test_the_owner_says_from_how_many_on() -> None:
    two = (picture(), picture())
    assert "gallery" in body(*two, gallery_from=2)
    assert "gallery" not in body(picture(), gallery_from=1)
    assert "gallery" not in body(*two * 9, gallery_from=0)


def test_a_picture_with_blocks_below_it_is_in_no_gallery() -> None:
    below = Image(file=TIDE, children=(Paragraph(rich_text=(Text("below"),)),))
    assert "gallery" not in body(picture(), below, picture())


def test_pictures_beside_each_other_are_equally_high() -> None:
    row = ColumnList(children=(Column(children=(picture(),)), Column(children=(picture(LAMP),))))
    assert '<div class="columns pictures" style="--columns: minmax(0, 0.5714fr) minmax(0, 0.4286fr)">' in body(row)


@pytest.mark.parametrize(
    "columns",
    [
        (Column(children=(picture(),), width_ratio=0.7), Column(children=(picture(),), width_ratio=0.3)),
        (Column(children=(picture(),)), Column(children=(Paragraph(rich_text=(Text("Words"),)),))),
        (Column(children=(picture(), picture())), Column(children=(picture(),))),
        (Column(children=(picture(),)), Column(children=(picture(FileRef(url="https://example.org/a.jpg")),))),
        (Column(children=(picture(),)),),
    ],
)
def test_other_columns_stay_as_their_author_made_them(columns: tuple[Column, ...]) -> None:
    html = body(ColumnList(children=columns))
    assert '<div class="columns" style' in html
