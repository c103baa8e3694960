"""Building the site: load, plan, render, write, prune."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from functools import cache, partial
from pathlib import Path
from typing import ClassVar, Final

import msgspec

from notionpress.build.addresses import folders_of, free_redirects, remember_addresses
from notionpress.build.after import tell, tell_in_time
from notionpress.build.apart import LARGE, load_apart
from notionpress.build.aside import aside
from notionpress.build.deep import deep_trees
from notionpress.build.gate import digest_of_rules
from notionpress.build.how import SITE, How
from notionpress.build.icons import with_icon
from notionpress.build.kept_site import keep_site
from notionpress.build.languages import missing_words
from notionpress.build.maker import Files, Maker, functions_of, plugins_of, theme_of
from notionpress.build.manifest import Manifest, digest_of
from notionpress.build.outputs import Outputs, titles_of
from notionpress.build.parsing import Parser, parse_pages
from notionpress.build.pictures import Counts, make_ready
from notionpress.build.removals import published_now
from notionpress.build.retouch import Retouch, may_retouch
from notionpress.build.search_index import Indexed, better_search, index_pages, search_of
from notionpress.build.social import places_of_fonts, with_cards
from notionpress.build.stamp import Glance, Stamp, digest_of_others, digest_of_store, new_stamp, place_of, stamp_of
from notionpress.build.templates import missing_templates
from notionpress.build.trace import Traces, depends_on
from notionpress.build.writer import STAGE, Writer
from notionpress.config import Config
from notionpress.emit.output import Emitter, Output
from notionpress.emit.policy import allowed, policy
from notionpress.emit.redirects import Redirects
from notionpress.errors import BuildError, ConfigError
from notionpress.ids import notion_url
from notionpress.plugins.load import Plugins
from notionpress.report import BuildResult, Report
from notionpress.site.addresses import Addresses
from notionpress.site.load import known_addresses, load_site
from notionpress.site.site import PageMeta, Site
from notionpress.store import Store
from notionpress.theme import Theme

_MANY: Final = 100
"""So many outputs are made before it is worth looking for what need not be kept any more."""

Check = Callable[[Sequence[Output], Mapping[str, str]], None]
"""Told what is planned, and the paths and digests of what an earlier build wrote."""


def check_build(config: Config, output: Path) -> None:
    """Raise what would stop a build before its first page, so that no crawl is made in vain."""
    check_output(config, output)
    check_makers(config)


def check_output(config: Config, output: Path) -> None:
    """Raise what is wrong with the folder that the site is to be written to."""
    _check_output(config, output)
    Writer(output, {})


def check_makers(config: Config) -> None:
    """Raise what is wrong with plugins, theme or search."""
    search_of(config)
    plugins = plugins_of(config)
    functions_of(theme_of(config, plugins), plugins)


def build_site(config: Config, store: Store, report: Report, *, output: Path, how: How) -> BuildResult:
    """Make the site of what the store holds, and bring `output` up to date with it.

    A mistake in configuration or theme, what the leak gate finds, and more pages that would go than `removals:` allows
    raise before the output is touched; an output that fails on its own is reported, its earlier version stays, and the
    others are written.
    """
    _check_output(config, output)
    plugins = plugins_of(config)
    result = build_files(config, store, report, plugins, SiteFiles(), output=output, how=how)
    within = how.tell_within
    if plugins.after_build and within is not None:
        report.extend(tell_in_time(config, result, within) if within else tell(plugins, result))
    return result


class SiteFiles(msgspec.Struct, frozen=True):
    """The files of a website."""

    name: ClassVar[str] = SITE
    smaller_pictures: ClassVar[bool] = True

    def emitters(self, site: Site, plugins: Plugins) -> Iterable[Emitter]:
        """Those of notionpress and of plugins."""
        return plugins.emitters


def build_files(
    config: Config,
    store: Store,
    report: Report,
    plugins: Plugins,
    files: Files,
    *,
    output: Path,
    how: How,
    check: Check | None = None,
) -> BuildResult:
    """Make `files` for the site that the store holds, and bring `output` up to date with them.

    `check` is asked before anything is rendered; what it raises stops the build. The rest is as with `build_site`.
    """
    # One build at a time: two would take each other's unfinished files away.
    store.begin()
    own = Report()
    try:
        with deep_trees(), _rare_collections():
            return _build(config, store, own, plugins, files, output, how, check)
    finally:
        report.extend(own.problems)
        store.close()
        if how.memory:
            how.memory.tidy()


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Look for garbage rarely: what a build makes is mostly in use until its end, and all of the site is."""
    before, was_enabled = gc.get_threshold(), gc.isenabled()
    gc.set_threshold(100_000, 50, 1000)
    gc.disable()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
        if was_enabled:
            gc.enable()


