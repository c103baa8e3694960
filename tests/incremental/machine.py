"""What sequences of changes have in common: a copy of a site that is built, and compared, after each of them."""

from __future__ import annotations

import gc
import shutil
import tempfile
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, run_state_machine_as_test

from tests.incremental.changing import ChangingSite, check


class Machine(RuleBasedStateMachine):
    """A site in which one thing after another changes, built after each; subclasses say what changes."""

    first: ClassVar[ChangingSite]

    def __init__(self) -> None:
        super().__init__()
        self.work = Path(tempfile.mkdtemp(prefix="notionpress"))
        self.site = self.first.copy(self.work / "site")

    def teardown(self) -> None:
        """Leave nothing behind: of one build after another, Python does not find what stands in circles."""
        shutil.rmtree(self.work)
        gc.collect()

    @invariant()
    def the_site_equals_a_clean_build(self) -> None:
        """The one promise of an incremental build."""
        check(self.site, self.site.update())


def run_machine(
    machine: type[Machine], first: ChangingSite, monkeypatch: pytest.MonkeyPatch, *, times: int, steps: int
) -> None:
    """Change copies of a site so many times, in so many steps; a few times are the same in each run."""
    monkeypatch.setattr(machine, "first", first, raising=False)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=times,
            stateful_step_count=steps,
            deadline=None,
            derandomize=times < 10 or settings.default.derandomize,
            suppress_health_check=list(HealthCheck),
        ),
    )
