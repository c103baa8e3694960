"""Old addresses in builds that follow one another: what leads on is made again when its page has moved, or is another."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crawl.workspaces import uid
from tests.incremental import changes as do
from tests.incremental.changing import ChangingSite, Made, check

RULES = "_redirects"


@pytest.fixture
def site(built: ChangingSite, tmp_path: Path) -> ChangingSite:
    """The site, of which Compass had another address before, and which remembers its own."""
    site = built.copy(tmp_path / "site")
    site.how = {"keep_addresses": "project"}
    do.set_property(site, "Compass", "Slug", "needle")
    site.put("addresses.txt", f"{uid('Compass')} /compass/ /magnet/\n")
    site.update()
    return site


def changed(site: ChangingSite) -> tuple[set[str], Made]:
    """What of the redirects the next build makes again, which is compared with a clean one."""
    made = site.update()
    check(site, made)
    kept = {path for path in made.result.rendered if path == RULES or b'http-equiv="refresh"' in made.files[path]}
    return kept, made


def test_nothing_is_made_again_while_nothing_has_changed(site: ChangingSite) -> None:
    made = site.build()
    assert made.result.rendered == ()
    assert {"compass/index.html", "magnet/index.html", RULES} <= made.files.keys()


def test_the_time_of_a_page_makes_no_redirect_again(site: ChangingSite) -> None:
    do.say_at_end(site, "Compass", "No end of Compass.")
    assert changed(site)[0] == set()


def test_another_title_makes_the_pages_again_that_name_it(site: ChangingSite) -> None:
    do.retitle(site, "Compass", "Pole")
    assert changed(site)[0] == {"compass/index.html", "magnet/index.html"}


def test_another_address_makes_again_all_that_lead_to_it(site: ChangingSite) -> None:
    do.set_property(site, "Compass", "Slug", "rose")
    made_again, made = changed(site)
    assert made_again == {"compass/index.html", "magnet/index.html", "needle/index.html", RULES}
    assert made.files["magnet/index.html"].count(b"/sea/rose/") == 3


def test_another_page_leaves_them_alone(site: ChangingSite) -> None:
    do.set_property(site, "Gull", "Slug", "tern")
    assert changed(site)[0] == {"gull/index.html", RULES}


def test_a_page_that_is_withdrawn_takes_them_away(site: ChangingSite) -> None:
    do.set_property(site, "Compass", "Status", "Draft")
    made_again, made = changed(site)
    assert made_again == set()
    assert not {"compass/index.html", "magnet/index.html", RULES} & made.files.keys()
    do.set_property(site, "Compass", "Status", "Published")
    assert changed(site)[0] == {"compass/index.html", "magnet/index.html", RULES}


def test_a_page_takes_an_old_address(site: ChangingSite) -> None:
    do.set_property(site, "Gull", "Slug", "magnet")
    made_again, made = changed(site)
    assert made_again == {"gull/index.html", RULES}
    assert b"Gull" in made.files["magnet/index.html"]


def test_an_alias_is_a_fact_of_the_site(site: ChangingSite) -> None:
    site.replace("content/notes/sail.md", "title: Sail", "title: Sail\naliases: [cloth, /rig.html]")
    assert changed(site)[0] == {"cloth/index.html", "rig.html", RULES}


def test_a_static_file_at_an_old_address_is_left_alone(site: ChangingSite) -> None:
    site.put("static/magnet/index.html", "<p>Mine.</p>")
    made_again, made = changed(site)
    assert made_again == {RULES}
    assert made.files["magnet/index.html"] == b"<p>Mine.</p>"
    (taken,) = (one for one in made.problems if one.kind == "redirect-taken")
    assert "/magnet/" in taken.message


def test_what_keeps_addresses_is_part_of_what_is_seen_at_a_glance(plain: ChangingSite, tmp_path: Path) -> None:
    site = plain.copy(tmp_path / "site")
    site.how = {"keep_addresses": "project"}
    # At a glance nothing is to do, and so nothing is written down.
    assert site.glance()
    site.put("addresses.txt", f"{uid('Compass')} /magnet/\n")
    assert not site.glance()
    assert "magnet/index.html" in site.build().files
    assert site.glance()
    (site.folder / "addresses.txt").unlink()
    assert not site.glance()


def test_files_of_the_owner_among_those_that_never_change_are_told_to_hosts(site: ChangingSite) -> None:
    site.put("static/assets/own.css", "a {}\n")
    made = site.update()
    check(site, made)
    # What the plugin makes depends on all that the site has.
    assert set(made.result.rendered) - {"posts.json"} == {"_headers"}
    assert b"/sea/assets/*" not in made.files["_headers"]
    assert b"/sea/media/*" in made.files["_headers"]
