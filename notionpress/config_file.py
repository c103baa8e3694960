"""YAML into settings: every mistake at once, each with its line and column."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias

import msgspec
import yaml
from msgspec import inspect

from notionpress.errors import ConfigError

Check: TypeAlias = Callable[[Any], Any]
"""Takes a setting's value and returns it as it is kept. Raises ValueError with what is wrong."""

Written: TypeAlias = Annotated[dict[str, Any], msgspec.Meta(extra={"written": True})]
"""Settings with names of the owner's own, whose meaning is known elsewhere: every value is text as it stands in the
file, None where it is empty, or a list or mapping of such."""

_NULL: Final = "tag:yaml.org,2002:null"
_MERGE: Final = "tag:yaml.org,2002:merge"
_HINT: Final = "docs/configuration.md explains every setting."


class Mistake(msgspec.Struct, frozen=True, order=True):
    """Something wrong in a file, at a line and column that count from 1."""

    line: int
    column: int
    message: str


def read_settings(
    path: Path,
    kind: type[msgspec.Struct],
    checks: Mapping[str, Check],
    *,
    internal: Collection[str] = (),
    hint: str = _HINT,
) -> dict[str, Any]:
    """Read a YAML file as the fields of a struct; settings that are not given, or left empty, are left out.

    `checks` go by the setting's place (`notion.root`, `menu.url`; of a list, for each of its items); `internal` are
    fields that are no settings; `hint` tells where the settings are explained. Text needs no quotes, and a list of one
    text may be written as the text. Raises ConfigError with all mistakes of the file.
    """
    text = _text(path, hint)
    try:
        # SafeLoader makes plain values only.
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
    except (yaml.YAMLError, RecursionError) as error:
        raise _error(path, [_syntax_mistake(text, error)], hint) from error
    settings = _Settings(loader, checks, internal)
    values = settings.read(node, inspect.type_info(kind))
    if settings.mistakes:
        raise _error(path, settings.mistakes, hint)
    return values


def lines_of(path: Path) -> dict[str, int]:
    """The line of each setting in a YAML file that could be read, by its place: `notion.root`, `notion.root.0`, …"""
    return {".".join(place): mark.line + 1 for place, mark in _marks_of(path).items()}


def error_at(path: Path, mistakes: Iterable[tuple[Sequence[str | int], str]], hint: str = _HINT) -> ConfigError:
    """The error that tells of mistakes by their lines in a YAML file that could be read.

    Each is a place, as the names and positions in lists that lead to it, and what is wrong there; of a place that is
    not in the file, as far as it is.
    """
    marks, found = _marks_of(path), []
    for parts, message in mistakes:
        place = tuple(str(part) for part in parts)
        known = (marks[place[:length]] for length in range(len(place), 0, -1) if place[:length] in marks)
        mark = next(known, None)
        found.append(Mistake(mark.line + 1 if mark else 1, mark.column + 1 if mark else 1, message))
    return _error(path, found, hint)


def _marks_of(path: Path) -> dict[tuple[str, ...], yaml.Mark]:
    node = yaml.compose(_text(path, ""), yaml.SafeLoader)
    return dict(_marks(node, ())) if node is not None else {}


def _marks(node: yaml.Node, place: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], yaml.Mark]]:
    if isinstance(node, yaml.MappingNode):
        parts = [(key.value, key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode)]
    elif isinstance(node, yaml.SequenceNode):
        parts = [(str(at), one, one) for at, one in enumerate(node.value)]
    else:
        return
    for name, marked, value in parts:
        yield (*place, name), marked.start_mark
        yield from _marks(value, (*place, name))


def _text(path: Path, hint: str) -> str:
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ConfigError(
            f"There is no {path}.",
            "Go to the project's folder, name the file with --config, or make a project with `notionpress new`.",
        ) from error
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.", "Name another file with --config.") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = _place(data[: error.start].decode("utf-8-sig", "replace"))
        raise _error(
            path, [Mistake(line, column, "this is not UTF-8: save the file in that encoding")], hint
        ) from error


