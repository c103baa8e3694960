"""What fails is made again by the next build, and only that; what stops a build leaves everything as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from notionpress.errors import BuildError, NotionPressError, ThemeError
from tests.crawl.workspaces import uid
from tests.incremental import changes as do
from tests.incremental.changing import CACHE, CRAWLED, ChangingSite, check, difference
from tests.incremental.test_minimal import PLUGIN, html
from tests.sites import files

TOKEN = "ntn_" + "5" * 43
SHOWS_HARBOUR = html("harbour", "", "search") | {"feed.xml"} | PLUGIN


def stopped(site: ChangingSite) -> NotionPressError:
    """The error that stops a build, which leaves the folder as it was; a clean build is stopped by the same."""
    before = files(site.folder / "public")
    with pytest.raises(NotionPressError) as here:
        site.update()
    assert difference(files(site.folder / "public"), before) == ""
    with pytest.raises(NotionPressError) as clean:
        site.clean()
    assert (type(here.value), str(here.value)) == (type(clean.value), str(clean.value))
    return here.value


def test_a_leak_stops_every_build_until_it_is_gone(built: ChangingSite, tmp_path: Path) -> None:
    site = built.copy(tmp_path / "site")
    do.say_at_end(site, "Gull", f"Here: {TOKEN}")
    do.say_at_end(site, "Drift", "No end of Drift.")
    for _ in range(2):
        assert isinstance(stopped(site), BuildError)
    do.say_at_end(site, "Gull", "Nothing here.")
    made = site.update()
    assert set(made.result.rendered) == html("gull", "drift") | PLUGIN
    check(site, made)


def test_a_secret_is_found_in_what_is_not_rendered_again(built: ChangingSite, tmp_path: Path) -> None:
    site = built.copy(tmp_path / "site")
    site.put("static/humans.txt", "The keeper, of long-standing.\n")
    do.say_at_end(site, "Gull", "The way is long-and-winding.")
    check(site, site.update())
    for secret in ("long-standing", "long-and-winding"):
        site.secrets = (secret,)
        assert isinstance(stopped(site), BuildError)
    site.secrets = ()
    assert site.build().result.rendered == ()


def test_the_title_of_a_page_that_is_withdrawn_is_found_in_what_is_not_rendered_again(
    built: ChangingSite, tmp_path: Path
) -> None:
    site = built.copy(tmp_path / "site")
    do.retitle(site, "Gull", "Secret landing place")
    site.put("templates/breadcrumbs.html", "<p>Secret landing place</p>")
    check(site, site.update())
    do.set_property(site, "Gull", "Status", "Draft")
    assert isinstance(stopped(site), BuildError)
    do.set_property(site, "Gull", "Status", "Published")
    made = site.update()
    assert set(made.result.rendered) == html("secret-landing-place") | PLUGIN
    check(site, made)


def test_a_broken_template_that_is_mended_leaves_nothing_to_do(built: ChangingSite, tmp_path: Path) -> None:
    site = built.copy(tmp_path / "site")
    post = "themes/harbour/templates/post.html"
    source = site.read(post)
    for broken in (source + "{% if %}", source.replace("marks.level", "marks.depth")):
        site.put(post, broken)
        assert isinstance(stopped(site), ThemeError)
    site.put(post, source)
    made = site.build()
    assert made.result.rendered == ()
    check(site, made)


def test_a_plugin_that_fails_on_one_page_is_asked_for_that_page_alone(built: ChangingSite, tmp_path: Path) -> None:
    site = built.copy(tmp_path / "site")
    before = files(site.folder / "public")
    do.set_property(site, "Harbour", "Level", "Broken")
    do.say_at_end(site, "Drift", "No end of Drift.")
    first = site.update()
    assert first.result.failed == ("harbour/index.html",)
    assert first.files["harbour/index.html"] == before["harbour/index.html"]
    assert {"plugin-failed", "feed-entry-failed"} <= {one.kind for one in first.problems}
    for _ in range(2):
        again = site.build()
        assert again.result.rendered == again.result.failed == ("harbour/index.html",)
        assert again.problems == first.problems
        assert difference(again.files, first.files) == ""
    do.set_property(site, "Harbour", "Level", "Calm")
    mended = site.update()
    assert set(mended.result.rendered) == SHOWS_HARBOUR
    check(site, mended)


def test_a_failing_page_does_not_hide_what_changes_elsewhere(built: ChangingSite, tmp_path: Path) -> None:
    site = built.copy(tmp_path / "site")
    do.set_property(site, "Harbour", "Level", "Broken")
    site.update()
    do.retitle(site, "Gull", "Tern")
    do.set_setting(site, "title", "The Book")
    site.update()
    do.set_property(site, "Harbour", "Level", "Calm")
    made = site.update()
    assert set(made.result.rendered) == SHOWS_HARBOUR
    check(site, made)


def test_a_page_that_cannot_be_read_keeps_its_file_until_it_can(built: ChangingSite, tmp_path: Path) -> None:
    site = built.copy(tmp_path / "site")
    path = site.folder / CACHE / "blocks" / f"{uid('Gull')}.json"
    blocks = path.read_bytes()
    path.write_bytes(blocks[:-40])
    # Nobody needs them: what was made of them is kept.
    do.set_setting(site, "theme_options.motto", "Fast.")
    made = site.build()
    assert b"Fast." in made.files["gull/index.html"]
    assert not made.result.failed
    site.replace("plugins/harbour.py", "Deep water.", "Deep!")
    do.set_setting(site, "theme_options.motto", "Late.")
    made = site.build()
    assert made.result.failed == ("gull/index.html",)
    assert b"Late." in made.files["fathom/index.html"]
    assert b"Fast." in made.files["gull/index.html"]
    path.write_bytes(blocks)
    mended = site.build()
    # Its first words were not known either.
    assert set(mended.result.rendered) == html("gull", "", "tags/light", "tags/birds", "search") | PLUGIN
    check(site, mended)


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"\xff\xfe", bytes(100)])
def test_a_damaged_cache_of_builds_is_made_again(built: ChangingSite, tmp_path: Path, damage: bytes) -> None:
    site = built.copy(tmp_path / "site")
    cache = site.folder / CACHE
    made_by_builds = [path for path in cache.rglob("*") if path.is_file() and is_made(path.relative_to(cache))]
    assert len(made_by_builds) > 2
    for path in made_by_builds:
        path.write_bytes(damage)
    check(site, site.build())
    do.retitle(site, "Gull", "Tern")
    check(site, site.update())


def is_made(path: Path) -> bool:
    """Whether a file of the cache is made by builds."""
    return path.parts[0] not in CRAWLED and path.parts[0] != "lock"
