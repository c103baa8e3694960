"""The site out of the store and the content folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Final

import msgspec
from msgspec.structs import replace

from notionpress.config import Config
from notionpress.content.blocks import Block, ChildPage
from notionpress.content.comments import Thread, parse_comments
from notionpress.content.pages import Database, DataSource, Page
from notionpress.content.parse_pages import parse_data_source, parse_database, parse_page
from notionpress.content.parse_rich_text import person
from notionpress.content.parse_views import parse_view
from notionpress.content.summarise import summarise
from notionpress.content.summary import Summary
from notionpress.content.views import View
from notionpress.content.walk import links, walk
from notionpress.errors import ConfigError, PluginError, explained
from notionpress.ids import LOCAL_FILE, notion_url
from notionpress.report import Problem, Report
from notionpress.site.addresses import Addresses, merged, parse_addresses
from notionpress.site.assemble import assemble
from notionpress.site.hooks import NO_HOOKS, Hooks, plugin_problem
from notionpress.site.kept import UNREADABLE, ParsedPage
from notionpress.site.local import LocalPage, local_blocks, local_file, local_page, local_problems
from notionpress.site.pages import (
    Find,
    Make,
    body_digest,
    local_pages,
    make_pages,
    parsed_pages,
    stored_blocks,
    stored_object,
)
from notionpress.site.picture_size import picture_size
from notionpress.site.related import PostText, related_posts
from notionpress.site.site import Download, PageMeta, Site
from notionpress.site.tree import Content, LocalPlace
from notionpress.sources import digest_of_sources
from notionpress.store import Derived, Store

_RELATED: Final[Derived] = "related.jsonl"

_decode_related = msgspec.json.Decoder(dict[str, tuple[str, ...]]).decode

_MEND: Final = "Take it back as it was in your repository, or delete the line."


def load_site(
    store: Store,
    config: Config,
    now: datetime,
    report: Report,
    hooks: Hooks = NO_HOOKS,
    make: Make | None = None,
    known: dict[str, ParsedPage] | None = None,
    addresses: Addresses | None = None,
) -> Site:
    """Read the store and make the site of it; what an author should know goes to the report.

    `now` decides which dates are still in the future; `hooks` are the plugins'. A page on which a plugin fails is
    left out. `make` does what `make_pages` does, in its own way; `known` is what a process that stays has had before of
    pages, and is brought up to date; `addresses` are the `known_addresses`, where they have been read already. Raises
    StoreError when the cache cannot be read.
    """
    local = local_pages(store, config)
    content = _with_local(_content(store, report, hooks, make, known), local, config, report, hooks)
    bodies = {entry.id: body_digest(entry, hooks) for entry in store.entries("page")}
    schemas = _schemas(store)
    site = assemble(
        content,
        config,
        now,
        report,
        # A site that names no root any more has none, whatever was crawled before.
        roots=tuple((root.id, root.kind) for root in store.roots if config.notion.root),
        schemas=schemas,
        renamed=_renamed(store, schemas),
        addresses=known_addresses(store, config) if addresses is None else addresses,
        relate=partial(_related, store),
        people=_people(store),
        bodies={**bodies, **{one.page.id: f"{one.digest}-{hooks.digest}" for one in local}},
        download=lambda key: local_file(config, key) if key.startswith(LOCAL_FILE) else _download(store, key),
    )
    report.extend(local_problems(config, local, site.pages))
    return site


def _related(store: Store, posts: Sequence[PostText], count: int) -> Mapping[str, tuple[str, ...]]:
    """Which posts are related, as it was kept while nothing changes that they are compared by."""
    made_by = digest_of_sources("site/related.py", more=sha256(msgspec.json.encode((posts, count))).hexdigest())
    kept = next(iter(store.read_derived(_RELATED, made_by)), b"")
    with suppress(*UNREADABLE):
        return _decode_related(kept)
    found = related_posts(posts, count)
    store.write_derived(_RELATED, made_by, [msgspec.json.encode(found)])
    return found


def known_addresses(store: Store, config: Config) -> dict[str, tuple[str, ...]]:
    """Where pages were before: by the file in the project, and by what earlier builds have kept in the cache.

    A job that builds the site has the file as it was last put into the repository. Raises ConfigError where the file
    cannot be understood.
    """
    path, kept = config.folder / config.addresses, ""
    try:
        kept = path.read_text(encoding="utf-8") if config.addresses else ""
        told = parse_addresses(kept)
    except (FileNotFoundError, NotADirectoryError):
        told = {}
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.", "Look at who may read it.") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8.", _MEND) from error
    except ValueError as error:
        raise ConfigError(f"{path}:{error}.", _MEND) from error
    built = store.read_addresses()
    if built == kept:
        return told
    try:
        return merged(told, parse_addresses(built))
    except ValueError:
        return told  # It is made anew.


def _with_local(
    content: Content, local: tuple[LocalPage, ...], config: Config, report: Report, hooks: Hooks
) -> Content:
    """What was crawled, and the local pages beside it."""
    if not local:
        return content
    pages = {one.page.id: one.page for one in local}
    facts = {one.page.id: one.facts for one in local}
    withheld = set(content.withheld)
    for id, page in pages.items():
        try:
            changed = hooks.changed(page)
        except PluginError as error:
            changed = None
            report.add(plugin_problem(error, page))
        pages[id] = changed or page
        if changed is None:
            withheld.add(id)

    def summary(id: str) -> Summary | None:
        if id not in facts:
            return content.summary(id)
        if not hooks.body:
            return facts[id].summary
        return summarise(hooks.changed_blocks(local_blocks(config, pages[id].file), pages[id]))

    return replace(
        content,
        pages={**content.pages, **pages},
        summary=summary,
        withheld=frozenset(withheld),
        local=tuple(LocalPlace(one.page.id, one.kind, one.parents, one.path, one.is_index) for one in local),
    )


def load_blocks(
    store: Store, page_id: str, hooks: Hooks = NO_HOOKS, site: Site | None = None, find: Find | None = None
) -> tuple[Block, ...]:
    """Read and parse the body of one page, unless `find` has it; `site` tells where local pages lie."""
    meta = site.pages.get(page_id) if site else None
    if site and meta and meta.file:
        blocks = (*(found := local_blocks(site.config, meta.file)), *_pages_below(found, meta, site))
        page = hooks.changed(local_page(site.config, meta.file, meta.parents)) if hooks.body else None
        return hooks.changed_blocks(blocks, page) if page else blocks
    return stored_blocks(store, page_id, hooks, find)


def _pages_below(blocks: tuple[Block, ...], meta: PageMeta, site: Site) -> tuple[Block, ...]:
    """The pages of a folder that its own page does not link to, which would be found nowhere else."""
    linked = {link.target for block in walk(blocks) for link in links(block)}
    pages = (site.pages[id] for id in meta.children if id not in linked)
    return tuple(ChildPage(id=page.id, title=page.title) for page in pages if page.kind == "page")


def load_comments(store: Store, config: Config, page_id: str) -> tuple[Thread, ...]:
    """Read and parse the comments on one page and its blocks, if the site wants them and the crawl has read them."""
    if not config.comments or store.entry(page_id, "comments") is None:
        return ()
    return parse_comments(stored_object(store, "comments", page_id).get("results"))


def _content(
    store: Store, report: Report, hooks: Hooks, make: Make | None, known: dict[str, ParsedPage] | None
) -> Content:
    parsed = parsed_pages(store, hooks, make or partial(make_pages, store, hooks=hooks), known)
    summaries = {id: page.summary for id, page in parsed.items() if page.summary}
    outlines = {id: parsed[id].outline for id in sorted(parsed)}
    pages, withheld, unread = _pages(store, parsed, report, hooks)
    newer, held_back = _newer(store, hooks)
    databases = {
        entry.id: parse_database(stored_object(store, "database", entry.id)) for entry in store.entries("database")
    }
    views = {id: _views(store, one, databases) for id, one in databases.items()}
    return Content(
        pages=pages,
        databases=databases,
        rows={entry.id: entry.rows for entry in store.entries("data_source")},
        sources={id: one.data_sources or _linked(views[id]) for id, one in databases.items()},
        summary=partial(_summary, store, summaries, hooks),
        views=views,
        withheld=frozenset(withheld | held_back),
        unread=frozenset(unread),
        newer=newer,
        outlines=outlines,
    )


def _pages(
    store: Store, parsed: Mapping[str, ParsedPage], report: Report, hooks: Hooks
) -> tuple[dict[str, Page], set[str], set[str]]:
    """Every page that can be read, the ids of those that plugins hold back, and of those that cannot be read."""
    pages: dict[str, Page] = {}
    withheld: set[str] = set()
    unread: set[str] = set()
    for entry in store.entries("page"):
        kept = parsed.get(entry.id)
        try:
            raw = stored_object(store, "page", entry.id) if kept is None or hooks.parse_page else None
            own = kept.page if kept else parse_page(raw)
        except Exception as broken:
            unread.add(entry.id)
            report.add(_unread(entry.id, broken))
            continue
        try:
            page = hooks.changed(own) if raw is None else hooks.page_of(raw, own)
        except PluginError as error:
            page = None
            report.add(plugin_problem(error, own))
        pages[entry.id] = page or own
        if page is None:
            withheld.add(entry.id)
    if pages and len(withheld) == len(pages):
        hint = "A function for press.page returns each page that it keeps, and one for press.publish_if says True."
        report.add(Problem("plugins-keep-no-page", "The plugins drop or hold back every page.", hint=hint))
    return pages, withheld, unread


def _newer(store: Store, hooks: Hooks) -> tuple[dict[str, Page], set[str]]:
    """Pages as they are now, of those that are shown in an older version; and the ids of those that are held back."""
    pages: dict[str, Page] = {}
    withheld: set[str] = set()
    for entry in store.entries("newer"):
        try:
            page = hooks.page_of(stored_object(store, "newer", entry.id))
        except Exception:
            page = None  # What cannot be judged is not public.
        if page is None:
            withheld.add(entry.id)
        else:
            pages[entry.id] = page
    return pages, withheld


def _unread(page_id: str, error: Exception) -> Problem:
    what, hint = explained(error)
    message = f"This page cannot be read; its earlier version stays. {what}"
    return Problem("page-unread", message, url=notion_url(page_id), hint=hint)


def _views(store: Store, database: Database, databases: Mapping[str, Database]) -> tuple[View, ...]:
    """The views of a database in the order of its tabs, as far as they were read."""
    entry = store.entry(database.id, "database")
    return tuple(_view(store, id, database, databases) for id in (entry.rows if entry else ()))


def _view(store: Store, id: str, database: Database, databases: Mapping[str, Database]) -> View:
    view = parse_view(stored_object(store, "view", id))
    source = _source(store, view.data_source, databases)
    if len(database.data_sources) == 1 and store.entry(source, "data_source") is None:
        # Before 2025-09-03 a database is its own data source.
        source = database.data_sources[0]
    return replace(view, data_source=source)


def _linked(views: tuple[View, ...]) -> tuple[str, ...]:
    """The data sources that the views of a linked database show."""
    return tuple(dict.fromkeys(view.data_source for view in views if view.data_source))


def _source(store: Store, id: str, databases: Mapping[str, Database]) -> str:
    """The id under which the rows of a view's data source are known: before 2025-09-03, that of its database."""
    if store.entry(id, "data_source") is None:
        return id
    parent = databases.get(parse_data_source(stored_object(store, "data_source", id)).parent.id)
    return parent.id if parent and parent.data_sources == (parent.id,) else id


