"""Reading site.yaml and .env: what is right is read, and what is wrong is told all at once, each with its place."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from notionpress.config import Config, MenuItem, NotionSettings, PublishSettings, load_config
from notionpress.config_file import error_at
from notionpress.environment import parse_variables, variable
from notionpress.errors import ConfigError

ID = "5ea11947-71de-4a1e-bead-11947ca5cade"
ADDRESS = f"https://www.notion.so/Posts-{ID.replace('-', '')}?v=1"


def load(folder: Path, text: str | bytes) -> Config:
    path = folder / "site.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return load_config(path)


def mistakes(folder: Path, text: str | bytes) -> list[str]:
    """The lines of the error, from `LINE:COLUMN:` on."""
    with pytest.raises(ConfigError) as caught:
        load(folder, text)
    assert caught.value.exit_code == 2
    assert caught.value.hint
    start = f"{folder / 'site.yaml'}:"
    lines = caught.value.message.splitlines()
    assert all(line.startswith(start) for line in lines)
    return [line.removeprefix(start) for line in lines]


def test_a_title_is_enough(tmp_path: Path) -> None:
    assert load(tmp_path, "title: Notes") == Config(title="Notes", folder=tmp_path)


def test_everything_is_read(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        f"""\
title: Notes
base_url: https://example.org/notes
language: pt-BR
notion:
  root: [{ID}, "{ADDRESS}"]
  version: 2022-06-28
  requests_per_minute: 600
publish: {{property: Status, values: [Published, Done]}}
menu:
  - page: {ADDRESS}
  - {{label: Tags, url: /tags/}}
feed: {{enabled: false}}
theme_options: {{accent: "#123456", deep: {{list: [1, 2.5, yes]}}}}
""",
    )
    assert config.notion == NotionSettings(root=(ID, ID), version="2022-06-28", requests_per_minute=600)
    assert config.publish == PublishSettings(property="Status", values=("Published", "Done"))
    assert config.menu == (MenuItem(page=ID), MenuItem(label="Tags", url="/tags/"))
    assert not config.feed.enabled
    assert config.theme_options == {"accent": "#123456", "deep": {"list": [1, 2.5, True]}}


def test_text_is_what_stands_in_the_file(tmp_path: Path) -> None:
    config = load(tmp_path, "title: 1.10\nlanguage: no\ndescription: 2024-01-02\nauthor: yes\nproperties: {date: 007}")
    assert (config.title, config.language, config.description) == ("1.10", "no", "2024-01-02")
    assert (config.author, config.properties.date) == ("yes", "007")


def test_a_list_of_one_may_be_written_without_being_one(tmp_path: Path) -> None:
    config = load(tmp_path, f"title: x\nnotion: {{root: {ID}}}\npublish: {{property: Status, values: Published}}")
    assert config.notion.root == (ID,)
    assert config.publish.values == ("Published",)


def test_an_empty_setting_keeps_its_default(tmp_path: Path) -> None:
    assert load(tmp_path, "title: x\nmenu:\nnotion:\nposts_per_page: ~\nfeed:\n  posts:\n") == Config(
        title="x", folder=tmp_path
    )
    assert load(tmp_path, "title: x\nmenu: []").menu == ()


def test_anchors_and_merged_keys_are_followed(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        "title: &name Notes\nauthor: *name\nfeed: &feed {posts: 5, enabled: false}\n"
        "theme_options: {<<: *feed, posts: 7}\n",
    )
    assert config.author == "Notes"
    assert config.theme_options == {"posts": 7, "enabled": False}
    merged = load(tmp_path, "title: x\nproperties: {<<: {date: Date, slug: Slug}, date: When}")
    assert (merged.properties.date, merged.properties.slug) == ("When", "Slug")


def test_seven_mistakes_are_told_at_once_each_with_its_place(tmp_path: Path) -> None:
    found = mistakes(
        tmp_path,
        """\
title: Notes
langauge: en
base_url: example.org
time_zone: Europe/Berln
notion:
  root: my-posts
  requests_per_minute: fast
