"""Every property class has one adapter in two halves: values and keys here, text and HTML in the renderer."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest

from notionpress.content.adapters import ADAPTERS, front_matter, sort_key, template_value
from notionpress.content.pages import SchemaProperty
from notionpress.content.parse_pages import parse_data_source
from notionpress.content.properties import (
    Button,
    Checkbox,
    CreatedBy,
    CreatedTime,
    Date,
    Email,
    Files,
    Formula,
    LastEditedBy,
    LastEditedTime,
    MultiSelect,
    Number,
    Option,
    People,
    PhoneNumber,
    Place,
    Property,
    Relation,
    RichTextValue,
    Rollup,
    Select,
    Status,
    Title,
    UniqueId,
    UnsupportedProperty,
    Url,
    Verification,
)
from notionpress.content.rich_text import DateValue, FileRef, PageMention, Person, Text
from notionpress.render.properties import SHOWN, property_html, property_text
from tests.render.worlds import ADA, HERE, SECRET, renderer

LEVEL = SchemaProperty(
    id="s",
    name="Status",
    type="status",
    options=(Option("Draft", "yellow", "1", "In progress"), Option("Out", "green", "2", "Complete")),
)
POUNDS = SchemaProperty(id="n", name="Paid", type="number", number_format="pound")
OUT, DAY, TIME = Option("Out", "green", "2"), date(2026, 3, 14), datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
SOMEBODY = Person(ADA)
HOSTED = FileRef(key="space/five/gauge.csv", name="gauge.csv")
EXTERNAL = FileRef(url="https://example.org/a.pdf", name="a.pdf")
GONE = FileRef(key="space/nine/gone.pdf", name="gone.pdf")
MENTION = (Text("See "), PageMention(SECRET, "The secret title"))

# value; for templates; for front matter; text; HTML
CASES: list[tuple[Property, Any, Any, str, str]] = [
    (Title(rich_text=(Text("A & B"),)), "A & B", "A & B", "A & B", "A &amp; B"),
    (RichTextValue(), "", "", "", ""),
    (Number(number=3.5), 3.5, 3.5, "3.5", "3.5"),
    (Number(), None, None, "", ""),
    (Select(option=OUT), {"name": "Out", "color": "green", "group": ""}, "Out", "Out",
     '<span class="tag background-green">Out</span>'),
    (Status(), None, None, "", ""),
    (MultiSelect(options=(OUT, Option("In"))),
     [{"name": "Out", "color": "green", "group": ""}, {"name": "In", "color": "default", "group": ""}],
     ["Out", "In"], "Out, In", '<span class="tag background-green">Out</span> <span class="tag">In</span>'),
    (Date(date=DateValue(DAY)), DAY, DAY, "14 March 2026", '<time datetime="2026-03-14">14 March 2026</time>'),
    (Date(date=DateValue(DAY, date(2026, 3, 16))), {"start": DAY, "end": date(2026, 3, 16)},
     {"start": DAY, "end": date(2026, 3, 16)}, "14–16 March 2026",
     '<time datetime="2026-03-14">14–16 March 2026</time>'),
    (Date(), None, None, "", ""),
    (People(people=(SOMEBODY, Person("x", "Bo"), Person("y"))), ["Ada Wren", "Bo"], ["Ada Wren", "Bo"],
     "Ada Wren, Bo", "Ada Wren, Bo"),
    (CreatedBy(person=SOMEBODY), "Ada Wren", "Ada Wren", "Ada Wren", "Ada Wren"),
    (LastEditedBy(), None, None, "", ""),
    (CreatedTime(time=TIME), TIME, TIME, "14 March 2026, 09:30",
     '<time datetime="2026-03-14T09:30:00+00:00">14 March 2026, 09:30</time>'),
    (LastEditedTime(), None, None, "", ""),
    (Files(files=(HOSTED, EXTERNAL, GONE)),
     [{"name": "gauge.csv", "url": "/media/gauge.csv"}, {"name": "a.pdf", "url": "https://example.org/a.pdf"},
      {"name": "gone.pdf", "url": ""}],
     ["/media/gauge.csv", "https://example.org/a.pdf"], "gauge.csv, a.pdf, gone.pdf",
     '<a href="/media/gauge.csv">gauge.csv</a> <span class="size">0.5\N{NO-BREAK SPACE}kB</span>,'
     ' <a href="https://example.org/a.pdf">a.pdf</a>, gone.pdf'),
    (Checkbox(checked=True), True, True, "Yes", "Yes"),
    (Checkbox(), False, False, "No", "No"),
    (Url(url="https://example.org/"), "https://example.org/", "https://example.org/", "https://example.org/",
     '<a href="https://example.org/">https://example.org/</a>'),
    (Url(url=f"https://www.notion.so/The-secret-title-{SECRET.replace('-', '')}"), "", "", "", ""),
    (Url(), "", "", "", ""),
    (Email(email="a@example.org"), "a@example.org", "a@example.org", "a@example.org",
     '<a href="mailto:a@example.org">a@example.org</a>'),
    (PhoneNumber(phone_number="+44 20"), "+44 20", "+44 20", "+44 20", '<a href="tel:+4420">+44 20</a>'),
    (Formula(value="By Ada"), "By Ada", "By Ada", "By Ada", "By Ada"),
    (Formula(value=False), False, False, "No", "No"),
    (Formula(value=7), 7, 7, "7", "7"),
    (Formula(value=DateValue(DAY)), DAY, DAY, "14 March 2026", '<time datetime="2026-03-14">14 March 2026</time>'),
    (Formula(), None, None, "", ""),
    (Relation(pages=(HERE, SECRET)), [{"title": "Field guide", "url": "/guide/"}], ["Field guide"], "Field guide",
     '<a href="/guide/">Field guide</a>'),
    (Rollup(value=(Number(number=1), Number(number=2))), [1, 2], [1, 2], "1, 2", "1, 2"),
    (Rollup(value=(Select(option=OUT), Title(rich_text=(Text("The secret title"),)))),
     [{"name": "Out", "color": "green", "group": ""}], ["Out"], "Out",
     '<span class="tag background-green">Out</span>'),
    (Rollup(value=12), 12, 12, "12", "12"),
    (Rollup(value=DateValue(DAY)), DAY, DAY, "14 March 2026", '<time datetime="2026-03-14">14 March 2026</time>'),
    (UniqueId(prefix="LAMP", number=7), "LAMP-7", "LAMP-7", "LAMP-7", "LAMP-7"),
    (UniqueId(prefix="LAMP"), None, None, "", ""),
    (Verification(state="verified", verified_by=SOMEBODY, date=DateValue(TIME)),
     {"state": "verified", "by": "Ada Wren", "date": TIME}, "verified", "Verified", "Verified"),
    (Place(latitude=50.5, longitude=-4.25, name="Port Ember", address="Quay 1"),
     {"name": "Port Ember", "address": "Quay 1", "latitude": 50.5, "longitude": -4.25},
     {"name": "Port Ember", "address": "Quay 1", "latitude": 50.5, "longitude": -4.25}, "Port Ember, Quay 1",
     '<a href="https://www.openstreetmap.org/?mlat=50.50000&amp;mlon=-4.25000#map=15/50.50000/-4.25000">'
     "Port Ember, Quay 1</a>"),
    (Place(id="p"), None, None, "", ""),
    (Button(), None, None, "", ""),
    (UnsupportedProperty(type="hologram"), None, None, "", ""),
]  # fmt: skip


def test_every_property_class_has_an_adapter() -> None:
    classes = set(get_args(Property))
    assert set(ADAPTERS) == set(SHOWN) == classes
    assert {type(case[0]) for case in CASES} == classes


@pytest.mark.parametrize(("value", "template", "front", "text", "html"), CASES, ids=lambda one: type(one).__name__)
def test_what_becomes_of_a_value(value: Property, template: Any, front: Any, text: str, html: str) -> None:
    render = renderer()
    assert template_value(value, render) == template
    assert front_matter(value, render) == front
    assert property_text(value, render) == text
    assert property_html(value, render) == html


def test_the_schema_tells_formats_and_groups() -> None:
    render = renderer()
    status = Status(option=OUT)
    assert template_value(status, render, LEVEL) == {"name": "Out", "color": "green", "group": "Complete"}
    assert property_html(status, render, LEVEL) == '<span class="tag background-green" data-group="Complete">Out</span>'
    assert property_text(Number(number=12.5), render, POUNDS) == "£12.50"
    assert front_matter(Number(number=12.5), render, POUNDS) == 12.5


def test_the_title_of_a_page_that_is_held_back_stands_in_no_value() -> None:
    for value in (
        RichTextValue(rich_text=MENTION),
        Title(rich_text=MENTION),
        Rollup(value=(Title(rich_text=MENTION),)),
    ):
        for made in (template_value, front_matter, property_text, property_html):
            assert "secret" not in str(made(value, renderer()))


def key(value: Property, column: SchemaProperty | None = None) -> Any:
    return sort_key(value, column, {ADA: "Ada Wren", HERE: "Field guide"}.get)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Title(rich_text=(Text("alpha"),)), Title(rich_text=(Text("Beta"),))),
        (Title(rich_text=(Text("Alpha"),)), Title(rich_text=(Text("alpha"),))),
        (Number(number=-1), Number(number=0.5)),
        (Checkbox(), Checkbox(checked=True)),
        (Date(date=DateValue(DAY)), Date(date=DateValue(TIME))),
        (Date(date=DateValue(DAY)), Date(date=DateValue(DAY, date(2026, 3, 16)))),
        (CreatedTime(time=TIME), CreatedTime(time=TIME.replace(hour=10))),
        (UniqueId(number=2), UniqueId(number=10)),
        (People(people=(SOMEBODY,)), People(people=(Person("x", "Bo"),))),
        (CreatedBy(person=SOMEBODY), CreatedBy(person=Person("x", "bo"))),
        (Files(files=(EXTERNAL,)), Files(files=(HOSTED,))),
        (Formula(value=False), Formula(value=True)),
        (Formula(value=2), Formula(value=10)),
        (Rollup(value=(Number(number=2),)), Rollup(value=(Number(number=10),))),
        (Verification(state="verified"), Verification()),
        (Email(email="a@example.org"), Email(email="b@example.org")),
    ],
)
def test_values_are_in_order(first: Property, second: Property) -> None:
    assert key(first) < key(second)


def test_choices_go_by_the_order_of_the_schema() -> None:
    assert key(Status(option=Option("Draft")), LEVEL) < key(Status(option=OUT), LEVEL)
    assert key(Select(option=Option("Draft"))) < key(Select(option=OUT))
    raw = {
        "State": {
            "type": "status",
            "status": {
                "options": [{"id": "1", "name": "Out"}, {"id": "2", "name": "Draft"}, {"id": "3", "name": "Lost"}],
                "groups": [{"name": "To-do", "option_ids": ["2"]}, {"name": "Complete", "option_ids": ["1"]}],
            },
        }
    }
    options = parse_data_source({"id": "s", "properties": raw}).properties["State"].options
    assert [(option.name, option.group) for option in options] == [
        ("Lost", ""),
        ("Draft", "To-do"),
        ("Out", "Complete"),
    ]


@pytest.mark.parametrize(
    "empty", [case[0] for case in CASES if case[2] in (None, "", []) and case[0] != Verification()]
)
def test_what_is_empty_has_no_key(empty: Property) -> None:
    assert key(empty) is None or isinstance(empty, Url)