def _build(
    config: Config,
    store: Store,
    report: Report,
    plugins: Plugins,
    files: Files,
    output: Path,
    how: How,
    check: Check | None,
) -> BuildResult:
    theme = theme_of(config, plugins, how.memory)
    glance = how.glance or Glance(config, store.folder, output, how.secrets, files.name)
    places = _places(config, theme)
    outside = glance.outside(places)
    hint = better_search(config) if files.name == SITE else ""
    config = msgspec.structs.replace(config, search=search_of(config)) if files.name == SITE else config
    addresses = cache(partial(known_addresses, store, config))
    retouch = Retouch(config, store, plugins, theme, files, glance, output, how, addresses)
    if done := retouch.build(report):
        return done
    begun = retouch.begun
    if begun:
        last = glance.kept.result
        assert last is not None, "what holds a site has its result"
        report.extend(begun.problems)
        site, pictures = begun.site, Counts(last.pictures, 0, last.as_they_are)
    else:
        site, pictures = _loaded(config, store, report, plugins, theme, files, how, addresses())
    maker, planned = _planned(
        site,
        report,
        lambda site: Maker(
            config, store.folder, site, files, how.secrets, output, how.afresh, ready=(store, plugins, theme)
        ),
    )
    site = maker.workshop.site
    kept = begun.kept if begun else Manifest.read(store, output, config.folder)
    explained = _named_output(how.explain, [one.path for one in planned])
    if check:
        check(planned, kept.files)
    pages = _paths_of_pages(planned, site)
    published = published_now(kept, config, site, pages, selection=store.selection, accept=how.accept_removals)
    writer = Writer(output, kept.files)
    others = digest_of_others(store)
    stamp = new_stamp(
        outside, digest_of_store(store, others), places, how.now, site.until, keeps_site=may_retouch(config, files, how)
    )
    keep = partial(keep_site, store, glance.site_name, site, report.problems, stamp.site, others)
    with writer.alone():
        unread = _keep_unread(site, kept, writer)
        kept_traces = begun.traces if begun else kept.read_traces(store)
        run = Outputs(maker, planned, kept_traces, output, how)
        gate = digest_of_rules(site, how.secrets)
        traces = run.make(writer, report, maker.parts, gate, begun.edited if begun else None)
        found = _pages_found(planned, site) if config.search == "pagefind" else None
        indexed = index_pages(writer, output, kept_traces.index, found, how, report) if found is not None else Indexed()
        traces = msgspec.structs.replace(traces, index=indexed.trace)
        # Before the first file moves: what a build that is killed has moved is not forgotten, nor taken for finished.
        glance.keep(store, Stamp())
        kept.write(store, writer.either(), pages, published)
        left = partial(_leave, store, kept, traces, keep if stamp.site else None)
        with aside(left, jobs=how.jobs, start=how.start):
            written, removed = writer.commit()
            kept.write(store, writer.written, pages, published)
            remembered = remember_addresses(config, store, site, addresses(), how)
            if removed or len(run.stale) >= _MANY:
                maker.forget_unused()
    result = BuildResult(
        pages=len(site.pages),
        posts=len(site.posts),
        outputs=len(planned) + len(indexed.trace.files),
        written=written,
        unchanged=writer.unchanged,
        removed=removed,
        failed=(*unread, *run.failed, *indexed.failed),
        folder=output,
        pictures=pictures.shown,
        encoded=pictures.encoded,
        as_they_are=pictures.as_they_are,
        digest=digest_of(writer.written),
        rendered=tuple(sorted(path for path, one in run.stale.items() if not one.source)),
        copied=tuple(sorted(path for path, one in run.stale.items() if one.source)),
        changed=tuple(writer.changed),
        reasons=dict(sorted(run.reasons.items())),
        depends_on=depends_on(traces, explained, titles_of(site)),
        held={path: site.held[id] for id in sorted(site.held) for path in pages.get(id, ())},
        scheduled=site.scheduled,
        next_change=site.until,
        addresses=remembered.file,
        addresses_kept=remembered.is_kept,
        policy=_policy(site) if config.deploy.headers else "",
        indexed=indexed.is_new,
        index_is_behind=indexed.is_behind,
        search_hint=hint,
    )
    if not result.failed and not config.plugins:
        # Where the addresses could not be written down, the next build has to.
        glance.keep(store, stamp_of(stamp, result, writer.marks, report.problems, keeps_site=remembered.is_kept))
    return result