permalink: /{slgu}/
menu:
  - label: About
    page: 5ea1194771de4a1ebead11947ca5cade
    url: /about/
""",
    )
    assert found == [
        "2:1: there is no setting “langauge”; did you mean “language”?",
        "3:11: “example.org” is no web address: it begins with https:// and a host",
        "4:12: “Europe/Berln” is no time zone such as UTC or Europe/Berlin; did you mean “Europe/Berlin”?",
        "6:9: “my-posts” is neither a Notion id nor a Notion URL: open the page or database in Notion and copy its link",
        "7:24: this must be a whole number",
        "8:12: “{slgu}” cannot be filled in; did you mean “{slug}”?",
        "10:5: a menu item has either a page or a url",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "1:1: this file is empty"),
        ("# nothing\n", "1:1: this file is empty"),
        ("- title\n", "1:1: this must be a list of settings, each with its name, a colon and its value"),
        ("author: x\n", "1:1: “title” is missing"),
        ("title:\n", "1:1: “title” is missing"),
        ("titel: x\n", "1:1: there is no setting “titel”; did you mean “title”?"),
        ("title: ' '\n", "1:8: this must not be empty"),
        ("title: [x]\n", "1:8: this must be text"),
        ("title: x\nauthor: y\ntitle: z\n", "3:1: “title” stands here twice; line 1 has it already"),
        ("title: x\nroot: y\n", "2:1: there is no setting “root”; it stands under “notion”"),
        (
            "title: x\nfeed: {language: en}\n",
            "2:8: there is no setting “language” under “feed”; it stands at the margin",
        ),
        ("title: x\nfolder: y\n", "2:1: there is no setting “folder”; there is title, "),
        ("title: x\nnotion: {token: ntn_secret}\n", "2:10: the token does not belong here, but in the environment"),
        ("title: x\nnotion: {root: ntn_secret}\n", "2:16: this is neither a Notion id nor a Notion URL"),
        (f"title: x\nnotion:\n  root:\n    - {ID}\n    - nowhere\n", "5:7: “nowhere” is neither a Notion id"),
        ("title: x\nnotion: {version: 2025-09-04}\n", "2:19: this must be one of 2022-06-28, 2025-09-03, 2026-03-11"),
        ("title: x\nnotion: {concurrency: 0}\n", "2:23: this must be 1 or more, not 0"),
        ("title: x\nposts_per_page: '5'\n", "2:17: this must be a whole number"),
        ("title: x\nposts_per_page: true\n", "2:17: this must be a whole number"),
        ("title: x\nposts_per_page: 2.0\n", "2:17: this must be a whole number"),
        ("title: x\nfeed: {enabled: 1}\n", "2:17: this must be true or false"),
        ("title: x\nfeed: yes\n", "2:7: this must be a list of settings"),
        ("title: x\nmenu: Home\n", "2:7: this must be a list, with a hyphen before each item"),
        ("title: x\nmenu: [Home]\n", "2:8: this must be a list of settings"),
        ("title: x\nmenu: [{label: y}]\n", "2:8: a menu item has either a page or a url"),
        ("title: x\nmenu: [{url: 'javascript:x'}]\n", "2:14: “javascript:x” begins with none of https://"),
        ("title: x\ntheme_options: [a]\n", "2:16: this must be a list of settings, each with a name and a value"),
        ("title: x\ntheme_options: {a: 1, a: 2}\n", "2:23: “a” stands here twice; line 2 has it already"),
        ("title: x\ntheme_options: &a {b: *a}\n", "2:16: this holds itself: an alias below it leads back"),
        (
            "title: x\nlanguage: en_US\n",
            "2:11: “en_US” is no language tag such as en, de or pt-BR; did you mean “en-US”?",
        ),
        ("title: x\nlanguage: English\n", "2:11: “English” is no language tag"),
        ("title: x\ntime_zone: Europe\n", "2:12: “Europe” is no time zone"),
        ("title: x\ntime_zone: ../etc/passwd\n", "2:12: “../etc/passwd” is no time zone"),
        ("title: x\nbase_url: ftp://example.org\n", "2:11: “ftp://example.org” is no web address"),
        ("title: x\nbase_url: https:///path\n", "2:11: “https:///path” is no web address"),
        ("title: x\nbase_url: https://example.org/?a\n", "2:11: an address stands here without “?”"),
        ("title: x\nbase_url: https://example.org:port\n", "2:11: “https://example.org:port” is no web address"),
        ("title: x\npermalink: /{year}/\n", "2:12: {slug} is missing"),
        ("title: x\npermalink: /{slug\n", "2:12: the braces do not match"),
        ("title: x\npermalink: /../{slug}/\n", "2:12: a permalink is made of names and slashes"),
        ('title: x\npermalink: "/a\\0{slug}/"\n', "2:12: a permalink is made of names and slashes"),
        ('title: x\nbase_url: "https://example.org/\\a"\n', "2:11: “https://example.org/\a” is no web address"),
        ("title: x\npermalink: '/{slug!r}/'\n", "2:12: in “{slug…}” only a name stands between the braces"),
        ("title: x\nslugs: kebab\n", "2:8: this must be one of ascii, unicode"),
        ("title: x\npublish: {values: [Done]}\n", "2:10: “values” needs “property”"),
        ("title: x\noutput: ''\n", "2:9: this must not be empty"),
        ("title: 'x\n", "2:1: this is not YAML: while scanning a quoted scalar found unexpected end of stream"),
        ("title: a: b\n", "1:9: this is not YAML: mapping values are not allowed here"),
        ("title: x\n\tauthor: y\n", "2:1: this is not YAML: "),
        ("title: *nothing\n", "1:8: this is not YAML: found undefined alias 'nothing'"),
        ("title: x\n---\ntitle: y\n", "2:1: this is not YAML: expected a single document"),
        ("title: x\ntheme_options: {a: !python/name:os.system }\n", "2:16: this must be a list of settings"),
        ("title: x\nauthor: a\x07b\n", "2:10: this character must not stand in a YAML file"),
        (b"title: x\nauthor: \xe9t\xe9\n", "2:9: this is not UTF-8: save the file in that encoding"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, text: str | bytes, expected: str) -> None:
    (found,) = mistakes(tmp_path, text)
    assert found.startswith(expected)
    assert "ntn_" not in found


@pytest.mark.parametrize("tag", ["en", "de-CH", "zh-Hant-TW", "sr-Latn", "es-419", "de-1996", "en-a-bbb-x-ccc", "gsw"])
def test_language_tags_are_known_in_all_their_shapes(tmp_path: Path, tag: str) -> None:
    assert load(tmp_path, f"title: x\nlanguage: {tag}").language == tag


def test_a_preview_may_have_another_address(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text("title: x\nbase_url: https://example.org")
    assert (
        load_config(tmp_path / "site.yaml", base_url="https://pr-7.example.org").base_url == "https://pr-7.example.org"
    )
    with pytest.raises(ConfigError, match="--base-url: “pr-7” is no web address"):
        load_config(tmp_path / "site.yaml", base_url="pr-7")


def test_a_missing_or_unreadable_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="There is no ") as caught:
        load_config(tmp_path / "site.yaml")
    assert "notionpress new" in caught.value.hint
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        load_config(tmp_path)


WORDS = "title notion root menu page theme_options publish values << = [ ] { } &a *a !!int !!set ' # | é ~ 1 2024-99-99"
PIECES = st.sampled_from([*WORDS.split(), ": ", ":\n  ", "\n", "- ", "? ", "---\n", "\t", ", ", " "])


def test_what_rows_are_read_keeps_every_value_as_it_is_written(tmp_path: Path) -> None:
    notion = load(
        tmp_path,
        """\
