"""Objects of the API gone bad: anything of what the golden files hold, with some of its fields replaced by poison."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from random import Random
from typing import Any

FOLDER = Path(__file__).parents[1] / "blocks"
BLOCKS: list[dict[str, Any]] = [
    block
    for path in sorted(FOLDER.glob("*.md"))
    for source in re.findall(r"```json\n(.*?)\n```", path.read_text(encoding="utf-8"), re.S)
    for block in (json.loads(source) if source.startswith("[") else [json.loads(source)])
]

WORDS = (
    "",
    " ",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onclick='x",
    "</p></div></details></li></table></section>",
    "<!-- ",
    "-->",
    "]]>",
    "<![CDATA[",
    "&amp;&lt;&#x3c;&nbsp;&bogus;",
    "\x00\x08\x0b\x1b[31m\x7f\x85",
    "\ufffe\ufdd0\U0001fffe",
    "\ud800",
    "\u202e\u2066\u200f bidi \u2069",
    "{{ 7 * 7 }}{% raw %}${x}",
    "a\tb\r\nc\u2028d",
    "javascript:alert(1)",
    " java\tscript:alert(1)",
    "data:text/html,<script>x</script>",
    "vbscript:x",
    "//evil.example/x",
    "https://a\"onload='x",
    "https://[::1",
    "http://%zz/%",
    "https://www.youtube.com/watch?v=<x>",
    "../../../etc/passwd",
    "\\frac{\\href{javascript:x}{y}}{",
    "9999-99-99",
    "2026-03-14T25:61:00",
    "0001-01-01T00:00:00.000+23:59",
    "9999-12-31",
    "x" * 3000,
    "漢" * 300,
    "e\u0301" * 50,
)
OTHERS: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 10**30, 1e308, [], {}, [None], [[]], [{}], [[[]]], {"type": None}, {"type": []},
    {"type": "text"}, {"type": "mention", "mention": {"type": "user"}}, [{"type": "equation", "equation": None}],
)  # fmt: skip


def poison(random: Random) -> Any:
    """Text that would like to be obeyed, or a value of another type."""
    if random.random() < 0.6:
        return random.choice(WORDS)
    return copy.deepcopy(random.choice(OTHERS))


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every place in a value that something stands at, as its container and its key."""
    keys: Any = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [place for key in keys for place in ((value, key), *places(value[key]))]


def poisoned(value: Any, random: Random, times: int) -> Any:
    """A copy with so many fields replaced, lost, doubled or joined by unknown ones; `type` is spared where it is text."""
    value = copy.deepcopy(value)
    for _ in range(times):
        found = places(value)
        if not found:
            return value
        container, key = random.choice(found)
        if key == "type" and random.random() < 0.8:
            continue
        match random.randrange(8):
            case 0 if isinstance(container, dict):
                del container[key]
            case 1 if isinstance(container, dict):
                container[random.choice(WORDS) or "unknown"] = poison(random)
            case 2:
                container[key] = [container[key], poison(random)]
            case _:
                container[key] = poison(random)
    return value


def block(random: Random) -> Any:
    """A block gone bad."""
    return poisoned(random.choice(BLOCKS), random, random.randint(1, 6))


def tree(random: Random, depth: int = 3) -> list[Any]:
    """Blocks gone bad, some of them below each other wherever the API would never put them."""
    found = []
    for _ in range(random.randint(1, 4)):
        one = block(random)
        if depth and isinstance(one, dict) and random.random() < 0.5:
            one["children"] = tree(random, depth - 1)
        found.append(one)
    return found


def span(words: str) -> list[dict[str, Any]]:
    """A rich text."""
    return [{"type": "text", "text": {"content": words, "link": None}, "plain_text": words}]


FILE = {"name": "a.png", "type": "external", "external": {"url": "https://example.org/a.png"}}
DATE = {"start": "2026-03-14", "end": "2026-03-15T10:00:00.000+01:00", "time_zone": None}
USER = {"object": "user", "id": "66666666-6666-4666-8666-666666666666", "name": "Ada Wren"}
OPTION = {"id": "a", "name": "Rock", "color": "red"}
PLACE = {"lat": 51.5, "lon": -0.1, "name": "Port Ember", "address": "Quay 1", "google_place_id": "x"}
PROPERTIES: dict[str, Any] = {
    "title": span("A title"),
    "rich_text": span("Some words"),
    "number": 42.5,
    "select": OPTION,
    "status": OPTION,
    "multi_select": [OPTION, {"id": "b", "name": "Sand", "color": "blue"}],
    "date": DATE,
    "people": [USER],
    "files": [FILE],
    "checkbox": True,
    "url": "https://example.org/",
    "email": "a@b.example",
    "phone_number": "+44 1",
    "formula": {"type": "string", "string": "words"},
    "relation": [{"id": "22222222-2222-4222-8222-222222222222"}],
    "rollup": {"type": "array", "function": "show_original", "array": [{"type": "number", "number": 1}]},
    "created_time": "2026-03-14T12:00:00.000Z",
    "created_by": USER,
    "last_edited_time": "2026-03-14T12:00:00.000Z",
    "last_edited_by": USER,
    "unique_id": {"prefix": "X", "number": 3},
    "verification": {"state": "verified", "verified_by": USER, "date": DATE},
    "place": PLACE,
    "button": {},
    "tomorrow": {"what": "nobody knows"},
}


def page(random: Random, id: str, parent: dict[str, Any]) -> dict[str, Any]:
    """A page gone bad, but for what a listing names it by."""
    whole = {
        "object": "page",
        "created_time": "2026-03-14T12:00:00.000Z",
        "last_edited_time": "2026-03-14T12:00:00.000Z",
        "cover": {"type": "external", "external": {"url": "https://example.org/a.png"}},
        "icon": random.choice(({"type": "emoji", "emoji": "🌊"}, FILE)),
        "in_trash": False,
        "public_url": "https://acme.notion.site/x",
        "properties": {kind: {"id": kind, "type": kind, kind: value} for kind, value in PROPERTIES.items()},
    }
    bad = poisoned(whole, random, random.randint(1, 12))
    return {**(bad if isinstance(bad, dict) else whole), "id": id, "parent": parent}
