"""Values by name as templates see them, each made when it is asked for: so it is known what an output is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


class Values(Mapping[str, Any]):
    """Named values of one thing; subclasses say in `make` how each comes about. None is made twice."""

    names: tuple[str, ...] = ()

    def make(self, name: str) -> Any:
        """The value of one of `names`."""
        raise NotImplementedError

    def __getitem__(self, name: str) -> Any:
        if name not in self.names:
            raise KeyError(name)
        return getattr(self, name)

    def __getattr__(self, name: str) -> Any:
        # Asked only for what is not made yet; what is made is an attribute, which is what Jinja looks for first.
        if name not in self.names:
            raise AttributeError(name)
        try:
            made = self.make(name)
        except (LookupError, TypeError, AttributeError) as error:
            # A template would take these for a name that does not exist.
            raise RuntimeError(f"{type(error).__name__} while making {name}") from error
        setattr(self, name, made)
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)