title: x
notion:
  where: &where
    Status: [Published, no]
    Number: 007
    Date: {after: 2026-01-01, is_not_empty: true}
    Tags:
  filter:
    <<: *where
    Number: 8
  sorts:
    - property: on
""",
    ).notion
    where = {
        "Status": ["Published", "no"],
        "Number": "007",
        "Date": {"after": "2026-01-01", "is_not_empty": "true"},
        "Tags": None,
    }
    assert (notion.where, notion.filter) == (where, {**where, "Number": "8"})
    assert notion.sorts == ({"property": "on"},)
    assert mistakes(tmp_path, "title: x\nnotion: {where: [Status], sorts: {property: Name}}") == [
        "2:17: this must be a list of settings, each with a name and a value",
        "2:34: this must be a list, with a hyphen before each item",
    ]


def test_mistakes_that_are_found_later_have_their_lines(tmp_path: Path) -> None:
    load(tmp_path, "title: x\nnotion:\n  where:\n    Stats: [a,\n      b]\n  filter: {and: [{property: A}]}\n")
    places: list[tuple[tuple[str | int, ...], str]] = [
        (("notion", "filter", "and", 0, "property"), "fourth"),
        (("notion", "where", "Stats", 1), "third"),
        (("notion", "where", "Stats", "below", 4), "second"),
        (("notion", "sorts", 0), "first"),
    ]
    lines = error_at(tmp_path / "site.yaml", places).message.splitlines()
    start = f"{tmp_path / 'site.yaml'}:"
    assert [line.removeprefix(start) for line in lines] == ["2:1: first", "4:5: second", "5:7: third", "6:19: fourth"]


@settings(deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=40))
@example("<<: x")
@example("? [a]\n: b")
@example("title: x\ntheme_options: {? {a: b} : c}")
@example("&a <<: *a")
@example("title: x\nfeed: {<<: 5}")
@example("[" * 1200)
def test_no_file_is_answered_with_anything_but_a_configuration_or_its_mistakes(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = tmp_path_factory.getbasetemp() / "any"
    folder.mkdir(exist_ok=True)
    with contextlib.suppress(ConfigError):
        assert load(folder, text.encode("utf-8", "surrogatepass")).title


# .env


def test_variables_are_read_in_all_their_shapes() -> None:
    text = """\
