"""The steps of a site on the air: reading what changed, building, and the owner's `deploy:` command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from notionpress.build.writer import held_output
from notionpress.environment import variables
from notionpress.errors import NotionError, NotionPressError
from notionpress.report import INDEX_FAILED, PLUGIN_FAILED
from notionpress.serve.agenda import Build, Deploy, Peek, Read, Reconcile, Step
from notionpress.serve.command import own_environment, run_command, secret_values
from notionpress.serve.cycle import Ask, Cycle, Round
from notionpress.serve.queue import Failure, Stage
from notionpress.serve.worker import Done
from notionpress.text import counted

INDEXED_AT_ONCE: Final = 500
"""So many pages have a search index within a second: it is made with every edit."""


class Publisher:
    """Does the steps with the rounds of a `Cycle`; `environment` is what commands are given besides `.env`.

    In a site of more pages than `indexed_at_once`, those that changed are built without the search index, which is left
    to the next `Build` or `Reconcile`, unless it has words of pages that have gone.
    """

    def __init__(
        self,
        cycle: Cycle,
        environment: Mapping[str, str],
        *,
        now: Callable[[], datetime],
        indexed_at_once: int = INDEXED_AT_ONCE,
    ) -> None:
        self.is_deploying = False
        """Whether the deploy command is running."""
        self._cycle = cycle
        self._environment = environment
        self._now = now
        self._indexed_at_once = indexed_at_once
        self._pages = 0
        self._is_news = True  # After the start, and after a failure, it is worth telling that all is well.

    async def do(self, step: Step) -> Done:
        """Do a step; what goes wrong is told in the result, and not raised."""
        match step:
            case Read(taken=taken):
                ids = frozenset(one.id for one in taken)
                ask = Ask(read="pages", pages=ids, indexes=self._pages <= self._indexed_at_once)
                return await self._round(ask, counted(len(ids), "change"), is_news=True)
            case Reconcile(afresh=afresh):
                what = "Reading everything anew" if afresh else "Reconciliation"
                return await self._round(Ask(read="all" if afresh else "changes"), what)
            case Build():
                return await self._round(Ask(read="nothing"), "A build")
            case Deploy():
                return await self._deploy()
            case Peek():
                return await self._peek()

    async def _peek(self) -> Done:
        """Ask which pages seem to have changed; what cannot be told so is left to reconciliation."""
        try:
            peeked = await self._cycle.peek()
        except NotionPressError as error:
            failure = Failure(self._now(), Stage.READ, error.message, error.hint)
            return Done(failure=failure, was_read=False)
        return Done(found=peeked.changed, requests=peeked.requests)

    async def _deploy(self) -> Done:
        """Run the `deploy:` command of site.yaml, if there is one."""
        try:
            config = self._cycle.config()
            line, folder = config.deploy.command.strip(), config.folder
            if not line:
                return Done()
            output = self._cycle.output(config).resolve()
            # What a build by hand writes meanwhile would be deployed in part.
            with held_output(output):
                self.is_deploying = True
                return await run_step(
                    line,
                    Stage.DEPLOY,
                    folder=folder,
                    environment=self._environment,
                    own={"NOTIONPRESS_OUTPUT": str(output)},
                    seconds=config.deploy.timeout,
                    now=self._now,
                )
        except NotionPressError as error:
            return Done(failure=Failure(self._now(), Stage.DEPLOY, error.message, error.hint))
        finally:
            self.is_deploying = False

    async def _round(self, ask: Ask, what: str, *, is_news: bool = False) -> Done:
        done = await self._cycle.run(ask)
        self._pages = done.built.pages if done.built else self._pages
        failure = self._failure(done)
        is_news = is_news or self._is_news or bool(done.changed) or failure is not None
        self._is_news = failure is not None
        return Done(
            failure=failure,
            was_read=_was_read(done, ask),
            digest=done.built.digest if done.built and not failure else "",
            next_change=done.built.next_change if done.built else None,
            said=_said(what, done, failure) if is_news else "",
            requests=done.crawled.requests if done.crawled else 0,
            index_is_behind=done.built.index_is_behind if done.built else None,
        )

    def _failure(self, done: Round) -> Failure | None:
        """What keeps the site from being what it should be, if anything does."""
        if done.error or done.unread:
            error = done.error or done.unread
            assert error is not None
            stage = Stage.READ if isinstance(error, NotionError) else Stage.BUILD
            return Failure(self._now(), stage, error.message, error.hint)
        if done.crawled and not done.crawled.complete:
            urls = ", ".join(done.crawled.failed_pages[:3])
            message = f"{counted(len(done.crawled.failed_pages), 'page')} could not be read: {urls}"
            if not urls:
                message = "Not everything below the roots could be read."
            return Failure(self._now(), Stage.READ, message, "It is tried again; `notionpress check` may tell why.")
        for problem in done.report.problems:
            if problem.kind == PLUGIN_FAILED:
                return Failure(self._now(), Stage.BUILD, problem.message, problem.hint)
        if done.built and done.built.failed:
            paths = ", ".join(done.built.failed[:3])
            message = f"{counted(len(done.built.failed), 'file')} could not be made: {paths}"
            return Failure(self._now(), Stage.BUILD, message, "`notionpress build --offline` tells why.")
        return None


async def run_step(
    line: str,
    stage: Stage,
    *,
    folder: Path,
    environment: Mapping[str, str],
    own: Mapping[str, str],
    seconds: float,
    now: Callable[[], datetime],
) -> Done:
    """Run a command as a step. Raises ConfigError when `.env` cannot be read."""
    known, start = variables(folder, environment), now()
    try:
        ended = await run_command(
            line,
            folder=folder,
            environment=own_environment(known, own),
            seconds=seconds,
            secrets=secret_values(known),
        )
    except OSError as error:
        return Done(failure=Failure(now(), stage, f"The command cannot be started: {error.strerror}."))
    took = (now() - start).total_seconds()
    name = "The deploy command" if stage is Stage.DEPLOY else "The command"
    if ended.code == 0:
        return Done(said=f"{name} ended well after {took:.1f} s.")
    how = f"was ended after {seconds:g} s" if ended.code is None else f"failed with exit code {ended.code}"
    output = f" It said last:\n{ended.output}" if ended.output else " It said nothing."
    return Done(failure=Failure(now(), stage, f"{name} {how}.{output}", "It is tried again."), was_read=False)


def _was_read(done: Round, ask: Ask) -> bool:
    """Whether what was asked for is in the cache, whatever became of the build."""
    if ask.read == "nothing":
        return True
    if done.unread or isinstance(done.error, NotionError):
        return False
    if done.crawled is None:
        # A site of local pages alone reads nothing; where site.yaml is wrong, nothing could be read.
        return done.error is None
    return done.crawled.complete


def _said(what: str, done: Round, failure: Failure | None) -> str:
    """A round in a line for the operator, and what failed below it."""
    if failure:
        return f"{what}: {failure.text}"
    parts = [counted(done.crawled.requests, "request")] if done.crawled else []
    told = f"{what}: {', '.join((*parts, counted(len(done.changed), 'file')))} changed, {done.seconds:.2f} s."
    if not done.built or not done.built.index_is_behind:
        return told
    failed = (one.message for one in done.report.problems if one.kind == INDEX_FAILED)
    return f"{told} {next(failed, 'The search index follows.')}"
