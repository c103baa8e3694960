"""Making outputs: rendered, looked at by the gate, and made ready in the stage; the same in any process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol, TypeVar

import msgspec
from msgspec.structs import replace

from notionpress.build.ahead import Ahead
from notionpress.build.bodies import KIND as BLOCKS
from notionpress.build.bodies import ParsedBodies
from notionpress.build.built_in import setup
from notionpress.build.deep import deep_trees
from notionpress.build.early_bodies import KIND as MARKDOWN
from notionpress.build.early_bodies import EarlyBodies
from notionpress.build.facts import Facts, Fingerprint, encoded_digest
from notionpress.build.gate import Finding, Gate
from notionpress.build.memory import Memory
from notionpress.build.salt import notionpress_digest, parts_of
from notionpress.build.social import fonts_of
from notionpress.build.trace import FileMark
from notionpress.build.writer import Staged, folder_for_new, stage
from notionpress.config import CheckSettings, Config
from notionpress.config_file import error_at
from notionpress.emit.blocks import block_functions
from notionpress.emit.output import Body, Emitter, FeedBody, Job, Output, Workshop
from notionpress.emit.social import SocialCards
from notionpress.errors import ConfigError, PluginError, ThemeError, explained
from notionpress.plugins.guard import GuardedEmitter
from notionpress.plugins.load import Plugins, load_plugins
from notionpress.plugins.tables import kinds, makers, table
from notionpress.render.early_markdown import EarlyMarkdown
from notionpress.render.highlight import KIND as CODE
from notionpress.render.highlight import Highlighter
from notionpress.render.html_renderer import BlockFunctions
from notionpress.report import PLUGIN_FAILED, Problem
from notionpress.site.facts import Reads, as_shown
from notionpress.site.load import load_blocks, load_comments
from notionpress.site.reader import Reader
from notionpress.site.routes import base_path
from notionpress.site.site import Site
from notionpress.store import Store
from notionpress.store.made import Made
from notionpress.theme import Theme, WrongOptions

_BODY: Final = "body"
_FEED_BODY: Final = "feed-body"
_CARD: Final = "card"
_DIGEST_SIZE: Final = 32
_AnyBody = TypeVar("_AnyBody", Body, FeedBody)
_ROOM_FOR_CODE: Final = 256 * 2**20
"""Bytes of highlighted code that are kept at most; bodies are kept for as long as their pages are."""


class Files(Protocol):
    """What is made of a site: its emitters, and a name that tells it from others. It can be pickled."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def smaller_pictures(self) -> bool:
        """Whether pictures are made in the theme's widths too."""

    def emitters(self, site: Site, plugins: Plugins) -> Iterable[Emitter]:
        """What lists and makes the files."""


class Order(msgspec.Struct, frozen=True):
    """An output to be made, and its file if that is as an earlier build has left it."""

    output: Output
    before: FileMark | None = None


class Outcome(msgspec.Struct, frozen=True):
    """What became of an output: its file in the stage, None where it failed, and what it was made of."""

    staged: Staged | None = None
    pages: Mapping[str, int] = {}
    names: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()


