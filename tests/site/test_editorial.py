"""Editorial checks: what authors are told of their pages, where, and what is not told."""

from __future__ import annotations

from typing import Any

import pytest

from notionpress.build.salt import parts_of
from notionpress.config import CheckSettings, Config, PropertySettings, PublishSettings
from notionpress.content.blocks import (
    Block,
    BulletedList,
    BulletedListItem,
    Callout,
    ChildDatabase,
    Divider,
    Embed,
    Equation,
    Heading,
    Image,
    LinkToPage,
    Paragraph,
    Toggle,
    Unsupported,
)
from notionpress.content.pages import Database, Parent
from notionpress.content.parse import parse_blocks
from notionpress.content.properties import RichTextValue
from notionpress.content.rich_text import FileRef, InlineEquation, LinkMention, PageMention, RichText, Text
from notionpress.content.summarise import summarise
from notionpress.ids import notion_url
from notionpress.report import EDITORIAL, Report
from notionpress.site.site import Download
from tests.site.test_assemble import BOOKS, BOOKS_SOURCE, Workspace, identifier, page, status, text

FOUND = [kind for kind in EDITORIAL if "external" not in kind]
"""Those for which nobody has to be asked."""

DRAFT = identifier(0xDF)
BLOCK = "bbbbbbbb-0000-4000-8000-000000000000"


def words(text: str, href: str = "") -> RichText:
    return (Text(text, href=href),)


def write(workspace: Workspace, id: str, *blocks: Block) -> None:
    """Write the body of a page."""
    workspace.summaries[id] = summarise(blocks)


def told(workspace: Workspace, *kinds: str, **settings: Any) -> list[tuple[str, str]]:
    """The kind and place of each editorial problem, or those of some kinds alone."""
    workspace.site(**settings)
    return [(one.kind, one.url) for one in workspace.report.problems if one.kind in (kinds or EDITORIAL)]


def one_page(*blocks: Block) -> tuple[Workspace, str]:
    """A workspace with a post that has a body."""
    workspace = Workspace()
    id = workspace.post(1, "Tides")
    write(workspace, id, *blocks)
    return workspace, id


def at(id: str, block: str = BLOCK) -> str:
    return f"{notion_url(id)}#{block.replace('-', '')}"


def download(size: int, width: int = 0, height: int = 0) -> Download:
    return Download(
        source="x",
        digest="d",
        extension=".png",
        name="wave.png",
        media_type="image/png",
        size=size,
        width=width,
        height=height,
    )


def image(**more: Any) -> Image:
    return Image(id=BLOCK, file=FileRef(url="https://example.org/a.png"), **more)


def test_the_kinds_are_those_that_can_be_turned_off() -> None:
    switches = [name for name, kind in CheckSettings.__annotations__.items() if kind == "Told"]
    assert [name.replace("_", "-") for name in switches] == list(EDITORIAL)
    assert all(CheckSettings().tells(kind) for kind in (*EDITORIAL, "unsupported-block"))


# Pictures


@pytest.mark.parametrize("caption", [(), words(" ")])
def test_a_picture_that_says_nothing_is_told_with_its_block(caption: RichText) -> None:
    workspace, id = one_page(Toggle(children=(image(caption=caption),)))
    assert told(workspace) == [("missing-alt", at(id))]


@pytest.mark.parametrize("more", [{"caption": words("A wave")}, {"alt": "A wave"}, {"is_decoration": True}])
def test_a_picture_that_says_something_or_is_decoration_is_not(more: dict[str, Any]) -> None:
    assert told(one_page(image(**more))[0]) == []


@pytest.mark.parametrize("caption", ["(decorative)", " (Decorative) "])
def test_a_caption_says_that_a_picture_is_decoration(caption: str) -> None:
    file = {"type": "external", "external": {"url": "https://example.org/a.png"}}
    raw = [{"type": "image", "image": {"caption": [{"type": "text", "text": {"content": caption}}], **file}}]
    (block,) = parse_blocks(raw)
    assert isinstance(block, Image)
    assert (block.is_decoration, block.caption) == (True, ())


@pytest.mark.parametrize(
    ("size", "width", "height", "is_large"),
    [(5 * 2**20, 5000, 5000, False), (5 * 2**20 + 1, 10, 10, True), (100, 5000, 5001, True), (6 * 2**20, 0, 0, True)],
)
def test_a_very_large_picture_is_told(size: int, width: int, height: int, is_large: bool) -> None:
    file = FileRef(key="space/one/wave.png")
    workspace, id = one_page(Image(id=BLOCK, file=file, caption=words("A wave")))
    workspace.files[file.key] = download(size, width, height)
    more_room = CheckSettings(picture_size=7, picture_megapixels=26)
    assert told(workspace, checks=more_room) == []
    assert told(workspace) == ([("large-picture", at(id))] if is_large else [])


