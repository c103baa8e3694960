"""The desk's pages out of its templates."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

import jinja2
from aiohttp import web

from notionpress.errors import NotionPressError, explained
from notionpress.serve.desk.behind import Behind
from notionpress.serve.guard import FIELD, FormHandler, Guard, Handler
from notionpress.text import without_controls

DESK: Final = "/_notionpress/"
"""Where the desk is."""

_FOLDER: Final = Path(__file__).parent / "templates"


class Pages:
    """Makes the desk's pages of templates in which every value is escaped, and answers requests behind a guard."""

    def __init__(self, behind: Behind, guard: Guard) -> None:
        self._behind = behind
        self._guard = guard

    def page(self, handler: Handler, *, only_here: bool = False) -> Handler:
        """A handler of requests that change nothing, as in `Guard`; its errors are told on a page."""
        return self._guard.page(lambda request: self._explained(request, handler(request)), only_here=only_here)

    def form(self, handler: FormHandler, *, only_here: bool = False) -> Handler:
        """A handler of forms that change something, as in `Guard`; its errors are told on a page."""
        return self._guard.form(
            lambda request, form: self._explained(request, handler(request, form)), only_here=only_here
        )

    def shown(self, request: web.Request, template: str, *, status: int = 200, **context: Any) -> web.Response:
        """A template filled in; `context` is what it shows besides what all of them do."""
        last = self._behind.last
        common = {
            "desk": DESK,
            "front": self._behind.front,
            "field": FIELD,
            "form_token": self._guard.token(request),
            "is_busy": False,
            "template": template,
            "problem_count": len(last.report) if last else 0,
        }
        text = _environment().get_template(template).render({**common, **context})
        return web.Response(text=text, content_type="text/html", charset="utf-8", status=status)

    async def _explained(self, request: web.Request, answer: Awaitable[web.StreamResponse]) -> web.StreamResponse:
        try:
            return await answer
        except NotionPressError as error:
            what, hint = explained(error)
            return self.shown(request, "failed.html", status=502, message=what, hint=hint)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: without_controls(value) if type(value) is str else value,
    )
    environment.filters["moment"] = moment_text
    environment.filters["unquote"] = unquote
    environment.filters["number"] = lambda value: f"{value:,}"
    environment.filters["count"] = count_text
    return environment


def moment_text(time: datetime | None) -> str:
    """A time to the minute in UTC, "" for none."""
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M}" if time else ""


def count_text(number: int, noun: str) -> str:
    """A number with its noun: `1 page`, `2 pages`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
