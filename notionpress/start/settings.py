"""Changes settings in the text of a site.yaml, and leaves the rest as somebody wrote it, comments too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

import msgspec
import yaml

from notionpress.errors import ConfigError
from notionpress.start.yaml_text import name_text, names_text
from notionpress.text import one_line

_BY_HAND: Final = "Change it by hand; docs/configuration.md explains every setting."

_SPACE: Final = " \t\r\n\x85\u2028\u2029"
"""What YAML 1.1 takes for white space and ends of lines; others, such as spaces that do not break, belong to texts."""


class Setting(msgspec.Struct, frozen=True):
    """What a setting is to be: a text or a list of texts, and a comment for the end of its line, "" for none."""

    value: str | tuple[str, ...]
    comment: str = ""


Settings: TypeAlias = Mapping[tuple[str, str], Setting]
"""Settings by the section that they stand in and their name: `("notion", "root")`."""


def with_settings(text: str, settings: Settings) -> str:
    """The text of a site.yaml with settings changed or added; those that say the same already are left alone.

    Comments stay, but for those between and behind the items of a list that is replaced. Raises ConfigError where the
    file is written in a way that does not let a setting be changed by itself.
    """
    mark, text = ("\ufeff", text[1:]) if text.startswith("\ufeff") else ("", text)
    try:
        wanted = _said(text)
        for (section, name), setting in settings.items():
            value = setting.value if isinstance(setting.value, str) else list(setting.value)
            # A list of one text may be written as the text.
            same = (value, [value]) if isinstance(value, str) else (value,)
            held = wanted.get(section) or {}
            if not isinstance(held, dict):
                raise _NotChangeable
            if held.get(name) in same:
                continue
            wanted[section] = {**held, name: value}
            text = _with(text, section, name, setting)
        if _said(text) == wanted:
            return mark + text
    except (yaml.YAMLError, RecursionError, _NotChangeable) as error:
        raise ConfigError("site.yaml cannot be changed: it is no YAML as it is usually written.", _BY_HAND) from error
    raise ConfigError("site.yaml cannot be changed: its settings depend on each other.", _BY_HAND)


class _NotChangeable(Exception):
    """The file is not written in a way that is understood here."""


def _said(text: str) -> dict[str, Any]:
    """All settings, every value as text."""
    said = yaml.load(text, yaml.BaseLoader)  # noqa: S506  (it makes texts, lists and mappings of them)
    if said in (None, ""):
        return {}
    if not isinstance(said, dict):
        raise _NotChangeable
    return said


def _with(text: str, section: str, name: str, setting: Setting) -> str:
    written = setting.value if isinstance(setting.value, tuple) else (setting.value,)
    value = names_text(written) if isinstance(setting.value, tuple) else name_text(setting.value)
    pair = f"{name}: {value}"
    comment = f" # {one_line(setting.comment)}" if setting.comment else ""
    root = yaml.compose(text, yaml.SafeLoader)
    if root is None:
        return _at_end(text, f"{section}:", f"  {pair}{comment}")
    if not isinstance(root, yaml.MappingNode):
        raise _NotChangeable
    key, held = _pair(root, section)
    if key is None or held is None:
        if root.flow_style:
            return _in_braces(text, root, f"{section}: {{{pair}}}")
        return _at_end(text, "", f"{section}:", f"  {pair}{comment}")
    if isinstance(held, yaml.ScalarNode) and not held.value:
        # Below a name without a value stand comments at most.
        return _after_line(text, _colon(text, key), f"  {pair}{comment}")
    if not isinstance(held, yaml.MappingNode):
        raise _NotChangeable
    inner, before = _pair(held, name)
    if inner is not None and before is not None:
        return _replaced(text, inner, before, value, comment)
    if held.flow_style:
        return _in_braces(text, held, pair)
    indent = " " * held.value[0][0].start_mark.column
    return _after_line(text, _end(text, held), f"{indent}{pair}{comment}")


def _pair(mapping: yaml.MappingNode, name: str) -> tuple[yaml.Node | None, yaml.Node | None]:
    for key, value in mapping.value:
        if isinstance(key, yaml.ScalarNode) and key.value == name:
            return key, value
    return None, None


def _colon(text: str, key: yaml.Node) -> int:
    """The place behind the colon of a key."""
    return text.index(":", key.end_mark.index) + 1


def _end(text: str, node: yaml.Node) -> int:
    """The place behind the last character of a node: what PyYAML calls the end lies before the next node."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(text, last[1] if isinstance(last, tuple) else last)
    start, end = node.start_mark.index, node.end_mark.index
    return start + len(text[start:end].rstrip(_SPACE))


def _replaced(text: str, key: yaml.Node, node: yaml.Node, value: str, comment: str) -> str:
    start, end = node.start_mark.index, _end(text, node)
    if start < key.end_mark.index:
        raise _NotChangeable  # It is an alias.
    line_end = _line_end(text, end)
    if node.start_mark.line > key.end_mark.line:
        # What stands behind the last of several lines is said of what goes.
        return f"{text[: _colon(text, key)]} {value}{comment}{text[line_end:]}"
    space = " " if text[start - 1] == ":" else ""
    rest = text[end:line_end].strip(_SPACE)
    if comment and (not rest or rest.startswith("#")):
        return f"{text[:start]}{space}{value}{comment}{text[line_end:]}"
    return f"{text[:start]}{space}{value}{text[end:]}"


def _line_end(text: str, place: int) -> int:
    found = text.find("\n", place)
    found = len(text) if found < 0 else found
    return found - 1 if text[found - 1 : found] == "\r" else found


def _in_braces(text: str, mapping: yaml.MappingNode, pair: str) -> str:
    place = mapping.end_mark.index - 1
    before = text[:place].rstrip(_SPACE)
    join = "" if not mapping.value else " " if before.endswith(",") else ", "
    return before + join + pair + text[place:]


def _after_line(text: str, place: int, *lines: str) -> str:
    line_end = _line_end(text, place)
    newline = _newline(text)
    return text[:line_end] + "".join(f"{newline}{line}" for line in lines) + (text[line_end:] or newline)


def _at_end(text: str, *lines: str) -> str:
    newline = _newline(text)
    before = text if not text or text.endswith("\n") else text + newline
    return before + "".join(f"{line}{newline}" for line in lines)


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