# the token
NOTION_TOKEN=ntn_1
export A = b # said aloud
B="x # \\"y\\"\\n"
C='it # stays'
D=
E=a#b
  F=two words
NOTION_TOKEN=ntn_2
"""
    expected: dict[str, Any] = {"NOTION_TOKEN": "ntn_2", "A": "b", "B": 'x # "y"\n', "C": "it # stays", "D": ""}
    assert parse_variables(text) == {**expected, "E": "a#b", "F": "two words"}


@pytest.mark.parametrize("line", ["NOTION_TOKEN", "NOTION TOKEN=x", "A='b", 'A="b" c', "=x", "A: b"])
def test_a_line_that_is_no_variable_is_told_without_what_it_holds(line: str, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"\n{line}ntn_secret\n")
    with pytest.raises(ConfigError, match=r"\.env:2: this line is not NAME=value") as caught:
        variable("NOTION_TOKEN", tmp_path, {})
    assert "ntn_secret" not in str(caught.value)
    assert caught.value.__suppress_context__


@given(st.dictionaries(st.from_regex("[A-Z_]{1,9}", fullmatch=True), st.from_regex(r"[\w./:=-]{0,20}", fullmatch=True)))
def test_what_is_written_is_read(variables: dict[str, str]) -> None:
    for quote in ("", "'", '"'):
        text = "".join(f"{name}={quote}{value}{quote}\n" for name, value in variables.items())
        assert parse_variables(text) == variables


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    assert variable("NOTION_TOKEN", tmp_path, {}) == ""
    (tmp_path / ".env").write_text("NOTION_TOKEN=from-file\n")
    assert variable("NOTION_TOKEN", tmp_path, {}) == "from-file"
    assert variable("NOTION_TOKEN", tmp_path, {"NOTION_TOKEN": " "}) == "from-file"
    assert variable("NOTION_TOKEN", tmp_path, {"NOTION_TOKEN": "from-environment"}) == "from-environment"
    (tmp_path / ".env").write_bytes(b"NOTION_TOKEN=\xff\n")
    with pytest.raises(ConfigError, match="it is not UTF-8"):
        variable("NOTION_TOKEN", tmp_path, {})