# Headings


@pytest.mark.parametrize(
    ("levels", "skipped"),
    [
        ((1, 2, 3, 4, 1), ()),
        ((2, 3, 2, 1), ()),
        ((3, 3, 1, 2), ()),
        ((1, 3, 3), (1,)),
        ((2, 4, 1, 3, 1, 4), (1, 3, 5)),
    ],
)
def test_a_heading_that_skips_a_level_is_told(levels: tuple[int, ...], skipped: tuple[int, ...]) -> None:
    blocks = [
        Heading(id=identifier(at), level=level, rich_text=words(f"H{at}"), anchor=f"h{at}")
        for at, level in enumerate(levels)
    ]
    workspace, id = one_page(*blocks)
    assert told(workspace) == [("skipped-heading", at(id, identifier(number))) for number in skipped]


# Links


def to_draft(href: str) -> Paragraph:
    return Paragraph(id=BLOCK, rich_text=words("there", href))


@pytest.mark.parametrize(
    "block",
    [
        to_draft(f"/{DRAFT.replace('-', '')}"),
        to_draft(notion_url(DRAFT)),
        to_draft(f"https://somebody.notion.site/{DRAFT.replace('-', '')}"),
        Paragraph(id=BLOCK, rich_text=(PageMention(DRAFT, "Draft"),)),
        Paragraph(id=BLOCK, rich_text=(LinkMention(notion_url(DRAFT), "Draft"),)),
        Paragraph(id=BLOCK, rich_text=(InlineEquation(rf"\href{{{notion_url(DRAFT)}}}{{x}}"),)),
        Equation(id=BLOCK, expression=rf"\href{{/{DRAFT.replace('-', '')}}}{{x}}"),
        LinkToPage(id=BLOCK, target=DRAFT),
    ],
)
def test_a_link_to_a_page_that_is_not_published_is_told_with_its_block(block: Block) -> None:
    workspace, id = one_page(block)
    workspace.post(0xDF, "Draft", Status=status("Draft"))
    assert told(workspace) == [("dead-link", at(id))]
    (problem,) = workspace.report.problems
    assert notion_url(DRAFT) in problem.message


@pytest.mark.parametrize(
    "block",
    [
        to_draft("https://example.org/"),
        to_draft(f"https://somebody.notion.site/{DRAFT.replace('-', '')}"),
        to_draft(f"/{identifier(1).replace('-', '')}"),
        LinkToPage(id=BLOCK, kind="comment_id", target=DRAFT),
        LinkToPage(id=BLOCK, target=identifier(1)),
    ],
)
def test_a_link_that_leads_somewhere_is_not(block: Block) -> None:
    assert told(one_page(block)[0]) == []


def test_a_link_in_a_published_property_is_told_with_its_page() -> None:
    workspace = Workspace()
    id = workspace.post(1, "Tides", Note=RichTextValue(rich_text=words("there", notion_url(DRAFT))))
    write(workspace, id, Paragraph(rich_text=words("x")))
    assert told(workspace) == []
    settings = PropertySettings(metadata=("Note",))
    assert told(workspace, "dead-link", properties=settings) == [("dead-link", notion_url(id))]


@pytest.mark.parametrize(("anchor", "is_dead"), [("one", False), ("", False), ("top", False), ("three", True)])
def test_a_link_to_a_place_on_the_page_itself(anchor: str, is_dead: bool) -> None:
    heading = Heading(id=identifier(9), level=1, rich_text=words("One"), anchor="one")
    workspace, id = one_page(heading, to_draft(f"#{anchor}"))
    assert told(workspace) == ([("dead-anchor", at(id))] if is_dead else [])


@pytest.mark.parametrize(("number", "is_dead"), [(9, False), (8, True)])
def test_a_link_to_a_place_on_another_page(number: int, is_dead: bool) -> None:
    workspace, id = one_page(Heading(id=identifier(9), level=1, rich_text=words("One"), anchor="one"))
    other = workspace.post(2, "Waves")
    href = f"/{id.replace('-', '')}#{identifier(number).replace('-', '')}"
    write(workspace, other, to_draft(href))
    assert told(workspace) == ([("dead-anchor", at(other))] if is_dead else [])


