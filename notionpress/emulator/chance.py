"""Which requests or events a fault meets: by their number, or by a chance that is the same in every run."""

from __future__ import annotations

import hashlib
from typing import Protocol


class Repeated(Protocol):
    """A fault that comes several times: from the `first` time on, `times` (None: always), with the chance `share`."""

    @property
    def first(self) -> int: ...
    @property
    def times(self) -> int | None: ...
    @property
    def share(self) -> float: ...


class Meetings:
    """Counts what each of several faults could meet and has met."""

    def __init__(self, seed: int, faults: int) -> None:
        self._seed = seed
        self._counts = [0] * faults
        self._met = [0] * faults

    def meets(self, number: int, fault: Repeated, what: str, time: int) -> bool:
        """Whether the fault of this number meets what comes now, for the `time`th time."""
        self._counts[number] += 1
        if self._counts[number] < fault.first or (fault.times is not None and self._met[number] >= fault.times):
            return False
        if fault.share < 1 and self._chance(number, what, time) >= fault.share:
            return False
        self._met[number] += 1
        return True

    def _chance(self, number: int, what: str, time: int) -> float:
        """A number in [0, 1) that is the same whenever this comes for that time."""
        text = f"{self._seed}\n{number}\n{what}\n{time}"
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:7], "big") / 2**56
