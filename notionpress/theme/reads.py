"""What templates read while they are rendered: noted as it happens, so that nothing has to be declared."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import TYPE_CHECKING, Any

import jinja2
from jinja2.environment import TemplateModule
from jinja2.runtime import Context

from notionpress.render.renderer import Reads

if TYPE_CHECKING:
    from _collections_abc import dict_items, dict_keys, dict_values

ALL_OPTIONS = "option:*"
"""What is noted where a template looks at all options at once."""


class NotingTemplate(jinja2.Template):
    """A template that notes again what its top level read when another imports it: Jinja runs that only once."""

    environment: NotingEnvironment
    _read_by_module: set[str]

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        environment = self.environment
        outer, environment.reads = environment.reads, set[str]()
        try:
            module = super()._get_default_module(ctx)
            if not hasattr(self, "_read_by_module"):
                self._read_by_module = environment.reads
            read = environment.reads | self._read_by_module
        finally:
            environment.reads = outer
        for name in read:
            outer.add(name)
        return module


class NotingEnvironment(jinja2.Environment):
    """An environment that notes in `reads` which templates are looked for, found or not."""

    template_class = NotingTemplate

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.reads: Reads = set[str]()

    def _load_template(self, name: str, globals: MutableMapping[str, Any] | None) -> jinja2.Template:
        self.reads.add(f"template:{name}")
        return super()._load_template(name, globals)


class NotedOptions(dict[str, Any]):
    """A theme's options as templates have them: a dict that notes which of its values are looked at."""

    def __init__(self, values: dict[str, Any], environment: NotingEnvironment) -> None:
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
