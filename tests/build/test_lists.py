"""Lists of posts in pages."""

from __future__ import annotations

from notionpress.emit.lists import pagination


def path(number: int, folder: str = "") -> str:
    return f"{folder}page/{number}/index.html" if number > 1 else f"{folder}index.html"


def numbers(number: int, count: int) -> list[int]:
    return [page["number"] for page in pagination(path(number), "/", number, count)["pages"]]


def test_a_short_list_names_all_its_pages() -> None:
    assert numbers(1, 1) == [1]
    assert numbers(2, 4) == [1, 2, 3, 4]


def test_a_long_list_names_its_ends_and_what_is_near() -> None:
    assert numbers(1, 1000) == [1, 2, 3, 1000]
    assert numbers(500, 1000) == [1, 498, 499, 500, 501, 502, 1000]


def test_neighbours_of_a_page_are_linked() -> None:
    first, last = (pagination(path(number, "tags/sea/"), "/", number, 3) for number in (1, 3))
    assert (first["previous"], first["next"]) == ("", "/tags/sea/page/2/")
    assert (last["previous"], last["next"]) == ("/tags/sea/page/2/", "")
