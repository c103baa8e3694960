"""What the preview adds to a page on its way out: the script that follows it, and the mark of what is not public."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from markupsafe import escape

OWN: Final = "/_notionpress/"
"""Where the preview's own files are; no page of the site has such an address."""

_BODY: Final = re.compile(rb"<body\b[^>]*>", re.IGNORECASE)
_MARK: Final = (
    "position:sticky;top:0;z-index:2147483646;margin:0;padding:.4em 1em;background:#7a4b00;color:#fff;"
    "font:600 15px/1.4 system-ui,sans-serif;text-align:center"
)


def version_of(page: bytes, mark: str, policy: str) -> str:
    """What tells one state of a page from another."""
    return hashlib.sha256(b"\0".join((mark.encode(), policy.encode(), page))).hexdigest()[:16]


def injected(page: bytes, mark: str = "", policy: str = "") -> bytes:
    """An HTML page with the script, and with the words of a `mark` where it has one.

    `policy` is the Content-Security-Policy that it is served with: a page that is open keeps the one that it came with.
    """
    if mark:
        note = f'<p data-notionpress-mark role="note" style="{_MARK}">{escape(mark)}</p>'.encode()
        body = _BODY.search(page)
        at = body.end() if body else 0
        marked = page[:at] + note + page[at:]
    else:
        marked = page
    version, told = version_of(page, mark, policy), hashlib.sha256(policy.encode()).hexdigest()[:16]
    script = f'<script src="{OWN}client.js" data-version="{version}" data-policy="{told}" defer></script>'.encode()
    end = marked.lower().rfind(b"</body>")
    return marked + script if end < 0 else marked[:end] + script + marked[end:]
