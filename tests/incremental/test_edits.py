"""Where only words and titles were edited, a build begins with the last one's site; where more was, it never does."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import rule
from msgspec.structs import replace

from notionpress.build import build as building
from notionpress.build.facts import Facts
from notionpress.build.how import SITE
from notionpress.build.kept_site import keep_site, read_site, read_states
from notionpress.build.manifest import Manifest
from notionpress.build.stamp import Glance
from notionpress.config import load_config
from notionpress.report import Report
from notionpress.site.facts import OF_WORDS, fact
from notionpress.site.load import load_site
from notionpress.site.site import Route, Site
from notionpress.store import Store
from tests.crawl.workspaces import block, uid
from tests.incremental import changes as do
from tests.incremental.changing import CACHE, ChangingSite, check, difference
from tests.incremental.machine import Machine, run_machine
from tests.incremental.test_minimal import html
from tests.incremental.workspace import mention
from tests.sites import files

Change = Callable[[ChangingSite], object]


def copy(site: ChangingSite, to: Path) -> ChangingSite:
    """A copy in which no page lists posts."""
    copied = site.copy(to)
    do.trash(copied, "Lately")
    return copied


@pytest.fixture(scope="package")
def worded(plain: ChangingSite, tmp_path_factory: pytest.TempPathFactory) -> ChangingSite:
    """The site without a list of its posts in a page, and with the search that needs no program, built."""
    site = copy(plain, tmp_path_factory.mktemp("worded") / "site")
    # Pagefind reads all pages.
    do.set_setting(site, "search", "list")
    check(site, site.update())
    return site


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows with each site that is put together."""
    found: list[int] = []

    def load(*given: Any, **named: Any) -> Site:
        found.append(1)
        return load_site(*given, **named)

    monkeypatch.setattr(building, "load_site", load)
    return found


def say_more(site: ChangingSite) -> None:
    """Edit several posts."""
    for name in ("Anchor", "Compass", "Jetty"):
        do.say_at_end(site, name, f"{name} has ended. " * 30)


OF_WORDS_ALONE: Final[dict[str, tuple[Change, set[str]]]] = {
    "the time of a page": (lambda site: do.touch(site, "Bowline"), html("guide/knots/bowline", "guide/knots")),
    "the end of a body": (lambda site: do.say_at_end(site, "Compass", "No end of Compass."), html("compass")),
    "minutes to read": (
        lambda site: do.say_at_end(site, "Gull", "Many more words. " * 999),
        html("gull", ""),
    ),
    "first words": (
        lambda site: do.say_first(site, "Compass", "Look:"),
        html("compass", "page/3", "tags/sea", "search"),
    ),
    "a body in the feed": (
        lambda site: do.say_at_end(site, "Jetty", "No end of Jetty."),
        html("jetty") | {"feed.xml"},
    ),
    "code": (
        lambda site: do.add(site, "Gull", block("code", {"language": "python", "rich_text": "1", "caption": []})),
        html("gull"),
    ),
    "several posts": (say_more, html("anchor", "compass", "jetty") | {"feed.xml"}),
    "a day on which a page was edited": (
        lambda site: do.touch_later(site, "Bowline"),
        html("guide/knots/bowline", "guide/knots") | {"sitemap.xml"},
    ),
}

OF_TITLES: Final[dict[str, tuple[Change, set[str]]]] = {
    "a title": (
        lambda site: do.retitle(site, "Beacon", "Fire"),
        html("beacon", "anchor", "fathom", "page/3", "tags/light", "tags/sea/page/2", "search"),
    ),
    "a title and words": (
        lambda site: (do.retitle(site, "Compass", "Card"), say_more(site)),
        html("card", "anchor", "drift", "jetty", "page/3", "tags/sea", "search") | {"feed.xml", "sitemap.xml"},
    ),
    "a title, and words of a post that mentions it": (
        lambda site: (do.retitle(site, "Fathom", "Depth"), do.say_at_end(site, "Compass", "The end, at last.")),
        html("depth", "compass", "gull", "log", "page/2", "tags/light", "search") | {"sitemap.xml"},
    ),
    "two titles": (
        lambda site: (do.retitle(site, "Beacon", "Fire"), do.retitle(site, "Gull", "Tern")),
        html("beacon", "anchor", "fathom", "tern", "harbour", "islet")
        | html("", "page/3", "tags/light", "tags/sea/page/2", "tags/birds", "search")
        | {"sitemap.xml"},
    ),
}
"""Beacon has an address of its own; that of the others is made of their title."""

