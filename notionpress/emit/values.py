"""Values by name as templates see them, each made when it is asked for: so it is known what an output is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


class Values(Mapping[str, Any]):
    """Named values of one thing; subclasses say in `make` how each comes about. None is made twice."""

    names: tuple[str, ...] = ()

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def make(self, name: str) -> Any:
        """The value of one of `names`."""
        raise NotImplementedError

    def __getitem__(self, name: str) -> Any:
        made = self._made
        if name not in made:
            if name not in self.names:
                raise KeyError(name)
            try:
                made[name] = self.make(name)
            except (LookupError, TypeError, AttributeError) as error:
                # A template would take these for a name that does not exist.
                raise RuntimeError(f"{type(error).__name__} while making {name}") from error
        return made[name]

    def __getattr__(self, name: str) -> Any:
        # Jinja asks for attributes first, and an error costs more than an answer.
        if name in self.names:
            return self[name]
        raise AttributeError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)
