"""What the values of pages have in common: they can be kept as JSON, and read again as what they were."""

from __future__ import annotations

from abc import ABC
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeAlias

import msgspec

if TYPE_CHECKING:
    Moment: TypeAlias = date | datetime
else:

    class Moment(ABC):  # noqa: B024  (dates are registered as it)
        """A date or a time. In JSON both are strings, so msgspec leaves it to the reader which of them one is."""

    Moment.register(date)


class Value(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A value that never changes, and so cannot hold itself: Python's garbage collector need not look at it."""


class Variant(Value, frozen=True, tag_field="class", tag=True):
    """A value that is one of several: in JSON the name of its class tells which."""
