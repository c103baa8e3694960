"""The preview over HTTP: the files of the site, its 404 page, and the preview's own addresses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from importlib.resources import files
from typing import Final

from aiohttp import web
from yarl import URL

from notionpress.serve.browsers import stream
from notionpress.serve.desk.desk import Desk
from notionpress.serve.desk.html import DESK
from notionpress.serve.guard import Guard
from notionpress.serve.injection import OWN, injected
from notionpress.serve.paths import media_type
from notionpress.serve.receiver import Receiver
from notionpress.serve.shown import Shown

_NO_STORE: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


WEBHOOK: Final = f"{OWN}webhook"
"""Where Notion's webhooks come."""


def application(shown: Shown, guard: Guard, desk: Desk, receiver: Receiver | None = None) -> web.Application:
    """What answers requests for a site and its desk, as far as the guard lets them in, and takes webhooks."""

    @web.middleware
    async def only_known_hosts(request: web.Request, handler: _Handler) -> web.StreamResponse:
        # A site of another name that points here could read drafts. Webhooks prove themselves, and come by one.
        is_webhook = receiver is not None and request.method == "POST" and request.path == WEBHOOK
        if not guard.knows(request) and not is_webhook:
            raise web.HTTPMisdirectedRequest(text="This preview answers to the address that it names at its start.\n")
        return await handler(request)

    async def events(request: web.Request) -> web.StreamResponse:
        with shown.browsers.joined(request.query.get("address", ""), request.query.get("version", "")) as browser:
            browser.tell(shown.message())
            return await stream(request, browser)

    async def client(_: web.Request) -> web.Response:
        text = (files("notionpress.serve") / "client.js").read_text(encoding="utf-8")
        return web.Response(text=text, content_type="text/javascript", headers=_NO_STORE)

    async def page(request: web.Request) -> web.StreamResponse:
        if not shown.has_site and desk.is_needed():
            raise web.HTTPSeeOther(DESK)
        return await _answer(shown, URL(request.raw_path, encoded=True).raw_path)

    made = web.Application(middlewares=[only_known_hosts])
    if receiver:
        made.router.add_routes([receiver.route(WEBHOOK)])
    made.router.add_get(f"{OWN}events", events, allow_head=False)
    made.router.add_get(f"{OWN}client.js", client)
    made.router.add_routes(desk.routes())
    made.router.add_get("/{path:.*}", page)
    return made


async def _answer(shown: Shown, address: str) -> web.StreamResponse:
    await shown.indexed(address)
    place = shown.place(address)
    if not (place.path or place.address):
        # What a build is making may be there when it has ended.
        await shown.settled()
        place = shown.place(address)
    if place.address:
        return web.Response(status=302, headers={**_NO_STORE, "Location": place.address})
    if place.path and not place.path.endswith(".html"):
        data = shown.ready_bytes(place.path)
        headers = {**_NO_STORE, "Content-Type": media_type(place.path)}
        return web.FileResponse(shown.file(place.path), headers=headers) if data is None else _bytes(data, headers)
    found, mark = shown.page(address)
    status = HTTPStatus.OK if place.path else HTTPStatus.NOT_FOUND if shown.has_site else HTTPStatus.SERVICE_UNAVAILABLE
    headers = {**_NO_STORE, "Content-Type": "text/html; charset=utf-8"}
    if shown.policy:
        headers["Content-Security-Policy"] = shown.policy
    return _bytes(injected(found, mark, shown.policy), headers, status)


def _bytes(data: bytes, headers: dict[str, str], status: int = HTTPStatus.OK) -> web.Response:
    return web.Response(body=data, status=status, headers=headers)


async def listening(made: web.Application, host: str, port: int) -> web.AppRunner:
    """Serve on an address; what is returned ends it with `cleanup`. Raises OSError when the port is taken."""
    runner = web.AppRunner(made, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port, reuse_address=True).start()
    except OSError:
        await runner.cleanup()
        raise
    return runner


def port_of(runner: web.AppRunner) -> int:
    """The port that it listens on."""
    return int(runner.addresses[0][1])
