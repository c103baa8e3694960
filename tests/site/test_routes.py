"""Addresses: readable, unique on every file system, the same at every run."""

import time
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from notionpress.site.routes import RESERVED, Routes, base_path, name_for, permalink, route

ID = "5f3c1c7e-9d1a-4c57-8f10-1d2e3f405060"


def test_base_path() -> None:
    assert base_path("https://example.org") == "/"
    assert base_path("https://example.org/") == "/"
    assert base_path("https://me.example.org/blog/") == "/blog/"
    assert base_path("https://me.example.org:8443/a/b") == "/a/b/"


def test_routes_are_encoded_in_links_and_plain_on_disk() -> None:
    one = route("/blog/", "größe", "日本")
    assert one.url == "/blog/gr%C3%B6%C3%9Fe/%E6%97%A5%E6%9C%AC/"
    assert one.path == "größe/日本/index.html"


def test_names() -> None:
    assert name_for("My Slug", "Title", ID, "unicode") == ("my-slug",)
    assert name_for("guides/first steps", "Title", ID, "unicode") == ("guides", "first-steps")
    assert name_for("", "The Title", ID, "unicode") == ("the-title",)
    assert name_for("", "🌊", ID, "unicode") == ("page-5f3c1c7e",)
    assert name_for("../..", "", ID, "unicode") == ("page-5f3c1c7e",)


def test_permalinks() -> None:
    day = date(2026, 3, 9)
    assert permalink("/{slug}/", ("a",), day) == ("a",)
    assert permalink("/{year}/{month}/{day}/{slug}/", ("a",), day) == ("2026", "03", "09", "a")


def test_collisions_are_resolved_in_the_order_of_asking() -> None:
    routes = Routes("/")
    found = [routes.claim(("tides",), str(number)) for number in range(3)]
    assert [one.url for one, _ in found] == ["/tides/", "/tides-2/", "/tides-3/"]
    assert [first for _, first in found] == ["", "0", "0"]


def test_letter_case_and_width_do_not_make_an_address_another() -> None:
    routes = Routes("/")
    routes.claim(("straße",), "a")
    assert routes.claim(("STRASSE",), "b")[0].path == "STRASSE-2/index.html"


def test_the_sites_own_names_are_spared() -> None:
    for name in sorted(RESERVED):
        assert Routes("/").claim((name,), "a")[0].url == f"/{name}-page/"
        assert Routes("/").claim((name.upper(),), "a")[0].url == f"/{name.upper()}-page/"
        assert Routes("/").claim(("guide", name), "a")[0].url == f"/guide/{name}/"


def test_many_pages_of_one_title_find_their_places_at_once() -> None:
    routes = Routes("/")
    start = time.perf_counter()
    found = [routes.claim(("untitled",), str(number))[0].path for number in range(20_000)]
    # Trying all names from the first would take minutes.
    assert time.perf_counter() - start < 5
    assert len(set(found)) == len(found)
    assert found[-1] == "untitled-20000/index.html"


@given(st.lists(st.text(max_size=20), min_size=1, max_size=30))
def test_no_two_pages_share_an_address(titles: list[str]) -> None:
    routes = Routes("/")
    paths = [routes.claim(name_for("", title, ID, "unicode"), str(at))[0].path for at, title in enumerate(titles)]
    assert len({path.casefold() for path in paths}) == len(paths)
    assert all(path.endswith("/index.html") and ".." not in path and not path.startswith("/") for path in paths)
