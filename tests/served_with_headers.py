"""Serving a site with the headers that its `_headers` says, read by a small parser of the tests' own."""

from __future__ import annotations

import fnmatch
import functools
import gzip
import http.server
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TEXT = (".css", ".html", ".js", ".json", ".svg", ".txt", ".xml")
Rules = list[tuple[str, str, str]]
"""Patterns of paths, each with the name and the value of a header."""


def header_rules(text: str) -> Rules:
    """What a file `_headers` says (developers.cloudflare.com/pages/configuration/headers)."""
    found: Rules = []
    pattern = ""
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if not line[0].isspace():
            pattern = line.strip()
            continue
        name, _, value = line.strip().partition(": ")
        assert pattern.startswith("/")
        assert value
        found.append((pattern, name, value))
    return found


def headers_for(path: str, rules: Rules) -> dict[str, str]:
    """The headers of a path: values of one header are joined, as hosts do."""
    found: dict[str, str] = {}
    for pattern, name, value in rules:
        if fnmatch.fnmatchcase(path, pattern):
            found[name] = f"{found[name]}, {value}" if name in found else value
    return found


@contextmanager
def served_with_headers(folder: Path, base: str = "/", *, compressed: bool = False) -> Iterator[str]:
    """The address on loopback of a built site, which is served at the path `base`; text is `compressed`, as hosts do."""
    rules = header_rules((folder / "_headers").read_text())

    class Handler(http.server.SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def send_head(self) -> Any:
            path = Path(self.translate_path(self.path))
            path = path / "index.html" if path.is_dir() else path
            if not compressed or not path.is_file() or path.suffix not in TEXT:
                return super().send_head()
            data = gzip.compress(path.read_bytes())
            self.send_response(200)
            self.send_header("Content-Type", self.guess_type(str(path)))
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            return io.BytesIO(data)

        def end_headers(self) -> None:
            for name, value in headers_for(self.path.partition("?")[0], rules).items():
                self.send_header(name, value)
            super().end_headers()

        def translate_path(self, path: str) -> str:
            return super().translate_path("/" + path.removeprefix(base))

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    handler = functools.partial(Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
