"""The site as the preview shows it: what is built, what a build that is under way has made first, and what failed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import msgspec

from notionpress.serve.browsers import Browsers
from notionpress.serve.injection import version_of
from notionpress.serve.paths import Place, place_of
from notionpress.serve.troubles import Trouble
from notionpress.site.routes import PAGEFIND

_LONGEST: Final = 60.0
"""Seconds that a request waits for a build."""

_NO_PAGE: Final = b"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Not found</title></head>
<body><main><h1>There is no such page</h1><p>The site has no page of its own for that.</p></main></body></html>
"""
_NO_SITE: Final = b"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>No site yet</title></head>
<body><main><h1>Nothing has been built yet</h1><p>The page will appear here by itself.</p></main></body></html>
"""


class Shown:
    """What browsers get; `begin` and `finish` stand around rounds, `want_index` is called when somebody searches."""

    def __init__(self, want_index: Callable[[], None] = lambda: None) -> None:
        self.index_is_behind = False
        """Whether pages have changed since the search index was made."""
        self._want_index = want_index
        self.browsers = Browsers(self.version)
        self._folder: Path | None = None
        self._base_path = "/"
        self._marks: Mapping[str, str] = {}
        self.policy = ""
        """The Content-Security-Policy that the site's host is told, "" for none."""
        self._ready: dict[str, bytes] = {}
        self._troubles: tuple[Trouble, ...] = ()
        self._calm = asyncio.Event()

    @property
    def has_site(self) -> bool:
        """Whether a site was built at all."""
        return self._folder is not None

    def awaited(self) -> frozenset[str]:
        """The paths of the pages that are open somewhere."""
        return frozenset(path for one in self.browsers.addresses if (path := self.place(one).path))

    # Rounds

    def begin(self) -> None:
        """A round begins: what is missing may be there at its end."""
        self._calm.clear()

    def take(self, path: str, data: bytes) -> None:
        """A file is ready before the others: it is shown at once."""
        self._ready[path] = data
        self.browsers.tell_changes()

    def show(
        self, folder: Path, base_path: str, marks: Mapping[str, str] = MappingProxyType({}), policy: str = ""
    ) -> None:
        """A site was built into a folder; `marks` are the words for pages that are not public, by their paths."""
        self._folder, self._base_path, self._marks, self.policy = folder, base_path, marks, policy

    def finish(self, changed: tuple[str, ...], troubles: tuple[Trouble, ...]) -> None:
        """A round has ended: `changed` are the paths of files that are others now."""
        self._ready.clear()
        self._calm.set()
        files = (path for path in changed if not path.endswith(".html") and self._is_file(path))
        self.browsers.tell_changes(f"{self._base_path}{path}" for path in files)
        if troubles != self._troubles:
            self._troubles = troubles
            self.browsers.tell_all(self.message())

    async def settled(self) -> None:
        """Wait for the end of the round that is under way."""
        try:
            async with asyncio.timeout(_LONGEST):
                await self._calm.wait()
        except TimeoutError:
            return

    async def indexed(self, address: str) -> None:
        """Where an address lies in the search index, wait until that is up to date."""
        # A round that is under way may be one without the index.
        for _ in range(2):
            if not self.index_is_behind or not address.startswith(f"{self._base_path}{PAGEFIND}/"):
                return
            self._want_index()
            await self.settled()

    # What browsers ask for

    def place(self, address: str) -> Place:
        """What an address means."""
        return place_of(address, self._base_path, self._is_file)

    def page(self, address: str) -> tuple[bytes, str]:
        """The page at an address, with the words of its mark; the 404 page where there is none."""
        if self._folder is None:
            return _NO_SITE, ""
        path = self.place(address).path or "404.html"
        data = self.ready_bytes(path)
        try:
            return self.file(path).read_bytes() if data is None else data, self._marks.get(path, "")
        except OSError:
            return _NO_PAGE, ""

    def version(self, address: str) -> str:
        """What tells the page at an address from its other states."""
        return version_of(*self.page(address), self.policy)

    def ready_bytes(self, path: str) -> bytes | None:
        """What a file will be at the end of the round, where that is known already."""
        return self._ready.get(path)

    def file(self, path: str) -> Path:
        """Where a file lies."""
        assert self._folder is not None
        return self._folder / path

    def message(self) -> dict[str, Any]:
        """What browsers are told of what failed."""
        return {"type": "troubles", "troubles": msgspec.to_builtins(self._troubles)}

    def _is_file(self, path: str) -> bool:
        if path in self._ready:
            return True
        if self._folder is None:
            return False
        file = self._folder / path
        try:
            return file.is_file() and file.resolve().is_relative_to(self._folder.resolve())
        except (OSError, ValueError):
            return False