OF_MORE: Final[dict[str, Change]] = {
    "a title of another post": lambda site: do.retitle(site, "Beacon", "Gull"),
    "a title of a page": lambda site: do.retitle(site, "Bowline", "Bend"),
    "an icon": lambda site: do.set_icon(site, "Fathom", "⚓"),
    "a cover": lambda site: do.set_cover(site, "Gull", "wave.png"),
    "a value": lambda site: do.set_property(site, "Gull", "Level", "Calm"),
    "a picture": lambda site: do.add_picture(site, "Gull", "reef.png"),
    "a link": lambda site: do.add(site, "Gull", block("paragraph", {"rich_text": [mention("Islet")]})),
    "a heading": lambda site: do.retitle_heading(site, "bearings", "Courses"),
    "withdrawal": lambda site: do.set_property(site, "Gull", "Status", "Draft"),
    "a draft": lambda site: do.say_at_end(site, "Lagoon", "No end."),
    "a row in a page": lambda site: do.say_first(site, "Bravo", "Look:"),
    "a new post": lambda site: do.new_post(site, "Mole", "2026-10-20"),
    "a page in the trash": lambda site: do.trash(site, "Islet"),
    "a comment": lambda site: do.say_in_comment(site, "More.", page="Ebb"),
    "a local page": lambda site: site.replace("content/notes/rope.md", "It holds", "It keeps"),
    "a setting": lambda site: do.set_setting(site, "title", "The Book"),
    "a template": lambda site: site.replace("themes/harbour/templates/signature.html", "<p", "<p lang=en"),
    "a secret": lambda site: do.know(site, "sesame"),
    "the clock": lambda site: do.wait(site, days=40),
    "another hand": lambda site: site.output_file("compass/index.html").write_text("mine"),
    "a file that is gone": lambda site: site.output_file("compass/index.html").unlink(),
    "everything": lambda site: setattr(site, "how", {"afresh": True}),
    "an explanation": lambda site: setattr(site, "how", {"explain": "gull/index.html"}),
    "traces that are lost": lambda site: [
        path.unlink()
        for path in (site.folder / CACHE / "traces").iterdir()
        if not path.name.startswith(("site-", "stamp-"))
    ],
    "a manifest that is lost": lambda site: (site.folder / CACHE / "manifest.json").unlink(),
}


def kept_file(site: ChangingSite) -> Path:
    """Where the site is kept."""
    (found,) = (site.folder / CACHE / "traces").glob("site-*")
    return found


def forget_site(site: ChangingSite) -> None:
    """Make the next build put the site together."""
    kept_file(site).unlink()


@pytest.mark.parametrize("case", [*OF_WORDS_ALONE, *OF_TITLES])
def test_edited_words_and_titles_need_no_new_site(
    worded: ChangingSite, tmp_path: Path, loads: list[int], case: str
) -> None:
    change, rendered = {**OF_WORDS_ALONE, **OF_TITLES}[case]
    site, other = copy(worded, tmp_path / "site"), copy(worded, tmp_path / "other")
    change(site)
    made = site.update()
    assert not loads
    assert set(made.result.rendered) == rendered
    check(site, made)
    # It tells what a build tells that puts the site together.
    change(other)
    forget_site(other)
    loads.clear()
    put_together = other.update()
    assert loads
    assert replace(made.result, folder=Path()) == replace(put_together.result, folder=Path())
    assert made.problems == put_together.problems
    assert difference(made.files, put_together.files) == ""
    assert site.glance()


@pytest.mark.parametrize("case", OF_MORE)
def test_whatever_else_is_another_needs_a_new_site(
    worded: ChangingSite, tmp_path: Path, loads: list[int], case: str
) -> None:
    site = copy(worded, tmp_path / "site")
    do.say_at_end(site, "Compass", "No end of Compass.")
    OF_MORE[case](site)
    made = site.update()
    assert loads
    check(site, made)


