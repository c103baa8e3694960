"""Ids out of what people paste, links out of what Notion sends, keys out of URLs that expire."""

from __future__ import annotations

import pytest

from notionpress.ids import file_key, linked_id, notion_url, parse_id, split_url

ID = "0f3c9a4e-1b2d-4c5e-8f60-718293a4b5c6"
HEX = ID.replace("-", "")
OTHER = "f" * 12 + "4fff8" + "f" * 15


@pytest.mark.parametrize(
    "text",
    [
        ID,
        HEX,
        f"  {HEX.upper()} ",
        f"https://www.notion.so/{HEX}",
        f"https://www.notion.so/acme/My-Page-2024-{HEX}?pvs=4#section",
        f"https://www.notion.so/acme/{HEX}?v={OTHER}",
        f"https://app.notion.com/p/My-Page-{HEX}",
        f"https://acme.notion.site/My-Page-{HEX}",
        f"notion.so/My-Page-{HEX}",
        f"https://www.notion.so/{OTHER}?v={OTHER}&p={HEX}&pm=s",
        f"https://www.notion.so/native/{ID}",
    ],
)
def test_finds_the_id_in_what_people_paste(text: str) -> None:
    assert parse_id(text) == ID


@pytest.mark.parametrize("text", ["", "posts", HEX[:-1], f"{HEX}0", "https://www.notion.so/acme", "12345678-1234"])
def test_says_when_there_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="Notion"):
        parse_id(text)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"/{HEX}", (ID, "")),
        (f"/{HEX}#{OTHER}", (ID, "ffffffff-ffff-4fff-8fff-ffffffffffff")),
        (f"https://www.notion.so/Title-{HEX}?pvs=4", (ID, "")),
        (f"https://acme.notion.site/Title-{HEX}", (ID, "")),
        (f"https://example.org/{HEX}", None),
        (f"https://notion.so.example.org/{HEX}", None),
        (f"HTTPS://WWW.NOTION.SO/{HEX}", (ID, "")),
        (f"https://www.no\ttion.so/{HEX}", (ID, "")),
        (f"https:/{HEX}", None),
        ("https://www.notion.so/about", None),
        (f"mailto:{HEX}@example.org", None),
        ("#part", None),
        ("", None),
    ],
)
def test_tells_links_to_pages_from_others(url: str, expected: tuple[str, str] | None) -> None:
    assert linked_id(url) == expected


def test_a_files_key_is_the_same_at_every_signing() -> None:
    base = "https://prod-files-secure.s3.us-west-2.amazonaws.com/space/file/a%20b%C3%A9.png"
    assert file_key(f"{base}?X-Amz-Signature=1") == file_key(f"{base}?X-Amz-Signature=2") == "space/file/a bé.png"


def test_what_is_no_address_has_no_parts() -> None:
    assert split_url("https://[harbour/a.mp3?b") == ("", "", "", "", "")
    assert linked_id("//[harbour/0123456789abcdef0123456789abcdef") is None
    assert file_key("https://[harbour/a.mp3?X-Amz-Signature=b") == "https://[harbour/a.mp3"


def test_an_id_opens_in_notion() -> None:
    assert notion_url(ID) == f"https://www.notion.so/{HEX}"
    assert parse_id(notion_url(ID)) == ID