def _place(before: str) -> tuple[int, int]:
    """Line and column of what comes after the text."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _syntax_mistake(text: str, error: Exception) -> Mistake:
    if isinstance(error, yaml.reader.ReaderError):
        return Mistake(*_place(text[: error.position]), "this character must not stand in a YAML file")
    if isinstance(error, yaml.MarkedYAMLError) and (mark := error.problem_mark or error.context_mark):
        said = " ".join(part for part in (error.context, error.problem) if part)
        return Mistake(mark.line + 1, mark.column + 1, f"this is not YAML: {said}")
    return Mistake(1, 1, f"this is not YAML: {error}")


def _error(path: Path, mistakes: list[Mistake], hint: str) -> ConfigError:
    lines = [f"{path}:{one.line}:{one.column}: {one.message}" for one in sorted(set(mistakes))]
    return ConfigError("\n".join(lines), hint)


class _Settings:
    """Turns nodes into values by the types of a struct, and collects what is wrong."""

    def __init__(self, loader: yaml.SafeLoader, checks: Mapping[str, Check], internal: Collection[str]) -> None:
        self.mistakes: list[Mistake] = []
        self._loader = loader
        self._checks = checks
        self._internal = internal
        self._sections: dict[str, str] = {}

    def read(self, node: yaml.Node | None, kind: inspect.Type) -> dict[str, Any]:
        """The values of the whole file."""
        assert isinstance(kind, inspect.StructType)
        if node is None or _is_empty(node):
            self.mistakes.append(Mistake(1, 1, "this file is empty"))
            return {}
        self._sections = {name: section for name, section in _sections(kind, "") if name not in self._internal}
        if not self._is_tree(node, set(), ()):
            return {}
        value = self._struct(node, kind, "")
        return value if isinstance(value, dict) else {}

    def _wrong(self, node: yaml.Node, message: str) -> None:
        self.mistakes.append(Mistake(node.start_mark.line + 1, node.start_mark.column + 1, message))

    def _is_tree(self, node: yaml.Node, seen: set[int], above: tuple[int, ...]) -> bool:
        """Whether no alias leads back to what holds it; finds names that stand twice on the way."""
        if id(node) in above:
            self._wrong(node, "this holds itself: an alias below it leads back")
            return False
        if id(node) in seen or isinstance(node, yaml.ScalarNode):
            return True
        seen.add(id(node))
        parts = node.value
        if isinstance(node, yaml.MappingNode):
            self._find_duplicates(node)
            parts = [part for pair in node.value for part in pair]
        return all(self._is_tree(part, seen, (*above, id(node))) for part in parts)

    def _find_duplicates(self, node: yaml.MappingNode) -> None:
        lines: dict[str, int] = {}
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.tag != _MERGE:
                if key.value in lines:
                    self._wrong(key, f"“{key.value}” stands here twice; line {lines[key.value]} has it already")
                lines.setdefault(key.value, key.start_mark.line + 1)

    # Values

    def _value(self, node: yaml.Node, kind: inspect.Type, place: str) -> Any:
        match kind:
            case inspect.UnionType(types=types):
                return self._value(node, _fitting(node, types), place)
            case inspect.StructType():
                value = self._struct(node, kind, place)
            case inspect.VarTupleType(item_type=item):
                return self._list(node, item, place)
            case inspect.Metadata(type=inspect.DictType()):
                value = self._as_written(node, "a list of settings, each with a name and a value")
            case inspect.DictType(value_type=inspect.AnyType()):
                value = self._plain(node, dict, "a list of settings, each with a name and a value")
            case inspect.DictType(value_type=inner):
                return self._named(node, inner, place)
            case inspect.AnyType():
                value = self._plain(node, object, "a value")
            case inspect.IntType():
                value = self._plain(node, int, "a whole number")
            case inspect.BoolType():
                value = self._plain(node, bool, "true or false")
            case inspect.LiteralType(values=values):
                value = self._choice(node, values)
            case _:
                value = self._written(node)
        return self._checked(node, value, place)

    def _checked(self, node: yaml.Node, value: Any, place: str) -> Any:
        check = self._checks.get(place)
        if check is None or value is msgspec.UNSET:
            return value
        try:
            return check(value)
        except ValueError as error:
            self._wrong(node, str(error))
            return msgspec.UNSET

    def _written(self, node: yaml.Node) -> Any:
        """Text as it stands in the file, also where YAML would see a number, a date, or `no`."""
        if isinstance(node, yaml.ScalarNode):
            return node.value
        self._wrong(node, "this must be text")
        return msgspec.UNSET

    def _as_written(self, node: yaml.Node, wanted: str = "") -> Any:
        if isinstance(node, yaml.MappingNode):
            pairs = self._pairs(node)
            return {str(self._written(key)): self._as_written(value) for key, value in pairs}
        if wanted:
            self._wrong(node, f"this must be {wanted}")
            return msgspec.UNSET
        if isinstance(node, yaml.SequenceNode):
            return [self._as_written(one) for one in node.value]
        return None if _is_empty(node) else node.value

    def _choice(self, node: yaml.Node, values: Collection[Any]) -> Any:
        value = self._written(node)
        if value is not msgspec.UNSET and value not in values:
            meant = or_meant(value, values)
            self._wrong(node, f"this must be one of {', '.join(str(one) for one in values)}{meant}")
            return msgspec.UNSET
        return value

    def _plain(self, node: yaml.Node, kind: type, wanted: str) -> Any:
        try:
            value = self._loader.construct_object(node, deep=True)
        except (yaml.YAMLError, ValueError, RecursionError):
            value = None
        if kind is object or type(value) is kind:
            return value
        self._wrong(node, f"this must be {wanted}")
        return msgspec.UNSET

    def _list(self, node: yaml.Node, item: inspect.Type, place: str) -> Any:
        if isinstance(node, yaml.ScalarNode) and isinstance(item, inspect.StrType | inspect.LiteralType):
            return [self._value(node, item, place)]
        if not isinstance(node, yaml.SequenceNode):
            self._wrong(node, "this must be a list, with a hyphen before each item")
            return msgspec.UNSET
        return [self._value(one, item, place) for one in node.value]

    def _named(self, node: yaml.Node, item: inspect.Type, place: str) -> Any:
        """Values of one type, with names of the author's own."""
        if not isinstance(node, yaml.MappingNode):
            self._wrong(node, "this must be a list of names, each with a colon and its value")
            return msgspec.UNSET
        pairs = self._pairs(node)
        return {str(self._written(key)): self._value(value, item, place) for key, value in pairs}

    # Sections

    def _struct(self, node: yaml.Node, kind: inspect.StructType, place: str) -> Any:
        if not isinstance(node, yaml.MappingNode):
            self._wrong(node, "this must be a list of settings, each with its name, a colon and its value")
            return msgspec.UNSET
        fields = {field.name: field for field in kind.fields if field.name not in self._internal}
        values: dict[str, Any] = {}
        meant: set[str] = set()
        for key, value in self._pairs(node):
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name not in fields:
                self._wrong(key, self._unknown(name, fields, place))
                meant.update(get_close_matches(name, fields, 1))
            elif not _is_empty(value):
                inner = f"{place}.{name}" if place else name
                values[name] = self._value(value, fields[name].type, inner)
        for name, field in fields.items():
            if field.required and name not in values and name not in meant:
                self._wrong(node, f"“{name}” is missing")
        return values

    def _pairs(self, node: yaml.MappingNode) -> list[tuple[yaml.Node, yaml.Node]]:
        """The keys and values of a mapping, with those that it merges in first."""
        try:
            self._loader.flatten_mapping(node)
        except yaml.MarkedYAMLError as error:
            self._wrong(node, f"`<<` cannot be followed: {error.problem}")
        except RecursionError:
            self._wrong(node, "`<<` leads back to itself")
        return [(key, value) for key, value in node.value if key.tag != _MERGE]

    def _unknown(self, name: str, fields: Collection[str], place: str) -> str:
        where = f"under “{place}” " if place else ""
        if "token" in name.lower():
            return "the token does not belong here, but in the environment or in .env, as NOTION_TOKEN"
        meant = or_meant(name, fields)
        if not meant and (section := self._sections.get(name)) is not None:
            meant = f"; it stands under “{section}”" if section else "; it stands at the margin"
        return f"there is no setting “{name}” {where}".rstrip() + (meant or f"; there is {', '.join(fields)}")


def _fitting(node: yaml.Node, types: Iterable[inspect.Type]) -> inspect.Type:
    """Which of several types a value is written as: a word may stand for a list."""
    found = [one for one in types if not isinstance(one, inspect.NoneType)]
    if isinstance(node, yaml.ScalarNode):
        for one in found:
            if isinstance(one, inspect.LiteralType) and get_close_matches(node.value, map(str, one.values), 1):
                return one
    return found[0]


def _sections(kind: inspect.StructType, place: str) -> Iterator[tuple[str, str]]:
    """Every setting with the section that it stands in; a name at the margin wins."""
    for field in kind.fields:
        if isinstance(field.type, inspect.StructType):
            yield from _sections(field.type, field.name)
    for field in kind.fields:
        yield field.name, place


def _is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == _NULL


def or_meant(word: str, known: Collection[Any]) -> str:
    """The end of a sentence about an unknown word: which of the known ones was meant, "" where none is close."""
    close = get_close_matches(word, sorted(str(one) for one in known), 1)
    return f"; did you mean “{close[0]}”?" if close else ""
