"""A small site made by hand, for rendering blocks in."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from notionpress.config import Config
from notionpress.content.pages import SchemaProperty
from notionpress.content.properties import Checkbox, Date, MultiSelect, Number, Option, Property, Relation, Select
from notionpress.content.rich_text import DateValue, EmojiIcon, FileRef
from notionpress.render.highlight import Highlighter
from notionpress.render.html_renderer import HtmlRenderer
from notionpress.render.page import HTML
from notionpress.report import Problem
from notionpress.site.reader import Reader
from notionpress.site.site import Group, Media, PageMeta, Route, Rows, ShownView, Site, Target

THEN = datetime(2026, 3, 14, 12, 30, tzinfo=UTC)
HERE = "11111111-1111-4111-8111-111111111111"
TIDES = "22222222-2222-4222-8222-222222222222"
SECRET = "33333333-3333-4333-8333-333333333333"
DATABASE = "44444444-4444-4444-8444-444444444444"
HIGH_WATER = "55555555-5555-4555-8555-555555555555"
ADA = "66666666-6666-4666-8666-666666666666"
SEEN = "99999999-9999-4999-8999-999999999999"
EMPTY_DATABASE = "77777777-7777-4777-8777-777777777777"


def page(id: str, title: str, url: str, **more: Any) -> PageMeta:
    """A published page."""
    route = Route(url, f"{url.strip('/')}/index.html")
    return PageMeta(id=id, kind="page", title=title, route=route, created=THEN, updated=THEN, **more)


def media(key: str, media_type: str, size: int, width: int = 0, height: int = 0) -> Media:
    """A download, as the site serves it."""
    name = key.rpartition("/")[2]
    return Media(f"/media/{name}", f"media/{name}", f"/nowhere/{name}", name, media_type, size, width, height)


def site(**config: Any) -> Site:
    """Two pages, a database with a row, files and a person."""
    here = page(HERE, "Field guide", "/guide/")
    tides = page(
        TIDES,
        "Tides & <times>",
        "/guide/tides/",
        icon=EmojiIcon("🌊"),
        parents=(HERE,),
        anchors=f"{HIGH_WATER} high-water",
    )
    columns = (
        SchemaProperty(id="title", name="Name", type="title"),
        SchemaProperty(id="a", name="Depth", type="number", number_format="euro"),
        SchemaProperty(id="b", name="Kinds", type="multi_select"),
        SchemaProperty(id="c", name="Seen", type="date"),
        SchemaProperty(id="d", name="Checked", type="checkbox"),
        SchemaProperty(id="e", name="See also", type="relation"),
    )
    values = {
        "Depth": Number(number=1234.5),
        "Kinds": MultiSelect(options=(Option("Rock", "gray"), Option("Sand"))),
        "Seen": Date(date=DateValue(date(2026, 3, 14))),
        "Checked": Checkbox(checked=True),
        "See also": Relation(pages=(HERE, SECRET)),
    }
    files = (
        media("space/one/tide.png", "image/png", 2048, 640, 480),
        media("space/two/beam.mp4", "video/mp4", 1_400_000),
        media("space/three/bell.mp3", "audio/mpeg", 90_000),
        media("space/four/table.pdf", "application/pdf", 120_000),
        media("space/five/gauge.csv", "text/csv", 512),
        media("space/six/chart.svg", "image/svg+xml", 700),
        media("space/seven/lamp.png", "image/png", 300, 64, 64),
    )
    return Site(
        config=Config(title="The site", **config),
        base_path="/",
        pages={HERE: here, TIDES: tides},
        databases={DATABASE: Target("/guide/#database-44444444", "Soundings")},
        inline={
            DATABASE: Rows(title="Soundings", columns=columns, rows=(tides,), values=(values,)),
            EMPTY_DATABASE: Rows(title="Wrecks", columns=columns[:1]),
            SEEN: seen(tides, here),
        },
        media={f"space/{number}/{one.name}": one for number, one in zip(NUMBERS, files, strict=True)},
        people={ADA: "Ada Wren"},
        known=frozenset((HERE, TIDES, SECRET, DATABASE)),
    )


def seen(*rows: PageMeta) -> Rows:
    """A database of two rows with a view of every layout."""
    kind = SchemaProperty(id="k", name="Kind", type="select")
    date_column = SchemaProperty(id="d", name="Seen", type="date")
    columns = (SchemaProperty(id="title", name="Name", type="title"), kind, date_column)
    rock = Select(option=Option("Rock", "gray"))
    first = {"Kind": rock, "Seen": Date(date=DateValue(date(2026, 2, 27), date(2026, 3, 2)))}
    values: tuple[dict[str, Property], ...] = (first, {"Kind": Select(), "Seen": Date()})
    groups = (Group(value=rock, rows=(0,)), Group(rows=(1,)))
    dates = tuple(one["Seen"].date for one in values if isinstance(one["Seen"], Date))
    common: dict[str, Any] = {"columns": columns, "rows": rows, "values": values}
    grouped: dict[str, Any] = {**common, "grouped_by": kind, "groups": groups}
    covers = (FileRef(key="space/one/tide.png"), None)
    views = (
        ShownView(name="Table", **grouped),
        ShownView(name="List", layout="list", **common),
        ShownView(name="Board", layout="board", **grouped),
        ShownView(name="Gallery", layout="gallery", covers=covers, **common),
        ShownView(name="Calendar", layout="calendar", dates=dates, date_name="Seen", **common),
        ShownView(name="Timeline", layout="timeline", dates=dates, date_name="Seen", **common),
    )
    return Rows(title="Seen", views=views, **common)


NUMBERS = ("one", "two", "three", "four", "five", "six", "seven")


def renderer(problems: list[Problem] | None = None, *, feed: bool = False, **config: Any) -> HtmlRenderer:
    """Renders as on the page “Tides”."""
    made = site(**config)
    return HtmlRenderer(
        made.pages[TIDES],
        Reader(made),
        [] if problems is None else problems,
        functions=HTML,
        highlight=Highlighter().highlight,
        feed=feed,
    )
