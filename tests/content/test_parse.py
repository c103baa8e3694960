"""Parsing: lists are gathered, anchors are unique, old and unknown shapes are read."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from notionpress.content.blocks import (
    BulletedList,
    ColumnList,
    Heading,
    MeetingNotes,
    NumberedList,
    Paragraph,
    Tab,
    Table,
    TabPane,
    ToDoList,
    Unsupported,
)
from notionpress.content.parse import BLOCK_TYPES, parse_blocks
from notionpress.content.parse_pages import parse_database, parse_page
from notionpress.content.parse_properties import PROPERTY_TYPES, parse_property
from notionpress.content.properties import Formula, People, Rollup, UnsupportedProperty
from notionpress.content.rich_text import DateMention, FileIcon, PageMention, Text, UnsupportedSpan, plain
from notionpress.content.summarise import count_characters, count_words, summarise


def words(text: str, **more: Any) -> list[dict[str, Any]]:
    return [{"type": "text", "text": {"content": text, "link": None}, "plain_text": text, "href": None, **more}]


def block(kind: str, text: str = "", *, children: Any = None, **payload: Any) -> dict[str, Any]:
    raw: dict[str, Any] = {
        "object": "block",
        "id": f"id-{text}",
        "type": kind,
        kind: {"rich_text": words(text), **payload},
    }
    if children is not None:
        raw["children"] = children
    return raw


def test_every_type_of_the_reference_is_known() -> None:
    # Both names of meeting notes count: transcription until 2025-09-03, meeting_notes since 2026-03-11.
    assert len(BLOCK_TYPES) == 37
    assert len(PROPERTY_TYPES) == 24


def test_runs_of_items_become_lists() -> None:
    parsed = parse_blocks(
        [
            block("bulleted_list_item", "a"),
            block("bulleted_list_item", "b", children=[block("numbered_list_item", "c")]),
            block("numbered_list_item", "d", list_start_index=3, list_format="roman"),
            block("numbered_list_item", "e"),
            block("numbered_list_item", "f", list_start_index=1),
            block("to_do", "g", checked=True),
            block("paragraph", "h"),
            block("bulleted_list_item", "i"),
        ]
    )
    bullets, roman, again, tasks, paragraph, last = parsed
    assert isinstance(bullets, BulletedList)
    assert len(bullets.children) == 2
    assert isinstance(bullets.children[1].children[0], NumberedList)
    assert isinstance(roman, NumberedList)
    assert (roman.start, roman.format, len(roman.children)) == (3, "roman", 2)
    assert isinstance(again, NumberedList)
    assert (again.start, len(again.children)) == (1, 1)
    assert isinstance(tasks, ToDoList)
    assert isinstance(paragraph, Paragraph)
    assert isinstance(last, BulletedList)


def test_a_list_may_start_at_zero() -> None:
    (zero,) = parse_blocks([block("numbered_list_item", "a", list_start_index=0)])
    assert isinstance(zero, NumberedList)
    assert zero.start == 0


def test_heading_anchors_are_unique_and_spare_the_themes_ids() -> None:
    parsed = parse_blocks([block("heading_1", text) for text in ("Content", "Tides", "Tides", "🌊", "🌊")])
    anchors = [one.anchor for one in parsed if isinstance(one, Heading)]
    assert anchors == ["content-2", "tides", "tides-2", "section", "section-2"]


def test_recordings_of_2021_are_read() -> None:
    (old,) = parse_blocks([{"type": "heading_2", "heading_2": {"text": words("Old")}}])
    assert isinstance(old, Heading)
    assert plain(old.rich_text) == "Old"
    database = parse_database({"id": "d", "properties": {}, "title": words("D")})
    assert database.data_sources == ("d",)


def test_unknown_types_keep_name_and_children() -> None:
    (new,) = parse_blocks([block("hologram", children=[block("paragraph", "kept")])])
    assert isinstance(new, Unsupported)
    assert new.type == "hologram"
    assert isinstance(new.children[0], Paragraph)
    (form,) = parse_blocks([{"type": "unsupported", "unsupported": {"block_type": "form"}}])
    assert isinstance(form, Unsupported)
    assert form.type == "form"


def test_tabs_and_columns_take_stray_children() -> None:
    (tabs,) = parse_blocks([{"type": "tab", "tab": {}, "children": [block("paragraph", "One"), block("quote", "Q")]}])
    assert isinstance(tabs, Tab)
    assert all(isinstance(pane, TabPane) for pane in tabs.children)
    (columns,) = parse_blocks([{"type": "column_list", "column_list": {}, "children": [block("paragraph", "P")]}])
    assert isinstance(columns, ColumnList)


def test_meeting_notes_sort_their_parts() -> None:
    raw = {
        "type": "transcription",
        "transcription": {
            "title": words("Weekly"),
            "children": {"summary_block_id": "s", "notes_block_id": "n", "transcript_block_id": "t"},
        },
        "children": [
            {"id": "s", **block("paragraph", "sum")} | {"id": "s"},
            {"id": "n", **block("paragraph", "note")} | {"id": "n"},
            {"id": "t", **block("paragraph", "said")} | {"id": "t"},
        ],
    }
    (notes,) = parse_blocks([raw])
    assert isinstance(notes, MeetingNotes)
    assert [len(part) for part in (notes.summary, notes.notes, notes.transcript)] == [1, 1, 1]
    assert summarise((notes,)).words == 4


def test_mentions() -> None:
    mentions = [
        {"type": "mention", "mention": {"type": "page", "page": {"id": "p"}}, "plain_text": "Title", "href": "u"},
        {
            "type": "mention",
            "mention": {"type": "date", "date": {"start": "2026-03-12", "end": None}},
            "plain_text": "x",
        },
        {"type": "mention", "mention": {"type": "hologram", "hologram": {}}, "plain_text": "words"},
        {"type": "new kind", "plain_text": "more"},
    ]
    (parsed,) = parse_blocks([{"type": "paragraph", "paragraph": {"rich_text": mentions}}])
    assert isinstance(parsed, Paragraph)
    kinds = [type(span) for span in parsed.rich_text]
    assert kinds == [PageMention, DateMention, UnsupportedSpan, UnsupportedSpan]
    assert plain(parsed.rich_text) == "Titlexwordsmore"


def test_hosted_files_are_known_by_their_path() -> None:
    icon = {"type": "file", "file": {"url": "https://files.example.com/space/file/boat.png?X-Amz-Signature=1"}}
    (callout,) = parse_blocks([block("callout", "a", icon=icon)])
    assert isinstance(callout.icon, FileIcon)  # type: ignore[attr-defined]
    assert callout.icon.file.key == "space/file/boat.png"  # type: ignore[attr-defined]
    assert callout.icon.file.url == ""  # type: ignore[attr-defined]


def test_people_come_without_addresses() -> None:
    person = {"object": "user", "id": "u", "name": "Ada", "type": "person", "person": {"email": "ada@example.com"}}
    value = parse_property({"type": "people", "people": [person]})
    assert isinstance(value, People)
    assert "example.com" not in repr(value)
    assert value.people[0].name == "Ada"


def test_formulas_and_rollups_are_typed() -> None:
    assert parse_property({"type": "formula", "formula": {"type": "boolean", "boolean": True}}) == Formula(value=True)
    rollup = parse_property(
        {"type": "rollup", "rollup": {"type": "array", "array": [{"type": "number", "number": 3}], "function": "sum"}}
    )
    assert isinstance(rollup, Rollup)
    assert isinstance(rollup.value, tuple)
    assert isinstance(parse_property({"type": "hologram", "id": "x"}), UnsupportedProperty)


def test_trash_is_seen_in_every_version() -> None:
    assert parse_page({"id": "a", "archived": True}).in_trash
    assert parse_page({"id": "a", "in_trash": True}).in_trash
    assert not parse_page({"id": "a", "is_archived": True}).in_trash


def test_children_in_synced_copies_belong_elsewhere() -> None:
    child = {"type": "child_page", "id": "p", "child_page": {"title": "P"}}
    copy = {"type": "synced_block", "synced_block": {"synced_from": {"block_id": "o"}}, "children": [child]}
    original = {"type": "synced_block", "synced_block": {"synced_from": None}, "children": [child]}
    assert summarise(parse_blocks([copy])).children == ()
    assert summarise(parse_blocks([original])).children == ("p",)


def test_the_excerpt_names_no_mentioned_page() -> None:
    secret = {"type": "mention", "mention": {"type": "page", "page": {"id": "p"}}, "plain_text": "Secret plan"}
    parsed = parse_blocks(
        [{"type": "paragraph", "paragraph": {"rich_text": [*words("See "), secret, *words(" soon.")]}}]
    )
    assert summarise(parsed).excerpt == "See soon."


def test_words_are_counted_in_every_script() -> None:
    assert count_words("The keeper’s log") == 3
    assert count_words("日本語") == 2
    assert count_words("") == 0
    assert count_words("灯台 and 등대 and 𠮷野") == 2 + 3


def test_characters_of_chinese_japanese_and_korean_are_counted() -> None:
    assert count_characters("The keeper’s log") == 0
    assert count_characters("灯台、lamp・ﾗﾝﾌﾟ") == 2 + 1 + 4
    assert count_characters("등대지기 𠮷") == 5


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
fields = st.dictionaries(
    st.sampled_from(
        [
            "rich_text",
            "text",
            "icon",
            "color",
            "caption",
            "children",
            "type",
            "url",
            "file",
            "external",
            "title",
            "cells",
            "table_width",
            "checked",
            "synced_from",
            "width_ratio",
            "language",
            "expression",
            "page_id",
            "list_start_index",
            "block_type",
            "status",
            "recording",
        ]
    ),
    json_values,
)


@st.composite
def broken_blocks(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(sorted(BLOCK_TYPES)))
    raw: dict[str, Any] = {"type": kind, kind: draw(fields | json_values)}
    if draw(st.booleans()):
        raw["children"] = draw(json_values | st.lists(broken_blocks(), max_size=2))
    return raw


@given(st.lists(broken_blocks() | json_values, max_size=4))
def test_nothing_malformed_raises(raw: list[Any]) -> None:
    summarise(parse_blocks(raw))


@given(st.sampled_from(sorted(PROPERTY_TYPES)), json_values | fields)
def test_no_malformed_property_raises(kind: str, value: Any) -> None:
    parse_property({"type": kind, kind: value})


def test_a_text_span_is_text() -> None:
    (parsed,) = parse_blocks([block("paragraph", "a")])
    assert isinstance(parsed, Paragraph)
    assert parsed.rich_text == (Text("a"),)


def test_a_table_is_not_wider_than_a_row_can_be() -> None:
    (parsed,) = parse_blocks([{"type": "table", "table": {"table_width": 10**30}}])
    assert isinstance(parsed, Table)
    assert parsed.width == 100
