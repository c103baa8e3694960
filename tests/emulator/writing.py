"""A workspace to write to, served with a clock that stands still until it is told to go on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.crawl.workspaces import below, block, data_source, database, hosted, page, paragraphs, row, uid
from tests.emulator.served import MIDDLE, Answer, Served, made

Json = dict[str, Any]
START = datetime(2026, 5, 6, 12, 0, 42, tzinfo=UTC)
OPTIONS = {"options": [{"name": "Draft", "color": "gray"}, {"name": "Published", "color": "green"}]}
SCHEMA: Json = {
    "Note": {"type": "rich_text", "rich_text": {}},
    "Words": {"id": "a%3Ab", "type": "number", "number": {}},
    "Level": {"type": "select", "select": {"options": [{"id": "lvl1", "name": "Gentle", "color": "blue"}]}},
    "Tags": {"type": "multi_select", "multi_select": {"options": [{"name": "Tides"}]}},
    "Status": {"type": "status", "status": OPTIONS},
    "Date": {"type": "date", "date": {}},
    "By": {"type": "people", "people": {}},
    "Files": {"type": "files", "files": {}},
    "Done": {"type": "checkbox", "checkbox": {}},
    "Site": {"type": "url", "url": {}},
    "Mail": {"type": "email", "email": {}},
    "Phone": {"type": "phone_number", "phone_number": {}},
    "Related": {"type": "relation", "relation": {"data_source_id": uid("posts"), "type": "single_property"}},
    "Number": {"type": "unique_id", "unique_id": {"prefix": "POST"}},
    "Sum": {"type": "formula", "formula": {"expression": "1"}},
    "Edited": {"type": "last_edited_time", "last_edited_time": {}},
}


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def later(self, minutes: float = 1) -> str:
        """Let minutes pass; the time as the API then gives it."""
        self.now += timedelta(minutes=minutes)
        return self.minute

    @property
    def minute(self) -> str:
        """The time as the API gives it: floored to the minute."""
        return self.now.strftime("%Y-%m-%dT%H:%M:00.000Z")


class Writing:
    """A served workspace, its clock, and requests to it that must be good, or refused."""

    def __init__(self, served: Served, clock: Clock) -> None:
        self.served = served
        self.clock = clock
        self.workspace = served.workspace

    def get(self, path: str, version: str = MIDDLE) -> Json:
        """A good answer."""
        return self._good(self.served.get(path, version))

    def post(self, path: str, body: Json, version: str = MIDDLE) -> Json:
        """A good answer."""
        return self._good(self.served.post(path, body, version))

    def patch(self, path: str, body: Json, version: str = MIDDLE) -> Json:
        """A good answer."""
        return self._good(self.served.patch(path, body, version))

    def delete(self, path: str, version: str = MIDDLE) -> Json:
        """A good answer."""
        return self._good(self.served.delete(path, version))

    def refused(self, method: str, path: str, body: Json, version: str = MIDDLE) -> str:
        """The message of a `validation_error`."""
        answer = self.served.post(path, body, version) if method == "POST" else self.served.patch(path, body, version)
        assert (answer.status, answer.body["code"]) == (400, "validation_error"), answer.data
        return str(answer.body["message"])

    def children(self, id: str, version: str = MIDDLE) -> list[Json]:
        """The blocks of a page or block."""
        found: list[Json] = self.get(f"blocks/{id}/children", version)["results"]
        return found

    def words(self, id: str) -> list[str]:
        """The words of each of these blocks, or its type where it has none."""
        return [_words(one) for one in self.children(id)]

    def edited(self, id: str, kind: str = "pages") -> str:
        """When a page or a block was edited last."""
        return str(self.get(f"{kind}/{id}")["last_edited_time"])

    @staticmethod
    def _good(answer: Answer) -> Json:
        assert answer.status == 200, answer.data
        body: Json = answer.body
        return body


@contextmanager
def writing(folder: Path, capabilities: list[str] | None = None, **options: Any) -> Iterator[Writing]:
    """Serve a page `Home` with blocks and a page below it, and a database `Posts` with one row."""
    workspace = made(
        folder,
        workspace={"capabilities": capabilities} if capabilities else {},
        pages=[
            page(
                "Home",
                [
                    block("paragraph", "One", id=uid("one")),
                    block("toggle", "Two", paragraphs(2), id=uid("two")),
                    {"type": "child_page", "child_page": uid("Below")},
                    {"type": "child_database", "child_database": uid("Posts")},
                ],
            ),
            below("Below", "Home", paragraphs(1)),
            page("Other"),
            row("Post", "posts", paragraphs(1), properties={"Number": 7, "Files": [{"name": "a", **hosted("a.png")}]}),
        ],
        databases=[database("Posts", "Home", "posts"), database("Double", None, "left", "right")],
        data_sources=[
            data_source("posts", "Posts", **SCHEMA),
            data_source("left", "Double"),
            data_source("right", "Double"),
        ],
        users=[{"object": "user", "id": uid("Ada"), "name": "Ada", "type": "person", "person": {}}],
        files={"a.png": b"png"},
    )
    clock = Clock()
    with Served(workspace, now=clock, **options) as served:
        yield Writing(served, clock)


def text(words: str, **more: Any) -> list[Json]:
    """Rich text in a request."""
    return [{"text": {"content": words, **more}}]


def paragraph(words: str, *children: Json) -> Json:
    """A paragraph in a request."""
    return given("paragraph", {"rich_text": text(words)}, *children)


def given(kind: str, payload: Json, *children: Json) -> Json:
    """A block in a request."""
    return {"object": "block", "type": kind, kind: {**payload, **({"children": list(children)} if children else {})}}


def _words(block: Json) -> str:
    inner = block[block["type"]]
    return "".join(one["plain_text"] for one in inner.get("rich_text", ())) or inner.get("title") or block["type"]