def _schemas(store: Store) -> dict[str, DataSource]:
    return {
        entry.id: parse_data_source(stored_object(store, "data_source", entry.id))
        for entry in store.entries("data_source")
    }


def _renamed(store: Store, schemas: Mapping[str, DataSource]) -> dict[str, str]:
    """The names that properties have now, by names that they had when they were crawled before."""
    found = {}
    for id, names in store.read_names().items():
        columns = schemas[id].properties if id in schemas else {}
        by_id = {column.id: name for name, column in columns.items()}
        for name, column_id in names.properties.items():
            if name not in columns and column_id in by_id:
                found[name] = by_id[column_id]
    return found


def _people(store: Store) -> dict[str, str]:
    found = (person(stored_object(store, "user", entry.id)) for entry in store.entries("user"))
    return {one.id: one.name for one in found if one and one.name}


def _summary(store: Store, known: Mapping[str, Summary], hooks: Hooks, page_id: str) -> Summary | None:
    if page_id in known:
        return known[page_id]
    entry = store.entry(page_id, "page")
    if entry is None or not entry.tree:
        return None
    try:
        return summarise(load_blocks(store, page_id, hooks))
    except Exception:
        # The page's own output will fail for the same reason, and tells it. The rest of the site keeps its place.
        return Summary(children=tuple(child.id for child in entry.children))


def _download(store: Store, key: str) -> Download | None:
    file = store.file(key)
    if file is None:
        return None
    path = store.file_path(file)
    if not path.is_file() or path.stat().st_size != file.size:
        # Lost or cut short on the disk: as good as never fetched.
        return None
    width, height = picture_size(path) if file.media_type.startswith("image/") else (0, 0)
    return Download(
        source=str(path),
        digest=file.digest,
        extension=f".{file.extension}" if file.extension else "",
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        width=width,
        height=height,
    )