def test_the_old_address_of_a_post_leads_on_to_the_new_one(
    worded: ChangingSite, tmp_path: Path, loads: list[int]
) -> None:
    site, other = copy(worded, tmp_path / "site"), copy(worded, tmp_path / "other")
    for one in (site, other):
        one.how = {"keep_addresses": "cache"}
        check_kept(one)
    loads.clear()
    for title in ("Tern", "Skua", "Gull", "Tern"):
        do.retitle(site, "Gull", title)
        do.retitle(other, "Gull", title)
        made = site.update()
        assert not loads
        forget_site(other)
        put_together = other.update()
        assert difference(made.files, put_together.files) == ""
        assert replace(made.result, folder=Path()) == replace(put_together.result, folder=Path())
        assert site.glance()
        loads.clear()
    assert {path for path in made.files if b"/sea/tern/" in made.files[path]} >= html("gull", "skua")


def test_files_that_are_copied_already_are_not_looked_for(
    worded: ChangingSite, tmp_path: Path, loads: list[int]
) -> None:
    site = copy(worded, tmp_path / "site")
    forget_site(site)
    do.retitle(site, "Beacon", "Flare")
    site.update()
    assert loads
    loads.clear()
    prepared = site.folder / CACHE / "prepared"
    assert any(prepared.iterdir())
    shutil.rmtree(prepared)
    do.retitle(site, "Beacon", "Fire")
    made = site.update()
    assert not loads
    check(site, made)


def test_no_fact_of_a_page_depends_on_the_title_of_another(worded: ChangingSite) -> None:
    config, store = load_config(worded.folder / "site.yaml"), Store.open(worded.folder / CACHE, create=False)
    site = load_site(store, config, worded.now, Report())
    before = Facts(site, {})
    for id, page in site.pages.items():
        renamed = replace(page, title="Other", route=Route("/sea/other/", "other/index.html"))
        now = Facts(replace(site, pages={**site.pages, id: renamed}), {})
        assert {one for one in site.known if now.page(one) != before.page(one)} == {id}


def test_one_edit_after_another_begins_with_the_same_site(
    worded: ChangingSite, tmp_path: Path, loads: list[int]
) -> None:
    site = copy(worded, tmp_path / "site")
    for number, name in enumerate(("Compass", "Jetty", "Compass", "Gull")):
        do.say_at_end(site, name, f"The end, at {number}.")
        made = site.update()
        assert f"{name.lower()}/index.html" in made.result.rendered
        assert made.result.written == len(made.result.rendered)
    assert not loads
    check(site, made)


