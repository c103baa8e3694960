"""The outputs of a build: which have to be made again, making them in one process or several, and their traces."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, Generic, TypeVar

from msgspec.structs import replace

from notionpress.build.facts import Facts
from notionpress.build.gate import Finding, stop_for
from notionpress.build.how import How
from notionpress.build.maker import Maker, Order, Outcome
from notionpress.build.trace import (
    Changes,
    FileMark,
    NameMark,
    PageMark,
    Trace,
    Traces,
    find_changes,
    find_edits,
    why_edited,
    why_stale,
)
from notionpress.build.workers import results_of
from notionpress.build.writer import STAGE, Writer, look
from notionpress.emit.output import Output
from notionpress.emit.sitemap import Sitemap
from notionpress.emit.static import ThemeFiles
from notionpress.report import Report
from notionpress.site.site import Site

_Mark = TypeVar("_Mark")

_WORTH_A_PROCESS: Final = 100
"""So many outputs are made in the time that another process takes to begin."""

_TOGETHER: Final = 32
"""So many outputs at most are one task of a worker."""

_OTHERS: Final = 2
"""The turn of outputs that nobody waits for."""

_SPARE: Final = 4096
"""So many facts that nothing reads any more may stay in the tables."""


class Outputs:
    """All outputs of a site, with what is known of them from an earlier build into the same folder.

    After `make`, `stale` are those that were made, `reasons` say why, and `failed` are those that could not be.
    """

    def __init__(self, maker: Maker, planned: Sequence[Output], traces: Traces, folder: Path, how: How) -> None:
        self._maker = maker
        self._planned = planned
        self._traces = traces
        self._folder = folder
        self._how = how
        self._made: dict[str, Trace] = {}
        self.failed: list[str] = []
        self.stale: dict[str, Output] = {}
        self.reasons: dict[str, str] = {}

    def make(
        self,
        writer: Writer,
        report: Report,
        parts: Mapping[str, str],
        gate: str,
        edited: Collection[str] | None = None,
    ) -> Traces:
        """Make what is stale into the stage, and leave the rest as it is; gives the traces of all.

        `parts` are the digests of what all outputs depend on, `gate` that of what none may hold. `edited` are the ids
        of all pages that can be others, where that is known; then the files are as they were left, and so is what they
        are copies of. Raises what stops the whole build.
        """
        changes = find_changes(self._traces, self._maker.facts, parts, edited)
        intact = self._find_stale(changes, are_untouched=edited is not None)
        findings: list[Finding] = []
        if gate != self._traces.gate or changes.parts:
            # Another version of notionpress may know more that must not be public.
            kept = [one for one in self._planned if one.path not in self.stale]
            findings += self._maker.look_at((one, f"{self._folder}/{one.path}") for one in kept)
        tables = self._finish(writer, report, changes, intact, findings)
        return tables.traces(dict(parts), gate, self._in_order(one.path for one in self._planned))

    def make_edits(self, writer: Writer, report: Report, edited: Mapping[str, str]) -> Traces:
        """The same where the words of some pages are all that can be others, and all files are as they were left.

        `edited` are the titles of these pages by their ids. What is planned is told by the traces.
        """
        traces = self._traces
        changes = find_edits(traces, self._maker.facts, edited)
        intact: dict[str, FileMark] = {}
        for path, trace in traces.outputs.items():
            reason = None if trace.source else why_edited(trace, traces, changes, edited)
            if reason is None:
                self._made[path] = trace
            else:
                self.stale[path] = Output(path, trace.emitter, trace.key)
                self.reasons[path] = reason
                intact[path] = trace.file
        tables = self._finish(writer, report, changes, intact, [])
        return tables.traces(traces.parts, traces.gate, self._in_order(traces.outputs))

    def _finish(
        self,
        writer: Writer,
        report: Report,
        changes: Changes,
        intact: Mapping[str, FileMark],
        findings: Sequence[Finding],
    ) -> _Tables:
        """Make what is stale and leave the rest; `intact` are stale files that are as they were left.

        `findings` are what the gate has found already.
        """
        # Processes that are forked share what nobody touches.
        gc.freeze()
        gc.enable()
        writer.leave({path: trace.file for path, trace in self._made.items()})
        for trace in self._made.values():
            report.extend(trace.problems)
        tables = _Tables(self._traces, changes, self._maker.facts)
        stop_for([*findings, *self._copy(writer), *self._render(writer, report, intact, tables)])
        return tables

    def _in_order(self, paths: Iterable[str]) -> dict[str, Trace]:
        """The traces of the outputs that are there, by these paths."""
        return {path: self._made[path] for path in paths if path in self._made}

    def _find_stale(self, changes: Changes, *, are_untouched: bool) -> dict[str, FileMark]:
        """Tell the stale outputs from the others; the files of stale ones that are as they were left."""
        intact: dict[str, FileMark] = {}
        titles = titles_of(self._maker.workshop.site)
        for output in self._planned:
            trace = self._traces.outputs.get(output.path)
            now, original = (trace.file, trace.original) if trace else (None, None)
            if trace and not are_untouched:
                now = look(f"{self._folder}/{output.path}", trace.file)
                original = look(output.source, trace.original) if output.source else None
            if self._how.afresh:
                reason: str | None = "everything is made again"
            else:
                reason = why_stale(output, trace, self._traces, changes, now, original, titles)
            if reason is not None:
                self.stale[output.path] = output
                self.reasons[output.path] = reason
                if trace and now and now.digest == trace.file.digest:
                    intact[output.path] = now
            elif trace and now:
                self._made[output.path] = trace if now is trace.file else replace(trace, file=now, original=original)
        return intact

    def _copy(self, writer: Writer) -> list[Finding]:
        findings: list[Finding] = []
        for output in self.stale.values():
            if output.source:
                findings += self._maker.look_at([(output, output.source)])
                original = writer.copy(output.path, Path(output.source))
                mark = writer.marks[output.path]
                self._made[output.path] = Trace(
                    output.emitter, output.key, mark, source=output.source, original=original
                )
        return findings

    def _render(self, writer: Writer, report: Report, intact: Mapping[str, FileMark], tables: _Tables) -> list[Finding]:
        orders = [Order(one, intact.get(one.path)) for one in self.stale.values() if not one.source]
        orders.sort(key=self._turn if self._how.first else _takes_a_while, reverse=not self._how.first)
        findings: list[Finding] = []
        for done, (order, made) in enumerate(zip(orders, self._results(orders), strict=True)):
            if self._how.progress:
                self._how.progress("Rendering", done, len(orders))
            path = order.output.path
            report.extend(made.problems)
            findings += made.findings
            if made.staged is None:
                self.failed.append(path)
                writer.keep(path)
                continue
            writer.take(made.staged)
            self._made[path] = tables.trace(order.output, made, made.staged.mark)
        return findings

    def _results(self, orders: Sequence[Order]) -> Iterator[Outcome]:
        """What became of each of them; those that somebody waits for stand first, and do not wait for processes."""
        count = sum(self._turn(order) < _OTHERS for order in orders) if self._how.first else 0
        for order in orders[:count]:
            (made,) = self._maker([order])
            if self._how.ready and made.staged and made.staged.name and not made.findings:
                self._how.ready(order.output.path, self._folder / STAGE / made.staged.name)
            yield made
        yield from results_of(
            self._maker,
            orders[count:],
            jobs=self._how.jobs,
            start=self._how.start,
            worth_a_process=_WORTH_A_PROCESS,
            together=_TOGETHER,
        )

    def _turn(self, order: Order) -> int:
        """When an output is made where somebody waits: the theme's files first, as who waits for a page needs them."""
        if order.output.emitter == ThemeFiles.name:
            return 0
        return 1 if order.output.path in self._how.first else _OTHERS


