"""Values by name as templates see them, each made when it is asked for: so it is known what an output is made of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any


class Values(Mapping[str, Any]):
    """Named values of one thing; subclasses say in `_make` how each of `_names` comes about. None is made twice."""

    _names: Collection[str] = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for name in cls._names:
            if not hasattr(Mapping, name):
                # Python finds these four times as fast as it comes to `__getattr__`.
                setattr(cls, name, _Unmade(name))

    def _make(self, name: str) -> Any:
        """The value of one of the names."""
        raise NotImplementedError

    def __getattr__(self, name: str) -> Any:
        # Of names that not all of a class have.
        if name not in self._names:
            raise AttributeError(name)
        return _made(self, name)

    def __getitem__(self, name: str) -> Any:
        if name not in self._names:
            raise KeyError(name)
        return self.__dict__[name] if name in self.__dict__ else _made(self, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class _Unmade:
    """A value that is made when it is first asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, values: Values, _: type[Values]) -> Any:
        return _made(values, self._name)


def _made(values: Values, name: str) -> Any:
    try:
        # What is made is an attribute, which is what Jinja looks for first.
        made = values.__dict__[name] = values._make(name)
    except (LookupError, TypeError, AttributeError) as error:
        # A template would take these for a name that does not exist.
        raise RuntimeError(f"{type(error).__name__} while making {name}") from error
    return made
