"""Events that only run a command, such as one that starts a CI job: without a token of Notion's and without a build."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from notionpress.errors import NotionPressError
from notionpress.serve.agenda import Step
from notionpress.serve.publisher import run_step
from notionpress.serve.queue import Failure, Stage
from notionpress.serve.worker import Done


class Trigger:
    """Runs a line of the shell in a folder for whatever events ask for; `seconds` is how long it may take."""

    def __init__(
        self, line: str, folder: Path, environment: Mapping[str, str], *, seconds: float, now: Callable[[], datetime]
    ) -> None:
        self._line = line
        self._folder = folder
        self._environment = environment
        self._seconds = seconds
        self._now = now
        self.is_running = False
        """Whether the command is running."""

    async def do(self, step: Step) -> Done:
        """Run the command, whatever the step asks for."""
        self.is_running = True
        try:
            return await run_step(
                self._line,
                Stage.COMMAND,
                folder=self._folder,
                environment=self._environment,
                own={},
                seconds=self._seconds,
                now=self._now,
            )
        except NotionPressError as error:
            return Done(failure=Failure(self._now(), Stage.COMMAND, error.message, error.hint), was_read=False)
        finally:
            self.is_running = False