class Maker:
    """Makes outputs into the stage of a folder; it can be pickled, and is then made anew.

    `afresh` takes no bodies that are kept; `new` is a `folder_for_new` of the stage, for all processes of a build the
    same; `ready` are store, plugins and theme where they are at hand.
    """

    def __init__(
        self,
        config: Config,
        cache: Path,
        site: Site,
        files: Files,
        secrets: tuple[str, ...],
        folder: Path,
        afresh: bool,
        *,
        new: str = "",
        ready: tuple[Store, Plugins, Theme] | None = None,
    ) -> None:
        self._new = new or folder_for_new()
        self._arguments = (config, cache, site, files, secrets, folder, afresh)
        self._made = Made(cache, notionpress_digest())
        store, self.plugins, theme = ready or _made_ready(config, cache)
        functions, origins = functions_of(theme, self.plugins)
        hooks = self.plugins.hooks
        self._ahead = Ahead(
            partial(load_blocks, store, hooks=hooks, site=site, find=None if afresh else ParsedBodies(self._made).find),
            (lambda _: None) if afresh else partial(self._kept, _BODY, _decode_body),
            Highlighter(self._made).highlight,
            (lambda _: None) if afresh or self.plugins.hooks.digest else partial(self._early, store),
        )
        self.workshop = Workshop(
            site=site,
            theme=theme,
            blocks=self._ahead.blocks,
            highlight=self._ahead.highlight,
            early=self._ahead.early,
            functions=functions,
            markdown=self.plugins.markdown,
            comments=partial(load_comments, store, config),
            kept=self._ahead.kept,
            keep=partial(self._keep, _BODY),
            kept_for_feeds=(lambda _: None) if afresh else partial(self._kept, _FEED_BODY, _decode_feed_body),
            keep_for_feeds=partial(self._keep, _FEED_BODY),
            fonts=lru_cache(maxsize=1)(partial(fonts_of, config)),
            kept_card=self._kept_card,
            keep_card=self._keep_card,
        )
        self.emitters = tuple(files.emitters(site, self.plugins))
        self.facts = facts_of(self.workshop, store, self.emitters, origins)
        self._by_name = {emitter.name: emitter for emitter in self.emitters}
        self._gate = Gate(self.workshop, secrets)
        self._folder = folder
        self._count = 0
        self.parts = parts_of(config, self.plugins.hooks.digest, files.name)

    def __reduce__(self) -> tuple[Any, ...]:
        """For a process that was not forked."""
        return partial(Maker, new=self._new), self._arguments

    def __call__(self, orders: Sequence[Order]) -> list[Outcome]:
        """Make several outputs. Raises ThemeError and ConfigError, as what is wrong there is so for many."""
        with deep_trees():
            self._ahead.prepare((one.output for one in orders), self._by_name, self.workshop)
            drafts = [self._render(one.output) for one in orders]
            pairs = list(zip(orders, drafts, strict=True))
            findings = [self._gate.check(order.output, draft.data) if draft.data else () for order, draft in pairs]
            return [self._staged(*pair, found) for pair, found in zip(pairs, findings, strict=True)]

    def finish(self) -> None:
        """Keep for later builds what was made besides the outputs."""
        self._made.close()

    def forget_unused(self) -> None:
        """Drop what was kept of pages that are gone, and the oldest of what is more than the cache has room for."""
        for kind in (_BODY, _FEED_BODY, BLOCKS, MARKDOWN):
            self._made.prune(kind, keep=self.workshop.site.pages.keys())
        self._made.prune(_CARD, keep=self._cards())
        self._made.prune(CODE, at_most=_ROOM_FOR_CODE)
        self._made.close()

    def _early(self, store: Store, page_id: str) -> EarlyMarkdown | None:
        """The body of a page of Notion's as Markdown, if it was made of the blocks that it has."""
        entry = store.entry(page_id, "page")
        return EarlyBodies(self._made).find(entry) if entry and entry.tree else None

    def _kept(self, kind: str, decode: Callable[[bytes], tuple[str, _AnyBody]], page_id: str) -> _AnyBody | None:
        """The body of a page as it was made before, if nothing that it was made of has changed."""
        data = self._made.get(kind, page_id)
        try:
            made_of, body = decode(data) if data else ("", None)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None
        return body if body and made_of == self._made_of(body) else None

    def _keep(self, kind: str, page_id: str, body: Body | FeedBody) -> None:
        self._made.put(kind, page_id, msgspec.msgpack.encode((self._made_of(body), body)))

    def _kept_card(self, path: str, digest: bytes) -> bytes | None:
        """A card as an earlier build drew it from the same."""
        data = self._made.get(_CARD, path)
        return data[_DIGEST_SIZE:] if data and data[:_DIGEST_SIZE] == digest else None

    def _keep_card(self, path: str, digest: bytes, data: bytes) -> None:
        self._made.put(_CARD, path, digest + data)

    def _cards(self) -> set[str | bytes]:
        emitter = self._by_name.get(SocialCards.name)
        return {one.path for one in emitter.outputs(self.workshop)} if emitter else set()

    def _made_of(self, body: Body | FeedBody) -> str:
        """The digest of all that a body is made of."""
        return encoded_digest((sorted(self.parts.items()), self.facts.of_reads(body.pages, body.names)))

    def _render(self, output: Output) -> _Draft:
        reads, problems = Reads(), list[Problem]()
        emitter = self._by_name[output.emitter]
        if isinstance(emitter, GuardedEmitter):
            # What a plugin takes from the workshop is not noted.
            reads.add("everything:")
        try:
            made = emitter.render(output, Job(self.workshop, Reader(self.workshop.site, reads), problems))
        except (ThemeError, ConfigError):
            raise
        except Exception as error:
            return _Draft(None, reads, [_failure(output, self.workshop.site, error)])
        return _Draft(made if isinstance(made, bytes) else made.encode(), reads, problems)

    def _staged(self, order: Order, draft: _Draft, findings: Iterable[Finding]) -> Outcome:
        if draft.data is None:
            return Outcome(problems=tuple(draft.problems))
        self._count += 1
        name = f"{os.getpid()}-{self._count}"
        staged = stage(self._folder, order.output.path, draft.data, name, self._new, before=order.before)
        reads = draft.reads
        return Outcome(staged, reads.pages, tuple(reads.names), tuple(draft.problems), tuple(findings))

    def look_at(self, outputs: Iterable[tuple[Output, str]]) -> list[Finding]:
        """What the gate finds in files that are not made now; each output with the path of its file."""
        found: list[Finding] = []
        for output, path in outputs:
            if not output.source or self._gate.looks_at(output):
                found += self._gate.check(output, Path(path).read_bytes())
        return found


