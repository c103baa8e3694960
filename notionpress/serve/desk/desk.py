"""The desk's pages: how the site stands, its pages, its problems; and the buttons on them."""

from __future__ import annotations

import asyncio
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from aiohttp import web

from notionpress.check.check import Checked, checked_site
from notionpress.check.findings import failed
from notionpress.config import Config
from notionpress.crawl.stored import stored_title
from notionpress.environment import place_of_variable
from notionpress.errors import ConfigError, NotionPressError, explained
from notionpress.ids import notion_url
from notionpress.serve.cycle import Ask, Looked, Round
from notionpress.serve.desk.behind import Behind
from notionpress.serve.desk.html import DESK, Pages
from notionpress.serve.desk.listing import SORTS, STATES, Listed, Wanted, grouped, listed_pages, part_of, wanted_part
from notionpress.serve.desk.markdown import markdown_of
from notionpress.serve.desk.setup import Setup, is_set_up
from notionpress.serve.guard import Form, Guard
from notionpress.serve.thread import in_thread
from notionpress.store import Kind, Store

_FILES: Final = {"desk.css": "text/css", "desk.js": "text/javascript"}

_SHORT: Final = 2.0
"""The seconds for which a page waits for what is being looked at; then it is shown without."""

_ASKS: Final = {
    "sync": Ask(read="changes"),
    "sync-fully": Ask(read="all"),
    "rebuild": Ask(read="nothing", afresh=True),
}
"""What the buttons ask for."""


class _Seen(msgspec.Struct, frozen=True):
    """The site as it was when a round had ended, and its pages."""

    after: Round
    looked: Looked
    pages: tuple[Listed, ...]


class Desk:
    """The desk of a preview, behind a guard. `close` ends what it is looking at."""

    def __init__(self, behind: Behind, guard: Guard) -> None:
        self._behind = behind
        self._html = Pages(behind, guard)
        self._setup = Setup(behind, self._html)
        self._seen: _Seen | None = None
        self._everything: _Seen | None = None
        self._looking: asyncio.Task[None] | None = None
        self._checked: Checked | None = None
        self._checked_marks: tuple[int, ...] = ()
        self._checking: asyncio.Task[None] | None = None
        self._failure: NotionPressError | None = None

    def routes(self) -> list[web.RouteDef]:
        """What answers the desk's addresses."""
        page, form = self._html.page, self._html.form
        return [
            web.get(DESK, page(self._home)),
            web.get(f"{DESK}pages", page(self._pages)),
            web.get(f"{DESK}pages/{{id}}.md", page(self._markdown)),
            web.get(f"{DESK}problems", page(self._problems)),
            web.get(f"{DESK}busy", page(self._busy)),
            *(web.get(DESK + name, page(partial(_file, name=name))) for name in _FILES),
            *(web.post(DESK + name, form(partial(self._ask, ask=ask))) for name, ask in _ASKS.items()),
            web.post(f"{DESK}check", form(self._check_again)),
            *self._setup.routes(),
        ]

    async def close(self) -> None:
        """End what is under way."""
        for task in (self._checking, self._looking):
            if task:
                task.cancel()

    def is_needed(self) -> bool:
        """Whether there is no site, because there is nothing to publish yet or no way to read it."""
        last = self._behind.last
        if self._seen or (last and last.built):
            return False
        config, mistake = self._config()
        try:
            return mistake is None and not is_set_up(config, self._behind)
        except ConfigError:
            return False  # The rounds tell it.

    # Pages

    async def _home(self, request: web.Request) -> web.StreamResponse:
        if self.is_needed():
            raise web.HTTPSeeOther(f"{DESK}setup")
        config, _ = self._config()
        is_other = self._checked_marks != _marks(self._behind.path)
        if is_other and not self._behind.cycle.is_offline and not _is_under_way(self._checking):
            self._checking = asyncio.create_task(self._check())
        await _shortly(self._checking)
        await self._look()
        pages = self._seen.pages if self._seen else ()
        return self._shown(
            request,
            "home.html",
            config=config,
            roots=await in_thread(partial(_roots, config)) if config else (),
            token=_place_of_token(self._behind),
            checked=self._checked,
            is_offline=self._behind.cycle.is_offline,
            requests=self._behind.cycle.requests,
            states=part_of(pages, Wanted()).states,
            pages=len(pages),
        )

    async def _pages(self, request: web.Request) -> web.StreamResponse:
        await self._look()
        wanted = wanted_part(request.query)
        part = part_of(self._seen.pages if self._seen else (), wanted)

        def address(**changes: object) -> str:
            """The address of this list with changes."""
            asked = {
                "words": wanted.words,
                "state": wanted.state,
                "sort": wanted.sort,
                "order": "descending" if wanted.descending else "ascending",
                **changes,
            }
            return f"{DESK}pages?{urlencode({name: value for name, value in asked.items() if value})}"

        return self._shown(
            request,
            "pages.html",
            wanted=wanted,
            part=part,
            address=address,
            states=STATES,
            sorts=SORTS,
            loaded=self._seen is not None,
            notion_url=notion_url,
        )

    async def _problems(self, request: web.Request) -> web.StreamResponse:
        await self._look()
        last = self._behind.last
        problems = last.report.problems if last else []
        pages = {one.source: one for one in (self._seen.pages if self._seen else ())}
        groups = grouped(problems, {source: one.title for source, one in pages.items()})
        return self._shown(request, "problems.html", groups=groups, pages=pages, count=len(problems))

    async def _markdown(self, request: web.Request) -> web.StreamResponse:
        await self._look()
        if self._seen is None:
            raise web.HTTPServiceUnavailable(text="The site is not read yet: try again in a moment.\n")
        id, seen = request.match_info["id"], self._seen
        try:
            looked = seen.looked if id in seen.looked.site.pages else await self._look_at_everything(seen)
            text = await in_thread(partial(markdown_of, looked, id))
        except Exception as error:
            what, hint = explained(error)
            raise web.HTTPInternalServerError(text=f"{what}\n{hint}\n") from error
        if text is None:
            raise web.HTTPNotFound(text="There is no page of this id that could be read.\n")
        return web.Response(text=text, content_type="text/plain", charset="utf-8")

    async def _busy(self, _: web.Request) -> web.StreamResponse:
        return web.Response(text="yes" if self._is_busy() else "no")

    def _shown(self, request: web.Request, template: str, **context: Any) -> web.Response:
        last = self._behind.last
        return self._html.shown(
            request,
            template,
            is_busy=self._is_busy(),
            last=last,
            error=(last.error if last else None) or self._failure,
            mistake=self._config()[1],
            **context,
        )

    # What is asked for

    async def _ask(self, _: web.Request, __: Form, ask: Ask) -> web.StreamResponse:
        self._behind.ask(ask)
        raise web.HTTPSeeOther(DESK)

    async def _check_again(self, _: web.Request, __: Form) -> web.StreamResponse:
        if not _is_under_way(self._checking):
            self._checking = asyncio.create_task(self._check())
        raise web.HTTPSeeOther(f"{DESK}#checks")

    async def _check(self) -> None:
        self._checked_marks = _marks(self._behind.path)
        try:
            self._checked = await checked_site(self._behind.path, self._behind.cycle.client)
        except NotionPressError as error:
            self._checked = Checked(findings=(failed("everything", error),))

    async def _look(self) -> None:
        """See what the last round has left, unless that takes long."""
        last = self._behind.last
        if last is None or (self._seen and self._seen.after is last):
            return
        if not _is_under_way(self._looking):
            self._looking = asyncio.create_task(self._load(last))
        await _shortly(self._looking)

    async def _load(self, last: Round) -> None:
        try:
            looked = await self._behind.cycle.site()
        except Exception as error:
            self._failure = error if isinstance(error, NotionPressError) else NotionPressError(*explained(error))
            return
        self._failure = None
        problems = last.report.problems
        pages = await in_thread(lambda: listed_pages(looked.site, problems, _synced(looked.store)))
        self._seen = _Seen(last, looked, pages)

    async def _look_at_everything(self, seen: _Seen) -> Looked:
        """The site with pages that are not public: nobody but their author reads the desk."""
        if self._everything is None or self._everything.after is not seen.after:
            looked = await self._behind.cycle.site(everything=True)
            self._everything = _Seen(seen.after, looked, ())
        return self._everything.looked

    def _is_busy(self) -> bool:
        return self._behind.is_busy or _is_under_way(self._looking) or _is_under_way(self._checking)

    def _config(self) -> tuple[Config | None, ConfigError | None]:
        """The configuration, or why there is none; neither where there is no site.yaml yet."""
        try:
            return (self._behind.cycle.config(), None) if self._behind.path.exists() else (None, None)
        except ConfigError as error:
            return None, error


