"""What `check` takes for fitting is what the site can read: each type of property is tried as each setting."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from notionpress.check.findings import Finding
from notionpress.check.schema import FITTING, check_rule
from notionpress.check.tables import Table
from notionpress.config import PropertySettings, PublishSettings
from notionpress.content.pages import DataSource, SchemaProperty
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
    Url,
    Verification,
)
from notionpress.content.rich_text import DateValue, FileRef, Person, Text
from notionpress.site.collections import place_in_order
from notionpress.site.fields import focus, is_ticked, names, picture, words
from notionpress.site.publish import meets_rule, moment_of
from notionpress.store import SchemaNames

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAY = DateValue(start=date(2025, 1, 1))
TEXT = (Text("Yes"),)
ADA = Person(id="a", name="Ada")
VALUES: dict[str, tuple[Property, ...]] = {
    "title": (Title(rich_text=TEXT),),
    "rich_text": (RichTextValue(rich_text=TEXT),),
    "number": (Number(number=5),),
    "select": (Select(option=Option(name="Yes")),),
    "status": (Status(option=Option(name="Yes")),),
    "multi_select": (MultiSelect(options=(Option(name="Yes"),)),),
    "date": (Date(date=DAY),),
    "people": (People(people=(ADA,)),),
    "files": (Files(files=(FileRef(url="https://example.org/a.png"),)),),
    "checkbox": (Checkbox(checked=True),),
    "url": (Url(url="https://example.org/a.png"),),
    "email": (Email(email="a@example.org"),),
    "phone_number": (PhoneNumber(phone_number="1"),),
    "formula": (Formula(value="Yes"), Formula(value=True), Formula(value=DAY)),
    "relation": (Relation(pages=("p",)),),
    "rollup": (Rollup(value=(Select(option=Option(name="Yes")),)),),
    "created_time": (CreatedTime(time=NOW),),
    "created_by": (CreatedBy(person=ADA),),
    "last_edited_time": (LastEditedTime(time=NOW),),
    "last_edited_by": (LastEditedBy(person=ADA),),
    "unique_id": (UniqueId(number=1),),
    "verification": (Verification(state="verified"),),
    "place": (Place(name="Here"),),
    "button": (Button(),),
}
READ = {
    "title": words,
    "slug": words,
    "description": words,
    "date": moment_of,
    "cover": picture,
    "tags": lambda value: names(value, str, str),
    "cover_focus": lambda value: focus(value) or words(value),
    "aliases": lambda value: names(value, lambda _: "", lambda _: ""),
    "language": words,
    "noindex": is_ticked,
    "discussion": is_ticked,
    "authors": lambda value: names(value, str, str),
    "series": lambda value: names(value, str, str),
    "terms": lambda value: names(value, str, str),
    "part": lambda value: place_in_order(value) < place_in_order(None),
    "order": lambda value: place_in_order(value) < place_in_order(None),
    "translation_of": lambda value: words(value) or (isinstance(value, Relation) and value.pages),
}


def test_every_setting_of_a_property_is_known() -> None:
    assert set(FITTING) == {*PropertySettings.__struct_fields__, "terms"} - {"metadata"}


@pytest.mark.parametrize("kind", VALUES)
def test_a_type_fits_a_setting_if_the_site_reads_something_of_it(kind: str) -> None:
    read = {setting for setting in FITTING if any(READ[setting](value) for value in VALUES[kind])}
    assert {setting for setting, types in FITTING.items() if kind in types} == read


@pytest.mark.parametrize("kind", VALUES)
def test_a_type_fits_the_publish_rule_if_the_site_can_judge_it(kind: str) -> None:
    column = SchemaProperty(id="p", name="P", type=kind, options=(Option(name="Yes"),))
    schema = DataSource(id="d", properties={"P": column})
    made = Table(title="T", url="", schema=schema, properties={}, names=SchemaNames(), is_root=True)

    def found(rule: PublishSettings) -> list[Finding]:
        return [one for one in check_rule(rule, [made]) if one.status == "wrong"]

    rules = (PublishSettings(property="P"), PublishSettings(property="P", values=("Yes",)))
    judged = any(meets_rule(value, rule, NOW, UTC) for value in VALUES[kind] for rule in rules)
    assert any(not found(rule) for rule in rules) == judged