class _Draft(NamedTuple):
    """An output that was rendered; without data where that failed."""

    data: bytes | None
    reads: Reads
    problems: list[Problem]


_decode_body = msgspec.msgpack.Decoder(tuple[str, Body]).decode
_decode_feed_body = msgspec.msgpack.Decoder(tuple[str, FeedBody]).decode


def plugins_of(config: Config) -> Plugins:
    """What notionpress and the plugins of site.yaml register."""
    return load_plugins(config.plugins, config.folder, setup)


def functions_of(theme: Theme, plugins: Plugins) -> tuple[BlockFunctions, Mapping[str, str]]:
    """What makes HTML of blocks: a plugin's function, else the theme's template, else notionpress's own.

    Beside it, by the names of classes of blocks, whose function that is.
    """
    templates = block_functions(theme, plugins.built_in_html, kinds())
    origins = makers(notionpress=plugins.built_in_html, theme=templates, plugin=plugins.html)
    return table(plugins.built_in_html, templates, plugins.html), origins


def theme_of(config: Config, plugins: Plugins, memory: Memory | None = None) -> Theme:
    """The theme that site.yaml names. Raises ThemeError, and ConfigError for options that it does not take."""
    try:
        return _theme_of(config, plugins, memory)
    except WrongOptions as error:
        wrong = [(("theme_options", *place), message) for place, message in error.mistakes]
        raise error_at(config.folder / config.file, wrong, error.hint) from error


def _theme_of(config: Config, plugins: Plugins, memory: Memory | None) -> Theme:
    return Theme.load(
        config.theme,
        folder=config.folder,
        templates=config.folder / config.templates,
        static=config.folder / config.static if config.static else None,
        options=config.theme_options,
        language=config.language,
        base_path=base_path(config.base_url),
        time_zone=config.time_zone,
        filters=plugins.template_filters,
        compiled=memory.templates(plugins.hooks.digest) if memory else None,
    )


def facts_of(shop: Workshop, store: Store, emitters: Iterable[Emitter], origins: Mapping[str, str]) -> Facts:
    """The fingerprints of all that outputs can read."""
    theme, config = shop.theme, shop.site.config
    others: dict[str, Fingerprint] = dict.fromkeys(("template", "static", "text", "option", "theme"), theme.fingerprint)
    for emitter in emitters:
        others.update(getattr(emitter, "facts", {}))

    def comments(name: str) -> str:
        entry = store.entry(name.partition(":")[2], "comments") if config.comments else None
        return entry.digest if entry else ""

    def maker(name: str) -> str:
        return origins.get(name.partition(":")[2], "")

    def fonts(_: str) -> str:
        return shop.fonts().fingerprint()

    def everything(_: str) -> str:
        site = shop.site
        sets = [sorted(one) for one in (site.known, site.linked, site.unread)]
        rest = replace(
            site,
            known=frozenset(),
            linked=frozenset(),
            unread=frozenset(),
            until=None,
            outlines={},
            config=replace(config, folder=Path(), checks=CheckSettings()),
            media={key: as_shown(one) for key, one in site.media.items()},
        )
        threads = [entry.digest for entry in store.entries("comments")]
        return encoded_digest((rest, sets, threads, theme.digest()))

    return Facts(shop.site, {**others, "comments": comments, "block": maker, "fonts": fonts, "everything": everything})


def _made_ready(config: Config, cache: Path) -> tuple[Store, Plugins, Theme]:
    plugins = plugins_of(config)
    return Store.open(cache, create=False), plugins, theme_of(config, plugins)


def _failure(output: Output, site: Site, error: Exception) -> Problem:
    page = site.pages.get(output.key)
    what, hint = explained(error)
    return Problem(
        PLUGIN_FAILED if isinstance(error, PluginError) else "output-failed",
        f"{output.path} could not be made; its earlier version stays. {what}",
        page.title if page else "",
        page.source if page else "",
        hint,
    )
