"""Hosted files: signed addresses that change at every read and expire."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.crawl.workspaces import PNG, SVG, block, hosted, page, uid
from tests.emulator.served import Served, made

EMOJI = {"id": uid("emoji"), "name": "lamp", "url": "files/emoji/lamp.png"}
NAME = "ä file (1) & more.png"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def served_files(folder: Path, clock: Clock) -> Served:
    missing = block("image", hosted("missing.png"))
    workspace = made(
        folder,
        pages=[
            page(
                "Home",
                [
                    block("image", hosted(NAME)),
                    block("paragraph", {"rich_text": [{"mention": {"custom_emoji": EMOJI}}]}),
                    missing,
                    block("image", {"external": {"url": "https://example.org/x.png"}}),
                ],
                icon=hosted("icon.svg"),
            )
        ],
        files={NAME: PNG, "icon.svg": SVG, "emoji/lamp.png": PNG},
    )
    return Served(workspace, now=clock, file_lifetime=600)


@pytest.fixture
def served(tmp_path: Path, clock: Clock) -> Iterator[Served]:
    with served_files(tmp_path, clock) as served:
        yield served


def picture(served: Served, number: int = 0) -> dict[str, str]:
    found: dict[str, str] = served.ok(f"blocks/{uid('Home')}/children")["results"][number]["image"]["file"]
    return found


def test_an_address_has_notions_shape(served: Served) -> None:
    file = picture(served)
    parts = urlsplit(file["url"])
    assert f"{parts.scheme}://{parts.netloc}" == served.emulator.url
    assert re.fullmatch(r"/[0-9a-f-]{36}/[0-9a-f-]{36}/%C3%A4%20file%20%281%29%20%26%20more\.png", parts.path)
    assert parts.path.split("/")[1] == uid("workspace")
    query = dict(parse_qsl(parts.query))
    assert list(query) == [
        *("X-Amz-Algorithm", "X-Amz-Content-Sha256", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires"),
        *("X-Amz-Security-Token", "X-Amz-Signature", "X-Amz-SignedHeaders", "x-amz-checksum-mode", "x-id"),
    ]
    assert re.fullmatch("[0-9a-f]{64}", query["X-Amz-Signature"])
    assert query["X-Amz-Date"] == "20260301T120000Z"
    assert query["X-Amz-Expires"] == "600"
    assert file["expiry_time"] == "2026-03-01T12:10:00.000Z"


def test_a_file_is_served_with_its_media_type(served: Served) -> None:
    answer = served.send("GET", picture(served)["url"])
    assert (answer.status, answer.data) == (200, PNG)
    assert answer.headers["Content-Type"] == "image/png"
    icon = served.ok(f"pages/{uid('Home')}")["icon"]["file"]["url"]
    answer = served.send("GET", icon)
    assert (answer.data, answer.headers["Content-Type"]) == (SVG, "image/svg+xml")
    assert not [line for line in served.emulator.requests if "png" in line]


def test_every_read_signs_anew_but_the_path_stays(served: Served, tmp_path: Path, clock: Clock) -> None:
    urls = {picture(served)["url"] for _ in range(5)}
    assert len(urls) == 5
    paths = {urlsplit(url).path for url in urls}
    with served_files(tmp_path / "again", clock) as other:
        paths.add(urlsplit(picture(other)["url"]).path)
        answer = other.send("GET", picture(served)["url"].replace(served.emulator.url, other.emulator.url))
        assert answer.status == 403
    assert len(paths) == 1
    assert {served.send("GET", url).status for url in urls} == {200}


def test_an_address_expires(served: Served, clock: Clock) -> None:
    url = picture(served)["url"]
    clock.now += timedelta(seconds=599)
    assert served.send("GET", url).status == 200
    clock.now += timedelta(seconds=1)
    answer = served.send("GET", url)
    assert answer.status == 403
    assert answer.headers["Content-Type"].startswith("application/xml")
    assert answer.data.decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"
    )
    assert served.send("GET", picture(served)["url"]).status == 200


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("X-Amz-Signature=", "X-Amz-Signature=0", "SignatureDoesNotMatch"),
        ("X-Amz-Expires=600", "X-Amz-Expires=999999", "SignatureDoesNotMatch"),
        ("X-Amz-Date=2026", "X-Amz-Date=2027", "SignatureDoesNotMatch"),
        ("more.png", "other.png", "SignatureDoesNotMatch"),
        ("X-Amz-Security-Token=", "X-Amz-Security-Token=9", "SignatureDoesNotMatch"),
        ("X-Amz-Signature=", "X-Amz-Signature=%C3%A4", "SignatureDoesNotMatch"),
        ("X-Amz-Signature=", "Signature=", "AccessDenied"),
        ("?", "?a=b#", "AccessDenied"),
    ],
)
def test_a_changed_address_is_refused(served: Served, old: str, new: str, code: str) -> None:
    url = picture(served)["url"].replace(old, new, 1)
    answer = served.send("GET", url)
    assert answer.status == 403
    assert f"<Code>{code}</Code>" in answer.data.decode()


def test_a_file_that_is_not_there(served: Served) -> None:
    answer = served.send("GET", picture(served, 2)["url"])
    assert answer.status == 404
    assert "<Code>NoSuchKey</Code>" in answer.data.decode()
    for path in ("/", "/x", "/a/b/c", "/favicon.ico"):
        assert served.send("GET", served.emulator.url + path).status == 403


def test_custom_emojis_do_not_expire(served: Served, clock: Clock) -> None:
    mention = served.ok(f"blocks/{uid('Home')}/children")["results"][1]["paragraph"]["rich_text"][0]
    assert mention["plain_text"] == ":lamp:"
    emoji = mention["mention"]["custom_emoji"]
    assert "?" not in emoji["url"]
    clock.now += timedelta(days=400)
    assert served.send("GET", emoji["url"]).data == PNG


def test_external_files_stay_as_they_are(served: Served) -> None:
    image = served.ok(f"blocks/{uid('Home')}/children")["results"][3]["image"]
    assert list(image.items()) == [
        ("caption", []),
        ("type", "external"),
        ("external", {"url": "https://example.org/x.png"}),
    ]


def test_the_list_of_custom_emojis() -> None:
    from notionpress.emulator.workspace import Workspace
    from tests.emulator.test_recorded_keys import EXAMPLE

    with Served(Workspace.load(EXAMPLE)) as served:
        listed = served.ok("custom_emojis")
        assert list(listed) == ["object", "type", "results", "has_more", "next_cursor", "request_id"]
        assert [one["name"] for one in listed["results"]] == ["lamp", "tern"]
        assert [one["name"] for one in served.ok("custom_emojis?name=tern")["results"]] == ["tern"]
        assert served.send("GET", listed["results"][0]["url"]).headers["Content-Type"] == "image/png"