def _is_under_way(task: asyncio.Task[None] | None) -> bool:
    return task is not None and not task.done()


def _marks(path: Path) -> tuple[int, ...]:
    """What tells whether the settings and the token are as they were."""
    files = (path, path.parent / ".env")
    return tuple(file.stat().st_mtime_ns if file.exists() else 0 for file in files)


async def _shortly(task: asyncio.Task[None] | None) -> None:
    if task:
        await asyncio.wait((task,), timeout=_SHORT)


async def _file(_: web.Request, name: str) -> web.StreamResponse:
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    return web.Response(text=text, content_type=_FILES[name], charset="utf-8")


def _place_of_token(behind: Behind) -> str:
    try:
        return place_of_variable("NOTION_TOKEN", behind.path.parent, behind.environment)
    except ConfigError as error:
        return error.message


def _roots(config: Config) -> tuple[tuple[str, str], ...]:
    """The roots with their titles, as far as the cache knows them, and where they are in Notion."""
    try:
        store = Store.open(config.folder / config.cache, create=False)
    except NotionPressError:
        return tuple(("", notion_url(id)) for id in config.notion.root)
    return tuple((_title(store, id), notion_url(id)) for id in config.notion.root)


def _title(store: Store, id: str) -> str:
    kinds: tuple[Kind, ...] = ("page", "database", "data_source")
    return next((stored_title(store, id, kind) for kind in kinds if store.entry(id, kind)), "")


def _synced(store: Store) -> dict[str, datetime]:
    """When each page was read last, by its id."""
    entries = store.entries("page")
    return {one.id: datetime.fromisoformat(time) for one in entries if (time := max(one.fetched, one.tree_fetched))}
