"""Without plugins a build sees at a glance that nothing changed, and is never taken in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import pytest

from notionpress.errors import ThemeError
from tests.incremental import changes as do
from tests.incremental.changing import ChangingSite, check
from tests.incremental.test_minimal import CASES

UNSEEN: Final = ("nothing", "a comment in site.yaml")
SEEN: Final = (
    *("a body", "a title", "a page in the trash", "a new row in a page", "a view's filter", "a comment"),
    *("a person's name", "a local page", "a picture of a local page", "a static file", "a template"),
    *("a template that is new", "imported CSS", "a word of the theme", "an option that one page shows"),
    *("the site's title", "rules of the gate", "the order of posts of one date", "a secret of the gate"),
    *("the clock passing a scheduled date", "a page that is gone", "a copy that was edited by hand"),
)


@pytest.mark.parametrize("case", [*UNSEEN, *SEEN])
def test_a_build_sees_what_may_change_the_site(plain: ChangingSite, tmp_path: Path, case: str) -> None:
    site = plain.copy(tmp_path / "site")
    CASES[case][0](site)
    if site.to_crawl:
        site.crawl()
    assert site.glance() == (case in UNSEEN)


def test_what_is_told_of_the_site_is_told_again(plain: ChangingSite) -> None:
    again = plain.build()
    kinds = {one.kind for one in again.problems}
    assert kinds == {"dead-link", "missing-alt", "missing-description", "unsupported-block"}
    check(plain, again)


def test_a_day_on_which_a_view_shows_other_rows_is_seen(plain: ChangingSite, tmp_path: Path) -> None:
    site = plain.copy(tmp_path / "site")
    later = {"property": "Date", "date": {"past_week": {}}}
    site.edit("view On the sea", lambda view: view.update(filter=later))
    do.touch(site, "Guide")
    check(site, site.update())
    assert site.glance()
    do.wait(site, days=1)
    assert not site.glance()
    check(site, site.build())


def test_an_extra_that_was_installed_is_seen(plain: ChangingSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    assert not plain.glance()
    monkeypatch.undo()
    assert plain.glance()


def test_a_copy_of_a_project_looks_at_its_own_files(plain: ChangingSite, tmp_path: Path) -> None:
    site = plain.copy(tmp_path / "site")
    assert site.glance()
    copy = site.copy(tmp_path / "copy")
    assert copy.glance()
    site.put("static/new.txt", "New.\n")
    assert (site.glance(), copy.glance()) == (False, True)


def test_what_was_made_is_known_until_the_next_build_only(plain: ChangingSite, tmp_path: Path) -> None:
    site = plain.copy(tmp_path / "site")
    source = site.read("templates/404.html")
    site.put("templates/404.html", "{% if %}")
    with pytest.raises(ThemeError):
        site.build()
    # Nothing has moved.
    site.put("templates/404.html", source)
    check(site, site.build())
    assert site.glance()
