"""A build before which nothing but words and titles of some pages was edited: it begins with the last one's site."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from msgspec.structs import replace

from notionpress.build.gate import digest_of_rules
from notionpress.build.how import SITE, How
from notionpress.build.kept_site import States, read_site, read_states
from notionpress.build.maker import Files, Maker
from notionpress.build.manifest import Manifest, digest_of
from notionpress.build.outputs import Outputs
from notionpress.build.stamp import Glance, Stamp, digest_of_others, digest_of_store, stamp_of
from notionpress.build.trace import Traces
from notionpress.build.writer import Writer
from notionpress.config import Config
from notionpress.plugins.load import Plugins
from notionpress.report import BuildResult, Problem, Report
from notionpress.site.addresses import Addresses
from notionpress.site.edits import frame, with_edits
from notionpress.site.kept import ParsedPage, parsed_page
from notionpress.site.pages import make_pages
from notionpress.site.renames import Renamed, with_title
from notionpress.site.site import Site
from notionpress.store import Store
from notionpress.theme import Theme

_FEW: Final = 50
"""So many pages are parsed and told from what they were in little time."""


def may_retouch(config: Config, files: Files, how: How) -> bool:
    """Whether it is worth while, and enough, to keep the site for the next build.

    A process that stays has kept more of it, plugins may do what they like, and Pagefind reads all pages.
    """
    return files.name == SITE and how.memory is None and not config.plugins and config.search != "pagefind"


class Begun(NamedTuple):
    """What a build begins with after words or titles were edited.

    `site` is as it is now, with its `problems`; the sources of its files may lie elsewhere by now, and need not be
    read. `edited` are the titles of the pages that may be others than in the files that lie there, by id; `is_renamed`
    says that titles are among what was edited. `kept` and `traces` are what the last build has left.
    """

    site: Site
    problems: tuple[Problem, ...]
    edited: Mapping[str, str]
    is_renamed: bool
    kept: Manifest
    traces: Traces


class Retouch:
    """Brings `output` up to date where only words were edited; the arguments are those of a build.

    It makes what a build would make, tells what that would tell, and raises what that would raise. Where titles were
    edited, a build has less to do that begins with what `begun` is after `build`. `addresses` gives the
    `known_addresses`, for which only these ask.
    """

    def __init__(
        self,
        config: Config,
        store: Store,
        plugins: Plugins,
        theme: Theme,
        files: Files,
        glance: Glance,
        output: Path,
        how: How,
        addresses: Callable[[], Addresses],
    ) -> None:
        self._config = config
        self._store = store
        self._ready = (store, plugins, theme)
        self._files = files
        self._glance = glance
        self._output = output
        self._how = how
        self._addresses = addresses
        self.begun: Begun | None = None

    def build(self, report: Report) -> BuildResult | None:
        """The result, None where there is more to be done, and nothing was."""
        found = self._begun()
        if found is None:
            return None
        if found.is_renamed:
            self.begun = found
            return None
        maker = Maker(
            *(self._config, self._store.folder, found.site, self._files, self._how.secrets, self._output, False),
            ready=self._ready,
        )
        if not self._fit(found.traces, maker):
            return None
        report.extend(found.problems)
        return self._make(maker, found.kept, found.traces, found.edited, report)

    def _begun(self) -> Begun | None:
        """The kept site with what was edited.

        None where more is asked for, or more was edited than words and titles. What takes little time is looked at
        first.
        """
        how, glance = self._how, self._glance
        if not may_retouch(self._config, self._files, how) or how.afresh or how.explain or not glance.knows_makers():
            return None
        lines = self._store.read_trace_lines(glance.site_name)
        states = read_states(lines, glance.kept.site)
        edited = self._edited(states) if states else None
        if states is None or not edited or not glance.holds_site(how.now):
            return None
        # What was edited and is as it was at first has other words now than in the files.
        changed = sorted({*glance.kept.retouched, *(one.id for one in edited)})
        before = read_site(lines, self._config) if len(changed) <= _FEW else None
        site = with_edits(before.site, edited) if before else None
        if before is None or site is None:
            return None
        outlines = {one.id: one.outline for one in states.pages}
        renamed = [one for one in edited if one.outline != outlines[one.id]]
        words = Renamed(site, before.problems)
        found = _with_titles(words, renamed, self._addresses()) if renamed else words
        if found is None:
            return None
        kept = Manifest.read(self._store, self._output, self._config.folder)
        traces = kept.read_traces(self._store)
        # What is known of pages is about the files that lie there.
        if traces.outputs.keys() != kept.files.keys():
            return None
        site = replace(found.site, outlines={**outlines, **{one.id: one.outline for one in renamed}})
        return Begun(site, found.problems, {id: site.pages[id].title for id in changed}, bool(renamed), kept, traces)

    def _edited(self, states: States) -> list[ParsedPage] | None:
        """The pages that are others now, as they are.

        None where they are many, or others by more than their words and titles.
        """
        before = states.edited(self._store) if states.others == digest_of_others(self._store) else None
        if before is None or len(before) > _FEW:
            return None
        made = make_pages(self._store, [one.id for one in before])
        now = {page.id: page for line in made if (page := parsed_page(line))}
        is_same = all(
            one.outline and one.id in now and frame(now[one.id].outline) == frame(one.outline) for one in before
        )
        return list(now.values()) if is_same else None

    def _fit(self, traces: Traces, maker: Maker) -> bool:
        """Whether nothing that all outputs depend on is another."""
        return traces.parts == maker.parts and traces.gate == digest_of_rules(maker.workshop.site, self._how.secrets)

    def _make(
        self, maker: Maker, kept: Manifest, traces: Traces, edited: Mapping[str, str], report: Report
    ) -> BuildResult:
        store, glance = self._store, self._glance
        writer = Writer(self._output, kept.files)
        with writer.alone():
            run = Outputs(maker, (), traces, self._output, self._how)
            traces = run.make_edits(writer, report, edited)
            before = glance.kept
            # As in a build: what one that is killed has moved is not forgotten, nor taken for finished.
            glance.keep(store, Stamp())
            kept.write_files(store, writer.either())
            written, _ = writer.commit()
        kept.write_files(store, writer.written)
        kept.write_traces(store, traces)
        assert before.result is not None, "what holds a site has its result"
        result = replace(
            before.result,
            written=written,
            unchanged=writer.unchanged,
            removed=0,
            failed=tuple(run.failed),
            folder=self._output,
            encoded=0,
            digest=digest_of(writer.written),
            rendered=tuple(sorted(run.stale)),
            changed=tuple(writer.changed),
            reasons=dict(sorted(run.reasons.items())),
        )
        if not result.failed:
            stamp = replace(before, inside=digest_of_store(store), since=self._how.now, retouched=tuple(edited))
            glance.keep(store, stamp_of(stamp, result, writer.marks, report.problems))
        return result


def _with_titles(before: Renamed, renamed: Iterable[ParsedPage], addresses: Addresses) -> Renamed | None:
    found: Renamed | None = before
    for one in renamed:
        found = with_title(*found, one.page, one.summary, addresses) if found and one.summary else None
    return found
