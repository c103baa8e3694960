"""One hard page: everything that other tools are known to lose, as Notion's API sends it."""

from __future__ import annotations

from typing import Any

from tests.render import worlds

Json = dict[str, Any]

HOSTED = "https://prod-files-secure.s3.us-west-2.amazonaws.com/space/"


def text(content: str, *, href: str = "", **annotations: Any) -> Json:
    """A span of words."""
    link = {"url": href} if href else None
    return {
        "type": "text",
        "text": {"content": content, "link": link},
        "annotations": annotations,
        "plain_text": content,
        "href": href or None,
    }


def rich(*spans: str | Json) -> list[Json]:
    """Spans; plain words may be given as they are."""
    return [text(span) if isinstance(span, str) else span for span in spans]


def block(kind: str, *spans: str | Json, below: list[Json] | None = None, **fields: Any) -> Json:
    """A block with words, and with blocks below it."""
    made: Json = {"object": "block", "id": f"{kind}-{id(spans)}", "type": kind, kind: {**fields}}
    if spans or kind in WORDED:
        made[kind]["rich_text"] = rich(*spans)
    if below is not None:
        made["has_children"] = True
        made["children"] = below
    return made


WORDED = {"paragraph", "bulleted_list_item", "numbered_list_item", "to_do", "toggle", "quote", "callout", "code"}


def paragraph(*spans: str | Json, **more: Any) -> Json:
    """A paragraph."""
    return block("paragraph", *spans, **more)


def bullet(*spans: str | Json, **more: Any) -> Json:
    """An item of a bulleted list."""
    return block("bulleted_list_item", *spans, **more)


def number(*spans: str | Json, **more: Any) -> Json:
    """An item of a numbered list."""
    return block("numbered_list_item", *spans, **more)


def mention(kind: str, plain_text: str, **value: Any) -> Json:
    """A mention."""
    return {
        "type": "mention",
        "mention": {"type": kind, kind: value},
        "annotations": {},
        "plain_text": plain_text,
        "href": None,
    }


def equation(expression: str) -> Json:
    """A formula in running text."""
    return {
        "type": "equation",
        "equation": {"expression": expression},
        "annotations": {},
        "plain_text": expression,
        "href": None,
    }


def media(kind: str, path: str, *caption: str | Json, **more: Any) -> Json:
    """A file that Notion keeps."""
    return block(kind, type="file", file={"url": f"{HOSTED}{path}?X-Amz-Signature=0"}, caption=rich(*caption), **more)


SPECIAL = r"* _ ** __ ` ~~ # [ref] [a](b) <i> &amp; {x} {{y}} $z$ \ | !"
"""What means something in one Markdown or another, and nothing here."""

HARD_CODE = 'fence = """\n```\n~~~\n"""\nprint("<b>&amp;</b>", {x}, "$y$")'