def _loaded(
    config: Config,
    store: Store,
    report: Report,
    plugins: Plugins,
    theme: Theme,
    files: Files,
    how: How,
    addresses: Addresses,
) -> tuple[Site, Counts]:
    """The site that the store holds, with pictures as it shows them."""
    parser = Parser(config, store.folder, ready=(store, plugins))
    make = partial(parse_pages, parser, jobs=how.jobs, start=how.start)
    known = how.memory.pages if how.memory else None

    def load(report: Report) -> Site:
        return load_site(store, config, how.now, report, plugins.hooks, make, known, addresses)

    # Plugins may remember what they are asked, and what stays in memory is not made anew.
    is_large = len(store.entries("page")) >= LARGE and known is None and not config.plugins
    site = (load_apart(load, report, how.start) if is_large else None) or load(report)
    site, pictures = make_ready(
        site,
        store.folder,
        report,
        widths=theme.pictures.widths if files.smaller_pictures else (),
        known={file.digest for file in store.files()},
        progress=how.progress,
    )
    return (_furnished(site, theme, report) if files.name == SITE else site), pictures


def _leave(store: Store, kept: Manifest, traces: Traces, keep: Callable[[], object] | None) -> None:
    """Leave what the next build begins with."""
    kept.write_traces(store, traces)
    if keep:
        keep()


def _policy(site: Site) -> str:
    config = site.config
    return policy(site.outside, allowed(config.deploy.allow, config.search, config.discussion))


def _planned(site: Site, report: Report, maker_of: Callable[[Site], Maker]) -> tuple[Maker, list[Output]]:
    """What makes the files, and all of them: nothing leads on from an address that a file of the site has."""
    maker = maker_of(site)
    outputs = _outputs(maker)
    free = free_redirects(site, (one for one in outputs if one.emitter != Redirects.name), report)
    if free is not site:
        maker = maker_of(free)
        outputs = _outputs(maker)
    return maker, plan(outputs, free)


def _outputs(maker: Maker) -> list[Output]:
    return [output for emitter in maker.emitters for output in emitter.outputs(maker.workshop)]


def _furnished(site: Site, theme: Theme, report: Report) -> Site:
    """A site with what only websites have; the report says what of it cannot be made here."""
    report.extend(missing_words(site, theme))
    if lacks := missing_templates(site.config, theme):
        report.add(lacks)
    return with_cards(with_icon(site, report), report)


def _places(config: Config, theme: Theme) -> tuple[str, ...]:
    """Where files lie that a site is made from, besides its cache."""
    # As they are named, since a folder may be a link, and lead elsewhere tomorrow.
    theme_place = config.theme if "/" in config.theme else ""
    own = (config.content, config.static, config.templates, config.icon, "themes", theme_place)
    fonts = places_of_fonts(config)
    # A project that is copied must not look at the files of the first.
    folders = (place_of(path, config.folder) for path in theme.folders)
    return tuple(sorted({*filter(None, own), *folders, *fonts}))


