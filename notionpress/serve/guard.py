"""Keeps other sites that a browser shows from reading or changing what a preview's own pages show and do."""

from __future__ import annotations

import hmac
import ipaddress
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

import msgspec
from aiohttp import web
from yarl import URL

FIELD: Final = "form_token"
"""The field of a form that proves that it was on one of our own pages."""

_COOKIE: Final = "notionpress_desk"
_COOKIE_VALUE: Final = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)

_ELSEWHERE: Final = "A site is set up on the machine on which its preview runs: in a browser there, or by hand.\n"

_HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Cache-Control": "no-store",
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:;"
            " form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        ),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
)

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Form(msgspec.Struct, frozen=True):
    """What a form says that was on one of our own pages: all values of a name, in order."""

    values: tuple[tuple[str, str], ...]

    def all(self, name: str) -> tuple[str, ...]:
        """All values of a field."""
        return tuple(value for key, value in self.values if key == name)

    def one(self, name: str) -> str:
        """The first value of a field without space around it, "" for none."""
        return next(iter(self.all(name)), "").strip()


FormHandler: TypeAlias = Callable[[web.Request, Form], Awaitable[web.StreamResponse]]


class Guard:
    """Wraps the handlers of pages; `host` is the address that the server listens on.

    A request must name this machine as its host, so that no name server can make another site ours. A form must come
    from our own pages: the browser says so (`Origin`, `Sec-Fetch-Site`), and the form holds what only they know, bound
    to this process and to a cookie that no other site's request carries.
    """

    def __init__(self, host: str) -> None:
        self._host = host
        self._key = secrets.token_bytes(32)
        self._new_cookie = secrets.token_urlsafe(32)

    def page(self, handler: Handler, *, only_here: bool = False) -> Handler:
        """A handler of requests that change nothing; `only_here` are those of this machine."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            if not self.knows(request) or _is_read_by_others(request):
                return _refused()
            if only_here and not _is_from_here(request):
                return _refused(_ELSEWHERE)
            response = await _answered(handler(request))
            cookie = self._cookie(request)
            if request.cookies.get(_COOKIE) != cookie:
                response.set_cookie(_COOKIE, cookie, path="/_notionpress/", httponly=True, samesite="Strict")
            response.headers.update(_HEADERS)
            return response

        return guarded

    def form(self, handler: FormHandler, *, only_here: bool = False) -> Handler:
        """A handler of forms that change something; `only_here` are those of this machine."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            if not self.knows(request) or not _is_from_us(request):
                return _refused()
            if only_here and not _is_from_here(request):
                return _refused(_ELSEWHERE)
            posted = await request.post()
            form = Form(tuple((name, value) for name, value in posted.items() if isinstance(value, str)))
            cookie = request.cookies.get(_COOKIE, "")
            # Only a cookie of ours can be what the token was made with.
            is_ours = _COOKIE_VALUE.fullmatch(cookie) is not None
            if not (is_ours and hmac.compare_digest(form.one(FIELD).encode(), self._token(cookie).encode())):
                return _refused("This page is older than the preview that runs now: go back and load it again.\n")
            response = await _answered(handler(request, form))
            response.headers.update(_HEADERS)
            return response

        return guarded

    def token(self, request: web.Request) -> str:
        """What the forms of a page must hold as `FIELD`."""
        return self._token(self._cookie(request))

    def _token(self, cookie: str) -> str:
        return hmac.digest(self._key, cookie.encode(), "sha256").hex()

    def _cookie(self, request: web.Request) -> str:
        """The cookie that the request has, else the one that its answer sets."""
        found = request.cookies.get(_COOKIE, "")
        return found if _COOKIE_VALUE.fullmatch(found) else self._new_cookie

    def knows(self, request: web.Request) -> bool:
        """Whether a request names this machine as its host."""
        return is_known(request.headers.get("Host", ""), self._host)


def _is_from_us(request: web.Request) -> bool:
    """Whether the browser says that a form was on one of our own pages; programs that are no browsers say nothing."""
    site, origin = request.headers.get("Sec-Fetch-Site", "same-origin"), request.headers.get("Origin")
    here = f"http://{request.headers.get('Host', '')}"
    return site in ("same-origin", "none") and origin in (None, here)


def _is_read_by_others(request: web.Request) -> bool:
    """Whether another site wants a page as a part of its own; links from there are fine."""
    site, mode = request.headers.get("Sec-Fetch-Site", "none"), request.headers.get("Sec-Fetch-Mode", "navigate")
    return site in ("cross-site", "same-site") and mode != "navigate"


def _is_from_here(request: web.Request) -> bool:
    """Whether a request was sent on this machine."""
    try:
        address = ipaddress.ip_address(request.remote or "")
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def is_known(header: str, host: str) -> bool:
    """Whether a Host header names this machine as one does who was told the preview's address.

    Addresses in numbers are fine, since no name server can turn them into others.
    """
    try:
        name = (URL(f"http://{header}").host or "").casefold()
    except ValueError:
        return False
    if name in ("localhost", host.casefold()) or name.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


async def _answered(answer: Awaitable[web.StreamResponse]) -> web.StreamResponse:
    """An answer, also one that is raised."""
    try:
        return await answer
    except web.HTTPException as error:
        headers = {"Location": error.headers["Location"]} if "Location" in error.headers else {}
        return web.Response(status=error.status, text=error.text, headers=headers)


def _refused(why: str = "This page of the preview does not answer to other sites.\n") -> web.Response:
    return web.Response(status=403, text=why, headers=_HEADERS)
