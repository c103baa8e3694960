"""Several folders from one cache: each is brought up to date by itself, and export is incremental as builds are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from tests.incremental import changes as do
from tests.incremental.changing import ChangingSite, check

OTHER: Final = "https://other.example.org"


def test_each_folder_knows_what_it_lacks(built: ChangingSite, tmp_path: Path) -> None:
    site = built.copy(tmp_path / "site")
    everything = set(site.build("other").result.rendered)
    do.say_at_end(site, "Compass", "No end of Compass.")
    site.crawl()
    check(site, site.build("other"))
    do.say_at_end(site, "Drift", "No end of Drift.")
    site.crawl()
    made = site.build("other")
    assert "drift/index.html" in made.result.rendered
    assert "compass/index.html" not in made.result.rendered
    check(site, made)
    both = site.build()
    assert {"drift/index.html", "compass/index.html"} < set(both.result.rendered) < everything
    check(site, both)


def test_a_folder_that_is_gone_is_made_again(built: ChangingSite, tmp_path: Path) -> None:
    site = built.copy(tmp_path / "site")
    (site.folder / "public").rename(site.folder / "elsewhere")
    made = site.build()
    assert made.result.written == made.result.outputs
    (site.folder / "elsewhere").rename(site.folder / "content" / "elsewhere")
    check(site, site.build())


def test_another_address_for_one_build_leaves_no_trace(built: ChangingSite, tmp_path: Path) -> None:
    site = built.copy(tmp_path / "site")
    for address in (OTHER, f"{OTHER}/log", "", OTHER):
        site.base_url = address
        check(site, site.build())


def test_a_preview_and_the_site_itself_do_not_disturb_each_other(built: ChangingSite, tmp_path: Path) -> None:
    site = built.copy(tmp_path / "site")
    site.base_url = OTHER
    check(site, site.build("other"))
    site.base_url = ""
    assert site.build().result.rendered == ()
    site.base_url = OTHER
    assert site.build("other").result.rendered == ()


CASES: Final[dict[str, tuple[Callable[[ChangingSite], object], set[str]]]] = {
    "nothing": (lambda site: None, set()),
    "a body": (lambda site: do.say_at_end(site, "Jetty", "No end of Jetty."), {"posts/jetty.md"}),
    "a title": (
        # What links to it with words of its own says the same as before.
        lambda site: do.retitle(site, "Beacon", "Fire"),
        {"posts/beacon.md", "posts/fathom.md", "pages/guide.md"},
    ),
    "a template": (lambda site: site.put("themes/harbour/templates/post.html", "None."), set()),
    "withdrawal": (
        lambda site: do.set_property(site, "Fathom", "Status", "Draft"),
        {"posts/compass.md"},
    ),
    "a file edited by hand": (
        lambda site: (site.folder / "hugo/content/posts/ebb.md").write_text("x"),
        {"posts/ebb.md"},
    ),
}


@pytest.fixture(scope="module")
def exported(built: ChangingSite, tmp_path_factory: pytest.TempPathFactory) -> ChangingSite:
    """The site before any change, read and exported."""
    site = built.copy(tmp_path_factory.mktemp("exported") / "site")
    assert not site.build("hugo", to="hugo").result.failed
    return site


@pytest.mark.parametrize("case", CASES)
def test_an_export_makes_again_what_says_what_changed(exported: ChangingSite, tmp_path: Path, case: str) -> None:
    change, rendered = CASES[case]
    site = exported.copy(tmp_path / "site")
    change(site)
    if site.to_crawl:
        site.crawl()
    made = site.build("hugo", to="hugo")
    assert set(made.result.rendered) == {f"content/{path}" for path in rendered}
    check(site, made, to="hugo")
