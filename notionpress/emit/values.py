"""Values by name as templates see them, each made when it is asked for: so it is known what an output is made of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any


class Values(Mapping[str, Any]):
    """Named values of one thing; subclasses say in `_make` how each of `_names` comes about. None is made twice."""

    _names: Collection[str] = ()

    def _make(self, name: str) -> Any:
        """The value of one of the names."""
        raise NotImplementedError

    def __getattr__(self, name: str) -> Any:
        # What is made is an attribute, which is what Jinja looks for first.
        if name not in self._names:
            raise AttributeError(name)
        try:
            made = self.__dict__[name] = self._make(name)
        except (LookupError, TypeError, AttributeError) as error:
            # A template would take these for a name that does not exist.
            raise RuntimeError(f"{type(error).__name__} while making {name}") from error
        return made

    def __getitem__(self, name: str) -> Any:
        if name not in self._names:
            raise KeyError(name)
        return self.__dict__[name] if name in self.__dict__ else self.__getattr__(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