def plan(outputs: Iterable[Output], site: Site) -> list[Output]:
    """The outputs of a site. Raises BuildError when two of them have one path."""
    planned: dict[str, Output] = {}
    for output in outputs:
        key = output.path.casefold()
        if key in planned:
            raise _collision(planned[key], output, output.path, site)
        planned[key] = output
    folders = folders_of(planned)
    for above, key in folders.items():
        if above in planned:
            taken = planned[above]
            raise _collision(taken, planned[key], taken.path, site)
    if inside := folders.get(STAGE):
        raise BuildError(
            f"{_named(planned[inside], site)} would lie in {STAGE}, where notionpress keeps unfinished files.",
            "Give it another place.",
        )
    return list(planned.values())


def _collision(one: Output, other: Output, path: str, site: Site) -> BuildError:
    return BuildError(
        f"Two parts of the site want the name {path}: {_named(one, site)} and {_named(other, site)}.",
        "Rename one of them: a page by its slug, a file in the static folder by its name.",
    )


def _named(output: Output, site: Site) -> str:
    page = site.pages.get(output.key)
    if page:
        return f"the page “{page.title}” ({page.source})"
    return output.source or f"the {output.emitter} of the site"


def _named_output(name: str, paths: Sequence[str]) -> str:
    """The path of the file that is meant: its own, or of a page that of its folder. Raises BuildError for none."""
    for path in (name, f"{name}/index.html"):
        if not name or path in paths:
            return path
    close = get_close_matches(name, paths, 1)
    hint = f"Did you mean {close[0]}?" if close else "Name it by its path in the output folder: posts/index.html."
    raise BuildError(f"The site has no file {name}.", hint)


def _paths_of_pages(planned: Iterable[Output], site: Site) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for output in planned:
        if output.key in site.pages:
            found[output.key] = (*found.get(output.key, ()), output.path)
    return found


def _pages_found(planned: Iterable[Output], site: Site) -> dict[str, PageMeta]:
    """The pages that search finds, by the paths of their files; pages at old addresses only lead on to them."""
    shown = (one for one in planned if one.path.endswith(".html") and one.emitter != Redirects.name)
    found = ((one.path, site.pages.get(one.key)) for one in shown)
    return {path: page for path, page in found if page and not page.noindex}


def _keep_unread(site: Site, kept: Manifest, writer: Writer) -> list[str]:
    """Leave the earlier versions of pages that cannot be read, with those below them; the paths, or the pages."""
    paths: list[str] = []
    for id in sorted(site.unread):
        found = kept.below(id)
        for path in found:
            writer.keep(path)
        paths.extend(found or [notion_url(id)])
    return paths


def _check_output(config: Config, output: Path) -> None:
    """The site must not be written over its own sources."""
    folder = output.resolve()
    own = {
        "the project's folder": config.folder,
        "the cache": config.folder / config.cache,
        "the templates folder": config.folder / config.templates,
        "the content folder": config.folder / config.content,
        "the static folder": config.folder / config.static,
    }
    for name, path in own.items():
        if folder == path.resolve() or folder in path.resolve().parents:
            raise ConfigError(
                f"The output folder {output} is or holds {name}.", "Name another folder with --output or in site.yaml."
            )
    _check_static(config, output)


def _check_static(config: Config, output: Path) -> None:
    """Everything in the static folder is published: the token in `.env` and the cache must not be."""
    folder = (config.folder / config.static).resolve()
    private = {
        "the project's folder": config.folder,
        "the cache": config.folder / config.cache,
        "the content folder": config.folder / config.content,
        "the output folder": output,
    }
    for name, path in private.items():
        if config.static and (folder == path.resolve() or folder in path.resolve().parents):
            raise ConfigError(
                f"The static folder {config.static} is or holds {name}; all of it would be published.",
                "Put the files for the site into a folder of their own, and name that as `static` in site.yaml.",
            )
