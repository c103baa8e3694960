"""A theme's options as its templates have them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol

from notionpress.render.renderer import Reads

if TYPE_CHECKING:
    from _collections_abc import dict_items, dict_keys, dict_values

ALL_OPTIONS = "option:*"
"""What is noted where a template looks at all options at once."""


class _Environment(Protocol):
    reads: Reads


class NotedOptions(dict[str, Any]):
    """A dict that notes which of its values are looked at."""

    def __init__(self, values: dict[str, Any], environment: _Environment) -> None:
        super().__init__(values)
        self._environment = environment

    def _note_all(self) -> None:
        self._environment.reads.add(ALL_OPTIONS)

    def __getitem__(self, name: str) -> Any:
        self._environment.reads.add(f"option:{name}")
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None, /) -> Any:
        self._environment.reads.add(f"option:{name}")
        return super().get(name, default)

    def __contains__(self, name: object) -> bool:
        self._environment.reads.add(f"option:{name}")
        return super().__contains__(name)

    def __iter__(self) -> Iterator[str]:
        self._note_all()
        return super().__iter__()

    def __len__(self) -> int:
        self._note_all()
        return super().__len__()

    def __eq__(self, other: object) -> bool:
        self._note_all()
        return super().__eq__(other)

    __hash__ = None

    def __repr__(self) -> str:
        self._note_all()
        return super().__repr__()

    def keys(self) -> dict_keys[str, Any]:
        self._note_all()
        return super().keys()

    def values(self) -> dict_values[str, Any]:
        self._note_all()
        return super().values()

    def items(self) -> dict_items[str, Any]:
        self._note_all()
        return super().items()