PAGE: list[Json] = [
    block("heading_1", "Tide tables", is_toggleable=False),
    block("table_of_contents"),
    paragraph("Words in ", text("kelp", bold=True), ", ", text("wrack", italic=True), ", ", text("foam", strikethrough=True),
              ", ", text("reef", underline=True), " and ", text("a*b_c`d", code=True), "."),
    paragraph("Both ", text("dulse", bold=True, italic=True), " and ", text("outer ", bold=True), text("inner", bold=True, italic=True),
              text(" outer", bold=True), "."),
    paragraph("Edge", text(" spaced ", bold=True), "edge, un", text("believ", bold=True), "able, ", text("one", bold=True), text("two", italic=True), "."),
    paragraph("潮は", text("「満ち潮」", bold=True), "です。", text("引き潮。", bold=True), "次"),
    paragraph("Red ", text("coral", color="red"), " and ", text("sand", color="yellow_background"), " and ", text("ink", color="blue", bold=True), "."),
    paragraph("Special: ", SPECIAL),
    paragraph("- not a list"), paragraph("12. not a number"), paragraph("# not a heading"), paragraph("> not a quote"),
    paragraph("+ not a plus"), paragraph("--- not a rule"), paragraph("| not | a | table |"), paragraph(": not a definition"),
    paragraph("!!! not a note"), paragraph("::: not a box"), paragraph("import not from 'module'"),
    paragraph("first line\nsecond line\n- third line\n\nfifth line"),
    paragraph("Prices: $5 and $6, 50 % & more < than > that."),
    paragraph("Link ", text("to (a) place", href="https://example.org/a_(b)?c=1&d=2"), ", ", text("bold link", href="https://example.org/b", bold=True),
              ", ", text("page", href=f"/{worlds.HERE.replace('-', '')}"), ", ",
              text("high water", href=f"/{worlds.TIDES.replace('-', '')}#{worlds.HIGH_WATER.replace('-', '')}"), "."),
    paragraph("Mentions ", mention("page", "Old title", id=worlds.HERE), ", ", mention("page", "Secret plan", id=worlds.SECRET), ", ",
              mention("user", "@Ada Wren", object="user", id=worlds.ADA), ", ",
              mention("date", "2026-03-14", start="2026-03-14", end=None, time_zone=None), ", ",
              mention("custom_emoji", ":lamp:", id=worlds.ADA, name="lamp", url=f"{HOSTED}seven/lamp.png"), "."),
    paragraph("Height ", equation("h^2 + 1"), " of it."),
    block("equation", expression=r"\frac{1}{2} g t^2"),
    block("heading_2", "Second"), block("heading_3", "Third"), block("heading_4", "Fourth"),
    block("heading_2", "Folded heading", is_toggleable=True, below=[paragraph("Under the folded heading"), bullet("Folded item")]),
    block("toggle", "Open ", text("me", bold=True), below=[paragraph("Inside the toggle"), block("code", "x = 1", language="python", caption=[])]),
    bullet("Level one", below=[bullet("Level two", below=[bullet("Level three", below=[number("Level four")])]), number("Mixed in")]),
    bullet("With more", below=[paragraph("A paragraph in an item"), block("code", "in_item()\n\n  deep", language="python", caption=[]), block("quote", "A quote in an item")]),
    block("divider"),
    number("Third first", list_start_index=3), number("Fourth next"),
    paragraph("Between lists"),
    number("Letter a", list_format="letters"), number("Letter b"),
    block("to_do", "Done", checked=True, below=[block("to_do", "Below done", checked=False)]), block("to_do", "Open", checked=False),
    bullet("After the tasks"),
    block("quote", "Quoted", below=[paragraph("Second quoted"), bullet("Quoted item")]),
    block("quote", "Another quote"),
    block("callout", "Mind the step", icon={"type": "emoji", "emoji": "⚠️"}, color="yellow_background",
          below=[bullet("wet", below=[bullet("very wet")]), paragraph("and dark")]),
    block("column_list", below=[block("column", below=[paragraph("Left side")], width_ratio=0.25), block("column", below=[paragraph("Right side")], width_ratio=0.75)]),
    block("table", table_width=3, has_column_header=True, has_row_header=True, below=[
        block("table_row", cells=[rich("Port"), rich("Range"), rich("Note")]),
        block("table_row", cells=[rich("Brest"), rich("a | b"), rich("up\ndown")]),
    ]),
    block("table", table_width=2, has_column_header=False, has_row_header=False, below=[
        block("table_row", cells=[rich("plain one"), rich(text("pipe|code", code=True))]),
        block("table_row", cells=[rich(text("strong cell", bold=True)), rich("")]),
    ]),
    block("code", "fence", text(' = """\n``', bold=True), HARD_CODE.removeprefix('fence = """\n``'), language="python", caption=rich("Listing ", text("one", italic=True))),
    media("image", "one/tide.png", "The tide at ", text("noon", bold=True)),
    media("video", "two/beam.mp4", "The beam"), media("audio", "three/bell.mp3", "The bell"),
    media("pdf", "four/table.pdf", "The table"), media("file", "five/gauge.csv", name="gauge.csv"),
    block("bookmark", url="https://example.org/bookmarked", caption=rich("Worth a read")),
    block("embed", url="https://example.org/embedded", caption=[]),
    block("link_preview", url="https://example.org/previewed"),
    block("tab", below=[paragraph("Ebb", below=[paragraph("It falls"), bullet("slowly")]), paragraph("Flood", below=[paragraph("It rises")])]),
    {**block("child_page", title="Field guide"), "id": worlds.HERE},
    {**block("child_database", title="Soundings"), "id": worlds.DATABASE},
    block("link_to_page", type="page_id", page_id=worlds.HERE),
    block("synced_block", synced_from={"type": "block_id", "block_id": worlds.ADA}, below=[paragraph("Synced words")]),
    block("template", "Add a sighting", below=[block("to_do", "Where", checked=False)]),
    block("breadcrumb"),
    {**block("unsupported", block_type="button"), "has_children": True, "children": [paragraph("Below a button")]},
    block("a_type_of_tomorrow", below=[paragraph("Below a block of tomorrow")]),
    paragraph("Indenting", below=[paragraph("Indented once", below=[paragraph("Indented twice")])]),
    paragraph(""), paragraph(""),
    paragraph("The last words"),
]  # fmt: skip
