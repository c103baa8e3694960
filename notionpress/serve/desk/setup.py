"""Setting a site up in the browser: the token, what to publish, and which property is what."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias
from urllib.parse import urlencode

import msgspec
from aiohttp import web

from notionpress.check.connection import check_token
from notionpress.check.findings import Finding
from notionpress.check.roots import check_roots
from notionpress.check.tables import Table
from notionpress.check.visible import Place, visible
from notionpress.config import Config
from notionpress.crawl.changes import page_title
from notionpress.crawl.peek import BY_EDIT
from notionpress.crawl.roots import find_root
from notionpress.environment import place_of_variable, variable
from notionpress.errors import NotionPressError, Unauthorized, explained
from notionpress.ids import parse_id
from notionpress.notion.client import NotionClient
from notionpress.reading import notion_client
from notionpress.serve.cycle import Ask
from notionpress.serve.desk.behind import Behind
from notionpress.serve.desk.html import DESK, Pages
from notionpress.serve.desk.mapping import (
    SINGLE,
    Mapped,
    mapped_at_first,
    mapped_by,
    offered,
    rule_text,
    rule_words,
    settings_of,
    shown_rows,
    start_of,
)
from notionpress.serve.guard import Form
from notionpress.serve.thread import in_thread
from notionpress.site.local import is_local
from notionpress.start.project import keep_token, write_settings
from notionpress.store import Store

Json: TypeAlias = dict[str, Any]

SETUP: Final = f"{DESK}setup"

_ROWS: Final = 5
"""How many rows of a data source the example shows."""

_PLACES: Final = 60
"""How many databases and pages are offered at once."""

_MOST_ROOTS: Final = 20


def is_set_up(config: Config | None, behind: Behind) -> bool:
    """Whether there is something to publish, and a way to read it. Raises ConfigError where `.env` cannot be read."""
    if config is None:
        return False
    can_read = _can_read(config, behind)
    return is_local(config) or bool(config.notion.root and can_read)


def _can_read(config: Config, behind: Behind) -> bool:
    return bool(config.notion.emulator or variable("NOTION_TOKEN", config.folder, behind.environment))


class _Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """The roots that were chosen, as they were read: titles, schemas, first rows with the ids of their sources."""

    ids: tuple[str, ...]
    roots: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    rows: tuple[tuple[str, Json], ...]
    wrong: tuple[Finding, ...]


class Setup:
    """The steps."""

    def __init__(self, behind: Behind, html: Pages) -> None:
        self._behind = behind
        self._html = html
        self._chosen: _Chosen | None = None

    def routes(self) -> list[web.RouteDef]:
        """What answers the addresses of the steps."""
        # Others to whom a preview is open must not decide what is published, nor learn what else the token can see.
        page, form = partial(self._html.page, only_here=True), partial(self._html.form, only_here=True)
        return [
            web.get(SETUP, page(self._begin)),
            web.get(f"{SETUP}/token", page(self._token_page)),
            web.post(f"{SETUP}/token", form(self._take_token)),
            web.get(f"{SETUP}/root", page(self._root_page)),
            web.get(f"{SETUP}/properties", page(self._properties_page)),
            web.post(f"{SETUP}/write", form(self._write)),
        ]

    async def _begin(self, request: web.Request) -> web.StreamResponse:
        if not _can_read(self._config(), self._behind):
            raise web.HTTPSeeOther(f"{SETUP}/token")
        raise web.HTTPSeeOther(f"{SETUP}/root")

    # The token

    async def _token_page(self, request: web.Request) -> web.StreamResponse:
        return self._token_form(request)

    def _token_form(self, request: web.Request, findings: Sequence[Finding] = ()) -> web.Response:
        place = place_of_variable("NOTION_TOKEN", self._folder, self._behind.environment)
        return self._html.shown(request, "token.html", place=place, findings=findings, status=422 if findings else 200)

    async def _take_token(self, request: web.Request, form: Form) -> web.StreamResponse:
        token = form.one("token")
        try:
            async with notion_client(self._config(), {**self._behind.environment, "NOTION_TOKEN": token}) as client:
                bot, findings = await check_token(client)
        except Unauthorized as error:
            bot, findings = None, [_finding(error)]
        if bot is None:
            return self._token_form(request, findings)
        await in_thread(lambda: keep_token(token, self._folder))
        raise web.HTTPSeeOther(f"{SETUP}/root")

    # What to publish

    async def _root_page(self, request: web.Request) -> web.StreamResponse:
        words = request.query.get("words", "").strip()
        async with self._client() as client:
            found = await visible(client, words)
        places = sorted(found.places, key=lambda place: (place.object == "page", len(place.path)))
        more = len(places) > _PLACES or not found.complete
        shown = {id for place in places[:_PLACES] for id in (place.id, *(one.id for one in place.data_sources))}
        chosen = self._config().notion.root
        return self._html.shown(
            request,
            "root.html",
            words=words,
            databases=_of_kind("database", places[:_PLACES]),
            pages=_of_kind("page", places[:_PLACES]),
            more=more,
            chosen=chosen,
            others=[id for id in chosen if id not in shown],
        )

    # Which property is what

    async def _properties_page(self, request: web.Request) -> web.StreamResponse:
        form = Form(tuple(request.query.items()))
        ids = _ids(form)
        if not ids:
            raise web.HTTPSeeOther(f"{SETUP}/root")
        chosen, config = await self._read(ids, anew="rule" not in request.query), self._config()
        if "rule" in request.query:
            mapped = mapped_by(form, chosen.tables, config)
        else:
            mapped = mapped_at_first(chosen.tables, config)
        return self._properties_form(request, chosen, mapped, config)

    def _properties_form(self, request: web.Request, chosen: _Chosen, mapped: Mapped, config: Config) -> web.Response:
        offer = offered(chosen.tables)
        rows = shown_rows(chosen.rows, chosen.tables, mapped, config, datetime.now(UTC)) if chosen.rows else ()
        return self._html.shown(
            request,
            "properties.html",
            chosen=chosen,
            mapped=mapped,
            offer=offer,
            rows=rows,
            single=SINGLE,
            rule_text=rule_text,
            rule_words=partial(rule_words, dates=offer.names["date"]),
            has_file=self._behind.path.exists(),
            title=request.query.get("title") or next((title for _, title in chosen.roots), ""),
        )

    async def _write(self, request: web.Request, form: Form) -> web.StreamResponse:
        ids, config = _ids(form), self._config()
        if not ids:
            raise web.HTTPSeeOther(f"{SETUP}/root")
        chosen = await self._read(ids, anew=False)
        if chosen.wrong:
            raise web.HTTPSeeOther(f"{SETUP}/properties?{urlencode([('root', id) for id in ids])}")
        mapped = mapped_by(form, chosen.tables, config) if chosen.tables else None
        settings = settings_of(chosen.roots, mapped, config)
        start = start_of(form.one("title"), chosen.roots, mapped, offered(chosen.tables))
        await in_thread(lambda: write_settings(self._behind.path, settings, start))
        self._behind.ask(Ask(read="changes"))
        raise web.HTTPSeeOther(DESK)

    async def _read(self, ids: tuple[str, ...], *, anew: bool) -> _Chosen:
        """What Notion tells of roots; while somebody tries out properties, it is asked once."""
        if not anew and self._chosen and self._chosen.ids == ids:
            return self._chosen
        config = self._config()
        store = Store(config.folder / config.cache)
        roots: list[tuple[str, str]] = []
        rows: list[tuple[str, Json]] = []
        async with self._client() as client:
            found = await check_roots(client, store, ids, {})
            for id in ids:
                if id in found.readable:
                    roots.append((id, page_title((await find_root(client, store, id))[1])))
            for table in found.tables[:3]:
                rows += [(table.schema.id, row) for row in await _first_rows(client, table.schema.id)]
        wrong = tuple(one for one in found.findings if one.status == "wrong")
        self._chosen = _Chosen(ids=ids, roots=tuple(roots), tables=found.tables, rows=tuple(rows), wrong=wrong)
        return self._chosen

    # What they share

    @property
    def _folder(self) -> Path:
        return self._behind.path.parent

    def _config(self) -> Config:
        """The configuration; what is by default where there is no site.yaml yet. Raises ConfigError."""
        path = self._behind.path
        return self._behind.cycle.config() if path.exists() else Config(title="", folder=path.parent)

    def _client(self) -> AbstractAsyncContextManager[NotionClient]:
        return self._behind.cycle.client(self._config())


async def _first_rows(client: NotionClient, source: str) -> list[Json]:
    """The rows that were edited last."""
    kind = "data_sources" if client.has_data_sources else "databases"
    answer = await client.post(f"{kind}/{source}/query", {"page_size": _ROWS, "sorts": BY_EDIT})
    return [row for row in answer.get("results") or () if row.get("object") == "page"]


def _ids(form: Form) -> tuple[str, ...]:
    """The roots that a form names, by ids or by the address that was pasted."""
    found: dict[str, None] = {}
    for text in (*form.all("root"), form.one("address")):
        try:
            found[parse_id(text)] = None
        except ValueError:
            continue
    return tuple(found)[:_MOST_ROOTS]


def _of_kind(kind: str, places: Sequence[Place]) -> tuple[Place, ...]:
    return tuple(place for place in places if place.object == kind)


def _finding(error: NotionPressError) -> Finding:
    what, hint = explained(error)
    return Finding(check="token", status="wrong", message=what, hint=hint)
