"""Changing settings in site.yaml: the rest stays as somebody wrote it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from notionpress.config import load_config
from notionpress.errors import ConfigError
from notionpress.start.proposal import Start
from notionpress.start.settings import Setting, with_settings
from notionpress.start.starter import starter_files
from tests.crawl.workspaces import uid

ROOT = ("notion", "root")
TAGS = ("properties", "tags")
VALUES = ("publish", "values")


def changed(text: str, **settings: str | tuple[str, ...]) -> str:
    """The text with settings of `section__name` changed."""
    given = {tuple(place.split("__")): Setting(value) for place, value in settings.items()}
    return with_settings(text, given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title: A\n", "title: A\n\nnotion:\n  root: new\n"),
        ("title: A", "title: A\n\nnotion:\n  root: new\n"),
        ("", "notion:\n  root: new\n"),
        ("# only a remark\n", "# only a remark\nnotion:\n  root: new\n"),
        ("notion:\n  # which?\n  root:\ntitle: A\n", "notion:\n  # which?\n  root: new\ntitle: A\n"),
        ("notion:\ntitle: A\n", "notion:\n  root: new\ntitle: A\n"),
        ("notion:\n  # a remark\ntitle: A\n", "notion:\n  root: new\n  # a remark\ntitle: A\n"),
        ("notion:\n    version: x # why\n\n# end\n", "notion:\n    version: x # why\n    root: new\n\n# end\n"),
        ("notion:\n  root: old # mine\n", "notion:\n  root: new # mine\n"),
        ("notion:\n  root:\n    - a # A\n    - b # B\n\n# end\nx: y\n", "notion:\n  root: new\n\n# end\nx: y\n"),
        ("notion:\n  root: [a, b] # both\n", "notion:\n  root: new # both\n"),
        ("notion: {root: [a, b], version: x}\n", "notion: {root: new, version: x}\n"),
        ("notion: {version: x} # why\n", "notion: {version: x, root: new} # why\n"),
        ("notion: {version: x, }\n", "notion: {version: x, root: new}\n"),
        ("notion: {}\n", "notion: {root: new}\n"),
        ("{title: A}\n", "{title: A, notion: {root: new}}\n"),
        ("notion:\r\n  version: x\r\n", "notion:\r\n  version: x\r\n  root: new\r\n"),
        ("\ufeffnotion:\n  root: old\n", "\ufeffnotion:\n  root: new\n"),
        (
            "notion:\n  where:\n    - a:\n        b: c # deep\n",
            "notion:\n  where:\n    - a:\n        b: c # deep\n  root: new\n",
        ),
        (
            "notion:\n  note: |\n    one\n\n    two\n\nx: y\n",
            "notion:\n  note: |\n    one\n\n    two\n  root: new\n\nx: y\n",
        ),
    ],
)
def test_one_setting_changes_and_the_rest_stays(before: str, after: str) -> None:
    assert changed(before, notion__root="new") == after


def test_several_settings_and_lists() -> None:
    text = "title: A # mine\nproperties:\n  # of the blog\n  tags: Old\n"
    done = changed(text, properties__tags="Topics: all", publish__values=("Yes", "On air"), properties__date="Day")
    assert done == (
        'title: A # mine\nproperties:\n  # of the blog\n  tags: "Topics: all"\n  date: Day\n\npublish:\n  values: [Yes, On air]\n'
    )


def test_what_says_the_same_already_is_left_alone() -> None:
    text = "notion:\n  root:   'a'   # as it is\n"
    assert changed(text, notion__root="a") == text


def test_a_remark_is_replaced_with_its_value() -> None:
    text = "notion:\n  root: a # Old title\n  version: x\n"
    done = with_settings(text, {ROOT: Setting("b", "New\ntitle")})
    assert done == "notion:\n  root: b # New title\n  version: x\n"


@pytest.mark.parametrize(
    "text",
    [
        "notion: &n\n  root: a\nother: *n\n",
        "x: &a old\nnotion:\n  root: *a\n",
        "- a\n",
        "notion: text\n",
        "notion: [a\n",
        "notion:\n  root: a\nnotion:\n  root: b\n",
    ],
)
def test_what_cannot_be_changed_by_itself_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match=r"site\.yaml cannot be changed"):
        changed(text, notion__root="new")


def test_a_new_projects_file_takes_all_of_them(tmp_path: Path) -> None:
    path = tmp_path / "site.yaml"
    before = starter_files("x", Start())["site.yaml"]
    settings = {
        ROOT: Setting(uid("Blog"), "Blog"),
        TAGS: Setting("灯台: #1"),
        ("publish", "property"): Setting("Status"),
        VALUES: Setting(("null", "Yes")),
        ("properties", "metadata"): Setting(("a, b", "c")),
    }
    path.write_text(with_settings(before, settings))
    config = load_config(path)
    assert config.notion.root == (uid("Blog"),)
    assert (config.properties.tags, config.properties.metadata) == ("灯台: #1", ("a, b", "c"))
    assert (config.publish.property, config.publish.values) == ("Status", ("null", "Yes"))
    kept = [line for line in before.splitlines() if line not in path.read_text().splitlines()]
    assert kept == ["  root:"]
    assert yaml.safe_load(path.read_text())["theme"] == "journal"


NAMES = st.sampled_from(["root", "tags", "values", "b", "c"])
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=8)
VALUES_OF_ANY_KIND = st.one_of(TEXTS, st.lists(TEXTS, max_size=3), st.dictionaries(NAMES, TEXTS, max_size=2))
FILES = st.dictionaries(
    st.sampled_from(["notion", "properties", "other"]),
    st.dictionaries(NAMES, VALUES_OF_ANY_KIND, max_size=4),
    max_size=3,
)


@given(
    FILES,
    st.sampled_from([True, False, None]),
    st.dictionaries(st.tuples(st.sampled_from(["notion", "properties"]), NAMES), st.one_of(TEXTS, st.tuples(TEXTS))),
)
@example({"properties": {"root": "\xa0"}}, True, {("properties", "tags"): "x"})
@example({"properties": {"root": "\xa0"}}, False, {("properties", "root"): "x"})
@example({"properties": {"root": "a\u3000"}}, None, {("properties", "root"): "x"})
@example({}, None, {("properties", "tags"): "a\x85\x7fb\u2028", ("notion", "root"): ("\ufeff",)})
def test_any_file_takes_any_settings(said: dict[str, Any], flow: bool | None, settings: dict[Any, Any]) -> None:
    before = yaml.safe_dump(said, default_flow_style=flow, allow_unicode=True) if said else ""
    after = with_settings(before, {place: Setting(value) for place, value in settings.items()})
    expected = {section: dict(held) for section, held in said.items()}
    for (section, name), value in settings.items():
        expected.setdefault(section, {})[name] = value if isinstance(value, str) else list(value)
    found = yaml.load(after, yaml.BaseLoader) or {}
    for section, held in expected.items():
        for name, value in held.items():
            assert found[section][name] in (value, [value])
