"""The documents say what the code does: every command, option, setting and theme option, with its default."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import msgspec
import pytest
import yaml
from msgspec import inspect

from notionpress.cli import notionpress
from notionpress.config import (
    INTERNAL,
    Config,
    DiscussionSettings,
    MenuEntry,
    NotionSettings,
    PropertySettings,
    load_config,
)
from notionpress.errors import NotionPressError
from notionpress.theme.theme_file import chain_of, declared_options
from tests.conftest import PROJECT

COMMANDS = (PROJECT / "docs" / "commands.md").read_text()
CONFIGURATION = (PROJECT / "docs" / "configuration.md").read_text()
SITE = (PROJECT / "site.yaml").read_text()
SECTION = r"(?ms)^## {}\n(.*?)(?=^## |\Z)"


def section(text: str, heading: str) -> str:
    found = re.search(SECTION.format(re.escape(heading)), text)
    assert found, f"there is no section {heading}"
    return found[1]


def settings(kind: type[msgspec.Struct] = Config, place: str = "") -> Iterator[tuple[str, Any]]:
    """Every setting with its place and its default."""
    info = inspect.type_info(kind)
    assert isinstance(info, inspect.StructType)
    for field in info.fields:
        if not place and field.name in INTERNAL:
            continue
        types = field.type.types if isinstance(field.type, inspect.UnionType) else (field.type,)
        inner = [one.item_type if isinstance(one, inspect.VarTupleType) else one for one in types]
        structs = [one.cls for one in inner if isinstance(one, inspect.StructType)]
        if place and {PropertySettings, MenuEntry} & set(structs):
            structs = []  # The same as in the section of that name.
        yield f"{place}{field.name}", field.default
        for struct in structs:
            yield from settings(struct, f"{place}{field.name}.")


SETTINGS = dict(settings())


def uncommented() -> str:
    """site.yaml with the settings that stand behind a `#`."""
    return re.sub(r"(?m)^(\s*)# ([a-z_]+:( |$))", r"\1\2", SITE)


def names_in(value: Any, place: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield f"{place}{name}"
            yield from names_in(inner, f"{place}{name}.")
    if isinstance(value, list):
        for one in value:
            yield from names_in(one, place)


@pytest.mark.parametrize("name", sorted(notionpress.commands))
def test_a_command_is_documented_with_all_its_options(name: str) -> None:
    text = section(COMMANDS, f"notionpress {name}")
    parameters = notionpress.commands[name].params
    for parameter in parameters:
        if isinstance(parameter, click.Option):
            shown = parameter.opts[0] if parameter.is_flag else f"{parameter.opts[0]} {parameter.metavar}"
            assert f"`{shown}`" in text
        else:
            assert f"notionpress {name} {parameter.make_metavar(click.Context(notionpress.commands[name]))}" in text
    options = {one for parameter in parameters if isinstance(parameter, click.Option) for one in parameter.opts}
    rows = re.findall(r"(?m)^\| (`-[^|]+) \|", text)
    assert {one for row in rows for one in re.findall(r"`(--?[a-z-]+)", row)} == options


def test_commands_that_the_documents_name_exist() -> None:
    named = set()
    for path in [PROJECT / "README.md", PROJECT / "CHANGELOG.md", *(PROJECT / "docs").glob("*.md")]:
        code = re.findall(r"(?ms)^ *```.*?^ *```|`[^`]+`", path.read_text())
        for name, options in re.findall(r"(?<![\w/])notionpress ([a-z]+)([^\n`]*)", "\n".join(code)):
            assert name in notionpress.commands, path.name
            known = {one for parameter in notionpress.commands[name].params for one in parameter.opts}
            assert set(re.findall(r"(?<=\s)--[a-z-]+", options)) <= known | {"--help"}, path.name
            named.add(name)
    assert named == set(notionpress.commands)


def test_every_exit_code_is_documented() -> None:
    documented = [int(code) for code in re.findall(r"(?m)^\| (\d+) \|", section(COMMANDS, "Exit codes"))]
    kinds, of_errors = [NotionPressError], set()
    while kinds:
        kind = kinds.pop()
        of_errors.add(kind.exit_code)
        kinds.extend(kind.__subclasses__())
    assert set(documented) == of_errors | {0, 70, 130}


@pytest.mark.parametrize("place", SETTINGS)
def test_a_setting_is_documented_with_its_default(place: str) -> None:
    group, _, name = place.rpartition(".")
    if place in sections():
        section(CONFIGURATION, place)
        return
    # Names such as `title` stand in sections too: the first is the one at the margin.
    text = section(CONFIGURATION, group) if group else CONFIGURATION
    row = re.search(rf"(?m)^\| `{name}` \| ?(.*?) ?\| .+ \|$", text)
    assert row, place
    default = SETTINGS[place]
    if isinstance(default, bool):
        assert row[1] == f"`{str(default).lower()}`"
    elif isinstance(default, int) or (isinstance(default, str) and default):
        assert row[1] == f"`{default}`"
    elif default == "" and group != "menu":
        assert row[1] == '`""`'


def test_no_setting_is_documented_that_does_not_exist() -> None:
    documented = set(re.findall(r"(?m)^\| `([a-z_]+)` \|", CONFIGURATION))
    assert documented == {place.rpartition(".")[2] for place in SETTINGS if place not in sections()}


def sections() -> set[str]:
    return {place.partition(".")[0] for place in SETTINGS if "." in place} - {"menu"}


def test_the_example_configuration_has_every_setting(tmp_path: Path) -> None:
    whole = yaml.safe_load(uncommented())
    free = ("theme_options.", "menu.items.", "notion.where.", "notion.filter.", "notion.sorts.", "deploy.allow.")
    assert {name for name in names_in(whole) if not name.startswith(free)} == set(SETTINGS)
    (tmp_path / "site.yaml").write_text(uncommented())
    load_config(tmp_path / "site.yaml")


def test_settings_behind_a_hash_keep_their_default() -> None:
    written, whole = set(names_in(yaml.safe_load(SITE))), yaml.safe_load(uncommented())
    for place, default in SETTINGS.items():
        value = whole
        for name in place.split("."):
            if isinstance(value, list):
                value = next((one for one in value if name in one), None)
            value = value.get(name) if isinstance(value, dict) else None
        is_struct = isinstance(default, msgspec.Struct)
        if place not in written and not is_struct and default not in ("", (), None, msgspec.NODEFAULT):
            expected = list(default) if isinstance(default, tuple) else default
            assert str(value) == str(expected), place


def test_every_line_of_the_example_configuration_is_explained() -> None:
    lines = SITE.splitlines()
    for number, line in enumerate(lines):
        if re.match(r"(  )?(# )?[a-z_]+:( |$)", line):
            above = lines[number - 1].strip()
            assert above.startswith("#"), line
            assert not re.match(r"# [a-z_]+:( |$)", above), line


@pytest.mark.parametrize("name", sorted(path.name for path in (PROJECT / "themes").iterdir()))
def test_theme_options_are_documented_and_in_the_example_configuration(name: str) -> None:
    theme = yaml.safe_load((PROJECT / "themes" / name / "theme.yaml").read_text()).get("options", {})
    text = (PROJECT / "docs" / "themes.md").read_text()
    documented = text.partition(f"<!-- options of {name} -->")[2].partition("<!--")[0]
    rows = dict(re.findall(r"(?m)^\| `([a-z_]+)` \| `(.*?)` \|", documented))
    assert {option: yaml.safe_load(default) for option, default in rows.items()} == {
        option: one["default"] for option, one in theme.items()
    }
    declared = declared_options(chain_of(name, PROJECT))
    for option in theme:
        assert declared[option].description in documented, option
    assert set(yaml.safe_load(uncommented())["theme_options"]) >= set(theme)


@pytest.mark.parametrize("example", re.findall(r"(?ms)^```yaml\n(.*?)^```", CONFIGURATION))
def test_an_example_loads(example: str, tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text(f"title: Example\n{example}")
    config = load_config(tmp_path / "site.yaml")
    assert config.publish.property or config.notion != NotionSettings() or config.discussion != DiscussionSettings()


def test_links_between_the_documents_lead_somewhere() -> None:
    for path in [PROJECT / "README.md", *(PROJECT / "docs").glob("*.md")]:
        prose = re.sub(r"(?ms)^ *```.*?^ *```", "", path.read_text())
        for target in re.findall(r"\]\(([^)#:]+)\)", prose):
            assert (path.parent / target).exists(), f"{target} in {path.name}"
