"""The outputs of a build: which have to be made again, making them in one process or several, and their traces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

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
    why_stale,
)
from notionpress.build.workers import Pool, usable_processors
from notionpress.build.writer import Writer, look
from notionpress.emit.output import Output
from notionpress.report import Report
from notionpress.site.site import Site

_WORTH_A_PROCESS: Final = 100
"""So many outputs are made in the time that another process takes to begin."""

_TOGETHER: Final = 32
"""So many outputs at most are one task of a worker."""

_SPARE: Final = 4096
"""So many facts that nothing reads any more may stay in the tables."""


class Outputs:
    """All outputs of a site, with what is known of them from an earlier build into the same folder.

    `parts` are the digests of what all outputs depend on, `gate` that of what none may hold. After `make`, `stale` are
    those that were made, `reasons` say why, and `failed` are those that could not be.
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

    def make(self, writer: Writer, report: Report, parts: Mapping[str, str], gate: str) -> Traces:
        """Make what is stale into the stage, and leave the rest as it is; gives the traces of all.

        Raises what stops the whole build.
        """
        changes = find_changes(self._traces, self._maker.facts, parts)
        intact = self._find_stale(changes)
        findings: list[Finding] = []
        if gate != self._traces.gate or changes.parts:
            # Another version of notionpress may know more that must not be public.
            kept = [one for one in self._planned if one.path not in self.stale]
            findings += self._maker.look_at((one, f"{self._folder}/{one.path}") for one in kept)
        for path, trace in self._made.items():
            writer.leave(path, trace.file)
            report.extend(trace.problems)
        tables = _Tables(self._traces, changes, self._maker.facts)
        findings += self._copy(writer)
        findings += self._render(writer, report, intact, tables)
        stop_for(findings)
        outputs = {one.path: self._made[one.path] for one in self._planned if one.path in self._made}
        return tables.traces(dict(parts), gate, outputs)

    def _find_stale(self, changes: Changes) -> dict[str, FileMark]:
        """Tell the stale outputs from the others; the files of stale ones that are as they were left."""
        intact: dict[str, FileMark] = {}
        titles = titles_of(self._maker.workshop.site)
        for output in self._planned:
            trace = self._traces.outputs.get(output.path)
            now = look(f"{self._folder}/{output.path}", trace.file) if trace else None
            original = look(output.source, trace.original) if trace and output.source else None
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
        findings: list[Finding] = []
        for done, (order, made) in enumerate(self._results(orders)):
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

    def _results(self, orders: list[Order]) -> Iterator[tuple[Order, Outcome]]:
        jobs = min(self._how.jobs or usable_processors(), 1 + len(orders) // _WORTH_A_PROCESS)
        size = max(1, min(_TOGETHER, len(orders) // (4 * jobs)))
        tasks = [orders[at : at + size] for at in range(0, len(orders), size)]
        for task, made in zip(tasks, Pool(self._maker, jobs, self._how.start).results(tasks), strict=True):
            yield from zip(task, made, strict=True)


def titles_of(site: Site) -> dict[str, str]:
    """The titles of published pages and databases by their ids, for people."""
    return {id: one.title for shown in (site.databases, site.pages) for id, one in shown.items()}


class _Tables:
    """The tables of facts that traces point into: those of an earlier build, with what is so now."""

    def __init__(self, traces: Traces, changes: Changes, facts: Facts) -> None:
        self._facts = facts
        self._pages = [] if changes.parts else list(traces.pages)
        self._names = [] if changes.parts else list(traces.names)
        self._tidied = traces.tidied
        for at in changes.pages if self._pages else ():
            self._pages[at] = self._page(self._pages[at].id)
        for at in changes.names if self._names else ():
            self._names[at] = self._name(self._names[at].name)
        self._page_places = {mark.id: at for at, mark in enumerate(self._pages)}
        self._name_places = {mark.name: at for at, mark in enumerate(self._names)}

    def _page(self, id: str) -> PageMark:
        return PageMark(id, self._facts.page(id), self._facts.fields(id))

    def _name(self, name: str) -> NameMark:
        return NameMark(name, self._facts.name(name))

    def trace(self, output: Output, made: Outcome, mark: FileMark) -> Trace:
        """The trace of an output that was made now."""
        pages = {self._place_of_page(id): fields for id, fields in made.pages.items()}
        names = tuple(sorted(map(self._place_of_name, made.names)))
        return Trace(output.emitter, output.key, mark, pages, names, made.problems)

    def _place_of_page(self, id: str) -> int:
        at = self._page_places.get(id)
        if at is None:
            at = self._page_places[id] = len(self._pages)
            self._pages.append(self._page(id))
        return at

    def _place_of_name(self, name: str) -> int:
        at = self._name_places.get(name)
        if at is None:
            at = self._name_places[name] = len(self._names)
            self._names.append(self._name(name))
        return at

    def traces(self, parts: dict[str, str], gate: str, outputs: dict[str, Trace]) -> Traces:
        """Everything, without too much that nothing reads any more."""
        size = len(self._pages) + len(self._names)
        found = Traces(parts, gate, self._pages, self._names, outputs, self._tidied or size)
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