def test_many_edits_make_a_new_site_with_which_the_next_begins(
    worded: ChangingSite, tmp_path: Path, loads: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notionpress.build.retouch._FEW", 2)
    site = copy(worded, tmp_path / "site")
    say_more(site)
    check(site, site.update())
    assert len(loads) == 2  # The second is the clean build's.
    do.say_at_end(site, "Gull", "The end.")
    site.update()
    assert len(loads) == 2


def test_first_words_of_a_post_may_make_others_related(worded: ChangingSite, tmp_path: Path, loads: list[int]) -> None:
    site = copy(worded, tmp_path / "site")
    do.set_setting(site, "related_posts", 3)
    site.build()
    loads.clear()
    do.say_at_end(site, "Compass", "No end of Compass.")
    site.update()
    assert not loads
    do.say_first(site, "Compass", "Words of Beacon")
    made = site.update()
    assert loads
    check(site, made)


def test_rows_of_a_database_in_a_page_are_looked_at_with_it(
    plain: ChangingSite, tmp_path: Path, loads: list[int]
) -> None:
    site = plain.copy(tmp_path / "site")
    do.say_at_end(site, "Compass", "No end of Compass.")
    site.update()
    assert loads


def test_an_edit_that_is_taken_back_within_its_minute_does_not_stay_public(
    worded: ChangingSite, tmp_path: Path, loads: list[int]
) -> None:
    site = copy(worded, tmp_path / "site")
    before = files(site.folder / "public")["compass/index.html"]
    edited = datetime.fromisoformat(str(site.workspace.head(uid("Compass"))["last_edited_time"]))
    do.say_at_end(site, "Compass", "What nobody must know.")
    do.say_at_end(site, "Jetty", "The end of Jetty, at last.")
    assert b"nobody must know" in site.update().files["compass/index.html"]
    site.take_back("end of Compass", lambda one: one["paragraph"].update(rich_text="The end of Compass."), edited)
    made = site.update()
    assert not loads
    assert "compass/index.html" in made.result.rendered
    assert made.files["compass/index.html"] == before
    check(site, made)
    # The next edit begins with the same site, too.
    do.say_at_end(site, "Compass", "Another end.")
    check(site, site.update())


def test_what_was_edited_after_the_first_look_is_seen(worded: ChangingSite, tmp_path: Path, loads: list[int]) -> None:
    """A crawl may take minutes, in which somebody writes."""
    site = copy(worded, tmp_path / "site")
    do.say_at_end(site, "Compass", "No end of Compass.")
    site.crawl()
    config, store = load_config(site.folder / "site.yaml"), Store.open(site.folder / CACHE, create=False)
    glance = Glance(config, site.folder / CACHE, site.folder / "public", (), SITE)
    assert glance.knows_makers()
    site.replace("content/notes/rope.md", "It holds", "It keeps")
    assert glance.result(store, Report(), site.now) is None
    site.how = {"glance": glance}
    made = site.build()
    assert loads
    check(site, made)


def test_addresses_that_another_build_has_kept_are_seen(worded: ChangingSite, tmp_path: Path, loads: list[int]) -> None:
    site = copy(worded, tmp_path / "site")
    site.how = {"keep_addresses": "cache"}
    do.set_setting(site, "addresses", "")
    check_kept(site)
    do.retitle(site, "Gull", "Tern")
    site.crawl()
    site.build("try")
    do.retitle(site, "Gull", "Gull")
    loads.clear()
    made = site.update()
    assert loads
    assert "tern/index.html" in made.files


def check_kept(site: ChangingSite) -> None:
    """Build, and see that the site was kept."""
    site.build()
    assert site.glance()
    assert kept_file(site).exists()


@pytest.mark.parametrize("front", ["", "date: 2026-05-20T10:00:00+05:00\n", "date: 2026-05-20\n"])
@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Europe/London"])
def test_local_pages_with_times_of_any_kind_come_back(
    worded: ChangingSite, tmp_path: Path, loads: list[int], front: str, zone: str
) -> None:
    site = copy(worded, tmp_path / "site")
    do.set_setting(site, "time_zone", zone)
    site.put("content/notes/knot.md", f"---\ntitle: Knot\n{front}---\n\nTied.\n")
    site.update()
    loads.clear()
    do.say_at_end(site, "Compass", "No end of Compass.")
    made = site.update()
    assert not loads
    check(site, made)


@pytest.mark.parametrize("damage", [b"", b"\x00" * 80, b"{}"], ids=["empty", "zeros", "foreign"])
def test_a_kept_site_that_is_damaged_is_not_trusted(
    worded: ChangingSite, tmp_path: Path, loads: list[int], damage: bytes
) -> None:
    site = copy(worded, tmp_path / "site")
    kept_file(site).write_bytes(damage)
    do.say_at_end(site, "Compass", "No end of Compass.")
    made = site.update()
    assert loads
    check(site, made)


def test_a_kept_site_with_a_damaged_page_is_not_trusted(worded: ChangingSite, tmp_path: Path, loads: list[int]) -> None:
    site = copy(worded, tmp_path / "site")
    file = kept_file(site)
    lines = file.read_bytes().splitlines(keepends=True)
    lines[-1] = lines[-1].replace(b"e", b"a", 1)
    file.write_bytes(b"".join(lines))
    do.say_at_end(site, "Compass", "No end of Compass.")
    made = site.update()
    assert loads
    check(site, made)


def test_the_kept_site_of_another_build_is_not_taken(worded: ChangingSite, tmp_path: Path, loads: list[int]) -> None:
    site = copy(worded, tmp_path / "site")
    before = kept_file(site).read_bytes()
    do.retitle(site, "Beacon", "Fire")
    site.update()
    kept_file(site).write_bytes(before)
    loads.clear()
    do.say_at_end(site, "Compass", "No end of Compass.")
    made = site.update()
    assert loads
    check(site, made)


def test_a_site_comes_back_as_it_was(worded: ChangingSite, tmp_path: Path) -> None:
    site = copy(worded, tmp_path / "site")
    config, store = load_config(site.folder / "site.yaml"), Store.open(site.folder / CACHE, create=False)
    found = load_site(store, config, site.now, Report())
    assert keep_site(store, "site-try", found, (), "token", "others")
    lines = store.read_trace_lines("site-try")
    states = read_states(lines, "token")
    kept = read_site(lines, config)
    assert states is not None
    assert kept is not None
    assert {page.id: page.outline for page in states.pages if page.outline} == found.outlines
    assert states.edited(store) == []
    assert kept.site.pages.keys() == found.pages.keys()
    assert repr(dict(kept.site.pages)) == repr(found.pages)
    assert replace(kept.site, pages={}, outlines={}) == replace(found, pages={}, outlines={})
    assert read_states(store.read_trace_lines("site-try"), "another") is None


def test_no_fact_of_another_kind_depends_on_words(worded: ChangingSite) -> None:
    config, store = load_config(worded.folder / "site.yaml"), Store.open(worded.folder / CACHE, create=False)
    site = load_site(store, config, worded.now, Report())
    late = datetime(2026, 11, 1, tzinfo=UTC)
    words = {"excerpt": "Other", "words": 7, "characters": 2, "has_code": True, "has_equation": True, "body": "other"}
    pages = {id: replace(page, updated=late, **words) for id, page in site.pages.items()}
    edited = replace(site, pages=pages, updated=late)
    traces = Manifest.read(store, worded.folder / "public", config.folder).read_traces(store)
    before, now = Facts(site, {}), Facts(edited, {})
    kinds = set()
    for name in (one.name for one in traces.names):
        try:
            fact(site, name)
        except LookupError:
            continue  # It is the theme's or the build's.
        kind = name.partition(":")[0]
        if before.name(name) != now.name(name):
            assert kind in OF_WORDS, name
        kinds.add(kind)
    assert len(kinds) > 20


class Words(Machine):
    """Words are edited, and more from time to time."""

    def __init__(self) -> None:
        super().__init__()
        do.trash(self.site, "Lately")
        self.at = datetime(2026, 10, 31, 9, 30, tzinfo=UTC)

    @rule(name=st.sampled_from(["Compass", "Jetty", "Gull", "Lagoon"]), words=st.sampled_from(["Reef", "Swell " * 400]))
    def last_words(self, name: str, words: str) -> None:
        """Words that lists do not show."""
        do.say_at_end(self.site, name, words)

    @rule(name=st.sampled_from(["Compass", "Jetty", "Guide", "Bowline", "Bravo"]))
    def first_words(self, name: str) -> None:
        """Words that lists show."""
        do.say_first(self.site, name, "Look:")

    @rule(words=st.sampled_from(["Reef", "Gale", "The end of Compass."]))
    def last_words_at_one_time(self, words: str) -> None:
        """Words that become others, and the same again, within a minute."""
        self.site.take_back("end of Compass", lambda one: one["paragraph"].update(rich_text=words), self.at)

    @rule(name=st.sampled_from(["Compass", "Jetty", "About"]), later=st.booleans())
    def time(self, name: str, *, later: bool) -> None:
        """The time of an edit, also on another day."""
        (do.touch_later if later else do.touch)(self.site, name)

    @rule(name=st.sampled_from(["Compass", "About"]), other=st.sampled_from(["Jetty", "Guide"]))
    def link(self, name: str, other: str) -> None:
        """A link, with which other pages change."""
        do.add(self.site, name, block("paragraph", {"rich_text": ["See ", mention(other), "."]}))

    @rule(name=st.sampled_from(["Compass", "Jetty"]), title=st.sampled_from(["Tern", "Reef"]))
    def title(self, name: str, title: str) -> None:
        """A title."""
        do.retitle(self.site, name, title)


@pytest.mark.parametrize("times", [1, pytest.param(10, marks=pytest.mark.slow)])
def test_whatever_is_edited_the_site_equals_a_clean_build(
    worded: ChangingSite, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    run_machine(Words, worded, monkeypatch, times=times, steps=15)
