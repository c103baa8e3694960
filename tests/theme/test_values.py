"""Values that are made when a template asks for them."""

from __future__ import annotations

from typing import Any

import pytest

from notionpress.emit.values import Values


class Tide(Values):
    """Values that count how often each is made."""

    _names = ("height", "values", "broken")

    def __init__(self) -> None:
        self._made: list[str] = []

    def _make(self, name: str) -> Any:
        self._made.append(name)
        return {}["nothing"] if name == "broken" else f"the {name}"


def test_each_value_is_made_once_and_only_when_it_is_asked_for() -> None:
    tide = Tide()
    assert callable(tide.values)
    assert tide._made == []
    assert (tide["height"], tide.height, tide.get("height")) == ("the height",) * 3
    # A field may be called as a method of every mapping is.
    assert (tide["values"], tide["values"]) == ("the values",) * 2
    assert tide._made == ["height", "values"]
    assert list(tide) == ["height", "values", "broken"]


@pytest.mark.parametrize("name", ["names", "make", "_made", "_names", "depth"])
def test_there_is_nothing_under_other_names(name: str) -> None:
    tide = Tide()
    assert name not in tide
    with pytest.raises(KeyError):
        tide[name]
    if not name.startswith("_"):
        with pytest.raises(AttributeError):
            getattr(tide, name)


def test_a_mistake_while_making_is_not_taken_for_a_missing_name() -> None:
    tide = Tide()
    for ask in (lambda: tide["broken"], lambda: tide.broken):
        with pytest.raises(RuntimeError, match="KeyError while making broken"):
            ask()


class SpringTide(Tide):
    """Values of which a subclass knows more, and has one from the start."""

    _names = (*Tide._names, "moon", "sun")

    def __init__(self) -> None:
        super().__init__()
        self.sun = "above"


def test_a_subclass_has_further_values() -> None:
    tide = SpringTide()
    assert (tide.height, tide.moon, tide.sun, tide["sun"]) == ("the height", "the moon", "above", "above")
    assert tide._made == ["height", "moon"]
    with pytest.raises(AttributeError):
        _ = Tide().moon


class NamedTide(Values):
    """Values whose names are one object's own."""

    def __init__(self, *names: str) -> None:
        self._names = names

    def _make(self, name: str) -> Any:
        return f"the {name}"


def test_names_may_be_those_of_one_object() -> None:
    tide = NamedTide("ebb")
    assert (tide.ebb, tide["ebb"], list(tide)) == ("the ebb", "the ebb", ["ebb"])
    with pytest.raises(AttributeError):
        _ = NamedTide("flood").ebb