def _takes_a_while(order: Order) -> bool:
    """Whether an output takes as long as a hundred others: begun last, it would keep all processes but one waiting."""
    return order.output.emitter == Sitemap.name


def titles_of(site: Site) -> dict[str, str]:
    """The titles of published pages and databases by their ids, for people."""
    return {id: one.title for shown in (site.databases, site.pages) for id, one in shown.items()}


class _Table(Generic[_Mark]):
    """Facts of one kind that traces point into: those of an earlier build, with what is so now.

    `name_of` gives what a mark is of, and `mark_of` the mark of that as it is now; `changed` are the places of those
    that are not so any more.
    """

    def __init__(
        self,
        marks: Iterable[_Mark],
        changed: Iterable[int],
        name_of: Callable[[_Mark], str],
        mark_of: Callable[[str], _Mark],
    ) -> None:
        self.marks = list(marks)
        self._mark_of = mark_of
        for at in changed:
            self.marks[at] = mark_of(name_of(self.marks[at]))
        self._places = {name_of(mark): at for at, mark in enumerate(self.marks)}

    def place(self, name: str) -> int:
        """Where the mark of that name stands; it is put there if need be."""
        at = self._places.get(name)
        if at is None:
            at = self._places[name] = len(self.marks)
            self.marks.append(self._mark_of(name))
        return at


class _Tables:
    """The tables of facts that traces point into."""

    def __init__(self, traces: Traces, changes: Changes, facts: Facts) -> None:
        if changes.parts:
            traces = Traces()
        self._tidied = traces.tidied
        self._pages = _Table(
            traces.pages,
            changes.pages,
            lambda mark: mark.id,
            lambda page_id: PageMark(page_id, facts.page(page_id), facts.fields(page_id)),
        )
        self._names = _Table(
            traces.names, changes.names, lambda mark: mark.name, lambda name: NameMark(name, facts.name(name))
        )

    def trace(self, output: Output, made: Outcome, mark: FileMark) -> Trace:
        """The trace of an output that was made now."""
        pages = {self._pages.place(id): fields for id, fields in made.pages.items()}
        names = tuple(sorted(map(self._names.place, made.names)))
        return Trace(output.emitter, output.key, mark, pages, names, made.problems)

    def traces(self, parts: dict[str, str], gate: str, outputs: dict[str, Trace]) -> Traces:
        """Everything, without too much that nothing reads any more."""
        pages, names = self._pages.marks, self._names.marks
        size = len(pages) + len(names)
        found = Traces(parts, gate, pages, names, outputs, self._tidied or size)
        return _tidied(found) if size > 2 * found.tidied + _SPARE else found


def _tidied(traces: Traces) -> Traces:
    """The same traces with tables of only those facts that an output reads."""
    pages = sorted({at for one in traces.outputs.values() for at in one.pages})
    names = sorted({at for one in traces.outputs.values() for at in one.names})
    page_places = {at: place for place, at in enumerate(pages)}
    name_places = {at: place for place, at in enumerate(names)}
    return replace(
        traces,
        pages=[traces.pages[at] for at in pages],
        names=[traces.names[at] for at in names],
        outputs={
            path: replace(
                one,
                pages={page_places[at]: fields for at, fields in one.pages.items()},
                names=tuple(name_places[at] for at in one.names),
            )
            for path, one in traces.outputs.items()
        },
        tidied=len(pages) + len(names),
    )