# Pages


def test_pages_of_one_title_are_told_but_for_the_first() -> None:
    workspace = Workspace()
    ids = [workspace.post(number, title) for number, title in ((1, "High water"), (2, "high  WATER"), (3, "Other"))]
    assert told(workspace, "same-title") == [("same-title", notion_url(ids[1]))]


def test_pages_without_a_title_have_none_in_common() -> None:
    workspace = Workspace()
    workspace.post(1, "")
    workspace.post(2, "")
    assert told(workspace, "same-title") == []


def test_pages_of_one_address_are_told() -> None:
    workspace = Workspace()
    workspace.post(1, "Tides", Slug=text("water"))
    second = workspace.post(2, "Waves", Slug=text("water"))
    assert told(workspace) == [("same-address", notion_url(second))]


def test_an_empty_description_is_told_where_there_could_be_one() -> None:
    workspace = Workspace()
    without = workspace.post(1, "Tides", Description=text(""))
    workspace.post(2, "Waves", Description=text("About waves"))
    workspace.post(3, "Winds")
    assert told(workspace) == []
    settings = PropertySettings(description="Description")
    assert told(workspace, properties=settings) == [("missing-description", notion_url(without))]


@pytest.mark.parametrize(
    ("blocks", "is_empty"),
    [
        ((), True),
        ((Paragraph(), Divider(), Callout(rich_text=words(" "))), True),
        ((BulletedList(children=(BulletedListItem(),)),), True),
        ((Paragraph(rich_text=words("x")),), False),
        ((Toggle(children=(Paragraph(rich_text=words("x")),)),), False),
        ((image(alt="x"),), False),
        ((Embed(url="https://example.org"),), False),
        ((Unsupported(type="form"),), False),
        ((ChildDatabase(id=BOOKS),), False),
    ],
)
def test_an_empty_post_is_told(blocks: tuple[Block, ...], is_empty: bool) -> None:
    workspace, id = one_page(*blocks)
    assert told(workspace) == ([("empty-page", notion_url(id))] if is_empty else [])


def test_an_empty_page_is_told_unless_it_is_a_row_in_a_page_or_has_pages_below() -> None:
    workspace = Workspace()
    root = workspace.add(page(1, "Guide", Parent("workspace", "")))
    workspace.roots = [(root, "page")]
    upper = workspace.child(2, "Upper", root)
    lower = workspace.child(3, "Lower", upper)
    row = workspace.add(page(4, "Row", Parent("data_source", BOOKS_SOURCE, BOOKS)))
    workspace.rows[BOOKS_SOURCE] = (row,)
    workspace.databases[BOOKS] = Database(id=BOOKS, data_sources=(BOOKS_SOURCE,))
    for id, below in ((root, (upper, BOOKS)), (upper, (lower,)), (lower, ()), (row, ())):
        write(workspace, id)
        workspace.holds(id, *below)
    everything = PublishSettings()
    assert told(workspace, publish=everything) == [("empty-page", notion_url(lower))]
    assert row in workspace.site(publish=everything).pages


# Switches


@pytest.mark.parametrize("kind", FOUND)
def test_each_check_can_be_turned_off_alone(kind: str) -> None:
    workspace = Workspace()
    settings = PropertySettings(slug="Slug", description="Description")
    file = FileRef(key="space/one/wave.png")
    workspace.files[file.key] = download(6 * 2**20)
    for number in (1, 2):
        id = workspace.post(number, "Tides", Description=text(""))
        write(
            workspace,
            id,
            Heading(level=1, rich_text=words("One"), anchor="one"),
            Heading(level=3, rich_text=words("Two"), anchor="two"),
            Image(file=file),
            to_draft(notion_url(DRAFT)),
            to_draft("#gone"),
        )
    write(workspace, workspace.post(3, "Empty"))
    everything = {one for one, _ in told(workspace, properties=settings)}
    assert everything == set(FOUND)
    workspace.report = Report()
    off = CheckSettings(**{kind.replace("-", "_"): "off"})
    assert {one for one, _ in told(workspace, properties=settings, checks=off)} == everything - {kind}


def test_nothing_is_rendered_again_for_a_check_that_is_switched() -> None:
    on, off = Config(title="x"), Config(title="x", checks=CheckSettings(missing_alt="off", picture_size=9))
    assert parts_of(on, "", "site") == parts_of(off, "", "site")
